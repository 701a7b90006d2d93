from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo import __version__
from geo.layers.assets import address, assets
from geo.layers.geography import geography_of
from geo.model.errors import SnapshotError
from geo.snapshot.current import current
from geo.snapshot.opened import Snapshot
from geo.snapshot.report_index import ReportIndex
from geo.web import health
from geo.web.routes import ROUTES

FOREVER = "public, max-age=31536000, immutable"
GEOGRAPHY = "/assets/geography.json"


@pytest.fixture
def no_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Snapshot:
        message = "the bundled chronicle is not whole: reports.csv is missing"
        raise SnapshotError(message)

    monkeypatch.setattr(health, "current", fail)


def test_health_is_200_when_a_snapshot_is_open(client: TestClient):
    assert client.get("/healthz").status_code == 200


def test_health_has_the_documented_keys(client: TestClient, bundled: Snapshot):
    assert client.get("/healthz").json() == {
        "status": "ok",
        "version": __version__,
        "snapshot": bundled.id,
        "reports": len(bundled.reports),
        "zones": len(bundled.zones),
    }


def test_health_counts_at_least_100_reports_and_30_zones(client: TestClient):
    said = client.get("/healthz").json()
    assert (said["reports"] >= 100, said["zones"] >= 30) == (True, True)


def test_health_reads_no_whole_report(client: TestClient, bundled: Snapshot, monkeypatch: pytest.MonkeyPatch):
    n = len(bundled.reports)

    def read(*_: object) -> None:
        raise AssertionError("rows of the reports were read")

    for reader in ("by_ids", "all_ids", "rows"):
        monkeypatch.setattr(ReportIndex, reader, read)
    assert client.get("/healthz").json()["reports"] == n


@pytest.mark.usefixtures("no_snapshot")
def test_health_is_503_when_no_snapshot_opens(client: TestClient):
    assert client.get("/healthz").status_code == 503


@pytest.mark.usefixtures("no_snapshot")
def test_health_says_why_no_snapshot_opens(client: TestClient):
    said = client.get("/healthz").json()
    assert (said["snapshot"], said["reports"], said["zones"]) == (None, 0, 0)
    assert said["detail"] == "the bundled chronicle is not whole: reports.csv is missing"


@pytest.mark.parametrize("name", assets())
def test_every_asset_is_served_as_it_is(client: TestClient, name: str):
    answer = client.get(f"/assets/{name}")
    found = assets()[name]
    assert (answer.status_code, answer.content) == (200, found.content)
    assert answer.headers["content-type"] == found.media_type


@pytest.mark.parametrize("name", assets())
def test_an_asset_is_for_ever_when_the_address_names_its_content(client: TestClient, name: str):
    assert client.get(address(name)).headers["cache-control"] == FOREVER


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000", "?w=1"])
@pytest.mark.parametrize("path", ["/assets/shelterline.js", GEOGRAPHY])
def test_an_address_that_does_not_name_the_content_is_asked_again(client: TestClient, path: str, query: str):
    answer = client.get(path + query)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_the_geography_is_for_ever_at_its_own_address(client: TestClient):
    assert client.get(geography_of(current()).address).headers["cache-control"] == FOREVER


@pytest.mark.parametrize("path", ["/assets/leaflet/leaflet.js", GEOGRAPHY])
def test_what_a_browser_already_has_is_not_sent_again(client: TestClient, path: str):
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)


def test_what_a_browser_has_of_another_version_is_sent(client: TestClient):
    again = client.get("/assets/shelterline.css", headers={"If-None-Match": '"000000000000"'})
    assert again.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/assets/nothing.js",
        "/assets/",
        "/assets/%2e%2e/%2e%2e/pyproject.toml",
        "/assets/..%2f..%2fpyproject.toml",
        "/assets/leaflet/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2fetc%2fpasswd",
        "/assets/leaflet/leaflet.js%00.png",
        "/assets/%3Cscript%3E",
    ],
)
def test_anything_else_is_a_problem_document(client: TestClient, path: str):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["title"] == "Not Found"


def test_a_problem_names_what_was_asked_for(client: TestClient):
    assert client.get("/assets/nothing.js").json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no asset 'nothing.js'",
    }


def test_a_file_is_never_taken_for_another_kind(client: TestClient):
    headers = client.get("/assets/shelterline.js").headers
    assert headers["x-content-type-options"] == "nosniff"


@pytest.fixture
def geography(client: TestClient) -> Callable[[str], tuple[bytes, str]]:
    """Gets the geography as a browser that accepts an encoding gets it, still encoded."""

    def get(accepted: str) -> tuple[bytes, str]:
        with client.stream("GET", GEOGRAPHY, headers={"Accept-Encoding": accepted}) as answer:
            return b"".join(answer.iter_raw()), answer.headers.get("content-encoding", "")

    return get


def test_the_geography_is_the_same_with_and_without_gzip(
    geography: Callable[[str], tuple[bytes, str]],
):
    (zipped, encoding), (plain, none) = geography("gzip"), geography("identity")
    assert (gzip.decompress(zipped), encoding, none) == (plain, "gzip", "")


def test_the_geography_is_much_smaller_with_gzip(geography: Callable[[str], tuple[bytes, str]]):
    assert len(geography("gzip")[0]) < 0.5 * len(geography("identity")[0])


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_caches_keep_the_encodings_of_the_geography_apart(client: TestClient, accepted: str):
    answer = client.get(GEOGRAPHY, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("vary") == "Accept-Encoding"


def test_the_geography_is_json(client: TestClient):
    answer = client.get(GEOGRAPHY)
    assert (answer.headers["content-type"], set(json.loads(answer.content))) == (
        "application/json",
        {"basemap", "areas", "zones"},
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/assets/shelterline.js",
        "/cite.txt",
        "/embed",
        "/export/reports.csv",
        "/tiles/reports/5/19/13.mvt",
        "/tiles/reports.json",
    ],
)
def test_nothing_can_be_written(app_client: TestClient, method: str, path: str):
    answer = app_client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert (answer.headers["allow"], answer.json()["title"]) == ("GET, HEAD, OPTIONS", "Method Not Allowed")


@pytest.fixture(scope="module")
def app_client() -> Iterator[TestClient]:
    """A client of our routes with the pages behind them, which answer everything else as one page."""
    pages = Route("/{path:path}", lambda _: HTMLResponse("a page"))
    with TestClient(Starlette(routes=[*ROUTES, pages])) as opened:
        yield opened


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        "/assets",
        "/cite",
        "/cite/x.txt",
        "/embed/x",
        "/export/reports",
        "/healthz/x",
        "/live/guessed",
        "/ogc/nothing",
        "/own/x/5/19/13.pbf",
        "/tiles",
        "/tiles/reports/5/19.mvt",
        "/tiles/reports/5/19/13.MVT",
        "/tiles/reports/5/19/13.pbf",
        "/tiles/zones/5/19/13.mvt",
    ],
)
def test_an_address_below_ours_at_which_there_is_nothing_is_no_page(
    app_client: TestClient, path: str, method: str
):
    answer = app_client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["detail"].startswith(f"there is nothing at {path!r}")


def test_it_is_said_what_there_is_instead(app_client: TestClient):
    said = app_client.get("/tiles/zones/5/19/13.mvt").json()["detail"]
    expected = "/tiles/brush/reports.json or /tiles/reports.json or /tiles/reports/{z}/{x}/{y}.mvt"
    assert said.endswith(f"; expected {expected}")


@pytest.mark.parametrize("path", ["/", "/timeline", "/sources", "/citation", "/embedded/x", "/tiles/"])
def test_every_other_address_is_left_to_the_pages(app_client: TestClient, path: str):
    assert app_client.get(path, follow_redirects=False).text == "a page"
