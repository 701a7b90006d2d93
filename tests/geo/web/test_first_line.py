"""What a page says before its scripts have come."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo import wording
from geo.filters.permalink import query_string
from geo.language import words
from geo.layers.geography import geography_of
from geo.model import Language
from geo.web.previews import Previews
from tests.builders import view_of

if TYPE_CHECKING:
    from geo.snapshot.opened import Snapshot

FRAMEWORK = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
FILES = {"/assets/map.js?v=1": "script", "/assets/map.css?v=2": "style"}


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/{path:path}", lambda _: HTMLResponse(FRAMEWORK))]
    pages = Middleware(Previews, map_pages={"", "shelters"}, map_files=FILES)
    return TestClient(Starlette(routes=routes, middleware=[pages]))


def line_of(text: str) -> str:
    return re.search(r'<p class="sl-first-sentence">(.*?)</p>', text)[1]


@pytest.mark.parametrize("lang", list(Language))
@pytest.mark.parametrize("path", ["/", "/timeline"])
def test_a_page_says_the_sentence_of_its_view(
    client: TestClient, bundled: Snapshot, lang: Language, path: str
):
    view = view_of(bundled, "2023-12-02", "2023-12-02").but(lang=lang)
    text = client.get(f"{path}?{query_string(view)}").text
    assert unescape(line_of(text)) == wording.view_sentence(view, bundled.areas, words(lang))
    assert f'<div class="sl-first" lang="{lang}" dir="{lang.direction}">' in text
    assert f"embed?{query_string(view)}&format=text" in unescape(text)


def test_the_bare_address_says_what_opens(client: TestClient, bundled: Snapshot):
    everything, opening = bundled.default_view(), bundled.opening_view()
    w = words(Language.EN)
    assert unescape(line_of(client.get("/").text)) == wording.view_sentence(opening, bundled.areas, w)
    for address in ("/timeline", "/?lang=en"):
        said = line_of(client.get(address).text)
        assert unescape(said) == wording.view_sentence(everything, bundled.areas, w)


def test_the_line_comes_before_the_app_and_instead_of_the_framework_s_own(client: TestClient):
    text = client.get("/").text
    assert text.index("sl-first-sentence") < text.index('<div id="root">')
    assert "enable JavaScript" not in text
    assert "_stcore/agent/interact" not in text
    assert text.count("<noscript>") == text.count("</noscript>") == 1


def test_nothing_holds_up_the_line(client: TestClient):
    text = client.get("/").text
    assert 'as="font"' not in text
    assert set(re.findall(r'<link rel="stylesheet"[^>]*>', text)) == set(
        re.findall(r'<link rel="stylesheet" media="print"[^>]*>', text)
    )
    assert not re.search(r"<script(?![^>]*type=\"module\")[^>]*src=", text)


def test_no_script_is_added(client: TestClient):
    own = re.findall(r"<script[^>]*>.*?</script>", FRAMEWORK, re.DOTALL)
    assert re.findall(r"<script[^>]*>.*?</script>", client.get("/").text, re.DOTALL) == own


@pytest.mark.parametrize("path", ["/", "/shelters"])
def test_a_page_with_a_map_names_what_the_map_loads(client: TestClient, bundled: Snapshot, path: str):
    named = unescape("".join(re.findall(r"<link rel=\"preload\"[^>]*>", client.get(path).text)))
    for address in (*FILES, geography_of(bundled).address):
        assert f'href="{address}"' in named


@pytest.mark.parametrize("path", ["/timeline", "/claims", "/?snap=000000000000"])
def test_a_page_without_a_map_names_none(client: TestClient, path: str):
    assert 'rel="preload"' not in client.get(path).text


def test_a_hostile_value_stays_text(client: TestClient):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    text = client.get("/", params={"q": hostile, "lang": '"><b>', "from": "<i>"}).text
    assert "alert(1)</script>" not in text
    assert "<img" not in text
    assert not re.search(r"<[bi]>", text)
    assert "&lt;script&gt;" in line_of(text)


def test_an_unknown_snapshot_promises_no_text(client: TestClient):
    text = client.get("/?snap=000000000000").text
    assert "Strike reports and shelter zones on a map" in line_of(text)
    assert "format=text" not in text


def test_the_page_is_sent_compressed(client: TestClient):
    plain, zipped = (client.get("/", headers={"Accept-Encoding": a}) for a in ("identity", "gzip"))
    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < 0.5 * len(plain.content)
    assert zipped.content == plain.content
    assert plain.headers["vary"] == zipped.headers["vary"] == "Accept-Encoding"
