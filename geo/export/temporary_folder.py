"""Folders for files that do not stay: gone with who writes them, or at the next start after a kill."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_LOCK = ".held"
"""File of a folder that is locked for as long as its writer lives."""


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Give a folder of our own until the block ends, however it ends."""
    with (
        tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder,
        (Path(folder) / _LOCK).open("wb") as lock,
    ):
        _take(lock)
        yield Path(folder)


def remove_stale(prefix: str) -> None:
    """Remove the folders that killed processes left; those whose writers live are left alone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        # Another user's folder, or one that is removed at this moment: not ours to remove.
        with suppress(OSError):
            with (folder / _LOCK).open("r+b") as lock:
                _take(lock)
            shutil.rmtree(folder, ignore_errors=True)


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        # Raises OSError when another process holds it; the system lets go of what a killed one held.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
