"""How much a server takes apart of what a WebSocket sends, on a server of its own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from uvicorn import Config, Server
from websockets.asyncio.client import connect

from geo.web.socket_reads import SmallReads

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from starlette.types import ASGIApp, Receive, Scope, Send

    Run = Callable[[Coroutine[None, None, Any]], Any]

FLOOD = b"\x82\x81\0\0\0\0x" * 100_000
"""Binary messages of one byte, as they are on the wire: 700 kB."""
LONGEST_WAIT_S = 30
A_MOMENT_S = 0.3


class Counting(SmallReads):
    """The socket of the server, with a count of what was taken apart."""

    opened: list[Counting]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.opened.append(self)
        self.n_bytes, take = 0, self.inner.data_received

        def counted(data: bytes) -> None:
            self.n_bytes += len(data)
            take(data)

        self.inner.data_received = counted


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs to the end on either event loop; that of the server is the quicker one where it is installed."""
    loops = pytest.importorskip(request.param)

    def in_a_thread(coroutine: Coroutine[None, None, Any]) -> object:
        # In that of the tests a browser's loop may be running.
        def to_the_end() -> object:
            with asyncio.Runner(loop_factory=loops.new_event_loop) as runner:
                return runner.run(coroutine)

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(to_the_end).result()

    return in_a_thread


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The address of a server with this app and these sockets."""
    Counting.opened = []
    config = Config(app, port=0, ws=Counting, lifespan="off", log_level="critical", ws_max_size=100_000)
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        server.force_exit = True
        await server.shutdown()


async def accept(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})


def test_what_the_app_has_not_taken_waits_at_its_sender(
    run: Run,
):
    async def takes_one(_scope: Scope, receive: Receive, send: Send) -> None:
        await accept(receive, send)
        await receive()
        await asyncio.sleep(LONGEST_WAIT_S)

    async def main() -> tuple[int, int]:
        async with served(takes_one) as address, connect(address, proxy=None, close_timeout=0.1) as socket:
            socket.transport.write(FLOOD)
            await asyncio.sleep(A_MOMENT_S)
            [server] = Counting.opened
            return server.n_bytes, server.inner.queue.qsize()

    n_bytes, n_messages = run(main())
    assert 0 < n_messages < 2_000
    assert n_bytes < 20_000


def test_who_goes_on_after_the_end_is_told_of_it_and_not_read(
    run: Run,
):
    async def ends_it(_scope: Scope, receive: Receive, send: Send) -> None:
        await accept(receive, send)
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        await asyncio.sleep(LONGEST_WAIT_S)

    async def main() -> tuple[int, int | None]:
        async with served(ends_it) as address, connect(address, proxy=None, close_timeout=0.1) as socket:
            socket.transport.write(FLOOD)
            async with asyncio.timeout(LONGEST_WAIT_S):
                await socket.wait_closed()
            [server] = Counting.opened
            return server.n_bytes, socket.close_code

    n_bytes, code = run(main())
    assert code == 1008
    assert n_bytes < 20_000


PINGS = b"\x89\x80\0\0\0\0" * 20_000
"""Signs of life, which the app never hears of."""
PARTS = b"\x02\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 20_000
"""A message that goes on for ever, in parts of nothing."""


@pytest.mark.parametrize("flood", [PINGS, PARTS], ids=["signs of life", "parts of nothing"])
def test_who_floods_with_what_is_no_message_is_cut_off(flood: bytes, run: Run):
    async def waits(_scope: Scope, receive: Receive, send: Send) -> None:
        await accept(receive, send)
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def main() -> int:
        async with served(waits) as address, connect(address, proxy=None, close_timeout=0.1) as socket:
            socket.transport.write(flood)
            async with asyncio.timeout(LONGEST_WAIT_S):
                await socket.wait_closed()
            [server] = Counting.opened
            return server.n_bytes

    assert 1_000 < run(main()) < 5_000


def test_a_long_message_comes_whole_and_one_after_the_other(
    run: Run,
):
    async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
        await accept(receive, send)
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "bytes": message["bytes"]})

    async def main() -> list[bytes]:
        async with served(echo) as address, connect(address, proxy=None) as socket:
            for n in range(5):
                await socket.send(bytes([n]) * (1 + 20_000 * n))
            async with asyncio.timeout(LONGEST_WAIT_S):
                return [await socket.recv() for _ in range(5)]

    assert run(main()) == [bytes([n]) * (1 + 20_000 * n) for n in range(5)]
