"""Files of open snapshots are read only as they were written: what is damaged is named, never read.

A file is hashed when its snapshot is opened. From then on it is hashed again whenever the system says that it
was changed, before and after each read: what was read in between came from the file that was hashed. A disk
that loses bits by itself changes no date; for that the pages of newer tables carry checksums, and `recheck`
goes through all files now and then.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

from geo.model.errors import DamagedError
from geo.snapshot.folders import sha256_of

_UNREADABLE = OSError, ValueError, LookupError, pa.ArrowException, duckdb.Error
"""What comes of reading a file that is not what was written."""
_TICK_S = 0.1
"""Two changes within one tick of the system's clock have one date."""
State = tuple[int, int, int, int]
"""Inode, bytes, and the times of the last change of the content and of the file, in nanoseconds."""


class _Checked:
    """One file, and when it was last seen to be what was written."""

    def __init__(self, path: Path, sha256: str, snapshot_id: str, whole: State | None) -> None:
        self._path, self.sha256, self._snapshot_id = path, sha256, snapshot_id
        self._whole = whole
        self._damaged: State | None = None
        self._reason = ""
        self._lock = Lock()

    def check(self, *, is_suspicious: bool = False) -> None:
        """Raise an error when the file is not what was written; one that is suspicious is hashed."""
        state = state_of(self._path)
        if state is not None and state == self._whole and not is_suspicious:
            return
        with self._lock:
            if is_suspicious or state is None or state not in {self._whole, self._damaged}:
                self._hash(state)
            if self._reason:
                raise DamagedError(self._path.stem, self._path.name, self._snapshot_id, self._reason)

    def _hash(self, state: State | None) -> None:
        self._whole = self._damaged = None
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
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def expect(files: Mapping[Path, str], states: Mapping[Path, State | None], snapshot_id: str) -> None:
    """Let files be read only as long as they have these SHA-256.

    `states` has what `state_of` said before they were hashed; a file without one is hashed at its first read.
    """
    for path, sha256 in files.items():
        _CHECKED[path] = _Checked(path, sha256, snapshot_id, states.get(path))


def check(*paths: Path, is_suspicious: bool = False) -> None:
    """Check that files are what was written; files of which nothing is known are passed over.

    Raises DamagedError when one is not.
    """
    for path in paths:
        if path in _CHECKED:
            _CHECKED[path].check(is_suspicious=is_suspicious)


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
