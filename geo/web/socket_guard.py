"""Bounds on what WebSockets may ask for, before a page or a map hears of it.

The framework starts a run for each message, on a thread of its own, and hands no other reader the event loop
in between: 2,500 messages of eleven bytes stopped every answer for two minutes. Here each socket is counted
when it is opened, and each message when it comes: who sends faster than any reader is cut off, messages that
ask for a run wait for one of few places, by turns of the addresses that they come from, and the loop is
yielded after each.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from contextlib import suppress
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING

from geo.web.client_address import client_of
from geo.web.denial import deny
from geo.web.limits import LONGEST_LINE, LONGEST_QUESTION, SocketLimits, socket_limits
from geo.web.run_place import SCOPE_KEY, RunPlace
from geo.web.run_queue import RunQueue
from geo.web.token_bucket import TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger(__name__)
_VIOLATION, _TOO_BIG, _LATER = 1008, 1009, 1013
"""Close codes: RFC 6455, section 7.4.1, and the registry of IANA."""
_CHANNELS = "/live/"
_MOST_FORGOTTEN = 4_096
"""Addresses that are remembered for the sockets they opened; the quiet ones are dropped beyond that."""
_MOST_RESTARTS = 3
"""Times that a page which runs may begin anew in the place that it has, while others wait for one."""
_LONGEST_END = 512
"""Bytes of the message that says that a run has ended, at the most; it has some forty."""


class Asks(Enum):
    """What a message of a page's socket asks for."""

    RUN = "a run of a page"
    OTHER = "something that costs next to nothing"
    NOTHING = "something that no page of ours asks for"


class SocketGuard:
    """ASGI middleware that holds all sockets to limits."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        asks: Callable[[bytes], Asks],
        ends_run: Callable[[bytes], bool],
        limits: SocketLimits | None = None,
    ) -> None:
        """Take the app, and two readers of its messages: what one asks for, whether one ends a run."""
        self._app, self.asks, self.ends_run = app, asks, ends_run
        self.limits = limits or socket_limits()
        self.runs = RunQueue(self.limits.runs)
        self.of_all = TokenBucket(self.limits.of_all)
        self._of: dict[str, _Client] = {}
        self._sockets, self._sessions = 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a socket that is one too many; count and time what the others send."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        client = self._client(client_of(scope))
        is_session = _CHANNELS not in scope["path"]
        if reason := self._refusal(client, is_session=is_session):
            _LOG.warning("socket refused", extra={"reason": reason, "client": client.name})
            await deny(scope, send, HTTPStatus.SERVICE_UNAVAILABLE, reason, {"Retry-After": "10"})
            return
        self._count(client, 1, is_session=is_session)
        socket = _Socket(self, client, receive, send, is_session=is_session)
        scope[SCOPE_KEY] = socket.place
        try:
            await self._app(scope, socket.receive, socket.send)
        finally:
            socket.close()
            self._count(client, -1, is_session=is_session)

    def _refusal(self, client: _Client, *, is_session: bool) -> str:
        """Return why a socket is one too many; empty when it is not."""
        limits = self.limits
        if not client.opened.take():
            return "too many connections were opened from this address; try again in some seconds"
        if client.open["sockets"] >= limits.address_sockets or (
            is_session and client.open["sessions"] >= limits.address_sessions
        ):
            return "too many pages are open at this address; close some"
        if self._sockets >= limits.sockets or (is_session and self._sessions >= limits.sessions):
            return "this server has as many readers as it can bear; try again later"
        return ""

    def _client(self, name: str) -> _Client:
        if name not in self._of:
            if len(self._of) >= _MOST_FORGOTTEN:
                self._of = {known: client for known, client in self._of.items() if not client.is_quiet}
            self._of[name] = _Client(name, self.limits)
        return self._of[name]

    def _count(self, client: _Client, by: int, *, is_session: bool) -> None:
        self._sockets += by
        client.open["sockets"] += by
        if is_session:
            self._sessions += by
            client.open["sessions"] += by


class _Client:
    """What is known of one address."""

    def __init__(self, name: str, limits: SocketLimits) -> None:
        self.name = name
        self.open: Counter[str] = Counter()
        self.opened = TokenBucket(limits.opened_by_an_address)
        self.messages = TokenBucket(limits.of_an_address)

    @property
    def is_quiet(self) -> bool:
        return not self.open["sockets"] and self.opened.is_full and self.messages.is_full


class _Socket:
    """One socket, with what it has sent and whether a run of its page is under way."""

    def __init__(
        self, guard: SocketGuard, client: _Client, receive: Receive, send: Send, *, is_session: bool
    ) -> None:
        self._guard, self._client, self._receive, self._send = guard, client, receive, send
        limits = guard.limits
        self._messages = TokenBucket(limits.of_a_socket if is_session else limits.of_a_channel)
        self._longest = LONGEST_QUESTION if is_session else LONGEST_LINE
        self._is_session, self._is_cut_off = is_session, False
        self.place = RunPlace(guard.runs, client.name, limits)
        self._n_restarts = 0
        self._ahead: deque[Message] = deque()
        self._reading: asyncio.Task[Message] | None = None
        self._entering: asyncio.Task[bool] | None = None

    async def receive(self) -> Message:
        """Hand on the next message that is within the limits, once there is a place for what it asks for."""
        while True:
            message = self._ahead.popleft() if self._ahead else await self._next()
            if message["type"] != "websocket.receive":
                return message
            if not self._is_session or await self._is_let_in(message):
                return message

    async def _next(self) -> Message:
        reading, self._reading = self._reading, None
        return await (reading or self._read())

    async def _read(self) -> Message:
        """Return the next message that is within the limits, or the end; yield the event loop after it."""
        message = await self._receive()
        await asyncio.sleep(0)
        refused = await self._refused(message) if message["type"] == "websocket.receive" else None
        return refused or message

    async def send(self, message: Message) -> None:
        """Send what the app says, until the socket is cut off; hear when a run ends."""
        if self._is_cut_off:
            return
        said = message.get("bytes") if message["type"] == "websocket.send" else None
        if said and self.place.is_held and len(said) <= _LONGEST_END and self._guard.ends_run(said):
            self.place.leave()
        try:
            await self._send(message)
        except OSError:
            # The reader has gone, which the app hears when it next receives. Told here, the framework would
            # still ask for a message, and answer the refusal with a traceback.
            self._is_cut_off = True

    def close(self) -> None:
        """Give back all that the socket has."""
        if self._reading:
            self._reading.cancel()
        self.place.close()

    async def _refused(self, message: Message) -> Message | None:
        """Cut off who sends too much or too often; return what the app hears of it."""
        if _size(message) > self._longest:
            return await self._cut_off(_TOO_BIG, f"a message may have {self._longest} bytes")
        if not self._messages.take():
            self._is_cut_off = True
            self._ahead.clear()
            if self._entering:
                self._entering.cancel()
            await asyncio.sleep(self._guard.limits.flood_pause_s)
            return await self._cut_off(_VIOLATION, "too many messages")
        wait = max(self._client.messages.reserve(), self._guard.of_all.reserve())
        if wait > self._guard.limits.patience_s:
            return await self._cut_off(_LATER, "this server is busy; try again later")
        if wait:
            await asyncio.sleep(wait)
        return None

    async def _is_let_in(self, message: Message) -> bool:
        """Whether the app is to hear of a message, once there is a place for the run that it asks for."""
        asks = self._guard.asks(message.get("bytes") or b"")
        limits, runs = self._guard.limits, self._guard.runs
        if asks is not Asks.RUN:
            return asks is not Asks.NOTHING
        # A message that comes while the page runs ends that run early and takes its place; but while others
        # wait, no page keeps its place by asking for one run after the other.
        if self.place.is_held and (self._n_restarts < _MOST_RESTARTS or not runs.n_waiting):
            self._n_restarts += 1
            return True
        self._entering = entering = asyncio.ensure_future(runs.enter(self._client.name, limits.patience_s))
        try:
            if not await self._is_there_until(entering):
                return False
        finally:
            self._entering = None
            if not entering.done():
                entering.cancel()
        if not entering.result():
            self._ahead = deque([await self._cut_off(_LATER, "this server is busy; try again later")])
            return False
        self._n_restarts = 0
        self.place.hold()
        return True

    async def _is_there_until(self, entering: asyncio.Task[bool]) -> bool:
        """Whether the reader is still there when a place comes; until then what else is sent is read ahead.

        Who floods or leaves would else keep a turn, and a page would be worked out for nobody.
        """
        while not entering.done():
            reading = self._reading = self._reading or asyncio.ensure_future(self._read())
            await asyncio.wait({entering, reading}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                return not entering.cancelled()
            self._reading = None
            message = reading.result()
            if message["type"] == "websocket.receive":
                self._ahead.append(message)
                continue
            self._ahead = deque([message])
            entering.cancel()
            with suppress(asyncio.CancelledError):
                # The place came in the same moment.
                if await entering:
                    self._guard.runs.leave()
            return False
        return True

    async def _cut_off(self, code: int, reason: str) -> Message:
        self._is_cut_off = True
        _LOG.warning("socket cut off", extra={"reason": reason, "client": self._client.name})
        await self._send({"type": "websocket.close", "code": code, "reason": reason})
        return {"type": "websocket.disconnect", "code": code, "reason": reason}


def _size(message: Message) -> int:
    """Return how many bytes a message has, or of a text how many characters."""
    return len(message.get("bytes") or b"") + len(message.get("text") or "")
