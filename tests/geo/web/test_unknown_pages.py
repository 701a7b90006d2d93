"""An address without a page: 404, and still a page that a reader can go on from."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from geo.web.unknown_pages import UnknownPages


class Folder(StaticFiles):
    """Answers every address that has no file with its one page, as the framework's folder does."""

    async def get_response(self, path, scope):  # noqa: ARG002  # as the class above has it
        return HTMLResponse("<title>App</title>")


@pytest.fixture
def client(tmp_path) -> TestClient:
    routes = [
        Route("/embed", lambda _: HTMLResponse("embed")),
        Mount("/", Folder(directory=tmp_path)),
    ]
    middleware = [Middleware(UnknownPages, pages=["", "timeline"])]
    return TestClient(Starlette(routes=routes, middleware=middleware))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/timeline", 200),
        ("/timeline?lang=ar", 200),
        ("/embed", 200),
        ("/timeline.zip", 404),
        ("/nothing", 404),
        ("/timeline/more", 404),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_no_page_is_not_found(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
