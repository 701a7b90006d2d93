"""The place that a run has among those pages that may run at a time, for the thread in which it runs."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping

SCOPE_KEY = "shelterline.run_place"
"""Under which the scope of a page's socket has its place."""
_LOOK_S = 0.5
"""How often who waits looks whether the server is still there."""


class RunPlace:
    """Lent to other pages while this one waits for its reader's map, and taken back after that."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        lend: Callable[[], None],
        take_back: Callable[[], Coroutine[None, None, None]],
    ) -> None:
        """Take the event loop of the server, and what is done there."""
        self._loop, self._lend, self._take_back = loop, lend, take_back

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Let another page run while the block only waits; for threads other than the event loop's."""
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


@contextmanager
def lent(scope: Mapping[str, object]) -> Iterator[None]:
    """Lend the place that the scope of a socket has, if it has one, while the block waits."""
    place = scope.get(SCOPE_KEY)
    if isinstance(place, RunPlace):
        with place.lent():
            yield
    else:
        yield
