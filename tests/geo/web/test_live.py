"""The map's own line: states out at once, "painted" back, and nobody else on it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from starlette.websockets import WebSocketDisconnect

from geo.web.channel import MOST_TILES, Channel

if TYPE_CHECKING:
    from starlette.testclient import TestClient

OWN = {"origin": "http://testserver"}
LONGEST_WAIT_S = 20


def test_a_state_reaches_the_map(client: TestClient):
    line = Channel()
    with client.websocket_connect(line.address, headers=OWN) as socket:
        socket.send_text("1 ")
        assert line.wait(1, LONGEST_WAIT_S)
        assert line.tell(b"a state")
        assert socket.receive_bytes() == b"a state"


def test_what_the_map_has_painted_ends_the_wait(client: TestClient):
    line = Channel()
    with client.websocket_connect(line.address, headers=OWN) as socket:
        socket.send_text("7 9/304/207,9/305/207")
        assert line.wait(7, LONGEST_WAIT_S)
        assert line.tiles == ((9, 304, 207), (9, 305, 207))
        assert not line.wait(8, 0)


def test_bytes_from_the_map_are_passed_over_and_the_line_stays_open(client: TestClient):
    line = Channel()
    with client.websocket_connect(line.address, headers=OWN) as socket:
        socket.send_bytes(b"7 ")
        socket.send_text("1 ")
        assert line.wait(1, LONGEST_WAIT_S)
        assert not line.wait(7, 0)


def test_a_map_that_is_connected_is_waited_for_longer(client: TestClient):
    line = Channel()
    with client.websocket_connect(line.address, headers=OWN) as socket:
        socket.send_text("1 ")
        assert line.wait(1, LONGEST_WAIT_S)
        later = threading.Timer(0.2, socket.send_text, ["2 "])
        later.start()
        assert line.wait(2, 0, connected_s=LONGEST_WAIT_S)
    assert not line.wait(3, 0, connected_s=LONGEST_WAIT_S)


def test_without_a_map_nothing_is_told_and_nobody_waits_for_ever():
    line = Channel()
    assert not line.tell(b"")
    assert not line.wait(1, 0)


def test_a_map_that_has_gone_is_told_nothing(client: TestClient):
    line = Channel()
    with client.websocket_connect(line.address, headers=OWN) as socket:
        socket.send_text("1 ")
        assert line.wait(1, LONGEST_WAIT_S)
    assert not line.tell(b"")


@pytest.mark.parametrize("headers", [{"origin": "http://elsewhere.invalid"}, {}])
def test_another_site_cannot_listen(headers: dict[str, str], client: TestClient):
    line = Channel()
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(line.address, headers=headers):
        pass


def test_a_line_that_nobody_opened_is_refused(client: TestClient):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/live/guessed", headers=OWN):
        pass


@pytest.mark.parametrize(
    "said",
    ["", "x", "-1 ", "1", "1 9/304", "1 9/304/207;", "1" * 30 + " ", "\u0661 ", "9 1/2/3/4", "1 <script>"],
)
def test_what_is_no_message_is_passed_over(said: str):
    line = Channel()
    line.painted(said)
    assert (line.tiles, line.wait(1, 0)) == ((), False)


def test_a_map_cannot_ask_for_any_number_of_tiles():
    line = Channel()
    line.painted("1 " + ",".join(["9/1/1"] * 1_000))
    assert len(line.tiles) == MOST_TILES


def test_the_last_map_that_came_listens():
    line, first, second = Channel(), [], []
    line.connect(first.append)
    line.connect(second.append)
    line.disconnect(first.append)
    assert line.tell(b"")
    assert (first, second) == ([], [b""])
