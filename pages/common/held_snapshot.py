"""The snapshot that a run of a page goes by.

A run asks for it some sixty times. Each time the disk is looked at, whether it is still there and whole, and
each look hands the interpreter on to whoever else waits for it.
"""

from __future__ import annotations

import threading
import time

from geo.snapshot.current import opened
from geo.snapshot.opened import Snapshot

_HOLDS_S = 0.5


class _Held(threading.local):
    """What a thread has looked for last: a run has a thread of its own."""

    snapshot: Snapshot | None = None
    until_s = 0.0
    """By the monotonic clock."""


_HELD = _Held()


def held(snapshot_id: str) -> Snapshot:
    """Return a snapshot by its id, as this thread has found it at most half a second ago.

    Raises: as `geo.snapshot.current.opened`.
    """
    now_s = time.monotonic()
    found = _HELD.snapshot
    if found is None or found.id != snapshot_id or now_s > _HELD.until_s:
        found = _HELD.snapshot = opened(snapshot_id)
        _HELD.until_s = now_s + _HOLDS_S
    return found
