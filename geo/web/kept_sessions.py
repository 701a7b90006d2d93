"""Sessions whose reader has gone: kept for a while, so that a break in the line loses nothing, then ended.

The framework stops handing out such a session after `server.disconnectedSessionTTL` seconds, and lets go of
what it holds when the next one is put in its place. On a server that nobody asks any more that is never: a
hundred sessions of a crowd, or of one stranger who opens pages and leaves them, stay in memory.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_LOOK_S = 5.0


class KeptSessions:
    """When each session was first seen without a browser."""

    def __init__(
        self, left: Callable[[], Collection[str]], close: Callable[[str], None], kept_s: float
    ) -> None:
        """Keep each session for so many seconds.

        `left` returns the ids of those without a browser, `close` lets go of all that one has; both are
        asked on the thread of the event loop.
        """
        self._left, self._close, self._kept_s = left, close, kept_s
        self._since: dict[str, float] = {}

    def end_old(self, now: float) -> int:
        """End those that were left for longer, and return how many there were; `now` in seconds."""
        self._since = {session: self._since.get(session, now) for session in self._left()}
        old = [session for session, since in self._since.items() if now - since >= self._kept_s]
        for session in old:
            self._close(session)
            del self._since[session]
        return len(old)

    async def look(self, ended: Callable[[], None]) -> None:
        """End old ones every few seconds until cancelled, and tell when some were."""
        while True:
            await asyncio.sleep(_LOOK_S)
            if self.end_old(time.monotonic()):
                ended()


def kept_for(handed_out_s: float) -> float:
    """Return for how long a session is kept that the framework hands out again for so many seconds.

    It must be ended before the framework forgets that it has it.
    """
    return max(0.0, handed_out_s - 2 * _LOOK_S)
