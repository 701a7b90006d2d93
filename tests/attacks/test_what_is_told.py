"""What a stranger learns from headers, errors and addresses of the framework."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from geo.web.page_headers import HEADERS
from tests.running import REPOSITORY, Server

ADDRESSES = [
    "/",
    "/timeline",
    "/healthz",
    "/embed",
    "/embed?snap=000000000000",
    "/export/reports.csv?from=x",
    "/export/reports.csv",
    "/tiles/reports/5/19/13.mvt",
    "/tiles/reports/99/0/0.mvt",
    "/cite.txt",
    "/own/guessed/5/19/13.mvt",
    "/assets/page.js",
    "/component/streamlit_folium.st_folium/index.html",
    "/component/nothing/index.html",
    "/media/nothing",
    "/static/favicon.png",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/upload_file/session/file",
]


def ask(server: Server, path: str, method: str = "GET") -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_has_its_headers_and_names_no_path_of_the_server(path: str, server: Server):
    _, headers, body = ask(server, path)
    said = {name: headers[name] for name in HEADERS}
    of_own = {"Referrer-Policy", "Cross-Origin-Resource-Policy"}
    assert {name: said[name] for name in HEADERS.keys() - of_own}.items() <= HEADERS.items()
    is_open = headers["Access-Control-Allow-Origin"] == "*" or path.startswith("/assets/")
    assert said["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_open else "same-origin")
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    policies = headers.get_all("Content-Security-Policy")
    assert sum("frame-ancestors" in policy for policy in policies) == 1
    assert str(REPOSITORY).encode() not in body


def test_metrics_of_the_framework_are_off(server: Server):
    assert ask(server, "/_stcore/metrics")[0] == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("/timeline?lang=ar", 200), ("/sources", 200), ("/timeline.zip", 404), ("/nothing", 404)],
)
def test_where_no_page_is_a_stranger_is_told_so(path: str, status: int, server: Server):
    found, headers, _ = ask(server, path)
    assert (found, headers.get_content_type()) == (status, "text/html")
