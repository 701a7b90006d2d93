"""Work on large tables: in threads, for functions that let others run meanwhile, and their memory."""

from __future__ import annotations

import ctypes
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import pyarrow as pa

T = TypeVar("T")
R = TypeVar("R")

WORKERS = 2


def map_ahead(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Apply a function to each item, in order, computing a few items ahead.

    `Executor.map` would take in all items at once; here no more than a few are in memory.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        started: deque[Future[R]] = deque()
        try:
            for item in items:
                started.append(pool.submit(function, item))
                if len(started) > WORKERS:
                    yield started.popleft().result()
            while started:
                yield started.popleft().result()
        finally:
            for future in started:
                future.cancel()


def sparing_memory() -> None:
    """Have Arrow use the allocator whose threads share what they have freed, where it can.

    With its usual one each thread keeps it to itself: a server that had served twenty readers held 100 MB
    for the 12 MB that were in use.
    """
    if "jemalloc" in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())


@contextmanager
def lasting_memory() -> Iterator[None]:
    """Let Arrow keep the memory it has freed for its next table, where it can.

    Its usual allocator gives large pieces back to the system at once and asks for them again, which took a
    third of the time of reading a million rows. Memory that was in use before stays as it is.
    """
    before = pa.default_memory_pool()
    sparing_memory()
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def give_back() -> None:
    """Return to the system what large work has left free.

    Arrow and the C library keep what they once had for the next such work; in a server that comes once for a
    snapshot. Where the C library cannot be asked, it keeps its part.
    """
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
