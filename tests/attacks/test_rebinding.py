"""A name of somebody else's that points to this machine: nothing is answered under it on a private server."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.attacks.test_floods import run_of_a_page
from tests.running import Server, running_app

ADDRESSES = [
    "/",
    "/timeline",
    "/healthz",
    "/embed",
    "/embed/here?ids=r1",
    "/assets/geography.json",
    "/tiles/reports/5/19/13.mvt",
    "/export/reports.csv",
    "/own/guessed/5/19/13.mvt",
    "/_stcore/health",
    "/_stcore/host-config",
    "/component/streamlit_folium.st_folium/index.html",
    "/static/js/nothing.js",
    "/nothing/here",
]
FOREIGN = "http://rebound.invalid"


@pytest.fixture(scope="module")
def private_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("private")
    with running_app(folder / "home", folder / "log.txt", settings={"SHELTERLINE_PRIVATE": "1"}) as running:
        yield running


def status(server: Server, path: str, headers: Mapping[str, str], method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    connection.request(method, path, headers=dict(headers))
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_address_is_answered_under_a_foreign_name(path: str, private_server: Server):
    host = f"rebound.invalid:{urlsplit(private_server.url).port}"
    code, text = status(private_server, path, {"Host": host})
    assert (code, text[:15]) == (421, "this server is ")
    assert status(private_server, path, {})[0] in {200, 404}


@pytest.mark.parametrize("path", ["/healthz", "/tiles/reports/5/19/13.mvt", "/export/reports.csv"])
def test_pages_of_other_sites_read_nothing(path: str, private_server: Server):
    assert status(private_server, path, {"Origin": FOREIGN})[0] == 403


@pytest.mark.parametrize("path", ["/_stcore/stream", "/live/guessed"])
@pytest.mark.parametrize(("headers", "code"), [({"Host": "rebound.invalid"}, 421), ({}, 403)])
def test_no_socket_opens_for_them(path: str, headers: dict[str, str], code: int, private_server: Server):
    own = urlsplit(private_server.url)
    address = f"ws://{headers.get('Host', own.netloc)}{path}"
    # The name as a rebound one would lead: to this machine.
    there = (own.hostname, own.port)
    with pytest.raises(InvalidStatus) as refused, connect(address, address=there, origin=FOREIGN, proxy=None):
        pass
    assert refused.value.response.status_code == code


def test_its_own_page_works(private_server: Server):
    address = private_server.url.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(address, origin=private_server.url, max_size=None, proxy=None) as page:
        page.send(run_of_a_page())
        assert page.recv(timeout=60)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_public_server_takes_no_file_from_a_foreign_page(method: str, server: Server):
    code, _ = status(server, "/_stcore/upload_file/session/file", {"Origin": FOREIGN}, method)
    assert code == 403
