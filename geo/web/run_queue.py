"""Runs of pages, so many at a time; those that wait go on by turns of the addresses that asked for them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import TypeAlias

_Turn: TypeAlias = "asyncio.Future[None]"


class RunQueue:
    """Places for runs. Whoever asks for many waits behind whoever asks for one; for one event loop."""

    def __init__(self, places: int) -> None:
        """Take how many runs there may be at a time."""
        self._free = places
        self._waiting: OrderedDict[str, deque[_Turn]] = OrderedDict()

    @property
    def n_waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    async def enter(self, client: str, patience_s: float, *, comes_back: bool = False) -> bool:
        """Take a place when it is this client's turn, and return whether it came in time.

        Who comes back to a place that was lent is before all that wait for their first.
        """
        if self._free and not self._waiting:
            self._free -= 1
            return True
        turn: _Turn = asyncio.get_running_loop().create_future()
        turns = self._waiting.setdefault(client, deque())
        if comes_back:
            turns.appendleft(turn)
            self._waiting.move_to_end(client, last=False)
        else:
            turns.append(turn)
        try:
            async with asyncio.timeout(patience_s):
                await turn
        except TimeoutError:
            self._forget(client, turn)
            return False
        except asyncio.CancelledError:
            self._forget(client, turn)
            raise
        return True

    def leave(self) -> None:
        """Give a place back, to the next in turn."""
        while self._waiting:
            client, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                # At the end of the line: the other clients come first.
                self._waiting[client] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _forget(self, client: str, turn: _Turn) -> None:
        if turn.done() and not turn.cancelled():
            # The place came in the same moment: it goes to the next.
            self.leave()
            return
        turns = self._waiting.get(client, deque())
        if turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[client]
