"""Connections are counted, and end when they ask for nothing or take nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from uvicorn import Config, Server

from geo.web import export_limits, open_connections
from geo.web.limits import ConnectionLimits, SettingError, connection_limits
from geo.web.open_connections import Asked, CountedRequests, OpenConnections
from tests.running import to_its_end

LIMITS = ConnectionLimits(connections=5, address_connections=2, silent_s=20)


class Transport(asyncio.Transport):
    """A connection of an address, with what waits to be sent on it."""

    def __init__(self, address: str = "192.0.2.1", n_left: int = 0) -> None:
        super().__init__({"peername": (address, 1)})
        self.n_left, self.is_aborted = n_left, False

    def get_write_buffer_size(self) -> int:
        return self.n_left

    def abort(self) -> None:
        self.is_aborted = True


async def unasked(_scope: object, _receive: object, _send: object) -> None:
    """Answer nothing: no request is whole."""


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def with_connections(test: Callable[[OpenConnections, Clock], None]) -> None:
    """Run a test on a loop of its own, whose clock it moves."""

    async def run() -> None:
        clock = Clock()
        test(OpenConnections(LIMITS, clock), clock)

    to_its_end(run())


def nothing() -> Asked:
    return Asked()


def test_of_one_address_and_in_all_there_are_so_many():
    def test(connections: OpenConnections, _clock: Clock) -> None:
        first = Transport()
        assert connections.opened(first, nothing)
        assert connections.opened(Transport(), nothing)
        assert not connections.opened(Transport(), nothing)
        connections.closed(first)
        assert connections.opened(Transport(), nothing)
        for n in range(2, 5):
            assert connections.opened(Transport(f"192.0.2.{n}"), nothing)
        assert not connections.opened(Transport("192.0.2.9"), nothing)
        assert len(connections) == 5

    with_connections(test)


def test_a_network_of_the_newer_protocol_is_one_address():
    def test(connections: OpenConnections, _clock: Clock) -> None:
        assert connections.opened(Transport("2001:db8::1"), nothing)
        assert connections.opened(Transport("2001:db8::2"), nothing)
        assert not connections.opened(Transport("2001:db8::3"), nothing)

    with_connections(test)


def test_who_asks_for_nothing_is_ended_and_who_asks_again_is_not():
    def test(connections: OpenConnections, clock: Clock) -> None:
        silent, asking, reading, socket, refused = (Transport(f"192.0.2.{n}") for n in range(5))
        connections.opened(silent, nothing)
        # Each time another request, which is answered when it is looked.
        connections.opened(asking, lambda: Asked(object()))
        connections.opened(reading, lambda: Asked(is_answered=False))
        for transport, is_open in ((socket, True), (refused, False)):
            assert connections.opened(transport, nothing)
            connections.is_socket(transport, lambda is_open=is_open: is_open)
        for clock.now in range(0, 60, 5):
            connections.look()
        assert (silent.is_aborted, refused.is_aborted) == (True, True)
        assert [one.is_aborted for one in (asking, reading, socket)] == [False] * 3

    with_connections(test)


def test_who_takes_nothing_is_ended_and_who_takes_little_is_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(export_limits, "STALLED_S", 10)

    def test(connections: OpenConnections, clock: Clock) -> None:
        def answered() -> Asked:
            return Asked(is_answered=False)

        stalled, slow, filled = (Transport(f"192.0.2.{n}", n_left=50_000) for n in range(3))
        for transport in (stalled, slow, filled):
            connections.opened(transport, answered)
        for clock.now in range(0, 60, 5):
            slow.n_left -= 1
            # The server has sent more meanwhile, for the reader had taken what there was.
            connections.took(filled)
            connections.look()
        assert (stalled.is_aborted, slow.is_aborted, filled.is_aborted) == (True, False, False)

    with_connections(test)


def test_it_looks_while_any_is_open(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(open_connections, "_LOOK_S", 0.01)

    async def run() -> bool:
        clock, silent = Clock(), Transport()
        connections = OpenConnections(LIMITS, clock)
        connections.opened(silent, nothing)
        clock.now = 30
        for _ in range(500):
            await asyncio.sleep(0.01)
            if silent.is_aborted:
                break
        return silent.is_aborted

    assert to_its_end(run())


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: testville\r\nX: "], ids=["silent", "slow"])
def test_a_server_ends_them(loop: str, said: bytes, monkeypatch: pytest.MonkeyPatch):
    loops = pytest.importorskip(loop)
    monkeypatch.setattr(open_connections, "_LOOK_S", 0.05)
    connections = OpenConnections(ConnectionLimits(connections=2, address_connections=2, silent_s=0.2))

    async def main() -> list[bytes]:
        config = Config(unasked, port=0, lifespan="off", log_level="critical")
        config.load()
        config.http_protocol_class = partial(CountedRequests, config.http_protocol_class, connections)
        server = Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        try:
            port = server.servers[0].sockets[0].getsockname()[1]
            opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
            for _, writer in opened:
                writer.write(said)
            async with asyncio.timeout(30):
                said_back = [await _all_of(reader) for reader, _ in opened]
            for _, writer in opened:
                writer.close()
            return said_back
        finally:
            server.force_exit = True
            await server.shutdown()

    def to_the_end() -> list[bytes]:
        with asyncio.Runner(loop_factory=loops.new_event_loop) as runner:
            return runner.run(main())

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(to_the_end).result() == [b""] * 3
    assert len(connections) == 0


async def _all_of(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""


def test_the_system_and_the_operator_say_how_many(monkeypatch: pytest.MonkeyPatch):
    few = connection_limits(most_files=1_024, is_behind_proxy=False)
    assert (few.connections, few.address_connections) == (512, 256)
    many = connection_limits(most_files=100_000, is_behind_proxy=False)
    assert (many.connections, many.address_connections) == (4_000, 1_000)
    # All come from the proxy's address.
    assert connection_limits(most_files=100_000, is_behind_proxy=True).address_connections == 4_000
    monkeypatch.setenv("SHELTERLINE_ADDRESS_CONNECTIONS", "no")
    with pytest.raises(SettingError, match="SHELTERLINE_ADDRESS_CONNECTIONS='no' is not valid"):
        connection_limits(most_files=1_024, is_behind_proxy=False)
