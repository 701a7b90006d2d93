"""Files of open snapshots are read only as they were written: what is damaged is named, never read.

A file is hashed when its snapshot is opened, a large one before its first read. From then on it is hashed
again whenever the system says that it was changed, before and after each read: what was read in between came
from the file that was hashed. A disk that loses bits by itself changes no date; for that the pages of newer
tables carry checksums, and `recheck` goes through all files now and then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import IO, Concatenate, ParamSpec, Protocol, TypeVar

import duckdb
import pyarrow as pa

from geo.model.errors import DamagedError
from geo.snapshot.folders import sha256_of

MISSING = "is missing"
UNREADABLE = "cannot be read: {what}"
DIFFERENT = "is not the file that was written"
CHANGED = "was changed while it was in use"
"""What is said of a damaged file, behind its name."""
_READING_FAILED = OSError, ValueError, LookupError, pa.ArrowException, duckdb.Error
"""What comes of reading a file that is not what was written."""
_TICK_S = 0.1
"""Two changes within one tick of the system's clock have one date."""


LARGE_BYTES = 64_000_000
"""Length up to which a file is hashed when its snapshot is opened; a larger one keeps a start waiting."""
State = tuple[int, int, int, int]
"""Inode, bytes, and the times of the last change of the content and of the file, in nanoseconds."""


class CheckedFile:
    """One file that an open snapshot reads, and when it was last seen to be what was written."""

    def __init__(
        self,
        path: Path,
        sha256: str,
        snapshot_id: str,
        *,
        hashed: State | None = None,
        unread: State | None = None,
    ) -> None:
        """Take what the file is to be, and its state (`state_of`) when something of it was learned.

        `hashed` is that before it was hashed; without one it is hashed before its first read. Until then a
        file in the state `unread` passes a `look`.
        """
        self.path, self.sha256, self._snapshot_id = path, sha256, snapshot_id
        self._whole, self._unread = hashed, unread
        self._mapped: State | None = None
        self._damaged: State | None = None
        self._reason = ""
        self._lock = Lock()

    def is_mapped_in(self, state: State) -> None:
        """Take the state in which the file was mapped into memory: it is never to have another."""
        self._mapped = state

    def look(self) -> None:
        """Check the file, but take one that nobody has read yet as it is while nobody changes it.

        Raises DamagedError when it is not what was written.
        """
        self.check(is_read=False)

    def check(self, *, is_suspicious: bool = False, is_read: bool = True) -> None:
        """Raise DamagedError when the file is not what was written; one that is suspicious is hashed.

        What is not about to be read need not have been hashed, as long as it was not changed.
        """
        state = state_of(self.path)
        is_trusted = state is not None and (state == self._whole or (not is_read and state == self._unread))
        if is_trusted and not is_suspicious:
            return
        with self._lock:
            if self._mapped and (self._reason or state != self._mapped):
                # Whoever looks at a mapped file sees each change at once: none is ever put right again.
                self._whole = self._unread = None
                self._reason = self._reason or (CHANGED if state else MISSING)
            elif is_suspicious or state is None or state not in {self._whole, self._damaged}:
                self._hash(state)
            if self._reason:
                raise DamagedError(self.path.stem, self.path.name, self._snapshot_id, self._reason)

    def _hash(self, state: State | None) -> None:
        self._whole = self._damaged = self._unread = None
        try:
            is_whole = sha256_of(self.path) == self.sha256
        except FileNotFoundError:
            self._reason = MISSING
        except OSError as error:
            self._reason = UNREADABLE.format(what=error.strerror)
        else:
            self._reason = "" if is_whole else DIFFERENT
            if state is not None and time.time_ns() - state[2] > _TICK_S * 1e9:
                self._whole, self._damaged = (state, None) if is_whole else (None, state)


_CHECKED: dict[Path, CheckedFile] = {}


def state_of(path: Path) -> State | None:
    """Return a state that differs once a file was changed or replaced; None when there is no file."""
    try:
        return _state(path.stat())
    except OSError:
        return None


def state_in(file: IO[bytes]) -> State:
    """Return the same of an open file."""
    return _state(os.fstat(file.fileno()))


def _state(found: os.stat_result) -> State:
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def is_large(n_bytes: int) -> bool:
    """Whether files of some length are first hashed when somebody reads them, not when they are opened."""
    return n_bytes > LARGE_BYTES


def look(*paths: Path) -> None:
    """Check what `check` does, but take files that nobody has read yet as they are while they stay so.

    Raises DamagedError when one is not what was written.
    """
    for path in paths:
        if path in _CHECKED:
            _CHECKED[path].look()


def expect(*files: CheckedFile) -> None:
    """Let files be read only as long as they are what they are to be."""
    _CHECKED.update({file.path: file for file in files})


def is_known(path: Path) -> bool:
    """Whether this process was told what a file is to be."""
    return path in _CHECKED


def check(*paths: Path, is_suspicious: bool = False) -> None:
    """Check that files are what was written; files of which nothing is known are passed over.

    Raises DamagedError when one is not.
    """
    for path in paths:
        if path in _CHECKED:
            _CHECKED[path].check(is_suspicious=is_suspicious)


class _OnMappedFiles(Protocol):
    @property
    def mapped(self) -> tuple[CheckedFile, ...]:
        """Files whose pages it looks at."""


M = TypeVar("M", bound=_OnMappedFiles)
P = ParamSpec("P")
T = TypeVar("T")


def looked_at(method: Callable[Concatenate[M, P], T]) -> Callable[Concatenate[M, P], T]:
    """Let a method answer only while the files that its object has `mapped` stay as they were.

    It raises DamagedError when one was changed by the time the answer is there.
    """

    @wraps(method)
    def answer(self: M, /, *args: P.args, **kwargs: P.kwargs) -> T:
        for file in self.mapped:
            file.look()
        found = method(self, *args, **kwargs)
        for file in self.mapped:
            file.look()
        return found

    return answer


def recheck() -> None:
    """Hash every file that is open to readers anew, and forget those whose folder was removed as a whole.

    Raises DamagedError when one is not what was written; the others are hashed all the same.
    """
    first: DamagedError | None = None
    for path in list(_CHECKED):
        # Whoever removes a snapshot means it; links to it are told that it is not there.
        if not path.parent.exists():
            _CHECKED.pop(path, None)
            continue
        try:
            check(path, is_suspicious=True)
        except DamagedError as error:
            first = first or error
    if first:
        raise first


@contextmanager
def reading(*paths: Path) -> Iterator[None]:
    """Read files in the block; what comes of it is to be used only after its end.

    Raises DamagedError when one of them is not what was written.
    """
    check(*paths)
    try:
        yield
    except _READING_FAILED:
        check(*paths, is_suspicious=True)
        raise
    check(*paths)
