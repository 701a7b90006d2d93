"""Tiles that were answered a moment ago, answered again before anything else is looked at.

A kept tile is found in no time, but a request for it passes twenty layers and a thread on the way, each of
which says something of the answer. Here the whole answer is held as the last of them let it go. What is held
is what every cache may hold for a year: a tile whose address names its snapshot, from a public server. It is
held for seconds, so that a snapshot that is removed is soon missed here as well.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from geo.export.address import public_site
from geo.snapshot.restricted import is_private
from geo.web.negotiation import FOREVER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TILES = "/tiles/reports/"
HOLDS_S = 5.0
MOST = 500
"""Answers that are held; a screen asks for some nine."""
LARGEST = 64_000
"""Bytes of an answer that is held; a tile has some thousands."""
LONGEST = 2_000
"""Bytes of an address and of what is said with it: nobody fills the memory with words."""
_READ = frozenset({b"accept-encoding", b"host", b"if-none-match", b"origin"})
"""Headers on which an answer may depend. No layer reads others of such a request."""
Key = tuple[object, ...]


@dataclass(slots=True)
class _Answer:
    """One answer, as it goes to the web server."""

    start: Message
    body: Message
    until_s: float
    """By the monotonic clock."""


@dataclass(slots=True)
class _Recorder:
    """Passes an answer on, and remembers it when it is one to be held."""

    send: Send
    start: Message | None = None
    parts: list[Message] = field(default_factory=list)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = {**message, "headers": [*message["headers"]]}
        else:
            self.parts.append(message)
        await self.send(message)

    def answer(self) -> _Answer | None:
        """Return the answer; None where it is none that everybody may keep, or is too large."""
        if self.start is None or self.start["status"] != HTTPStatus.OK or len(self.parts) != 1:
            return None
        (body,) = self.parts
        is_small = len(body.get("body", b"")) <= LARGEST and not body.get("more_body", False)
        headers = dict(self.start["headers"])
        is_for_ever = headers.get(b"cache-control") == FOREVER.encode() and b"set-cookie" not in headers
        return _Answer(self.start, body, time.monotonic() + HOLDS_S) if is_small and is_for_ever else None


class TilesAtHand:
    """ASGI middleware that answers a tile again without asking for it again."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app that makes tiles, with all that is said of its answers."""
        self._app = app
        self._held: dict[Key, _Answer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is held, or let the app answer and hold that."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        found, now_s = self._held.get(key), time.monotonic()
        if found and now_s < found.until_s:
            await send(found.start)
            await send(found.body)
            return
        if found:
            # Who comes first asks anew; the others have what is held until that is answered.
            found.until_s = now_s + HOLDS_S
        recorder = _Recorder(send)
        try:
            await self._app(scope, receive, recorder)
        finally:
            self._hold(key, recorder.answer())

    def _hold(self, key: Key, answer: _Answer | None) -> None:
        if answer is None:
            self._held.pop(key, None)
            return
        if len(self._held) >= MOST:
            now_s = time.monotonic()
            self._held = {known: held for known, held in self._held.items() if now_s < held.until_s}
        if len(self._held) >= MOST:
            self._held = {}
        self._held[key] = answer


def _key(scope: Scope) -> Key | None:
    """Return all that an answer depends on; None where the request is for no tile that may be held."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_TILES):
        return None
    said = tuple(header for header in scope["headers"] if header[0] in _READ)
    length = len(scope["path"]) + len(scope["query_string"]) + sum(len(value) for _, value in said)
    if length > LONGEST or is_private():
        return None
    return scope["path"], scope["query_string"], said, scope.get("root_path", ""), public_site()
