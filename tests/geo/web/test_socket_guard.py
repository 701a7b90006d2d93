"""What the guard of the sockets lets through, refuses and counts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from geo.web.client_address import client_of
from geo.web.limits import (
    LONGEST_LINE,
    RUNS_VARIABLE,
    SESSIONS_VARIABLE,
    Allowance,
    SettingError,
    SocketLimits,
    socket_limits,
)
from geo.web.run_queue import RunQueue
from geo.web.socket_guard import Asks, SocketGuard
from geo.web.token_bucket import TokenBucket
from tests.running import to_its_end

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FEW = SocketLimits(
    of_a_socket=Allowance(0.001, 5),
    sessions=2,
    address_sessions=2,
    runs=1,
    patience_s=0.2,
    flood_pause_s=0.05,
)
END = "websocket.disconnect"
BUSY = b"busy"
"""The pages below answer a run at once, and this message never."""


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for message in websocket.iter_bytes():
        await websocket.send_bytes(b"heard " + message)
        if message != BUSY:
            await websocket.send_bytes(b"end")


def asks(message: bytes) -> Asks:
    return {b"clear": Asks.NOTHING, b"ping": Asks.OTHER}.get(message, Asks.RUN)


def client_with(limits: SocketLimits) -> TestClient:
    guard = Middleware(SocketGuard, asks=asks, ends_run=lambda said: said == b"end", limits=limits)
    routes = [WebSocketRoute(path, echo) for path in ("/page", "/live/token")]
    return TestClient(Starlette(routes=routes, middleware=[guard]))


@pytest.fixture
def client() -> Iterator[TestClient]:
    with client_with(FEW) as opened:
        yield opened


def test_who_sends_as_a_reader_does_is_heard(client: TestClient):
    with client.websocket_connect("/page") as socket:
        for _ in range(5):
            socket.send_bytes(b"run")
            assert socket.receive_bytes() == b"heard run"
            assert socket.receive_bytes() == b"end"


def test_who_sends_too_often_is_cut_off(client: TestClient):
    with client.websocket_connect("/page") as socket:
        for _ in range(6):
            socket.send_bytes(b"ping")
        for _ in range(5):
            assert socket.receive_bytes() == b"heard ping"
            assert socket.receive_bytes() == b"end"
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert (closed.value.code, closed.value.reason) == (1008, "too many messages")


@pytest.mark.parametrize(("size", "is_heard"), [(LONGEST_LINE, True), (LONGEST_LINE + 1, False)])
def test_a_message_on_a_channel_is_bounded(size: int, is_heard: bool, client: TestClient):  # noqa: FBT001 a case
    with client.websocket_connect("/live/token") as socket:
        socket.send_bytes(bytes(size))
        if is_heard:
            assert len(socket.receive_bytes()) > size
            return
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
        assert closed.value.code == 1009


def test_what_no_page_asks_for_is_not_heard(client: TestClient):
    with client.websocket_connect("/page") as socket:
        socket.send_bytes(b"clear")
        socket.send_bytes(b"ping")
        assert socket.receive_bytes() == b"heard ping"


def test_a_run_waits_for_a_place_and_is_told_when_it_was_too_long(client: TestClient):
    with client.websocket_connect("/page") as first, client.websocket_connect("/page") as second:
        first.send_bytes(BUSY)
        assert first.receive_bytes() == b"heard busy"
        second.send_bytes(b"ping")
        assert second.receive_bytes() == b"heard ping"
        assert second.receive_bytes() == b"end"
        second.send_bytes(b"run")
        with pytest.raises(WebSocketDisconnect) as closed:
            second.receive_bytes()
    assert closed.value.code == 1013


def test_a_second_message_of_the_same_page_waits_for_nothing(client: TestClient):
    with client.websocket_connect("/page") as socket:
        for _ in range(2):
            socket.send_bytes(BUSY)
            assert socket.receive_bytes() == b"heard busy"


async def unheard(_message: Message) -> None:
    """Nobody listens."""


async def answers_of(app: ASGIApp, limits: SocketLimits, *sockets: tuple[Receive, Send]) -> None:
    """Hand sockets to the app behind a guard, until each has ended."""
    guard = SocketGuard(app, asks=asks, ends_run=lambda said: said == b"end", limits=limits)
    scope = {"type": "websocket", "path": "/page", "client": ("192.0.2.1", 1), "headers": []}
    await asyncio.gather(*(guard(scope, receive, send) for receive, send in sockets))


def test_no_page_keeps_its_place_by_asking_on_while_another_waits():
    heard: list[bytes] = []
    begun, all_heard = asyncio.Event(), asyncio.Event()

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(message["bytes"])
            begun.set()
            if len(heard) == 6:
                all_heard.set()

    def socket(*messages: bytes) -> tuple[Receive, Send]:
        left = list(messages)

        async def receive() -> Message:
            if not left:
                # Who leaves while others run has no turn any more: both stay until everything was heard.
                await all_heard.wait()
                return {"type": "websocket.disconnect"}
            if left[0] != b"1":
                await begun.wait()
            # The other is in line before the first goes on.
            if left[0] == b"2":
                await asyncio.sleep(0.05)
            return {"type": "websocket.receive", "bytes": left.pop(0)}

        return receive, unheard

    limits = replace(FEW, of_a_socket=Allowance(100, 100), patience_s=30, longest_run_s=0.3)
    to_its_end(answers_of(app, limits, socket(b"1", b"2", b"3", b"4", b"5"), socket(b"other")))
    assert heard == [b"1", b"2", b"3", b"4", b"other", b"5"]


@pytest.mark.parametrize("sent", [[b"run"], [b"run"] * 7], ids=["leaves", "floods"])
def test_who_leaves_or_floods_while_others_run_has_no_turn_any_more(sent: list[bytes]):
    heard: list[bytes] = []
    ended: list[int | None] = []
    begun, gone = asyncio.Event(), asyncio.Event()

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(message["bytes"])
            begun.set()
        ended.append(message.get("code"))
        gone.set()

    def socket(messages: list[bytes], after: asyncio.Event, leaves: asyncio.Event) -> Receive:
        left = list(messages)

        async def receive() -> Message:
            await (after if left else leaves).wait()
            return {"type": "websocket.receive", "bytes": left.pop()} if left else {"type": END}

        return receive

    at_once = asyncio.Event()
    at_once.set()
    limits = replace(FEW, patience_s=30, longest_run_s=30)
    holds_its_place, goes = socket([BUSY], at_once, gone), socket(sent, begun, begun)
    to_its_end(answers_of(app, limits, (holds_its_place, unheard), (goes, unheard)))
    assert heard == [BUSY]
    assert ended[0] == (1008 if len(sent) > FEW.of_a_socket.at_once else None)


def test_who_has_waited_too_long_is_not_heard_with_what_it_sent_meanwhile():
    heard: list[bytes] = []
    begun, told = asyncio.Event(), asyncio.Event()

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(message["bytes"])
            begun.set()
        told.set()

    def socket(messages: list[bytes]) -> Receive:
        left = list(messages)

        async def receive() -> Message:
            if left != [BUSY]:
                await (begun if left else told).wait()
            return {"type": "websocket.receive", "bytes": left.pop()} if left else {"type": END}

        return receive

    limits = replace(FEW, longest_run_s=30)
    to_its_end(answers_of(app, limits, (socket([BUSY]), unheard), (socket([b"run"] * 3), unheard)))
    assert heard == [BUSY]


def test_who_has_gone_is_no_error_of_the_page():
    said: list[str] = []

    async def gone(_message: Message) -> None:
        raise OSError

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.send", "bytes": b"heard"})
        said.append((await receive())["type"])

    async def receive() -> Message:
        return {"type": "websocket.disconnect"}

    to_its_end(answers_of(app, FEW, (receive, gone)))
    assert said == ["websocket.disconnect"]


def test_a_page_that_is_closed_gives_its_place_back(client: TestClient):
    for _ in range(3):
        with client.websocket_connect("/page") as socket:
            socket.send_bytes(BUSY)
            assert socket.receive_bytes() == b"heard busy"


def test_a_run_whose_end_is_not_heard_of_counts_no_longer_after_a_while():
    with (
        client_with(replace(FEW, longest_run_s=0.05, patience_s=20)) as client,
        client.websocket_connect("/page") as first,
        client.websocket_connect("/page") as second,
    ):
        first.send_bytes(BUSY)
        second.send_bytes(b"run")
        assert second.receive_bytes() == b"heard run"


def test_a_page_too_many_is_refused_and_a_map_is_not(client: TestClient):
    with client.websocket_connect("/page"), client.websocket_connect("/page"):
        with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect("/page"):
            pass
        assert refused.value.status_code == 503
        assert refused.value.headers["retry-after"]
        with client.websocket_connect("/live/token"):
            pass
    with client.websocket_connect("/page"):
        pass


def test_sockets_that_are_opened_too_often_are_refused():
    with client_with(replace(FEW, opened_by_an_address=Allowance(0.001, 1))) as client:
        with client.websocket_connect("/page"):
            pass
        with pytest.raises(WebSocketDenialResponse), client.websocket_connect("/page"):
            pass


def test_messages_beyond_those_of_an_address_wait():
    with (
        client_with(replace(FEW, of_an_address=Allowance(50, 1))) as client,
        client.websocket_connect("/page") as socket,
    ):
        for _ in range(3):
            socket.send_bytes(b"ping")
            assert socket.receive_bytes() == b"heard ping"
            assert socket.receive_bytes() == b"end"


def test_a_bucket_gives_what_it_has_and_fills_up_again():
    now = [0.0]
    bucket = TokenBucket(Allowance(2, 3), lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]
    assert bucket.reserve() == pytest.approx(0.5)
    assert bucket.reserve() == pytest.approx(1)
    now[0] = 100.0
    assert bucket.is_full


def test_who_asks_for_many_runs_waits_behind_who_asks_for_one():
    async def order() -> list[str]:
        queue, came = RunQueue(1), []

        async def run(client: str) -> None:
            assert await queue.enter(client, 20)
            came.append(client)
            queue.leave()

        assert await queue.enter("many", 20)
        tasks = [asyncio.create_task(run(client)) for client in ("many", "many", "many", "one")]
        await asyncio.sleep(0)
        assert queue.n_waiting == 4
        queue.leave()
        await asyncio.gather(*tasks)
        return came

    assert to_its_end(order()) == ["many", "one", "many", "many"]


def test_who_is_tired_of_waiting_leaves_no_gap():
    async def scenario() -> None:
        queue = RunQueue(1)
        assert await queue.enter("a", 20)
        assert not await queue.enter("b", 0.01)
        assert queue.n_waiting == 0
        queue.leave()
        assert await queue.enter("c", 20)

    to_its_end(scenario())


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_reader_is_an_address_or_a_network(host: str, client: str):
    assert client_of({"type": "websocket", "client": (host, 1)}) == client
    assert client_of({"type": "websocket", "client": None}) == ""


def test_the_operator_sets_how_many_there_may_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(SESSIONS_VARIABLE, "7")
    assert socket_limits() == replace(SocketLimits(), sessions=7)
    assert socket_limits().sockets == 21


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "\u0663"])
def test_a_setting_that_cannot_be_read_is_named(text: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(RUNS_VARIABLE, text)
    with pytest.raises(SettingError, match="SHELTERLINE_RUNS"):
        socket_limits()
