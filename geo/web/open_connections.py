"""How many connections may be open, and how long one may ask for nothing or take nothing of its answer.

The server closes none that has not asked for anything yet: who opens a thousand and says nothing, or a letter
at a time, would have all that the system gives to one process. What waits to be sent to a reader who takes
nothing it would keep for ever as well.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from geo.web import export_limits
from geo.web.client_address import client_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn.protocols.http.h11_impl import H11Protocol

    from geo.web.limits import ConnectionLimits

_LOG = logging.getLogger(__name__)
_LOOK_S = 5.0
"""Seconds between two looks at all connections."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a connection has asked for."""

    request: object = None
    """The last request; another one is another object."""
    is_answered: bool = True
    """Whether nothing of it is still to be done."""


@dataclass(slots=True)
class _Connection:
    client: str
    asked: Callable[[], Asked]
    heard_at: float
    """When it last asked for something."""
    taken_at: float
    """When it last took something, or there was nothing to take."""
    request: object = None
    n_left: int = 0
    """Bytes that it had not taken at the last look."""


class OpenConnections:
    """All connections of this server, which are looked at every few seconds."""

    def __init__(self, limits: ConnectionLimits, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how many there may be; `clock` tells seconds."""
        self.limits, self._clock = limits, clock
        self._all: dict[asyncio.Transport, _Connection] = {}
        self._of: Counter[str] = Counter()
        self._looking: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._all)

    def opened(self, transport: asyncio.Transport, asked: Callable[[], Asked]) -> bool:
        """Note a new connection, and return whether there is room for it."""
        peer = transport.get_extra_info("peername")
        client = client_of({"client": peer if isinstance(peer, tuple) else None})
        if len(self._all) >= self.limits.connections or self._of[client] >= self.limits.address_connections:
            self._of += Counter()  # forgets whoever has none
            return False
        now = self._clock()
        self._all[transport] = _Connection(client, asked, now, now)
        self._of[client] += 1
        if self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(_LOOK_S, self._look_again)
        return True

    def is_socket(self, transport: asyncio.Transport, is_open: Callable[[], bool]) -> None:
        """Note that a connection is to be a WebSocket, which may be silent once it is open.

        The server asks it for signs of life then.
        """
        if connection := self._all.get(transport):
            connection.asked = lambda: Asked(is_open, is_answered=not is_open())

    def took(self, transport: asyncio.Transport) -> None:
        """Note that a reader has taken most of what waited for it."""
        if connection := self._all.get(transport):
            connection.taken_at, connection.n_left = self._clock(), 0

    def closed(self, transport: asyncio.Transport) -> None:
        """Forget a connection that has ended."""
        if connection := self._all.pop(transport, None):
            self._of[connection.client] -= 1

    def look(self) -> None:
        """End the connections that have said nothing, or taken nothing, for too long."""
        now = self._clock()
        for transport, connection in list(self._all.items()):
            reason = self._reason_to_end(transport.get_write_buffer_size(), connection, now)
            if reason:
                _LOG.warning("connection ended", extra={"reason": reason, "client": connection.client})
                transport.abort()

    def _reason_to_end(self, n_left: int, connection: _Connection, now: float) -> str:
        if not n_left or n_left < connection.n_left:
            connection.taken_at = now
        connection.n_left = n_left
        asked = connection.asked()
        if not asked.is_answered or asked.request is not connection.request:
            connection.heard_at, connection.request = now, asked.request
        if now - connection.heard_at > self.limits.silent_s:
            return "it asked for nothing"
        # An answer that is sent a part at a time has the same patience, and says more when it ends.
        if now - connection.taken_at > export_limits.STALLED_S + _LOOK_S:
            return "it took nothing"
        return ""

    def _look_again(self) -> None:
        self.look()
        self._looking = (
            asyncio.get_running_loop().call_later(_LOOK_S, self._look_again) if self._all else None
        )


class CountedRequests(asyncio.Protocol):
    """The server's HTTP for one connection, which is counted and looked at, as `http_protocol_class`."""

    def __init__(
        self,
        inner: Callable[..., Any],
        connections: OpenConnections,
        *args: Any,  # noqa: ANN401 uvicorn's own
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Take the server's own class, those that are open, and what uvicorn hands to its own."""
        self.inner: H11Protocol = inner(*args, **kwargs)
        self._connections = connections
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection on, unless it is one too many: then it is closed without a word."""
        # uvloop's are of no class of asyncio's, and can do the same.
        own = cast("asyncio.Transport", transport)
        if not self._connections.opened(own, self._asked):
            own.abort()
            return
        self._transport = own
        self.inner.connection_made(own)

    def _asked(self) -> Asked:
        # uvicorn says of what is none yet that it is one.
        cycle: Any = self.inner.cycle
        return Asked(cycle, cycle is None or cycle.response_complete)

    def data_received(self, data: bytes) -> None:
        """Hand on what has come."""
        if self._transport:
            self.inner.data_received(data)

    def eof_received(self) -> None:
        """Hand on that nothing more will come."""
        self.inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection, and tell who answers."""
        if self._transport:
            self._connections.closed(self._transport)
            self.inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Let the app wait before it sends more."""
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        """Let the app send on."""
        if self._transport:
            self._connections.took(self._transport)
        self.inner.resume_writing()
