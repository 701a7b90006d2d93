"""How much of what a WebSocket sends is taken apart at a time.

By itself the server reads up to 256 KB and takes every message in it apart in one go, which nobody else can
come between: a fifth of a second for messages of eleven bytes. Here it reads a little, and no more before the
app has taken what was in it; the rest waits at its sender. Who goes on sending to a socket that the app has
closed is read no longer, until the server lets go of the socket.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_AT_A_TIME = 4_096
"""Bytes; a question of a page's has some two thousand."""
_AFTER_THE_END = 2 * _AT_A_TIME
"""Bytes that may still be on their way when the app closes a socket."""


class SmallReads(asyncio.BufferedProtocol):
    """The server's WebSocket behind a small buffer, as `ws_protocol_class` of uvicorn.

    It holds that protocol and is none itself: uvloop fills the buffers of those alone that are no `Protocol`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 uvicorn's own
        """Take what uvicorn hands to its own protocol."""
        self.inner = WebSocketsSansIOProtocol(*args, **kwargs)
        self._buffer = bytearray(_AT_A_TIME)
        self._n_after_end = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection over from the protocol that read the request for an upgrade."""
        self.inner.connection_made(transport)
        # The event loop reads as for that protocol until it begins anew.
        self.inner.loop.call_soon(self._begin_anew)

    def _begin_anew(self) -> None:
        transport = self.inner.transport
        if not self.inner.read_paused and not transport.is_closing():
            transport.pause_reading()
            transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the app that its reader has gone."""
        self.inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Let the app wait before it sends more."""
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        """Let the app send on."""
        self.inner.resume_writing()

    def data_received(self, data: bytes) -> None:
        """Take apart what was read already: the request for an upgrade, and what came with it."""
        self.inner.data_received(data)

    def get_buffer(self, sizehint: int) -> bytearray:
        """Return where the event loop puts what it reads next."""
        del sizehint
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take apart what was read."""
        if self.inner.close_sent:
            self._n_after_end += nbytes
            if self._n_after_end > _AFTER_THE_END:
                self.inner.transport.pause_reading()
                return
        self.inner.data_received(bytes(self._buffer[:nbytes]))
