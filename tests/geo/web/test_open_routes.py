"""What scripts of other sites may read, and what a cache may hand on to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.snapshot.restricted import PRIVATE_VARIABLE

if TYPE_CHECKING:
    from starlette.testclient import TestClient

OPEN = [
    "/healthz",
    "/cite.json",
    "/embed/frame?bbox=34,31,35,32",
    "/embed/geography.json",
    "/embed/here",
    "/export/addresses.csv",
    "/export/compare.csv",
    "/export/not_shown.csv",
    "/export/reports.geojson",
    "/export/rejects.csv",
    "/export/view.svg",
    "/export/story.toml?id=december-2023",
    "/feed.atom",
    "/oembed?url=http%3A%2F%2Ftestserver%2F",
    "/sitemap.xml",
    "/table/rows.json",
    "/table/rows.tsv?pick=0",
    "/ogc",
    "/ogc/collections/zones/items",
    "/openapi.json",
    "/tiles/brush/reports.json",
    "/tiles/reports.json",
    "/tiles/reports/5/19/13.mvt",
]
CLOSED = [
    *("/embed", "/embed/compare", "/table", "/own/token/5/19/13.mvt"),
    *("/report/r0001", "/place/PS0270", "/v/0123456789", "/stories", "/story/x"),
]
WRONG = ["/tiles/reports/99/0/0.mvt", "/export/reports.exe", "/cite.txt?from=x", "/ogc/collections?x=1"]
NAMES_SITE = ["/export/reports.csv", "/export/view.svg", "/export/view.html", "/export/not_shown.csv"]
TILE = "/tiles/reports/5/19/13.mvt"
ELSEWHERE = {"origin": "https://elsewhere.invalid"}


@pytest.mark.parametrize("path", [*OPEN, *WRONG])
def test_any_site_may_read_what_everybody_may_have(path: str, client: TestClient):
    headers = client.head(path, headers=ELSEWHERE).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("path", CLOSED)
def test_no_other_site_reads_what_belongs_to_a_page(path: str, client: TestClient):
    assert "access-control-allow-origin" not in client.get(path, headers=ELSEWHERE).headers


@pytest.mark.parametrize("path", [*OPEN, *WRONG, *CLOSED])
def test_no_other_site_reads_from_a_private_server(
    path: str, client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(PRIVATE_VARIABLE, "1")
    for method in ("HEAD", "OPTIONS"):
        assert "access-control-allow-origin" not in client.request(method, path, headers=ELSEWHERE).headers


def test_an_embed_in_a_frame_without_an_origin_has_its_script(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    def loaded() -> str | None:
        return client.get("/assets/page.js").headers.get("cross-origin-resource-policy")

    def imported() -> str | None:
        """Modules are read as scripts of another site."""
        return client.get("/assets/brush_page.js").headers.get("access-control-allow-origin")

    assert (loaded(), imported()) == ("cross-origin", "*")
    monkeypatch.setenv("SHELTERLINE_PRIVATE", "1")
    assert (loaded(), imported()) == (None, None)


@pytest.mark.parametrize("path", OPEN)
def test_a_browser_that_asks_first_is_told(path: str, client: TestClient):
    answer = client.options(path, headers={**ELSEWHERE, "access-control-request-method": "GET"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", CLOSED)
def test_elsewhere_it_is_told_no_more_than_the_methods(path: str, client: TestClient):
    answer = client.options(path, headers=ELSEWHERE)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", NAMES_SITE)
def test_what_names_a_host_that_the_client_said_is_for_that_client(path: str, client: TestClient, query: str):
    said = client.head(f"{path}?{query}", headers={"host": "other.invalid"}).headers["cache-control"]
    assert said == "private, max-age=31536000, immutable"


@pytest.mark.usefixtures("with_address")
@pytest.mark.parametrize("path", [*NAMES_SITE, TILE])
def test_with_an_address_of_the_operator_s_every_cache_may_keep_it(path: str, client: TestClient, query: str):
    said = client.head(f"{path}?{query}", headers={"host": "other.invalid"}).headers["cache-control"]
    assert said == "public, max-age=31536000, immutable"


def test_a_tile_names_no_host(client: TestClient, query: str):
    said = client.head(f"{TILE}?{query}", headers={"host": "other.invalid"}).headers["cache-control"]
    assert said == "public, max-age=31536000, immutable"
