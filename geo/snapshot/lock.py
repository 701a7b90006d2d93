"""What one process may do at a time with a home: to look at the pointer and to move it."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LOCK = ".lock"
"""File of a home that is held, not its content; it stays, as whoever waits for it has it open."""


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Wait until nobody else is here for this home, and keep the others waiting until the end.

    The system lets go of what a killed process held.

    Raises OSError when the file cannot be opened, or its file system knows no locks.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("ab") as file:
        _hold(file)
        # Closing it lets go, however the block ends.
        yield


if sys.platform == "win32":
    import msvcrt

    def _hold(file: IO[bytes]) -> None:
        while True:
            file.seek(0)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            except OSError as error:
                if error.errno != errno.EDEADLOCK:  # what it says after ten seconds
                    raise
            else:
                return

else:
    import fcntl

    def _hold(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
