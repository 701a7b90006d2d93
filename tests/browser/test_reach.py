"""The pages by keyboard, by ear and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
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

HEAR = """() => {
    window.heard = [];
    const said = document.querySelector("p.sl-unseen");
    new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
}"""
RADIO = "label[data-testid=stRadioOption] > div > div:first-child"
# Contrast of the border of each with what lies below it, as WCAG works it out.
CONTRASTS = """marks => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const light = colours => {
        pen.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = element => element
        ? [...ground(element.parentElement), getComputedStyle(element).backgroundColor] : ["white"];
    return [...document.querySelectorAll(marks)].map(mark => {
        const below = ground(mark.parentElement);
        const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(mark);
        const drawn = parseFloat(borderTopWidth) ? borderTopColor : backgroundColor;
        const [dark, bright] = [light(below), light([...below, drawn])].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
    });
}"""
MOST_STOPS = 150
NOTE_STOP = """() => {
    let stop = document.activeElement;
    while (stop.shadowRoot?.activeElement) stop = stop.shadowRoot.activeElement;
    if (stop === document.body || stops.includes(stop) && stop !== stops.at(-1)) return false;
    if (stop !== stops.at(-1)) stops.push(stop);
    return true;
}"""
# A stop above the one before it, in the same column.
JUMPS_BACK = """() => stops.slice(1).flatMap((stop, i) => {
    const [before, after] = [stops[i], stop].map(one => one.getBoundingClientRect());
    const isSameColumn = after.left < before.right && before.left < after.right;
    const isAbove = after.bottom <= before.top + 1;
    const said = [stops[i], stop].map(one => one.outerHTML.slice(0, 120));
    return isSameColumn && isAbove ? [said.join(" -> ")] : [];
})"""


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
    tab.page.evaluate(HEAR)
    shown = tab.page.locator(".st-key-shown")
    before = shown.inner_text()

    tab.page.locator(".st-key-kinds button").first.click()
    expect(shown).not_to_have_text(before)
    tab.settled()

    expect(said).to_have_text(shown.inner_text())
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


def test_what_is_off_the_screen_is_no_stop(tab: Tab) -> None:
    tab.page.set_viewport_size({"width": 390, "height": 844})
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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_of_choices_stand_out_from_their_ground(theme: str, tab: Tab) -> None:
    tab.page.emulate_media(color_scheme=theme)
    tab.open(DAY)
    tab.settled()

    contrasts = tab.page.evaluate(CONTRASTS, RADIO)
    assert len(contrasts) > 5
    assert min(contrasts) >= 3, contrasts


def test_the_focus_goes_where_the_eye_goes(tab: Tab) -> None:
    tab.open(DAY)
    expect(tab.page.locator(".st-key-timeline .strip")).to_be_visible()
    tab.settled()
    tab.page.evaluate("() => { window.stops = []; }")
    for _ in range(MOST_STOPS):
        tab.page.keyboard.press("Tab")
        if not tab.page.evaluate(NOTE_STOP):
            break

    assert tab.page.evaluate("stops.length") > 15
    assert tab.page.evaluate(JUMPS_BACK) == []


def test_a_panel_takes_the_focus_and_gives_it_back(tab: Tab) -> None:
    tab.open(DAY)
    tab.settled()
    share = tab.page.locator(".st-key-share_button button")
    share.focus()
    press(tab, "Enter")

    panel = tab.page.get_by_test_id("stPopoverBody")
    expect(panel.locator(":focus")).to_have_count(1)
    press(tab, "Escape")
    expect(panel).to_have_count(0)
    expect(share).to_be_focused()


def test_copy_is_a_button_that_keys_reach_and_says_once_that_it_has_copied(new_tab: OpenTab) -> None:
    tab = new_tab(permissions=["clipboard-read", "clipboard-write"])
    tab.open(DAY)
    tab.settled()
    tab.page.locator(".st-key-share_button button").press("Enter")
    copy = tab.page.locator(".st-key-share").get_by_role("button", name="Copy", exact=True)
    expect(copy).to_be_visible()
    tab.page.evaluate(HEAR)

    for _ in range(12):
        if press(tab, "Tab")["text"] == "Copy":
            break
    expect(copy).to_be_focused()
    assert (
        copy.evaluate("button => getComputedStyle(button.closest('[data-testid=stCode] > div')).opacity")
        == "1"
    )
    press(tab, "Enter")

    expect(tab.page.locator(".st-key-share").get_by_role("button", name="Copied")).to_be_visible()
    link = tab.page.locator(".st-key-share code").inner_text()
    assert tab.page.evaluate("navigator.clipboard.readText()") == link
    assert tab.page.evaluate("heard") == ["Copied"]
    # It can be pressed again, and is heard again.
    expect(copy).to_be_visible()
    expect(tab.page.locator("p.sl-unseen[role=status]")).to_have_text("")


def test_a_page_can_be_enlarged(shared_tab: SharedTab) -> None:
    tab = shared_tab(DAY)
    content = tab.page.locator("meta[name=viewport]").get_attribute("content")
    assert "width=device-width" in content
    assert "user-scalable" not in content
    assert "maximum-scale" not in content


def test_a_page_chosen_right_after_a_change_shows_the_change(tab: Tab) -> None:
    tab.open("/?from=2023-12-01&to=2023-12-31")
    tab.settled()
    # As soon as the change is in the address: the link was drawn before it.
    is_older = tab.page.evaluate(
        """() => new Promise(resolve => {
            const link = [...document.querySelectorAll(".st-key-pages a")]
                .find(({ textContent }) => textContent === "Timeline");
            const look = () => {
                if (!location.search.includes("kind=airstrike")) return requestAnimationFrame(look);
                resolve(link.href.includes("kind=all"));
                link.click();
            };
            document.querySelector(".st-key-kinds button").click();
            look();
        })"""
    )
    assert is_older

    tab.page.wait_for_url("**/timeline?**kind=airstrike**")
    tab.settled()
    assert tab.address["kind"] == "airstrike"
    expect(tab.page.locator(".sl-sentence")).to_contain_text("airstrike", ignore_case=True)


def test_a_page_is_one_step_in_the_history_and_back_leads_to_the_view_before(tab: Tab) -> None:
    tab.open(DAY)
    tab.settled()
    tab.page.locator(".st-key-kinds button").first.click()
    tab.address_for(kind="airstrike")
    tab.settled()

    # At once: the view before is one that the menu's links said a moment ago.
    tab.page.go_back()

    tab.address_for(kind="all")
    tab.settled()
    expect(tab.page.locator(".sl-sentence")).not_to_contain_text("airstrike", ignore_case=True)
    # The menu comes last: a click on what it said before is put right by an address more.
    timeline = tab.page.get_by_role("link", name="Timeline")
    expect(timeline).to_have_attribute("href", re.compile("kind=all"))
    entries = tab.page.evaluate("history.length")
    timeline.click()
    tab.page.wait_for_url("**/timeline?**")
    tab.settled()
    assert tab.page.evaluate("history.length") == entries
