"""The strip answers what a reader does to it: by hand, by keyboard, and where it has nothing more to show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from geo.snapshot.current import current
from tests.browser.conftest import SharedTab, Tab
from tests.browser.test_timeline import BOTH, EVERYTHING, FIRST, LAST, SOME_MONTHS, button, handle, look

BEYOND_BOTH_ENDS = "/?from=2019-01-01&to=2030-12-31"
AFTER_THE_END = "/?from=2027-01-01&to=2027-12-31"
MORE = "Table, pictures and more"
WITH_FOCUS = """() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return [node.getAttribute("role") ?? node.localName, node.getAttribute("aria-label")];
}"""


def look_along(shared_tab: SharedTab, address: str = EVERYTHING) -> Tab:
    """Return a page that other tests look at as well: its dates stay, and its menu is shut."""
    tab = shared_tab(address)
    handle(tab, FIRST).wait_for()
    return tab


def said(tab: Tab) -> Locator:
    return tab.page.locator(".st-key-timeline .said")


def focus_after(tab: Tab, key: str) -> list[str]:
    tab.page.keyboard.press(key)
    return tab.page.evaluate(WITH_FOCUS)


def can_be_read(line: Locator) -> bool:
    box = line.bounding_box()
    return box["width"] > 40 and box["height"] > 8 and box["x"] >= 0


def test_dragging_across_everything_draws_a_new_brush(tab: Tab) -> None:
    look(tab)
    was = tab.address
    box = handle(tab, BOTH).locator(".body").bounding_box()
    mouse, y = tab.page.mouse, box["y"] + box["height"] / 2

    mouse.move(box["x"] + box["width"] / 4, y)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, y, steps=6)
    mouse.up()

    tab.page.wait_for_function("was => !location.search.includes(was)", arg=f"from={was['from']}&")
    assert was["from"] < tab.address["from"] < tab.address["to"] < was["to"]


def test_dragging_a_part_moves_it(tab: Tab) -> None:
    look(tab, SOME_MONTHS)
    box = handle(tab, BOTH).locator(".body").bounding_box()
    mouse, x, y = tab.page.mouse, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 2 * box["width"], y, steps=6)
    mouse.up()

    tab.page.wait_for_function("() => !location.search.includes('from=2024-01-01&')")
    assert tab.address["from"] > "2024-03-31"


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ("One step on", "The dates have reached the end."),
        ("One step back", "The dates have reached the beginning."),
    ],
)
def test_a_step_that_cannot_be_taken_says_so_to_everyone(shared_tab: SharedTab, step: str, line: str) -> None:
    tab = look_along(shared_tab)

    button(tab, step).click()

    expect(said(tab)).to_have_text(line)
    assert can_be_read(said(tab))


def test_what_was_said_goes_when_the_dates_move(tab: Tab) -> None:
    look(tab)
    button(tab, "One step on").click()
    expect(said(tab)).not_to_be_empty()

    handle(tab, FIRST).press("ArrowRight")

    expect(said(tab)).to_be_empty()


def test_dates_wider_than_the_strip_do_not_jump(tab: Tab) -> None:
    look(tab, BEYOND_BOTH_ENDS)
    both = handle(tab, BOTH)
    was = both.get_attribute("aria-valuetext")

    for key in ("Shift+ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
        both.press(key)
        assert both.get_attribute("aria-valuetext") == was

    handle(tab, FIRST).press("Shift+ArrowRight")
    assert tab.address_for(**{"from": "2023-10-08"})["to"] == f"{current().span[1]}"


def test_dates_after_the_end_go_no_way_but_back(tab: Tab) -> None:
    look(tab, AFTER_THE_END)
    first = handle(tab, FIRST)

    first.press("ArrowRight")
    assert first.get_attribute("aria-valuetext") == "1 Jan 2027"

    first.press("ArrowLeft")
    end = current().span[1]
    monday = end - timedelta(days=end.weekday())
    tab.address_for(**{"from": f"{monday}", "to": f"{end}"})


@pytest.mark.parametrize("address", ["/", EVERYTHING, SOME_MONTHS, BEYOND_BOTH_ENDS, AFTER_THE_END])
def test_the_value_of_a_handle_lies_between_its_ends(shared_tab: SharedTab, address: str) -> None:
    tab = look_along(shared_tab, address)
    for name in (FIRST, LAST, BOTH):
        low, value, high = (
            int(handle(tab, name).get_attribute(f"aria-value{end}")) for end in ("min", "now", "max")
        )
        assert low <= value <= high


@pytest.mark.parametrize(
    ("address", "line"), [(AFTER_THE_END, "No report is dated to these days"), (EVERYTHING, "the whole time")]
)
def test_looking_closer_where_there_is_nothing_closer_says_so(
    shared_tab: SharedTab, address: str, line: str
) -> None:
    tab = look_along(shared_tab, address)
    button(tab, MORE).click()

    button(tab, "Look closer at these dates").click()

    expect(said(tab)).to_contain_text(line)
    assert can_be_read(said(tab))
    expect(button(tab, "Look closer at these dates")).to_be_hidden()


def test_the_handles_are_one_stop_and_enter_goes_round_them(shared_tab: SharedTab) -> None:
    tab = look_along(shared_tab)
    tab.page.locator(".st-key-timeline").get_by_role("combobox").last.focus()

    seen = [focus_after(tab, key) for key in ("Tab", "Enter", "Enter", "Enter")]
    assert seen == [["slider", name] for name in (FIRST, LAST, BOTH, FIRST)]
    assert focus_after(tab, "Shift+Enter") == ["slider", BOTH]
    expect(tab.page.locator(".st-key-timeline [role=slider][tabindex='0']")).to_have_count(1)

    assert focus_after(tab, "Tab")[0] != "slider"
    # Whoever comes back is where they left.
    assert focus_after(tab, "Shift+Tab") == ["slider", BOTH]


def test_the_menu_takes_the_focus_and_gives_it_back(shared_tab: SharedTab) -> None:
    tab = look_along(shared_tab, SOME_MONTHS)
    opener = button(tab, MORE)
    expect(opener).to_have_attribute("aria-expanded", "false")

    opener.press("Enter")
    expect(button(tab, "Look closer at these dates")).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "true")
    tab.page.keyboard.press("Tab")
    expect(button(tab, "Save as PNG")).to_be_focused()

    tab.page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_the_menus_own_close_gives_the_focus_back(shared_tab: SharedTab) -> None:
    tab = look_along(shared_tab, SOME_MONTHS)
    button(tab, MORE).press("Enter")

    tab.page.locator(".st-key-timeline").get_by_role("button", name="Close", exact=True).press("Enter")

    expect(button(tab, MORE)).to_be_focused()


def test_a_second_press_shuts_the_menu(shared_tab: SharedTab) -> None:
    tab = look_along(shared_tab, SOME_MONTHS)
    button(tab, MORE).click()
    expect(button(tab, "Save as SVG")).to_be_visible()

    button(tab, MORE).click()

    expect(button(tab, "Save as SVG")).to_be_hidden()


def test_the_strip_has_one_colour_and_the_bars_in_its_frame_stand_out(shared_tab: SharedTab) -> None:
    tab = look_along(shared_tab, SOME_MONTHS)
    bars = tab.page.locator(".st-key-timeline svg .bars rect")
    fills = set(bars.evaluate_all("bars => bars.map(bar => bar.getAttribute('fill'))"))
    framed = tab.page.locator(".st-key-timeline svg #framed rect")
    window = tab.page.locator(".st-key-timeline .window .body")

    assert len(fills) == 1
    assert float(framed.get_attribute("width")) == pytest.approx(float(window.get_attribute("width")), abs=1)


def test_reports_of_longer_periods_lie_above_the_bars_and_in_the_table(tab: Tab) -> None:
    # Not the page on which others play: what the strip says then stands in the place of its key.
    tab.open(EVERYTHING)
    handle(tab, FIRST).wait_for()
    strip = tab.page.locator(".st-key-timeline")
    spans, bars = strip.locator("svg .longer rect"), strip.locator("svg .bars rect")
    low = max(box["y"] + box["height"] for box in map(Locator.bounding_box, spans.all()))
    top = min(bars.evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect().top)"))

    assert low <= top
    expect(strip.get_by_text("reports of longer periods").first).to_be_visible()
    button(tab, MORE).click()
    row = strip.get_by_role("row", name="7 Oct 2023 – 1 Jul 2024")
    expect(row).to_contain_text("1")
