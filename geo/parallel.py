"""Work in threads, for functions of Arrow, zstd and hashlib, which let other threads run meanwhile."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")

WORKERS = 2


def map_ahead(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Return the function of each item, in their order, worked out a few items ahead.

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
