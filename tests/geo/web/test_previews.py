"""The head of the app's own page, as a messenger reads it."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.filters.permalink import query_string
from geo.snapshot.opened import Snapshot
from geo.web.previews import Previews
from tests.builders import view_of

if TYPE_CHECKING:
    from starlette.requests import Request

SHELL = '<!DOCTYPE html><html lang="en"><head><title>Framework</title></head><body></body></html>'


def shell(request: Request) -> Response:
    # As a file on disk is answered: with what a browser may hold against it the next time.
    if request.headers.get("if-none-match"):
        return Response(status_code=304)
    return HTMLResponse(SHELL, headers={"ETag": '"file"', "Last-Modified": "yesterday"})


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/data.html", lambda _: HTMLResponse(SHELL)),
        Route("/text", lambda _: PlainTextResponse("<title>plain</title>")),
        Route("/{path:path}", shell, methods=["GET", "HEAD", "POST"]),
    ]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Previews)]))


@pytest.mark.parametrize("path", ["/", "/timeline"])
def test_a_page_is_titled_by_its_view(client: TestClient, bundled: Snapshot, path: str):
    query = query_string(view_of(bundled, "2023-12-02", "2023-12-02"))
    answer = client.get(f"{path}?{query}", headers={"Accept-Encoding": "identity"})
    text = unescape(answer.text)
    address = f"http://testserver{path}?{query}"
    assert "<title>Strike reports, 2 Dec 2023 · Gaza and the region · all sources</title>" in text
    assert f'<meta property="og:url" content="{address}">' in text
    assert f'content="http://testserver/export/view.png?{query}&size=social"' in text
    assert '<meta property="og:image:width" content="1200">' in text
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    assert 'name="description" content="Showing ' in text
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_page_of_two_views_is_titled_by_both(client: TestClient):
    pair = "from=2023-12-02&to=2023-12-02&b.from=2023-12-03&b.to=2023-12-03"
    text = unescape(client.get(f"/compare?{pair}").text)
    assert "<title>Compared: A, Strike reports, 2 Dec 2023" in text
    assert "&maps=beside&b.from=2023-12-03&b.to=2023-12-03" in text
    assert 'content="http://testserver/export/compare.png?' in text
    # One view is none to compare.
    assert "<title>Strike reports" in unescape(client.get("/compare?from=2023-12-02&to=2023-12-02").text)


def test_the_operator_may_say_under_which_address(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHELTERLINE_ADDRESS", "https://maps.example.invalid/gaza/")
    text = unescape(client.get("/sources").text)
    assert 'content="https://maps.example.invalid/gaza/sources?v=1' in text
    assert 'content="https://maps.example.invalid/gaza/export/view.png?v=1' in text


def test_the_language_is_the_view_s(client: TestClient):
    text = client.get("/?lang=ar").text
    assert '<html lang="ar">' in text
    assert "تقارير" in text


def test_a_hostile_value_stays_text(client: TestClient):
    text = client.get("/", params={"q": '"><script>alert(1)</script>\\1', "from": "<b>"}).text
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;" in text


def test_an_unknown_snapshot_promises_no_picture(client: TestClient):
    text = client.get("/?snap=000000000000").text
    assert "<title>Shelterline</title>" in text
    assert "og:image" not in text


def test_the_file_on_disk_is_no_answer_to_what_a_browser_holds(client: TestClient):
    answer = client.get("/", headers={"If-None-Match": '"file"'})
    assert answer.status_code == 200
    assert not {"etag", "last-modified"} & set(answer.headers)


def test_asking_for_the_head_promises_no_length(client: TestClient):
    answer = client.head("/")
    assert (answer.status_code, "content-length" in answer.headers) == (200, False)


@pytest.mark.parametrize("path", ["/data.html", "/text", "/static/js/a"])
def test_what_is_no_page_of_the_app_passes_through(client: TestClient, path: str):
    assert "og:" not in client.get(path).text


def test_a_form_passes_through(client: TestClient):
    assert client.post("/").text == SHELL
