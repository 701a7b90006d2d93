"""The snapshot that this process serves, opened once."""

from __future__ import annotations

from functools import cache

from geo.store.chronicle import Chronicle, open_bundled


@cache
def current() -> Chronicle:
    """Return the current snapshot.

    Raises:
        SnapshotError: when it cannot be opened; the next call tries again.

    """
    return open_bundled()
