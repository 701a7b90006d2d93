"""A file read in a process of its own, which may use so much and no more, and ends with whoever waits for it.

Foreign files are read by large libraries in C, and a small file can be made to take gigabytes or to never
end. Here that costs a process. What comes back from it is columns, notes and rows of text, as JSON and in
Arrow's form, and is checked: nothing that a file could shape is unpickled or run. The bytes of an upload go
through a pipe.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Full, Queue
from typing import IO, BinaryIO

import pyarrow as pa

from geo.connectors.toolkit.contract import BadLine, SourceRows
from geo.connectors.toolkit.foreign import FIRST, Part, batch
from geo.model.errors import SourceError
from geo.tabular import child
from geo.tabular.opening import Foreign, Form
from geo.tabular.reading_limits import USUAL, Limits, broken_off, too_long, too_much_memory, too_much_work

_ROOT = str(Path(__file__).parents[2])
_PASSED_ON = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "SYSTEMROOT", "TZ")
"""What of the environment the reader is given; keys of publishers are none of its business."""
_SPARING = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # GDAL opens SQLite by itself.
    "OGR_SQLITE_PRAGMA": "trusted_schema=0,cell_size_check=1,temp_store=2",
    "GDAL_DRIVER_PATH": "disable",
}
_TICK_S = 0.25
_FRAMES_AHEAD = 2
_LARGEST_FRAME = 700_000_000
"""Above what the reader can hold."""


def wait_on() -> None:
    """Do nothing while a file is read."""


@contextmanager
def opened_apart(  # noqa: PLR0913 what is read, and how
    name: str,
    file: BinaryIO | bytes,
    part: Part = FIRST,
    *,
    forms: Collection[Form] = tuple(Form),
    limits: Limits = USUAL,
    while_waiting: Callable[[], None] = wait_on,
) -> Iterator[Foreign]:
    """Open a file as `geo.tabular.opening.open_file` does, in a process that ends with the block.

    `file` is the content, or a file on disk. `while_waiting` is called some times a second; what it raises
    ends the waiting and the process.

    Raises SourceError when it is of no form that can be read, is refused, or takes more than the limits.
    """
    reader = _Reader(name, file, part, forms, limits, while_waiting)
    try:
        yield reader.opened()
    finally:
        reader.end()


class _Reader:
    def __init__(  # noqa: PLR0913, PLR0917 as above
        self,
        name: str,
        file: BinaryIO | bytes,
        part: Part,
        forms: Collection[Form],
        limits: Limits,
        while_waiting: Callable[[], None],
    ) -> None:
        self._name, self._limits, self._while_waiting = name, limits, while_waiting
        self._waited_s = 0.0
        self._frames: Queue[tuple[bytes, bytes] | None] = Queue(_FRAMES_AHEAD)
        self._is_over = threading.Event()
        job = {
            "name": name,
            "part": [part.kind, part.name],
            "forms": list(map(str, forms)),
            "memory_bytes": limits.memory_bytes,
            "processor_s": limits.processor_s,
            "is_file": not isinstance(file, bytes),
        }
        said = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 our own module; what is read is only its input
            [sys.executable, "-P", "-m", child.__name__],
            env={**said, **_SPARING, "PYTHONPATH": _ROOT, child.JOB: json.dumps(job)},
            stdin=subprocess.PIPE if isinstance(file, bytes) else file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._threads = [threading.Thread(target=self._take, daemon=True)]
        if isinstance(file, bytes):
            self._threads.append(threading.Thread(target=self._give, args=(file,), daemon=True))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._is_over.set()
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()

    def opened(self) -> Foreign:
        kind, content = self._next()
        if kind != child.TABLE:
            raise broken_off(self._name, "no table")
        said = json.loads(content)
        columns, notes = tuple(map(str, said["columns"])), tuple(map(str, said["notes"]))
        part, *parts = (Part(str(kind), str(name)) for kind, name in said["parts"])
        pieces = self._pieces(columns)
        first = next(pieces, None) or batch(columns, [], [], [])
        licence = str(said["licence"])
        return Foreign(self._name, columns, notes, first, pieces, tuple(parts), part, licence)

    def _pieces(self, columns: tuple[str, ...]) -> Iterator[SourceRows]:
        bad: list[BadLine] = []
        while True:
            kind, content = self._next()
            if kind == child.BAD:
                bad = [BadLine(int(line), *map(str, texts)) for line, *texts in json.loads(content)]
            elif kind == child.ROWS:
                yield self._rows(columns, content, bad)
                bad = []
            else:
                return

    def _rows(self, columns: tuple[str, ...], content: bytes, bad: list[BadLine]) -> SourceRows:
        try:
            batch = pa.ipc.open_stream(content).read_next_batch()
            batch.validate(full=True)
        except (pa.ArrowInvalid, StopIteration) as error:
            raise broken_off(self._name, "rows that are none") from error
        types = [pa.string()] * len(columns) + [pa.int64()]
        if batch.schema.names != [*columns, child.LINE] or batch.schema.types != types:
            raise broken_off(self._name, "rows of another table")
        *texts, lines = batch.columns
        return SourceRows(
            pa.RecordBatch.from_arrays(texts, list(columns)), lines.to_numpy(zero_copy_only=False), bad
        )

    def _next(self) -> tuple[bytes, bytes]:
        """Return the next frame; an end, or a sentence, when there is none."""
        while True:
            since = time.monotonic()
            try:
                frame = self._frames.get(timeout=_TICK_S)
            except Empty:
                self._waited_s += time.monotonic() - since
                if self._waited_s > self._limits.waiting_s:
                    raise too_long(self._name, self._limits) from None
                self._while_waiting()
                continue
            self._waited_s += time.monotonic() - since
            if frame is None:
                raise self._how_it_ended()
            kind, content = frame
            if kind == child.REFUSED:
                raise SourceError(content.decode())
            if kind == child.OVER:
                raise too_much_memory(self._name, self._limits)
            return frame

    def _how_it_ended(self) -> SourceError:
        status = self._process.wait()
        if status == child.EXIT_MEMORY:
            return too_much_memory(self._name, self._limits)
        if -status == getattr(signal, "SIGXCPU", None):
            return too_much_work(self._name, self._limits)
        return broken_off(self._name, signal.Signals(-status).name if status < 0 else f"status {status}")

    def _take(self) -> None:
        """Put the frames of the process into the queue as they come, and None when no more will."""
        out = self._process.stdout
        frame: tuple[bytes, bytes] | None = (b"", b"")
        while out and frame is not None and not self._is_over.is_set():
            frame = _frame(out)
            while not self._is_over.is_set():
                with suppress(Full):
                    self._frames.put(frame, timeout=_TICK_S)
                    break

    def _give(self, content: bytes) -> None:
        into = self._process.stdin
        # It may have ended before it has read everything.
        with suppress(OSError):
            if into:
                into.write(content)
                into.close()


def _frame(out: IO[bytes]) -> tuple[bytes, bytes] | None:
    head = out.read(child.HEAD.size)
    if len(head) < child.HEAD.size:
        return None
    kind, length = child.HEAD.unpack(head)
    if length > _LARGEST_FRAME:
        return None
    content = out.read(length)
    return (kind, content) if len(content) == length else None
