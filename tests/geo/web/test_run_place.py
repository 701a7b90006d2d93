"""A page that only waits for its reader's map keeps nobody else from running."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.testclient import WebSocketTestSession as Socket

from geo.web.limits import SocketLimits
from geo.web.run_place import SCOPE_KEY, RunPlace, lent
from geo.web.run_queue import RunQueue
from geo.web.socket_guard import Asks, SocketGuard
from tests.running import to_its_end

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

LONGEST_WAIT_S = 20
ONE = SocketLimits(runs=1, patience_s=LONGEST_WAIT_S)


@dataclass
class Pages:
    """Runs each message on a thread of its own; one that waits does so until its map has painted."""

    waits: threading.Event = field(default_factory=threading.Event)
    painted: threading.Event = field(default_factory=threading.Event)

    async def serve(self, websocket: WebSocket) -> None:
        await websocket.accept()
        async with asyncio.TaskGroup() as runs:
            async for message in websocket.iter_bytes():
                runs.create_task(self._run(websocket, message))

    async def _run(self, websocket: WebSocket, message: bytes) -> None:
        if message == b"map":
            await asyncio.to_thread(self._wait, websocket)
        await websocket.send_bytes(b"heard " + message)
        if message != b"busy":
            await websocket.send_bytes(b"end")

    def _wait(self, websocket: WebSocket) -> None:
        with lent(websocket.scope):
            self.waits.set()
            self.painted.wait(LONGEST_WAIT_S)


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def client(pages: Pages) -> Iterator[TestClient]:
    guard = Middleware(SocketGuard, asks=lambda _: Asks.RUN, ends_run=lambda said: said == b"end", limits=ONE)
    routes = [WebSocketRoute("/page", pages.serve)]
    with TestClient(Starlette(routes=routes, middleware=[guard])) as opened:
        yield opened
    pages.painted.set()


@contextmanager
def one_that_waits(client: TestClient, pages: Pages) -> Iterator[tuple[Socket, Socket]]:
    """Two pages, of which the first waits for its map."""
    with client.websocket_connect("/page") as first, client.websocket_connect("/page") as second:
        first.send_bytes(b"map")
        assert pages.waits.wait(LONGEST_WAIT_S)
        yield first, second


def run_of(socket: Socket, what: bytes) -> None:
    """Hear of a run and of its end."""
    assert [socket.receive_bytes(), socket.receive_bytes()] == [b"heard " + what, b"end"]


def test_others_run_while_a_page_waits_for_its_map(client: TestClient, pages: Pages):
    with one_that_waits(client, pages) as (first, second):
        second.send_bytes(b"run")
        run_of(second, b"run")
        pages.painted.set()
        run_of(first, b"map")


def test_the_place_is_taken_back_before_the_page_goes_on(client: TestClient, pages: Pages):
    with one_that_waits(client, pages) as (first, second):
        second.send_bytes(b"busy")
        assert second.receive_bytes() == b"heard busy"
        pages.painted.set()
        # The end of the second is what the first waits for now.
        second.close()
        run_of(first, b"map")


def test_a_reader_who_goes_meanwhile_leaves_one_place_and_no_more(client: TestClient, pages: Pages):
    with client.websocket_connect("/page") as first:
        first.send_bytes(b"map")
        assert pages.waits.wait(LONGEST_WAIT_S)
    pages.painted.set()
    with client.websocket_connect("/page") as second, client.websocket_connect("/page") as third:
        second.send_bytes(b"busy")
        assert second.receive_bytes() == b"heard busy"
        third.send_bytes(b"run")
        second.send_bytes(b"run")
        run_of(second, b"run")
        run_of(third, b"run")


def test_a_later_message_of_the_same_page_takes_the_place_of_the_one_that_waits(
    client: TestClient, pages: Pages
):
    with one_that_waits(client, pages) as (first, second):
        first.send_bytes(b"run")
        run_of(first, b"run")
        pages.painted.set()
        run_of(first, b"map")
        second.send_bytes(b"run")
        run_of(second, b"run")


def test_who_comes_back_is_before_those_that_wait_for_their_first_place():
    async def order() -> list[str]:
        queue, came = RunQueue(1), []

        async def run(client: str, *, comes_back: bool) -> None:
            assert await queue.enter(client, LONGEST_WAIT_S, comes_back=comes_back)
            came.append(client)
            queue.leave()

        assert await queue.enter("busy", LONGEST_WAIT_S)
        new = [asyncio.create_task(run(client, comes_back=False)) for client in ("new", "newer")]
        await asyncio.sleep(0)
        back = asyncio.create_task(run("back", comes_back=True))
        await asyncio.sleep(0)
        queue.leave()
        await asyncio.gather(*new, back)
        return came

    assert to_its_end(order()) == ["back", "new", "newer"]


def test_what_has_no_place_lends_none():
    with lent({}), lent({SCOPE_KEY: None}):
        pass


def test_a_server_that_has_ended_keeps_no_page_waiting_for_its_place():
    loop, ended, waits = asyncio.new_event_loop(), threading.Event(), threading.Event()
    places: list[RunPlace] = []

    async def held() -> None:
        queue = RunQueue(1)
        assert await queue.enter("reader", LONGEST_WAIT_S)
        places.append(RunPlace(queue, "reader", ONE))
        places[0].hold()
        waits.set()
        # The next in turn keeps the place for ever.
        await queue.enter("another", LONGEST_WAIT_S)

    def serve() -> None:
        task = loop.create_task(held())
        loop.run_forever()
        ended.wait(LONGEST_WAIT_S)
        for left in {task, *asyncio.all_tasks(loop)}:
            left.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    def page() -> None:
        with places[0].lent():
            pass

    server = threading.Thread(target=serve)
    server.start()
    assert waits.wait(LONGEST_WAIT_S)
    run = threading.Thread(target=page)
    run.start()
    loop.call_soon_threadsafe(loop.call_later, 0.2, loop.stop)
    run.join(LONGEST_WAIT_S)
    assert not run.is_alive()
    ended.set()
    server.join(LONGEST_WAIT_S)
