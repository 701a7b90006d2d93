"""Folders that are there whole or not at all.

One is filled under another name, synced and renamed: a reader sees a whole one or none, and what a killed
writer leaves behind has no name that a reader would open, and a later writer removes it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

_TEMPORARY = ".writing-"
_ABANDONED_AFTER_S = 3_600
"""Seconds; a writer that is alive does not pause for so long."""


def temporary_in(folder: Path) -> Path:
    """Return a name in a folder that no reader would open."""
    return folder / f"{_TEMPORARY}{uuid4().hex}"


def made_in(folder: Path) -> Path:
    """Make a folder to fill."""
    temporary = temporary_in(folder)
    # Not `mkdtemp`, whose folder no other user could open.
    temporary.mkdir(parents=True)
    return temporary


def publish(temporary: Path, target: Path) -> bool:
    """Give what was filled its name, and return whether that was free."""
    for path in (*temporary.rglob("*"), temporary):
        sync(path)
    is_free = True
    try:
        temporary.rename(target)
    except OSError as error:
        if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
            raise
        is_free = False
    sync(target.parent)
    return is_free


def remove_abandoned(folder: Path) -> None:
    """Remove what killed writers left; what cannot be removed stays, for no write fails because of it."""
    for left in folder.glob(f"{_TEMPORARY}*"):
        with suppress(OSError):
            newest = max(path.stat().st_mtime for path in (left, *left.iterdir()))
            if time.time() - newest > _ABANDONED_AFTER_S:
                # Were its writer alive after all, it would now fail instead of publishing a part.
                taken = left.rename(temporary_in(folder))
                shutil.rmtree(taken)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, would outlast a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
