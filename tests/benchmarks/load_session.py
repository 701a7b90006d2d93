"""One reader of the map without a browser: a page, its socket, the map's own line, and the tiles it asks for.

A change of a filter is what the browser sends when a reader presses buttons or enters a day: the widget's new
value in a request for a run. Going to another address would be a visit, which the app answers otherwise: it
reads the whole view anew and moves the map.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from geo.geometry.frame import frame_around
from geo.layers.places import wanted_tiles
from tests.benchmarks.page_messages import Page, ends_run, map_state
from tests.benchmarks.plain_http import OK, Connection

PAINT_S = 0.02
"""Seconds in which a browser puts a picture together; measured in docs/performance.md as 10 to 35 ms."""
PATIENCE_S = 60.0
SCREEN_PX = 1_000, 640
"""Width and height of the map in a window of 1,300 by 850."""
CONNECTIONS = 6
"""Requests that a browser has under way at a time."""
FROMS, TOS = date(2023, 10, 8), date(2025, 2, 1)
DAYS = 420
"""First and last days are drawn from so many days on, so that each view holds a good part of the reports."""

FAULTS = (OSError, TimeoutError, WebSocketException, asyncio.IncompleteReadError)


@dataclass
class Account:
    """What readers did and how long they waited; all of one process."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By what was waited for."""
    errors: Counter[str] = field(default_factory=Counter)
    """By what they were."""
    sizes: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Messages and bytes of runs, tiles of changes."""


class Session:
    """One reader."""

    def __init__(self, url: str, number: int, account: Account, query: str = "v=1") -> None:
        """Take the server's origin, who this is among all readers, and the query of the address opened."""
        self._url, self._account = url, account
        self._client = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}
        self._random = random.Random(number)  # noqa: S311 the same readers each time
        self._page = Page(query=query)
        self._turn, self._template = 0, ""
        self._spare = [Connection(url, self._client) for _ in range(CONNECTIONS)]
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._ended, self._painted = asyncio.Event(), asyncio.Event()
        self._asked_s = 0.0
        self._what = "opening"
        self._n_changes = 0
        self._line: ClientConnection | None = None
        self._has_line, self._line_is_there = False, asyncio.Event()
        self._stack = AsyncExitStack()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> bool:
        """Open the page, and return whether it was drawn within a minute."""
        self._asked_s = time.monotonic()
        try:
            answer = await self._spare[0].get(f"/?{self._page.query}")
            if answer.status != OK:
                raise ConnectionError(f"status {answer.status} of the page")
            self._socket = await self._stack.enter_async_context(
                self._connect("/_stcore/stream", "streamlit")
            )
            self._keep(self._read_page())
            await self._socket.send(self._page.ask(self._url))
            await self._until_done()
        except FAULTS as error:
            self._fault(error)
            return False
        return True

    async def change(self) -> bool:
        """Change one filter, and return whether the page and the map have followed within a minute."""
        self._what = "change"
        self._ended.clear()
        self._painted.clear()
        message = self._page.ask(self._url, **self._next_filter())
        self._asked_s = time.monotonic()
        try:
            await self._socket.send(message)
            await self._until_done()
        except FAULTS as error:
            self._fault(error)
            return False
        return True

    async def close(self) -> None:
        """Leave, as who closes the tab."""
        for task in self._tasks:
            task.cancel()
        for connection in self._spare:
            connection.close()
        await self._stack.aclose()

    def _next_filter(self) -> dict[str, list[str] | str]:
        """Return the filter that is changed now: kinds, first day, kinds of source, last day, in turns."""
        n, self._n_changes = self._n_changes, self._n_changes + 1
        if n % 2:
            first = FROMS if n % 4 == 1 else TOS
            day = first + timedelta(days=self._random.randrange(DAYS))
            return {"from_day" if n % 4 == 1 else "to_day": day.isoformat()}
        key = "kinds" if n % 4 == 0 else "source_kinds"
        options, before = self._page.options[key], self._page.chosen.get(key)
        chosen = before
        while chosen == before:
            n_chosen = self._random.randrange(2, len(options) - 1)
            chosen = sorted(self._random.sample(options, n_chosen), key=options.index)
        return {key: chosen or []}

    async def _until_done(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self._ended.wait()
            await self._painted.wait()

    async def _read_page(self) -> None:
        try:
            async for raw in self._socket:
                message = self._page.take(raw if isinstance(raw, bytes) else raw.encode())
                if state := map_state(message):
                    self._keep(self._paint(state, set(state["at_hand"])))
                if ends_run(message):
                    self._note("end of run")
                    self._account.sizes[f"messages of {self._what}"].append(self._page.n_messages)
                    self._account.sizes[f"bytes of {self._what}"].append(self._page.n_bytes)
                    self._ended.set()
                    self._hear_faults()
        except WebSocketException as error:
            self._fault(error)

    def _hear_faults(self) -> None:
        """Count what the page says has failed; its map then gets no new state to wait for."""
        for fault in self._page.faults:
            self._account.errors[f"the page says: {fault}"[:160]] += 1
            self._painted.set()
        self._page.faults.clear()

    async def _read_line(self, address: str) -> None:
        try:
            self._line = await self._stack.enter_async_context(self._connect(address))
            self._line_is_there.set()
            async for raw in self._line:
                self._note("state on the map's line")
                state, brought = line_message(raw)
                self._keep(self._paint(state, set(brought)))
        except FAULTS as error:
            self._fault(error)

    async def _paint(self, state: dict[str, Any], brought: set[str]) -> None:
        """Do what the map does with a state: ask for tiles that it lacks, and say what it has painted."""
        if state["turn"] <= self._turn:
            return
        self._turn = state["turn"]
        if state["live"] and not self._has_line:
            self._has_line = True
            self._keep(self._read_line(state["live"]))
        names = tiles_of(state)
        if state["tiles"] != self._template:
            self._template = state["tiles"]
            lacking = [name for name in names if name not in brought]
            self._account.sizes[f"tiles asked for at {self._what}"].append(len(lacking))
            await asyncio.gather(*(self._tile(name) for name in lacking))
        self._note("tiles")
        await asyncio.sleep(PAINT_S)
        if state["live"]:
            await self._line_is_there.wait()
        if self._line:
            await self._line.send(f"{state['turn']} {','.join(names)}")
        self._painted.set()

    async def _tile(self, name: str) -> None:
        z, x, y = name.split("/")
        address = self._template.replace("{z}", z).replace("{x}", x).replace("{y}", y)
        async with self._room:
            connection = self._spare.pop()
            try:
                answer = await connection.get(address)
                if answer.status != OK:
                    self._account.errors[f"tile: status {answer.status}"] += 1
            except FAULTS as error:
                connection.close()
                self._fault(error)
            finally:
                self._spare.append(connection)

    def _connect(self, path: str, *protocols: str) -> connect:
        return connect(
            self._url.replace("http", "ws", 1) + path,
            origin=self._url,
            subprotocols=protocols or None,
            additional_headers=self._client,
            compression=None,  # the server offers none
            max_size=None,
            close_timeout=1,
            open_timeout=PATIENCE_S,
            ping_interval=None,
            proxy=None,
        )

    def _keep(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _note(self, what: str) -> None:
        self._account.seconds[f"{self._what} → {what}"].append(time.monotonic() - self._asked_s)

    def _fault(self, error: Exception) -> None:
        self._account.errors[f"{self._what}: {type(error).__name__} {error}"[:160]] += 1


def line_message(zipped: bytes | str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the state of a message on the map's line, and bytes of the tiles with it by name.

    Its form is that of `message` in `geo.layers.payload`.
    """
    whole = gzip.decompress(zipped if isinstance(zipped, bytes) else zipped.encode())
    said = json.loads(whole[4 : 4 + int.from_bytes(whole[:4], "big")])
    return said["state"], said["tiles"]


def tiles_of(state: dict[str, Any]) -> list[str]:
    """Return the tiles that a state's map stands on, as `z/x/y`; none where it asks for none."""
    if not state["tiles"]:
        return []
    place = state["viewport"]
    return list(_tiles_at(place["lat"], place["lon"], place["z"], state["largest_radius_m"]))


@lru_cache(maxsize=64)
def _tiles_at(lat: float, lon: float, zoom: int, radius_m: float) -> tuple[str, ...]:
    frame = frame_around(lat, lon, zoom, width=SCREEN_PX[0], height=SCREEN_PX[1])
    return tuple(f"{z}/{x}/{y}" for z, x, y in wanted_tiles(frame, radius_m))
