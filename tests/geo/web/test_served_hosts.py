"""A server answers under its own names, and pages of others stay outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse

from geo.export.address import SITE_VARIABLE
from geo.snapshot.restricted import PRIVATE_VARIABLE
from geo.web.served_hosts import ServedHosts

if TYPE_CHECKING:
    from starlette.websockets import WebSocket


async def opened(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/", lambda _: PlainTextResponse("answered"), methods=["GET", "PUT"]),
        WebSocketRoute("/socket", opened),
    ]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(ServedHosts, listens_on="maps.lan")]))


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PRIVATE_VARIABLE, "1")


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SITE_VARIABLE, "https://maps.example.org/map")


OWN = ["localhost", "localhost:8501", "LOCALHOST.:1", "127.0.0.1:8501", "127.9.9.9", "[::1]:8501", "maps.lan"]
OTHERS = [
    "rebound.invalid",
    "rebound.invalid:8501",
    "localhost.rebound.invalid",
    "localhost@rebound.invalid",
    "rebound.invalid/localhost",
    "rebound.invalid#localhost",
    "localhost:port",
    "[::1",
    "192.0.2.1",
    "",
]


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("host", OWN)
def test_a_private_server_answers_under_its_own_names(host: str, client: TestClient):
    assert client.get("/", headers={"host": host}).text == "answered"


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("host", OTHERS)
def test_a_private_server_refuses_other_names_with_a_sentence(host: str, client: TestClient):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert answer.text.startswith("this server is not known under this name")
    with pytest.raises(WebSocketDenialResponse), client.websocket_connect("/socket", headers={"host": host}):
        pass


@pytest.mark.usefixtures("private")
def test_two_names_are_none(client: TestClient):
    headers = [("host", "localhost"), ("host", "rebound.invalid")]
    assert client.get("/", headers=headers).status_code == 421


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("host", ["maps.example.org", "maps.example.org:443", "192.0.2.1:8501", "localhost"])
def test_a_server_with_an_address_answers_under_it_and_to_its_proxies(host: str, client: TestClient):
    assert client.get("/", headers={"host": host}).text == "answered"


@pytest.mark.usefixtures("named")
def test_a_server_with_an_address_refuses_other_names(client: TestClient):
    assert client.get("/", headers={"host": "rebound.invalid"}).status_code == 421


def test_a_public_server_without_an_address_answers_under_any_name(client: TestClient):
    assert client.get("/", headers={"host": "any.invalid"}).text == "answered"


@pytest.mark.parametrize("origin", ["http://elsewhere.invalid", "null", "http://[", "http://localhost:1"])
def test_pages_of_others_open_no_socket_and_change_nothing(origin: str, client: TestClient):
    headers = {"host": "localhost:8501", "origin": origin}
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/socket", headers=headers),
    ):
        pass
    assert refused.value.status_code == 403
    assert client.put("/", headers=headers).status_code == 403
    # What is public may be read from anywhere.
    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.usefixtures("private")
def test_pages_of_others_read_nothing_from_a_private_server(client: TestClient):
    headers = {"host": "localhost:8501", "origin": "http://elsewhere.invalid"}
    assert client.get("/", headers=headers).status_code == 403


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("origin", ["http://localhost:8501", "https://maps.example.org"])
def test_pages_of_ours_do_all_of_it(origin: str, client: TestClient):
    headers = {"host": "localhost:8501", "origin": origin}
    assert client.put("/", headers=headers).text == "answered"
    with client.websocket_connect("/socket", headers=headers):
        pass
