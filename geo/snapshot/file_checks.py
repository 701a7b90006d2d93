"""Files of open snapshots are read only as they were written: what is damaged is named, never read.

A file is hashed when its snapshot is opened. From then on it is hashed again whenever the system says that it
was changed, before and after each read: what was read in between came from the file that was hashed. A disk
that loses bits by itself changes no date; for that the pages of newer tables carry checksums, and `recheck`
goes through all files now and then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import IO, Concatenate, ParamSpec, Protocol, TypeVar

import duckdb
import pyarrow as pa

from geo.model.errors import DamagedError
from geo.snapshot.folders import sha256_of

_UNREADABLE = OSError, ValueError, LookupError, pa.ArrowException, duckdb.Error
"""What comes of reading a file that is not what was written."""
_TICK_S = 0.1
"""Two changes within one tick of the system's clock have one date."""


class Trust(Enum):
    """What is known of a file when readers are told of it."""

    HASHED = auto()
    """It was hashed in the state that is told; without a state it is hashed before its first read."""
    MAPPED = auto()
    """It was hashed, and is mapped into memory."""
    UNREAD = auto()
    """It is hashed before its first read; until then it is enough that nobody changes it."""
    UNREAD_MAPPED = auto()
    """The same, and it is mapped into memory."""


State = tuple[int, int, int, int]
"""Inode, bytes, and the times of the last change of the content and of the file, in nanoseconds."""


class _Checked:
    """One file, and when it was last seen to be what was written."""

    def __init__(
        self, path: Path, sha256: str, snapshot_id: str, state: State | None, how: Trust = Trust.HASHED
    ) -> None:
        self._path, self.sha256, self._snapshot_id = path, sha256, snapshot_id
        self._whole = state if how is Trust.HASHED or how is Trust.MAPPED else None
        self._unread = state if how is Trust.UNREAD or how is Trust.UNREAD_MAPPED else None
        self._mapped = state if how is Trust.MAPPED or how is Trust.UNREAD_MAPPED else None
        self._damaged: State | None = None
        self._reason = ""
        self._lock = Lock()

    def check(self, *, is_suspicious: bool = False, is_read: bool = True) -> None:
        """Raise an error when the file is not what was written; one that is suspicious is hashed.

        What is not about to be read need not have been hashed, as long as it was not changed.
        """
        state = state_of(self._path)
        is_trusted = state is not None and (state == self._whole or (not is_read and state == self._unread))
        if is_trusted and not is_suspicious:
            return
        with self._lock:
            if self._mapped and (self._reason or state != self._mapped):
                # Whoever looks at a mapped file sees each change at once: none is ever put right again.
                self._whole = self._unread = None
                self._reason = self._reason or ("was changed while it was in use" if state else "is missing")
            elif is_suspicious or state is None or state not in {self._whole, self._damaged}:
                self._hash(state)
            if self._reason:
                raise DamagedError(self._path.stem, self._path.name, self._snapshot_id, self._reason)

    def _hash(self, state: State | None) -> None:
        self._whole = self._damaged = self._unread = None
        try:
            is_whole = sha256_of(self._path) == self.sha256
        except FileNotFoundError:
            self._reason = "is missing"
        except OSError as error:
            self._reason = f"cannot be read: {error.strerror}"
        else:
            self._reason = "" if is_whole else "is not the file that was written"
            if state is not None and time.time_ns() - state[2] > _TICK_S * 1e9:
                self._whole, self._damaged = (state, None) if is_whole else (None, state)


_CHECKED: dict[Path, _Checked] = {}


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


def expect(
    files: Mapping[Path, str],
    states: Mapping[Path, State | None],
    snapshot_id: str,
    trust: Mapping[Path, Trust] | None = None,
) -> None:
    """Let files be read only as long as they have these SHA-256.

    `states` has what `state_of` said before they were hashed; a file without one is hashed at its first read.
    """
    for path, sha256 in files.items():
        how = (trust or {}).get(path, Trust.HASHED)
        _CHECKED[path] = _Checked(path, sha256, snapshot_id, states.get(path), how)


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


def look(*paths: Path) -> None:
    """Check the same, but that a large file that nobody has read yet is taken as it is while it stays so.

    Raises DamagedError when one is not what was written.
    """
    for path in paths:
        if path in _CHECKED:
            _CHECKED[path].check(is_read=False)


class _Mapping(Protocol):
    @property
    def mapped(self) -> tuple[Path, ...]:
        """Files whose pages it looks at."""


M = TypeVar("M", bound=_Mapping)
P = ParamSpec("P")
T = TypeVar("T")


def looked_at(method: Callable[Concatenate[M, P], T]) -> Callable[Concatenate[M, P], T]:
    """Let a method answer only while the files that its object has `mapped` stay as they were.

    It raises DamagedError when one was changed by the time the answer is there.
    """

    @wraps(method)
    def answer(self: M, /, *args: P.args, **kwargs: P.kwargs) -> T:
        look(*self.mapped)
        found = method(self, *args, **kwargs)
        look(*self.mapped)
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
    except _UNREADABLE:
        check(*paths, is_suspicious=True)
        raise
    check(*paths)
