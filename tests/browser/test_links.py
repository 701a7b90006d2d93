"""A link shows everybody the same, the page's own history works, and a hostile link does no harm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

import pytest
from playwright.sync_api import expect

from geo.filters.permalink import VIEWPORT_PARAMETERS, parameters

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, SharedTab, Tab

VIEWS = {
    "everything": "/",
    "one day": "/?v=1&from=2023-12-02&to=2023-12-02&src=all",
    "sources, kind and precision": "/?src=s084,s151&kind=airstrike,drone&prec=site,locality",
    "area and place": "/?area=PS0270&lat=31.34000&lon=34.30000&z=12",
    "Arabic with a text in Arabic": "/?lang=ar&q=%D8%AE%D8%A7%D9%86",
    "a report selected": "/?from=2023-12-01&to=2023-12-31&sel=r0056",
    "a zone selected, in Hebrew": "/?from=2023-12-01&to=2023-12-31&sel=z001&lang=he",
    "layers switched off": "/?layers=areas,labels&z=9",
}
HOSTILE = {
    "from": "2023-99-01",
    "src": "<script>window.pwned=1</script>",
    "z": "999",
    "lat": "nan",
    "lang": "xx",
    "q": "<img src=x onerror=window.pwned=1>",
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_address_of_a_view_shows_another_reader_the_same(view: str, tab: Tab, new_tab: OpenTab) -> None:
    tab.open(view)
    tab.settled()
    seen, address = what_is_seen(tab), tab.page.evaluate("location.href")
    assert list(seen["address"]) == parameters()

    second = new_tab()
    second.open(address)
    second.settled()

    assert what_is_seen(second) == seen
    assert second.page.evaluate("location.href") == address
    expect(second.page.locator(".st-key-notices [role=status]")).to_have_count(0)


def test_what_a_reader_did_is_in_the_link(tab: Tab, new_tab: OpenTab) -> None:
    tab.open("/?v=1")
    page = tab.page
    page.get_by_role("combobox", name="Area").click()
    page.keyboard.type("Rafah")
    page.get_by_role("option", name="Rafah", exact=True).click()
    tab.painted_for(area="PS0275")
    page.locator(".st-key-source_kinds").get_by_role("button", name="Media").click()
    tab.address_for(area="PS0275")
    tab.map().locator("[data-action=zoom_in]").click()
    tab.address_for(z="11")
    tab.settled()
    page.locator(".st-key-row [data-testid=stRadioOption]").nth(3).click()
    tab.address_for_selection()
    tab.settled()
    seen = what_is_seen(tab)

    other = new_tab()
    other.open(page.evaluate("location.href"))
    other.settled()

    assert seen["detail"]
    assert what_is_seen(other) == seen


def test_a_reload_keeps_the_view(tab: Tab) -> None:
    tab.open("/?q=rafah&lat=31.30000&lon=34.25000&z=12&sel=r0056")
    tab.settled()
    seen = what_is_seen(tab)

    tab.page.reload()
    tab.painted()
    tab.settled()

    assert what_is_seen(tab) == seen


def test_a_look_at_the_sources_keeps_the_view(tab: Tab) -> None:
    tab.open("/?q=rafah&sel=r0056&from=2023-10-07&to=2024-10-07")
    tab.settled()
    tab.map().locator("[data-action=zoom_in]").click()
    tab.address_for(z="11")
    tab.settled()
    seen = what_is_seen(tab)

    tab.page.get_by_role("link", name="Sources and method").click()
    expect(tab.page.locator(".st-key-identity")).to_be_visible()
    tab.settled()
    assert filters(tab.address) == filters(seen["address"])
    tab.page.get_by_role("link", name="Map", exact=True).click()
    tab.painted()
    tab.settled()

    assert what_is_seen(tab) == seen


def test_back_from_the_sources_is_one_step(tab: Tab) -> None:
    tab.open("/?q=rafah")
    tab.settled()
    seen = what_is_seen(tab)
    tab.page.get_by_role("link", name="Sources and method").click()
    expect(tab.page.locator(".st-key-identity")).to_be_visible()
    tab.settled()

    tab.page.go_back()

    tab.painted()
    tab.settled()
    assert tab.page.evaluate("location.pathname") == "/"
    assert what_is_seen(tab) == seen


def test_back_undoes_a_filter_and_forward_does_it_again(tab: Tab) -> None:
    tab.open("/?from=2023-12-02&to=2023-12-02")
    tab.settled()
    before = what_is_seen(tab)
    tab.page.locator(".st-key-source_kinds").get_by_role("button", name="UN").click()
    tab.page.wait_for_function("() => !location.search.includes('src=all')")
    tab.painted_for(src=tab.address["src"])
    after = what_is_seen(tab)
    assert after["counts"] != before["counts"]

    tab.page.go_back()
    tab.painted_for(src="all")
    assert what_is_seen(tab) == before
    pressed = tab.page.locator(".st-key-source_kinds").get_by_role("button", name="UN")
    expect(pressed).to_have_attribute("aria-pressed", "false")

    tab.page.go_forward()
    tab.painted_for(src=after["address"]["src"])
    assert what_is_seen(tab) == after


def test_a_hostile_link_opens_a_working_map_that_names_what_it_ignored(tab: Tab) -> None:
    painted = tab.open(f"/?{urlencode(HOSTILE)}")
    tab.settled()

    assert "from=2023-10-07" in painted["query"]
    notice = tab.page.locator(".st-key-notices [role=status]")
    for name in ("from", "src", "z", "lat", "lang"):
        expect(notice).to_contain_text(f"ignored: {name}={HOSTILE[name]}")
    assert not tab.ran_something()
    assert tab.errors == []
    # The text is a text like any other: nothing says it, so nothing is shown, and a reset leads back.
    expect(tab.page.locator(".st-key-title h1")).to_contain_text(HOSTILE["q"])
    assert tab.counts[0] == 0
    tab.page.locator(".st-key-empty_reset button").click()
    assert tab.painted_for(q="")["features"] > 0
    expect(notice).to_have_count(0)
    assert not tab.ran_something()


def test_an_honest_link_names_nothing(tab: Tab) -> None:
    tab.open("/?from=2023-12-02&to=2023-12-02&utm_source=newsletter")
    tab.settled()

    expect(tab.page.locator(".st-key-notices [role=status]")).to_have_count(0)


def filters(address: dict[str, str]) -> dict[str, str]:
    """The address without the place on the map."""
    return {name: value for name, value in address.items() if name not in VIEWPORT_PARAMETERS}


def what_is_seen(tab: Tab) -> dict[str, Any]:
    """All that a link promises to reproduce, read off the page and the map."""
    chart = tab.map()
    return {
        "counts": tab.counts,
        "viewport": tab.viewport,
        "layers": chart.evaluate("map.shelterline.state.layers"),
        "drawn": chart.evaluate(
            "map.shelterline.scene.points.map(({ mark }) => [mark.x, mark.y, mark.n, mark.kinds]).sort()"
        ),
        "features": chart.evaluate("shelterlinePainted.features"),
        "selection": tab.selection(),
        "detail": tab.page.locator(".st-key-detail article").all_inner_texts(),
        "sentence": tab.page.locator(".st-key-title h1").inner_text(),
        "lang": tab.page.locator("html").get_attribute("lang"),
        "address": tab.address,
    }


@pytest.fixture
def one_day(shared_tab: SharedTab) -> Tab:
    """A page on which each test turns to its own part of the share panel."""
    return shared_tab("/?from=2023-12-02&to=2023-12-02")


def test_the_share_panel_gives_the_rows_of_the_view_and_its_citation(one_day: Tab) -> None:
    tab = one_day
    shown, _ = tab.counts
    panel = share(tab, "Download")

    rows = panel.get_by_role("link", name="GeoJSON").get_attribute("href")
    features = tab.page.request.get(urljoin(tab.origin, rows)).json()["features"]
    assert sum(feature["properties"]["shown_on_map"] for feature in features) == shown

    panel.get_by_text("Cite", exact=True).click()
    expect(panel.locator("code")).to_contain_text(tab.address["snap"])
    citation = panel.get_by_role("link", name="BibTeX").get_attribute("href")
    assert tab.address["snap"] in tab.page.request.get(urljoin(tab.origin, citation)).text()


def test_a_link_is_copied_with_its_title(one_day: Tab) -> None:
    panel = share(one_day, "Link")
    panel.get_by_text("With a title").click()
    title = one_day.page.locator("h1").inner_text()
    expect(panel.locator("code")).to_have_text(f"{title}\n{one_day.page.evaluate('location.href')}")
    expect(panel.get_by_role("img", name="QR code of the link")).to_be_visible()


def test_the_embed_code_shows_the_same_view_on_another_site(
    one_day: Tab, new_tab: OpenTab, elsewhere: tuple[str, Path]
) -> None:
    shown, _ = one_day.counts
    code = share(one_day, "Embed").locator("code")
    expect(code).to_contain_text("<iframe")
    site, folder = elsewhere
    (folder / "article.html").write_text(code.inner_text(), encoding="utf-8")

    other = new_tab()
    other.page.goto(f"{site}/article.html")

    embed = other.page.frame_locator("iframe")
    expect(embed.get_by_text(f"Showing {shown} of")).to_be_visible()
    expect(embed.locator(".leaflet-container canvas").first).to_be_visible()


def test_a_short_link_opens_the_same_view(one_day: Tab) -> None:
    panel = share(one_day, "Link")
    panel.get_by_role("button", name="Make a short link").click()
    short = panel.locator("code").nth(1)
    expect(short).to_have_text(re.compile(r"/v/[0-9a-f]{10}$"))
    assert one_day.page.request.get(short.inner_text()).url == one_day.page.evaluate("location.href")


def share(tab: Tab, part: str) -> Locator:
    panel = tab.page.locator(".st-key-share")
    if not panel.is_visible():
        tab.page.get_by_role("button", name="Share").click()
    panel.get_by_text(part, exact=True).click()
    return panel
