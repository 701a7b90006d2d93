"""How much of what a WebSocket sends is taken apart at a time.

By itself the server reads up to 256 KB and takes every message in it apart in one go, which nobody else can
come between: a fifth of a second for messages of eleven bytes. Here it reads a little, and no more before the
app has taken what was in it; the rest waits at its sender. Who goes on sending to a socket that the app has
closed is read no longer, until the server lets go of the socket. Signs of life and parts of messages never
reach the app, which counts messages alone: they are counted here.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from geo.web.limits import SocketLimits
from geo.web.token_bucket import TokenBucket

if TYPE_CHECKING:
    from websockets.frames import Frame

    from geo.web.open_connections import OpenConnections

_LOG = logging.getLogger(__name__)
_AT_A_TIME = 4_096
"""Bytes that are read; a question of a page's has some two thousand."""
_AT_ONCE = 512
"""Bytes of these that are taken apart before it is looked at whether to go on."""
_MOST_UNREAD = 65_536
"""Bytes that may wait for a reader before its signs of life are no longer answered."""
_AFTER_THE_END = 2 * _AT_A_TIME
"""Bytes that may still be on their way when the app closes a socket."""


class _CountedParts(WebSocketsSansIOProtocol):
    """The server's WebSocket, which ends when more than messages comes faster than any browser sends it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 uvicorn's own
        super().__init__(*args, **kwargs)
        self._parts = TokenBucket(SocketLimits().of_parts)

    def handle_ping(self) -> None:
        if not self._is_too_many():
            if self.transport.get_write_buffer_size() > _MOST_UNREAD:
                # Who reads nothing needs no answer (RFC 6455, section 5.5.3: the last one is enough).
                self.conn.data_to_send()
                return
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if not self._is_too_many():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if not self._is_too_many():
            super().handle_cont(event)

    def _is_too_many(self) -> bool:
        if not self.transport.is_closing() and not self._parts.take():
            _LOG.warning("socket cut off", extra={"reason": "too many parts of messages"})
            self.transport.abort()
        return self.transport.is_closing()


class SmallReads(asyncio.BufferedProtocol):
    """The server's WebSocket behind a small buffer, as `ws_protocol_class` of uvicorn.

    It holds that protocol and is none itself: uvloop fills the buffers of those alone that are no `Protocol`.
    """

    connections: OpenConnections | None = None
    """Where this one is counted; nowhere on a server that counts none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 uvicorn's own
        """Take what uvicorn hands to its own protocol."""
        self.inner = _CountedParts(*args, **kwargs)
        self._buffer = bytearray(_AT_A_TIME)
        self._n_after_end = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection over from the protocol that read the request for an upgrade."""
        self.inner.connection_made(transport)
        if self.connections is not None:
            self.connections.is_socket(self.inner.transport, lambda: self.inner.handshake_complete)
        # The event loop reads as for that protocol until it begins anew.
        self.inner.loop.call_soon(self._begin_anew)

    def _begin_anew(self) -> None:
        transport = self.inner.transport
        if not self.inner.read_paused and not transport.is_closing():
            transport.pause_reading()
            transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the app that its reader has gone."""
        if self.connections is not None:
            self.connections.closed(self.inner.transport)
        self.inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Let the app wait before it sends more."""
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        """Let the app send on."""
        if self.connections is not None:
            self.connections.took(self.inner.transport)
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
        data = bytes(self._buffer[:nbytes])
        for at in range(0, nbytes, _AT_ONCE):
            if self.inner.transport.is_closing():
                return
            self.inner.data_received(data[at : at + _AT_ONCE])
