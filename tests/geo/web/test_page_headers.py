"""Every answer says how a browser is to treat it."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.web.framing import Framing
from geo.web.page_headers import (
    FRAME_POLICY,
    HEADERS,
    NOTHING_POLICY,
    WORKER_POLICY,
    PageHeaders,
    failed,
    page_policy,
)

SCRIPT = "window.isReady = false"
PAGE_POLICY = page_policy([SCRIPT])
OWN = {"Content-Security-Policy": "default-src 'self'", "Referrer-Policy": "no-referrer"}


def fails(_: object) -> Response:
    message = "a secret of /srv/data"
    raise RuntimeError(message)


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/", lambda _: HTMLResponse("page")),
        Route("/component/map/index.html", lambda _: HTMLResponse("frame")),
        Route("/text", lambda _: PlainTextResponse("text")),
        Route("/module.js", lambda _: Response("", media_type="text/javascript")),
        Route("/own", lambda _: HTMLResponse("own", headers=OWN)),
        Route("/_stcore/metrics", lambda _: PlainTextResponse("sessions 3")),
        Route("/cookies", lambda _: HTMLResponse("c", headers={"set-cookie": "framework=1; Path=/"})),
        Route("/fails", fails),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Framing), Middleware(PageHeaders, scripts=[SCRIPT])],
        exception_handlers={Exception: failed},
    )
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", PAGE_POLICY),
        ("/component/map/index.html", FRAME_POLICY),
        ("/text", NOTHING_POLICY),
        ("/missing", NOTHING_POLICY),
        ("/fails", NOTHING_POLICY),
        ("/_stcore/metrics", NOTHING_POLICY),
    ],
)
def test_every_answer_has_its_headers(client: TestClient, path: str, policy: str):
    headers = client.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert headers.get_list("content-security-policy")[0] == policy


def test_a_page_that_says_more_of_itself_is_left_as_it_is(client: TestClient):
    headers = client.get("/own").headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers.get_list("content-security-policy")[0] == "default-src 'self'"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_script_that_is_run_as_a_worker_may_do_no_more_than_its_page(client: TestClient):
    policies = client.get("/module.js").headers.get_list("content-security-policy")
    assert policies == [WORKER_POLICY, "frame-ancestors 'self'"]
    assert page_policy(()) == WORKER_POLICY


@pytest.mark.parametrize("policy", [PAGE_POLICY, FRAME_POLICY])
def test_no_script_style_or_connection_of_another_server_is_let_in(policy: str):
    said = dict(part.split(" ", 1) for part in policy.split("; "))
    assert said["default-src"] == "'none'"
    for directive in ("script-src", "style-src", "connect-src", "font-src", "worker-src", "frame-src"):
        assert "http" not in said[directive]
        assert "*" not in said[directive]


def test_only_the_map_s_frame_may_make_scripts_of_texts():
    assert "unsafe-eval" in FRAME_POLICY
    assert "unsafe-eval" not in PAGE_POLICY


def test_of_scripts_in_a_page_those_run_whose_text_is_known():
    said = dict(part.split(" ", 1) for part in PAGE_POLICY.split("; "))
    # printf %s 'window.isReady = false' | openssl dgst -sha256 -binary | base64
    assert said["script-src"] == "'self' blob: 'sha256-ubKYxMrT5Hzn2JdAdlZLD5uEWsQEHJIwhTDUJT36754='"


def test_a_browser_comes_back_by_https_alone_where_the_operator_says_https(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_ADDRESS", "https://testville.example/")
    assert client.get("/").headers["strict-transport-security"] == "max-age=31536000"
    assert client.get("/fails").headers["strict-transport-security"] == "max-age=31536000"
    assert client.get("/cookies").headers.get_list("set-cookie") == ["framework=1; Path=/; Secure"]


@pytest.mark.parametrize("address", ["", "http://testville.example/"])
def test_nothing_is_said_of_https_elsewhere(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str
):
    monkeypatch.setenv("SHELTERLINE_ADDRESS", address)
    assert "strict-transport-security" not in client.get("/").headers
    assert client.get("/cookies").headers.get_list("set-cookie") == ["framework=1; Path=/"]


def test_how_the_server_fares_is_nobody_s_business(client: TestClient):
    for path in ("/_stcore/metrics", "/_stcore/metrics/"):
        assert client.get(path).status_code == 404


def test_what_nobody_foresaw_is_told_without_a_trace(client: TestClient):
    answer = client.get("/fails")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text
    assert "/srv" not in answer.text
