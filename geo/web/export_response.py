"""Answers that take long to write or to send: made in threads of their own, given up with their reader."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.responses import Response

from geo.model.errors import ShelterlineError
from geo.model.parallel import give_back
from geo.web import export_limits
from geo.web.client_address import client_of
from geo.web.connection import break_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.types import Receive, Scope, Send

    from geo.web.export_limits import Workers

_LOG = logging.getLogger(__name__)
_PIECE_BYTES = 1 << 16
"""What is sent before it is looked at whether the reader takes it: as much as the server keeps for one."""
_LARGE_BYTES = 1 << 20


class ExportResponse(Response):
    """A file that is written while it is read, a part at a time, in the threads of some workers.

    It takes a place among them until it ends: at its last byte, when the reader goes, or when the reader has
    taken nothing for `STALLED_S`. What goes wrong before the first byte is raised; after it, the connection
    is broken, so that no client takes a part for the whole.
    """

    def __init__(
        self,
        body: Callable[[], bytes | Iterator[bytes]],
        workers: Workers,
        headers: Mapping[str, str],
        media_type: str,
        n_places: int = 1,
    ) -> None:
        """Take what makes the body: all of it, or an iterator of parts, of which empty ones are progress.

        `n_places` are those that it takes among the workers.
        """
        self.status_code, self.media_type, self.background = 200, media_type, None
        self._make, self._workers, self._n_places = body, workers, n_places
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write and send the body.

        Raises BusyError when there is no place for it; ShelterlineError when it cannot be made, and nothing
        of it has been sent.
        """
        client = client_of(scope)
        with self._workers.place(client, self._n_places):
            sending = asyncio.ensure_future(self._write(send))
            leaving = asyncio.ensure_future(_left(receive))
            try:
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (sending, leaving):
                    task.cancel()
                await asyncio.wait({sending, leaving})
        if not sending.cancelled():
            sending.result()

    async def _write(self, send: Send) -> None:
        parts = _PiecesOfBody(self._make, self._workers)
        n_sent = 0
        try:
            part = await parts.following()
            start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            await send(start)
            while part:
                n_sent += len(part)
                await _send_pieces(send, part)
                # Let go of before the next is made: a reader may be slow.
                part = b""
                part = await parts.following()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            _LOG.warning("a reader who took nothing for %d s was dropped", export_limits.STALLED_S)
            await _end_visibly(send)
        except ShelterlineError as error:
            if not n_sent:
                raise
            _LOG.exception("an export broke off after %d bytes", n_sent)
            if not await _end_visibly(send):
                raise RuntimeError(f"an export broke off after {n_sent} bytes") from error
        finally:
            await parts.close()
            if n_sent > _LARGE_BYTES:
                await asyncio.get_running_loop().run_in_executor(self._workers.pool, give_back)


async def _send_pieces(send: Send, part: bytes) -> None:
    view = memoryview(part)
    for at in range(0, len(part), _PIECE_BYTES):
        message = {
            "type": "http.response.body",
            "body": bytes(view[at : at + _PIECE_BYTES]),
            "more_body": True,
        }
        await asyncio.wait_for(send(message), export_limits.STALLED_S)


async def _end_visibly(send: Send) -> bool:
    is_broken = break_off(send)
    # The server hears of it before it looks at what is left of the answer.
    await asyncio.sleep(0)
    return is_broken


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _PiecesOfBody:
    """The parts of a body, each made in a thread; what makes them is closed in one as well."""

    def __init__(self, make: Callable[[], bytes | Iterator[bytes]], workers: Workers) -> None:
        self._make, self._pool = make, workers.pool
        self._parts: Iterator[bytes] | None = None
        self._step: asyncio.Future[bytes | None] | None = None

    async def following(self) -> bytes:
        """Return the next part that is not empty; an empty one at the end."""
        part: bytes | None = b""
        while part == b"":
            step = asyncio.get_running_loop().run_in_executor(self._pool, self._advance)
            self._step = step
            # A thread cannot be stopped: whoever is cancelled meanwhile waits for it when closing.
            part = await asyncio.shield(step)
        return part or b""

    def _advance(self) -> bytes | None:
        if self._parts is None:
            body = self._make()
            self._parts = iter((body,)) if isinstance(body, bytes) else body
        return next(self._parts, None)

    async def close(self) -> None:
        """End the making, and what it has open."""
        if self._step is not None and not self._step.done():
            await asyncio.wait({self._step})
        if self._step is not None and not self._step.cancelled():
            self._step.exception()
        close = getattr(self._parts, "close", None)
        if close is not None:
            await asyncio.get_running_loop().run_in_executor(self._pool, close)
