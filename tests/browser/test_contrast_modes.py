"""For readers whose system sets the colours, or asks for more contrast: nothing is told by a ground alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_reach import MOST_STOPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

    from tests.browser.conftest import SharedTab, Tab

DAY = "/?from=2023-12-02&to=2023-12-02&kind=airstrike"
# What has the focus, or what stands for it: a label for its box, a frame for the field in it.
OUTLINED = """() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (element === document.body || element.matches("iframe")) return null;
    const isOutlined = one => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        const { width, height } = one.getBoundingClientRect();
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && width > 10 && height > 10;
    };
    const drawn = element.closest("label") ?? element.closest(".sl-day-box") ?? element;
    return { name: element.outerHTML.slice(0, 120), isOutlined: isOutlined(drawn) || isOutlined(element) };
}"""
LOOKS = """element => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    return [outlineStyle, outlineWidth, outlineColor].join(" ");
}"""
GROUND = "element => getComputedStyle(element).backgroundColor"
# Of a line between two parts: its colour, and that of what is written there.
LINE_AND_TEXT = """element => {
    const { borderTopColor, color } = getComputedStyle(element);
    return [borderTopColor, color];
}"""


@pytest.fixture
def forced(tab: Tab) -> Iterator[Tab]:
    tab.page.emulate_media(forced_colors="active")
    tab.open(DAY)
    expect(tab.page.locator(".st-key-timeline .strip")).to_be_visible()
    tab.settled()
    return tab


def looks(element: Locator) -> str:
    return element.evaluate(LOOKS)


def test_with_the_systems_colours_every_stop_has_a_line_round_it(forced: Tab) -> None:
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        forced.page.keyboard.press("Tab")
        if (stop := forced.page.evaluate(OUTLINED)) and stop not in stops:
            stops.append(stop)
        if forced.page.evaluate("document.activeElement === document.body"):
            break

    assert len(stops) > 25
    assert [stop["name"] for stop in stops if not stop["isOutlined"]] == []


def test_with_the_systems_colours_what_is_chosen_is_told_apart(forced: Tab) -> None:
    page = forced.page
    chips = page.locator(".st-key-kinds button")
    assert looks(chips.and_(page.locator("[aria-pressed=true]")).first) != looks(
        chips.and_(page.locator("[aria-pressed=false]")).first
    )
    parts = page.locator(".st-key-list_of button")
    assert looks(parts.first) != looks(parts.last)

    rows = page.locator(".st-key-row [data-testid=stRadioOption]")
    rows.first.click()
    forced.address_for_selection()
    forced.settled()
    page.mouse.move(0, 0)
    mark = "xpath=./div/div[1]"
    assert rows.first.locator(mark).evaluate(GROUND) != rows.last.locator(mark).evaluate(GROUND)

    switch = page.locator(".st-key-list_by_incident label > div").first
    off = switch.evaluate(GROUND)
    switch.click()
    forced.settled()
    expect(page.get_by_role("switch", name="By incident")).to_be_checked()
    assert switch.evaluate(GROUND) != off


def test_with_the_systems_colours_signs_and_symbols_keep_theirs(forced: Tab) -> None:
    signs = forced.page.locator(".st-key-timeline .signs i")
    ground = forced.page.locator("body").evaluate(GROUND)
    assert signs.count() > 1
    assert signs.first.evaluate(GROUND) != ground
    assert forced.picture("points")["colours"] > 2
    expect(forced.page.locator(".sl-key-line img").first).to_be_visible()


def test_more_contrast_draws_lines_and_small_texts_in_the_colour_of_texts(shared_tab: SharedTab) -> None:
    tab = shared_tab("/?from=2023-12-02&to=2023-12-02", "more contrast")
    row = tab.page.locator(".st-key-row [data-testid=stRadioOption]").nth(1)
    line, text = row.evaluate(LINE_AND_TEXT)
    assert line != text

    tab.page.emulate_media(contrast="more")

    for part in (
        ".st-key-row [data-testid=stRadioOption] >> nth=1",
        ".st-key-timeline .strip",
        ".st-key-kinds button",
    ):
        line, text = tab.page.locator(part).first.evaluate(LINE_AND_TEXT)
        assert line == text, part
    soft = tab.page.locator(".st-key-row em").first
    body = tab.page.locator(".st-key-row strong").first
    colour = "element => getComputedStyle(element).color"
    assert soft.evaluate(colour) == body.evaluate(colour)
