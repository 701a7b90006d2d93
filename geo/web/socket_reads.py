"""How much of what a WebSocket sends is taken apart at a time.

By itself the server reads up to 256 KB and takes every message in it apart in one go, which nobody else can
come between: a fifth of a second for messages of eleven bytes. Here it reads a little, and no more before the
app has taken what was in it; the rest waits at its sender. Who goes on sending to a socket that the app has
closed is read no longer, until the server lets go of the socket.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_AT_A_TIME = 4_096
"""Bytes; a question of a page's has some two thousand."""
_AFTER_THE_END = 2 * _AT_A_TIME
"""Bytes that may still be on their way when the app closes a socket."""


class SmallReads(WebSocketsSansIOProtocol, asyncio.BufferedProtocol):
    """The server's WebSocket, which the event loop hands few bytes at a time."""

    _n_after_end = 0
    _buffer: bytearray | None = None

    def get_buffer(self, _sizehint: int) -> bytearray:
        """Return where the event loop puts what it reads next."""
        if self._buffer is None:
            self._buffer = bytearray(_AT_A_TIME)
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take apart what was read."""
        if self.close_sent:
            self._n_after_end += nbytes
            if self._n_after_end > _AFTER_THE_END:
                self.transport.pause_reading()
                return
        self.data_received(bytes(self.get_buffer(-1)[:nbytes]))
