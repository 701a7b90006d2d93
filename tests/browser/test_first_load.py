"""What a new reader's browser gets before the first map, and what it shows until then."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from geo.snapshot.current import current
from tests.benchmarks.chromium import new_pilot
from tests.browser.conftest import PAINT_DEADLINE_MS, OpenTab, held
from tests.running import Server

pytestmark = pytest.mark.browser

MOST_BYTES = 900_000
"""Over the wire before the first map, issue 17; messages are counted as they are after decompression."""
_BEFORE_MAP = """[...bench.loads, ...bench.messages]
    .filter(({ end }) => end <= bench.paints[0].t).reduce((sum, { bytes }) => sum + bytes, 0)"""
_NAMES_BEFORE_MAP = "bench.loads.filter(({ end }) => end <= bench.paints[0].t).map(({ name }) => name)"
_PLACES = """({ selector }) => {
    const text = document.createRange();
    text.selectNodeContents(document.querySelector(selector));
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return [left, right, top, bottom];
}"""
_HOSTILE = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'


@pytest.fixture
def loaded(server: Server, chromium: str) -> tuple[int, list[str]]:
    """Bytes and addresses that came before the first map of a new browser."""
    assert chromium
    with new_pilot() as pilot:
        pilot.go(server.url)
        pilot.wait("window.bench?.paints[0]", PAINT_DEADLINE_MS / 1000)
        return pilot.evaluate(_BEFORE_MAP), pilot.evaluate(_NAMES_BEFORE_MAP)


def test_no_more_than_900_kb_come_before_the_first_map(loaded: tuple[int, list[str]]):
    n_bytes, names = loaded
    # What was counted is all that a map needs.
    assert any("/assets/geography.json" in name for name in names)
    assert any("/static/js/index." in name for name in names)
    assert 400_000 < n_bytes <= MOST_BYTES


def test_no_font_comes_before_the_first_map(loaded: tuple[int, list[str]]):
    assert [name for name in loaded[1] if ".woff" in name] == []


APP = "**/static/js/index.*.js"


def release(page: Page, addresses: str, waiting: list[Route]) -> None:
    """Let go on what waits, and what comes from now on."""
    for route in waiting:
        route.continue_()
    page.unroute(addresses)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_scripts_the_sentence_and_the_text_are_there(new_tab: OpenTab, lang: str):
    query = f"/?from=2023-12-02&to=2023-12-02&lang={lang}"
    tab = new_tab(java_script_enabled=False)
    tab.page.goto(f"{tab.origin}{query}")
    sentence = tab.page.locator(".sl-first-sentence")
    expect(sentence).to_be_visible()
    said = sentence.text_content()
    with_scripts = new_tab()
    with_scripts.open(query)
    expect(with_scripts.page.locator("h1.sl-sentence")).to_have_text(said)
    links = tab.page.locator(".sl-first a:visible")
    expect(links).to_have_count(1)
    links.click()
    expect(tab.page.locator("h1")).to_have_text(said)
    expect(tab.page.locator("html")).to_have_attribute("lang", lang)


@pytest.mark.parametrize("size", [(1300, 850), (390, 844)], ids=["wide", "phone"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_title_comes_where_the_first_line_was(new_tab: OpenTab, size: tuple[int, int], lang: str):
    tab = new_tab(viewport={"width": size[0], "height": size[1]})
    scripts = held(tab.page, APP)
    address = f"{tab.origin}/?from=2023-12-02&to=2023-12-02&lang={lang}"
    tab.page.goto(address, wait_until="commit")
    line = tab.page.locator(".sl-first-sentence")
    expect(line).to_be_visible()
    before = tab.page.evaluate(_PLACES, {"selector": ".sl-first-sentence"})
    said = line.text_content()
    release(tab.page, APP, scripts)
    title = tab.page.locator("h1.sl-sentence")
    expect(title).to_have_text(said)
    expect(line).to_be_hidden()
    tab.painted()
    tab.settled()
    after = tab.page.evaluate(_PLACES, {"selector": "h1.sl-sentence"})
    assert after == pytest.approx(before, abs=2)


def test_a_hostile_address_stays_text(new_tab: OpenTab):
    tab = new_tab()
    scripts = held(tab.page, APP)
    tab.page.goto(f"{tab.origin}/?q={quote(_HOSTILE)}", wait_until="commit")
    expect(tab.page.locator(".sl-first-sentence")).to_contain_text(_HOSTILE)
    release(tab.page, APP, scripts)
    tab.painted()
    assert not tab.ran_something()
    assert tab.errors == []


def test_what_the_page_names_for_the_map_the_map_loads(new_tab: OpenTab):
    tab = new_tab()
    tab.open("/")
    links = "link[rel=preload][fetchpriority=low]"
    named = tab.page.eval_on_selector_all(links, "links => links.map(link => link.href)")
    loaded = tab.map().evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert len(named) == 6
    assert set(named) <= set(loaded)
    assert any(current().id in name for name in named)


@pytest.mark.parametrize("size", [(1300, 850), (390, 844)], ids=["wide", "phone"])
@pytest.mark.parametrize("query", ["", "?from=2023-12-02&to=2023-12-02&lat=31.42&lon=34.37&z=11"])
def test_the_first_picture_asks_for_no_tile(new_tab: OpenTab, size: tuple[int, int], query: str):
    tab = new_tab(viewport={"width": size[0], "height": size[1]})
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    painted = tab.open(f"/{query}")
    assert painted["features"] > 0
    assert [url for url in asked if "/tiles/" in url] == []
    assert any("/assets/geography.json" in url for url in asked)

    # What another place lacks is asked for as ever.
    with tab.repaint():
        tab.map().evaluate("map.setZoom(map.getZoom() + 2)")
    assert any("/tiles/" in url for url in asked)
