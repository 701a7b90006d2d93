"""A channel between the script of a page and its map: states go out, "painted" comes back.

A change of a page travels in some sixty messages, and the browser works through them before it comes to the
map's. Through this channel the map gets its new state first, and the script waits until it is painted before
it sends the rest. Without the channel the map gets the same state with the other messages, only later.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from threading import Condition
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.websockets import WebSocket

PATH = "/live/{token}"
MOST_TILES = 64
"""Tiles that a map may report as visible; a screen needs about nine."""
_REFUSED = 1008
"""Close code of RFC 6455 for a violated policy."""
_PAINTED = re.compile(r"(\d{1,18}) ((?:\d{1,2}/\d{1,8}/\d{1,8}(?:,|$))*)", re.ASCII)


class Channel:
    """The messages between one session and its map; forgotten with the session."""

    def __init__(self) -> None:
        """Open a channel under a name that nobody can guess."""
        self.token = secrets.token_urlsafe(16)
        self._send: Callable[[bytes], None] | None = None
        self._painted = 0
        self.tiles: tuple[tuple[int, int, int], ...] = ()
        """Zoom, column and row of the tiles that the map shows, as it reported last."""
        self._changed = Condition()
        _CHANNELS[self.token] = self

    @property
    def address(self) -> str:
        """Address at which the map connects."""
        return PATH.format(token=self.token)

    def tell(self, state: bytes) -> bool:
        """Send a state to the map, and return whether a map is connected."""
        send = self._send
        if send is None:
            return False
        try:
            send(state)
        except RuntimeError:  # its event loop has ended meanwhile
            return False
        return True

    def wait(self, turn: int, seconds: float, connected_s: float = 0) -> bool:
        """Wait until the map has painted this turn or a later one, and return whether it has.

        At the most so many seconds, or `connected_s` in all where a map is connected by then.
        """
        start = time.monotonic()
        with self._changed:
            if self._changed.wait_for(lambda: self._painted >= turn, seconds):
                return True
            left_s = start + connected_s - time.monotonic() if self._send else 0
            return left_s > 0 and self._changed.wait_for(lambda: self._painted >= turn, left_s)

    def connect(self, send: Callable[[bytes], None]) -> None:
        """Connect a map, in the place of one that was connected before."""
        self._send = send

    def disconnect(self, send: Callable[[bytes], None]) -> None:
        """Disconnect a map, unless another has connected since."""
        if self._send is send:
            self._send = None

    def painted(self, message: str) -> None:
        """Note which turn the map has painted and which tiles it shows; ignore any other message."""
        found = _PAINTED.fullmatch(message)
        if found is None:
            return
        turn, tiles = int(found[1]), [tile for tile in found[2].split(",") if tile][:MOST_TILES]
        self.tiles = tuple((int(z), int(x), int(y)) for z, x, y in (tile.split("/") for tile in tiles))
        with self._changed:
            self._painted = max(self._painted, turn)
            self._changed.notify_all()


_CHANNELS: WeakValueDictionary[str, Channel] = WeakValueDictionary()


async def live(websocket: WebSocket) -> None:
    """Serve the channel of one map; refuse pages of other sites and channels that are not known."""
    channel = _CHANNELS.get(websocket.path_params["token"])
    origin = urlsplit(websocket.headers.get("origin", "")).netloc
    if channel is None or origin != websocket.headers.get("host"):
        await websocket.close(code=_REFUSED)
        return
    await websocket.accept()
    loop = asyncio.get_running_loop()
    states: asyncio.Queue[bytes] = asyncio.Queue()

    def send(state: bytes) -> None:
        loop.call_soon_threadsafe(states.put_nowait, state)

    channel.connect(send)
    sending = asyncio.create_task(_send_latest(websocket, states))
    try:
        async for text in _texts(websocket):
            channel.painted(text)
    finally:
        sending.cancel()
        channel.disconnect(send)


async def _texts(websocket: WebSocket) -> AsyncIterator[str]:
    """Yield the texts that a map sends until it disconnects; skip binary messages."""
    while (message := await websocket.receive())["type"] == "websocket.receive":
        if text := message.get("text"):
            yield text


async def _send_latest(websocket: WebSocket, states: asyncio.Queue[bytes]) -> None:
    while True:
        state = await states.get()
        # Only the latest state counts.
        while not states.empty():
            state = states.get_nowait()
        await websocket.send_bytes(state)
