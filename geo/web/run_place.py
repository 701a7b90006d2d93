"""The place of a page's run among those that may run at a time: held, lent while it waits, taken back."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.web.limits import SocketLimits
    from geo.web.run_queue import RunQueue

SCOPE_KEY = "shelterline.run_place"
"""Under which the scope of a page's socket has its place."""
_LOOK_S = 0.5
"""How often who waits looks whether the server is still there."""


class RunPlace:
    """The place of one socket's runs; but for `lent`, for the event loop in which it was made."""

    def __init__(self, runs: RunQueue, client: str, limits: SocketLimits) -> None:
        """Take the places that there are, and who asks for one; it has none yet."""
        self._runs, self._client, self._limits = runs, client, limits
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.TimerHandle | None = None
        self._is_lent, self._is_closed = False, False

    @property
    def is_held(self) -> bool:
        """Whether a run has a place."""
        return self._over is not None

    def hold(self) -> None:
        """Hold a place that was entered, instead of one from before; for so long as a run may take."""
        self.leave()
        self._over = self._loop.call_later(self._limits.longest_run_s, self.leave)

    def leave(self) -> None:
        """Give the place back, if there is one."""
        if self._over:
            self._over.cancel()
            self._over = None
            self._runs.leave()

    def close(self) -> None:
        """Give the place back for good: its reader has gone."""
        self._is_closed = True
        self.leave()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Let another page run while the block only waits; for the thread of the run."""
        with suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(self._lend)
        try:
            yield
        finally:
            taking = self._take_back()
            try:
                taken = asyncio.run_coroutine_threadsafe(taking, self._loop)
            except RuntimeError:
                taking.close()
            else:
                self._wait_for(taken)

    def _wait_for(self, taken: Future[None]) -> None:
        """Wait for the place, but not for a server that has ended meanwhile."""
        while self._loop.is_running():
            with suppress(CancelledError, TimeoutError):
                taken.result(_LOOK_S)
            if taken.done():
                return

    def _lend(self) -> None:
        self._is_lent = self.is_held
        self.leave()

    async def _take_back(self) -> None:
        """Wait for a place again, unless the run has one from a later message, or its reader has gone."""
        was_lent, self._is_lent = self._is_lent, False
        if not was_lent or self._is_of_no_use:
            return
        if not await self._runs.enter(self._client, self._limits.patience_s, comes_back=True):
            return
        if self._is_of_no_use:
            self._runs.leave()
        else:
            self.hold()

    @property
    def _is_of_no_use(self) -> bool:
        return self._is_closed or self.is_held


@contextmanager
def lent(scope: Mapping[str, object]) -> Iterator[None]:
    """Lend the place that the scope of a socket has, if it has one, while the block waits."""
    place = scope.get(SCOPE_KEY)
    if isinstance(place, RunPlace):
        with place.lent():
            yield
    else:
        yield
