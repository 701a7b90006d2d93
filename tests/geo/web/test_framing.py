"""Who may frame what: the embed says so of itself, all else is for our own pages."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.web.framing import Framing

OPEN = {"Content-Security-Policy": "default-src 'none'; frame-ancestors *"}
STRICT = {"Content-Security-Policy": "default-src 'none'"}


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/", lambda _: PlainTextResponse("page")),
        Route("/open", lambda _: PlainTextResponse("open", headers=OPEN)),
        Route("/strict", lambda _: PlainTextResponse("strict", headers=STRICT)),
    ]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Framing)]))


@pytest.mark.parametrize("path", ["/", "/missing"])
def test_only_our_own_pages_frame_an_answer(client: TestClient, path: str):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_a_page_that_names_its_framers_is_left_as_it_is(client: TestClient):
    headers = client.get("/open").headers
    assert headers["content-security-policy"] == OPEN["Content-Security-Policy"]
    assert "x-frame-options" not in headers


def test_another_policy_is_no_leave_to_frame(client: TestClient):
    policies = client.get("/strict").headers.get_list("content-security-policy")
    assert policies == ["default-src 'none'", "frame-ancestors 'self'"]
