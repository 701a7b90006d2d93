"""A line of their own between a page's script and its map: states out, "painted" back.

A change of the page travels through some sixty messages, which the browser works through before it comes to
the map's. On this line the map has its new state first, and the script waits for it to be painted before it
hands over the rest. Without the line, all comes as it always did: later, and complete.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from threading import Condition
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.websockets import WebSocket

PATH = "/live/{token}"
MOST_TILES = 64
"""Tiles that a map may say it stands on; a screen needs about nine."""
_NO_LINE = 1008
_PAINTED = re.compile(r"(\d{1,18}) ((?:\d{1,2}/\d{1,8}/\d{1,8}(?:,|$))*)", re.ASCII)


class Channel:
    """What one session and its map say to each other; forgotten with the session."""

    def __init__(self) -> None:
        """Open a line under a name that nobody can guess."""
        self.token = secrets.token_urlsafe(16)
        self._send: Callable[[bytes], None] | None = None
        self._painted = 0
        self.tiles: tuple[tuple[int, int, int], ...] = ()
        """Zoom, column and row of the tiles that the map stands on, as it said last."""
        self._changed = Condition()
        _LINES[self.token] = self

    @property
    def address(self) -> str:
        """Where the map finds it."""
        return PATH.format(token=self.token)

    def tell(self, told: bytes) -> bool:
        """Send something to the map, and return whether one listens."""
        send = self._send
        if send is None:
            return False
        try:
            send(told)
        except RuntimeError:  # its event loop has ended meanwhile
            return False
        return True

    def wait(self, turn: int, seconds: float) -> bool:
        """Wait until the map has painted this turn or a later one, and return whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._painted >= turn, seconds)

    def connect(self, send: Callable[[bytes], None]) -> None:
        """Let a map listen; the last one that came does."""
        self._send = send

    def disconnect(self, send: Callable[[bytes], None]) -> None:
        """Take a map away, unless another has come since."""
        if self._send is send:
            self._send = None

    def painted(self, said: str) -> None:
        """Note which turn the map has painted, and on which tiles it stands; anything else is passed over."""
        found = _PAINTED.fullmatch(said)
        if found is None:
            return
        turn, tiles = int(found[1]), [tile for tile in found[2].split(",") if tile][:MOST_TILES]
        self.tiles = tuple((int(z), int(x), int(y)) for z, x, y in (tile.split("/") for tile in tiles))
        with self._changed:
            self._painted = max(self._painted, turn)
            self._changed.notify_all()


_LINES: WeakValueDictionary[str, Channel] = WeakValueDictionary()


async def live(websocket: WebSocket) -> None:
    """Serve one map's line; refused when the page is another site's or the line is not known."""
    line = _LINES.get(websocket.path_params["token"])
    origin = urlsplit(websocket.headers.get("origin", "")).netloc
    if line is None or origin != websocket.headers.get("host"):
        await websocket.close(code=_NO_LINE)
        return
    await websocket.accept()
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[bytes] = asyncio.Queue()

    def send(told: bytes) -> None:
        loop.call_soon_threadsafe(waiting.put_nowait, told)

    line.connect(send)
    speaking = asyncio.create_task(_speak(websocket, waiting))
    try:
        async for said in _texts(websocket):
            line.painted(said)
    finally:
        speaking.cancel()
        line.disconnect(send)


async def _texts(websocket: WebSocket) -> AsyncIterator[str]:
    """Yield what a map says until it goes; a message that is no text says nothing."""
    while (message := await websocket.receive())["type"] == "websocket.receive":
        if text := message.get("text"):
            yield text


async def _speak(websocket: WebSocket, waiting: asyncio.Queue[bytes]) -> None:
    while True:
        told = await waiting.get()
        # Only the latest state counts.
        while not waiting.empty():
            told = waiting.get_nowait()
        await websocket.send_bytes(told)
