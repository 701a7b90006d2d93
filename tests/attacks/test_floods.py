"""Floods of messages and of sockets: the flooder is cut off, and everybody else is answered meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from geo.web.limits import LONGEST_QUESTION, SocketLimits
from tests.attacks.conftest import LONGEST_WAIT_S, another_reader
from tests.running import Server, running_app

PATIENT_S = 2.5
"""Ten times what others may wait on a machine that does nothing else: tests share theirs."""


@contextmanager
def socket(server: Server, path: str = "/_stcore/stream", said_to_be: str = "") -> Iterator[ClientConnection]:
    """A socket of a page, as a browser opens it; a proxy would say for whom."""
    address = server.url.replace("http", "ws", 1) + path
    with connect(
        address,
        origin=server.url,
        subprotocols=["streamlit"],
        additional_headers={"X-Forwarded-For": said_to_be} if said_to_be else None,
        max_size=None,
        close_timeout=1,
        ping_interval=None,
        proxy=None,
    ) as opened:
        yield opened


def run_of_a_page() -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = "v=1"
    return message.SerializeToString()


def end_of(opened: ClientConnection, *messages: bytes | list[bytes]) -> int | None:
    """Send messages, read until the server closes the socket, and return its close code."""
    try:
        for message in messages:
            opened.send(message)
        while True:
            opened.recv(timeout=LONGEST_WAIT_S)
    except ConnectionClosed:
        return opened.close_code


def test_who_asks_for_2500_runs_at_once_is_cut_off_and_others_are_answered(server: Server):
    message = run_of_a_page()
    assert len(message) < 12
    with another_reader(server) as answers, socket(server) as flooder:
        assert end_of(flooder, *[message] * 2_500) == 1008
    assert answers.median < PATIENT_S


def test_five_who_stay_below_the_limit_keep_nobody_waiting(server: Server):
    with another_reader(server) as answers, ExitStack() as stack:
        flooders = [stack.enter_context(socket(server)) for _ in range(5)]
        for _ in range(60):
            for flooder in flooders:
                flooder.send(run_of_a_page())
        for flooder in flooders:
            flooder.recv(timeout=LONGEST_WAIT_S)
    assert answers.median < PATIENT_S


def test_signs_of_life_without_end_keep_nobody_waiting(server: Server):
    signs, codes = b"\x89\x80\0\0\0\0" * 20_000, list[int | None]()
    with another_reader(server) as answers, ExitStack() as stack:
        flooders = [stack.enter_context(socket(server)) for _ in range(20)]

        def flood(flooder: ClientConnection) -> None:
            # Whoever is cut off is told so while it sends.
            with suppress(ConnectionError):
                flooder.socket.sendall(signs)
            codes.append(end_of(flooder))

        sending = [Thread(target=flood, args=(flooder,)) for flooder in flooders]
        for thread in sending:
            thread.start()
        for thread in sending:
            thread.join(LONGEST_WAIT_S)
    assert codes == [1006] * len(flooders)
    assert answers.median < PATIENT_S


@pytest.mark.parametrize(
    "said", [b"", b"\xff\xff", b"\x28\x01"], ids=["nothing", "noise", "empty every cache"]
)
def test_a_message_that_no_page_sends_does_no_harm(said: bytes, server: Server):
    before = len(server.log)
    with socket(server) as opened:
        opened.send(said)
        opened.send(run_of_a_page())
        assert opened.recv(timeout=LONGEST_WAIT_S)
    assert "Traceback" not in server.log[before:]


@pytest.mark.parametrize("size", [LONGEST_QUESTION + 1, 60_000_000])
def test_a_message_that_is_too_large_is_refused_while_it_arrives(size: int, server: Server):
    before = server.memory_mb(at_most=True)
    with socket(server) as opened:
        # Who still sends when the connection ends may miss why.
        assert end_of(opened, bytes(size)) in {1006, 1009}
    assert server.memory_mb(at_most=True) < before + 20


def test_a_message_in_many_parts_is_added_up(server: Server):
    with socket(server) as opened:
        assert end_of(opened, [bytes(1_024)] * (LONGEST_QUESTION // 1_024 + 1)) == 1009


FEW = {"SHELTERLINE_SESSIONS": "3", "SHELTERLINE_ADDRESS_SESSIONS": "2", "SHELTERLINE_RUNS": "1"}


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for few pages at a time, of which one runs."""
    folder = tmp_path_factory.mktemp("small")
    with running_app(folder / "home", folder / "log.txt", settings=FEW) as running:
        yield running


def test_a_page_too_many_is_refused_with_a_sentence_until_one_is_closed(small_server: Server):
    with socket(small_server), socket(small_server):
        with pytest.raises(InvalidStatus) as refused, socket(small_server):
            pass
        assert refused.value.response.status_code == 503
        assert b"too many pages are open at this address" in refused.value.response.body
        assert refused.value.response.headers["Retry-After"]
    with socket(small_server) as opened:
        opened.send(run_of_a_page())
        assert opened.recv(timeout=LONGEST_WAIT_S)


def kinds(opened: ClientConnection) -> Iterator[str]:
    """What kinds of messages come until a run has ended."""
    while True:
        kind = ForwardMsg.FromString(opened.recv(timeout=LONGEST_WAIT_S)).WhichOneof("type")
        yield kind
        if kind == "script_finished":
            return


def test_a_page_whose_map_never_paints_keeps_no_other_from_running(small_server: Server):
    came: list[str] = []

    def read(name: str, opened: ClientConnection) -> None:
        came.extend(f"{name}: {kind}" for kind in kinds(opened))

    with socket(small_server) as first, socket(small_server) as second:
        first.send(run_of_a_page())
        deltas = (kind for kind in kinds(first) if kind == "delta")
        next(deltas)
        readers = [Thread(target=read, args=(name, of)) for name, of in (("1", first), ("2", second))]
        second.send(run_of_a_page())
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(LONGEST_WAIT_S)
    assert came.index("2: delta") < came.index("1: script_finished")


def test_nobody_passes_for_another_by_saying_so(small_server: Server):
    with socket(small_server, said_to_be="192.0.2.1"), socket(small_server, said_to_be="192.0.2.2"):
        third = socket(small_server, said_to_be="192.0.2.3")
        with pytest.raises(InvalidStatus) as refused, third:
            pass
    assert b"at this address" in refused.value.response.body


def test_a_proxy_that_the_operator_names_is_believed(tmp_path: Path):
    settings = {**FEW, "SHELTERLINE_PROXIES": "127.0.0.1"}
    with (
        running_app(tmp_path / "home", tmp_path / "log.txt", settings=settings) as server,
        socket(server, said_to_be="192.0.2.1"),
        socket(server, said_to_be="192.0.2.2"),
        socket(server, said_to_be="192.0.2.3"),
        pytest.raises(InvalidStatus) as refused,
        socket(server, said_to_be="192.0.2.4"),
    ):
        pass
    assert b"as many readers as it can bear" in refused.value.response.body


def test_sockets_that_are_opened_without_end_are_refused(small_server: Server):
    def status() -> int:
        with pytest.raises(InvalidStatus) as refused, socket(small_server, "/live/guessed"):
            pass
        return refused.value.response.status_code

    # Those that are let in are told that there is no such channel.
    assert status() == 403
    # Some are let in again every second, so a slow machine takes more of them to reach the limit.
    most = 5 * int(SocketLimits().opened_by_an_address.at_once)
    assert any(status() == 503 for _ in range(most))
