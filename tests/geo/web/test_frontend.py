"""The front end's files: answered from memory, and those that a page imports named with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.web.frontend import FrontEnd, with_imports
from geo.web.negotiation import FOREVER

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle: a module with an import of its own, which imports back, and one that nobody named."""
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "Chart.a1.js").write_text('import{a}from"./core.b2.js";import"./gone.c3.js";')
    (tmp_path / "js" / "core.b2.js").write_text('export const a=1;import"./Chart.a1.js"')
    (tmp_path / "js" / "Unused.d4.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> TestClient:
    middleware = Middleware(
        FrontEnd,
        folder=folder,
        prefix="/static",
        modules=("Chart", "Missing"),
        frame_files={"/assets/map.js?v=1": "script", "/assets/map.css?v=2": "style"},
    )
    routes = [
        Route("/", lambda _: HTMLResponse("<p>page</p>")),
        Route("/component/map/index.html", lambda _: HTMLResponse("<p>frame</p>")),
        Route("/gone", lambda _: HTMLResponse("gone", status_code=404)),
        Route("/{path:path}", lambda _: PlainTextResponse("the app's own")),
    ]
    return TestClient(Starlette(routes=routes, middleware=[middleware]))


def test_a_module_brings_what_it_imports_once(folder: Path):
    assert [path.name for path in with_imports(folder / "js", ["Chart"])] == ["Chart.a1.js", "core.b2.js"]


def test_a_page_names_its_modules_early(client: TestClient):
    assert client.get("/").headers["link"] == (
        "</static/js/Chart.a1.js>; rel=modulepreload; crossorigin, "
        "</static/js/core.b2.js>; rel=modulepreload; crossorigin"
    )


def test_a_frame_names_what_it_loads_and_none_of_the_pages_modules(client: TestClient):
    assert client.get("/component/map/index.html").headers["link"] == (
        "</assets/map.js?v=1>; rel=preload; as=script, </assets/map.css?v=2>; rel=preload; as=style"
    )


@pytest.mark.parametrize("path", ["/static/js/Chart.a1.js", "/gone", "/data"])
def test_what_is_no_page_names_none(path: str, client: TestClient):
    assert "link" not in client.get(path).headers


def test_a_file_is_kept_for_ever(client: TestClient):
    answer = client.get("/static/js/core.b2.js")
    assert answer.text.startswith("export const a=1")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))


@pytest.mark.parametrize("path", ["/static/secret.txt", "/static/js/../secret.txt", "/static/js/none.js"])
def test_nothing_else_is_handed_out(path: str, client: TestClient):
    assert client.get(path).text == "the app's own"


def test_only_reading_is_answered(client: TestClient):
    assert client.post("/static/js/core.b2.js").status_code == 405


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_a_file_is_the_same_in_every_coding(folder: Path, client: TestClient, accepted: str):
    for path in (folder / "js").iterdir():
        answer = client.get(f"/static/js/{path.name}", headers={"Accept-Encoding": accepted})
        assert answer.content == path.read_bytes()
        assert answer.headers.get("content-encoding", "identity") == accepted
        assert answer.headers["vary"] == "Accept-Encoding"


def test_the_head_of_a_file_is_answered_here_too(client: TestClient):
    answer = client.head("/static/js/core.b2.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, FOREVER)


def test_who_has_a_file_gets_nothing_again(client: TestClient):
    etag = client.get("/static/js/core.b2.js").headers["etag"]
    again = client.get("/static/js/core.b2.js", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
