"""The pages by keyboard, by ear and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab, SharedTab, Tab

DAY = "/?from=2023-12-02&to=2023-12-02"
FOCUSED = """() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 || boxShadow !== "none";
    const text = element.getAttribute("aria-label") || element.textContent;
    const { left, top } = element.getBoundingClientRect();
    const isThere = element.checkVisibility({ visibilityProperty: true });
    return { tag: element.tagName, text, ring, isThere, left, top };
}"""


def focused(tab: Tab) -> dict[str, Any]:
    return tab.page.evaluate(FOCUSED)


def press(tab: Tab, *keys: str) -> dict[str, Any]:
    for key in keys:
        tab.page.keyboard.press(key)
    return focused(tab)


def test_share_is_few_tabs_away_and_links_show_the_focus(tab: Tab) -> None:
    tab.open(DAY)
    tab.settled()

    assert press(tab, "Tab")["text"] == "Skip to main content"
    press(tab, "Enter")
    stops = [press(tab, "Tab") for _ in range(3)]
    assert "Share" in " ".join(stop["text"] for stop in stops)

    tab.page.locator(".st-key-pages a").first.focus()
    seen = [press(tab, "Tab") for _ in range(4)]
    assert all(stop["ring"] for stop in seen), seen
    # The order follows the eye: each link stands below the one before.
    tops = [stop["top"] for stop in seen]
    assert tops == sorted(tops)


def test_every_page_and_the_map_have_titles_of_their_own(shared_tab: SharedTab) -> None:
    tab = shared_tab(DAY)
    expect(tab.page.locator(".st-key-mapbox iframe")).to_have_attribute("title", "Map of reports and zones")
    expect(tab.page).to_have_title("Strike reports, 2 Dec 2023 · Gaza and the region · all sources")


def test_a_change_is_said_once(tab: Tab) -> None:
    tab.open(DAY)
    tab.settled()
    said = tab.page.locator("p.sl-unseen[role=status]")
    expect(said).to_have_text("")
    tab.page.evaluate(
        """() => {
            window.heard = [];
            const said = document.querySelector("p.sl-unseen");
            new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
        }"""
    )

    tab.page.locator(".st-key-kinds button").first.click()
    tab.settled()

    expect(said).to_have_text(tab.page.locator(".st-key-shown").inner_text())
    assert len(tab.page.evaluate("heard")) == 1


def test_the_matrix_is_one_stop_and_arrows_walk_it(tab: Tab) -> None:
    tab.page.goto(f"{tab.origin}/shelters{DAY[1:]}")
    expect(tab.page.locator(".matrix .cell").first).to_be_visible()
    tab.settled()
    stops = tab.page.locator('.matrix button[tabindex="0"]')
    expect(stops).to_have_count(1)

    stops.focus()
    first = focused(tab)
    right = press(tab, "ArrowRight")
    assert right["left"] > first["left"]
    assert abs(right["top"] - first["top"]) < 30
    below = press(tab, "Home", "ArrowDown")
    assert below["top"] > first["top"]
    expect(stops).to_have_count(1)
    press(tab, "Tab")
    assert not tab.page.locator(".matrix :focus").count()


def test_what_is_off_the_screen_is_no_stop(new_tab: OpenTab) -> None:
    tab = new_tab(viewport={"width": 390, "height": 844})
    tab.open(DAY)
    tab.settled()
    expect(tab.page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")

    for _ in range(6):
        stop = press(tab, "Tab")
        assert stop["isThere"], stop
        assert stop["left"] >= -1, stop


def test_paper_has_the_view_and_where_it_comes_from_and_no_tools(tab: Tab) -> None:
    tab.open(DAY)
    tab.settled()
    tab.page.emulate_media(media="print")

    expect(tab.page.locator(".sl-paper")).to_be_visible()
    expect(tab.page.locator(".sl-paper")).to_contain_text(tab.address["snap"])
    for kept in (".sl-sentence", ".st-key-shown", ".sl-key", ".st-key-mapbox iframe", ".st-key-row"):
        expect(tab.page.locator(kept).first).to_be_visible()
    for tool in ("[data-testid=stSidebar]", ".st-key-share_button", ".st-key-list_tools", ".st-key-timeline"):
        expect(tab.page.locator(tool)).to_be_hidden()
