"""The strip under the map: its brush is the dates of the view, by pointer, by keyboard and while it plays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

from geo.layers.assets import address
from geo.layers.symbols import TEXT_CONTRAST, contrast
from geo.snapshot.current import current
from tests.browser.test_changes import is_marked, mark, type_a_date

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab, SharedTab, Tab

FIRST, LAST, BOTH = "First day", "Last day", "Both days"
EVERYTHING = "/?v=1"
SOME_MONTHS = "/?from=2024-01-01&to=2024-03-31"
# The colour of a text and of what lies behind it, as #rrggbb.
ON_ITS_GROUND = """text => {
    const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
    const digits = (n) => n.toString(16).padStart(2, "0");
    const hex = (colour) => "#" + parts(colour).slice(0, 3).map(digits).join("");
    let ground = text;
    while (parts(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
    return [hex(getComputedStyle(text).color), hex(getComputedStyle(ground).backgroundColor)];
}"""


def handle(tab: Tab, name: str) -> Locator:
    return tab.page.locator(".st-key-timeline").get_by_role("slider", name=name)


def button(tab: Tab, name: str) -> Locator:
    return tab.page.locator(".st-key-timeline").get_by_role("button", name=name)


def look(tab: Tab, path: str = EVERYTHING) -> None:
    """Open a page and wait until its last part, the strip, is there."""
    tab.open(path)
    handle(tab, FIRST).wait_for()
    tab.settled()


def said(tab: Tab) -> tuple[str, str]:
    """The dates as the handles say them."""
    first, last = (handle(tab, name).get_attribute("aria-valuetext") for name in (FIRST, LAST))
    return first, last


def pull(tab: Tab, name: str, pixels: int) -> None:
    box = handle(tab, name).locator(".grip").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 4
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + pixels, y, steps=8)


def test_a_brush_is_the_range_of_the_link_and_of_the_next_reader(tab: Tab, new_tab: OpenTab) -> None:
    look(tab)
    mark(tab)
    before = tab.address

    pull(tab, FIRST, 200)
    assert tab.address == before
    tab.page.mouse.up()

    tab.page.wait_for_function("was => !location.search.includes(was)", arg=f"from={before['from']}&")
    brushed = tab.address
    tab.painted_for(**{"from": brushed["from"], "to": brushed["to"]})
    assert is_marked(tab)
    expect(tab.page.get_by_role("textbox", name="From")).to_have_value(brushed["from"])
    other = new_tab()
    look(other, tab.page.evaluate("location.pathname + location.search"))
    assert said(other) == said(tab)


def test_a_range_typed_in_the_sidebar_moves_the_brush(tab: Tab) -> None:
    look(tab)
    expect(handle(tab, FIRST)).to_have_attribute("aria-valuetext", "7 Oct 2023")
    type_a_date(tab.page)
    tab.painted_for(**{"from": "2025-01-01"})
    expect(handle(tab, FIRST)).to_have_attribute("aria-valuetext", "1 Jan 2025")


def test_the_keyboard_alone_brushes_and_plays(tab: Tab) -> None:
    look(tab, SOME_MONTHS)
    mark(tab)
    keys = tab.page.keyboard
    handle(tab, LAST).focus()
    keys.press("ArrowRight")  # to the end of the next week
    keys.press("Shift+ArrowLeft")  # and a day back
    tab.address_for(to="2024-04-06")

    keys.press("Shift+Enter")  # to the handle before
    keys.press("End")
    tab.address_for(**{"from": "2024-04-06", "to": "2024-04-06"})

    keys.press(".")
    tab.address_for(**{"from": "2024-04-08", "to": "2024-04-14"})
    keys.press("p")
    expect(handle(tab, LAST)).not_to_have_attribute("aria-valuetext", "14 Apr 2024")
    keys.press("p")
    expect(button(tab, "Play (p)")).to_be_visible()
    # Where it stopped is a matter of the moment: whole weeks further on, and the page takes it over.
    first, last = (
        date(1970, 1, 1) + timedelta(days=int(handle(tab, name).get_attribute("aria-valuenow")))
        for name in (FIRST, LAST)
    )
    assert (first.weekday(), last - first) == (0, timedelta(days=6))
    tab.address_for(**{"from": f"{first}", "to": f"{last}"})
    tab.settled()
    assert is_marked(tab)
    assert not tab.errors


def test_a_strip_stays_while_one_change_overtakes_another_and_goes_with_its_place(tab: Tab) -> None:
    """Streamlit calls what ends a component for each change that another one has overtaken."""
    look(tab)
    left = tab.page.evaluate(
        """async address => {
            const { default: mount } = await import(address);
            const place = document.body.appendChild(document.createElement("div"));
            const component = { parentElement: place, data: new Uint8Array(), setTriggerValue() {} };
            const change = () => mount(component);
            const overtaken = change();
            const last = change();
            const strip = place.firstChild;
            overtaken();
            const stays = strip.isConnected && strip.parentNode === place;
            place.remove();
            last();
            return [stays, place.childNodes.length];
        }""",
        address("histogram.js"),
    )
    assert left == [True, 0]


def test_playing_makes_no_entries_in_the_history_and_moves_all_that_shows_the_dates(tab: Tab) -> None:
    look(tab, SOME_MONTHS)
    entries = tab.page.evaluate("history.length")

    button(tab, "One step on").click()

    now = tab.address_for(to="2024-04-07")
    tab.painted_for(**{"from": now["from"], "to": now["to"]})
    assert now["from"] == "2024-01-08"
    assert tab.page.evaluate("history.length") == entries
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("8 Jan")


def test_playing_ends_at_the_end(tab: Tab) -> None:
    end = current().span[1]
    # Two whole weeks, the last of them the one before the end.
    last = end - timedelta(days=end.weekday() + 1)
    look(tab, f"/?from={last - timedelta(days=13)}&to={last}")
    button(tab, "Play (p)").click()
    expect(tab.page.locator(".st-key-timeline .said")).to_have_text("The dates have reached the end.")
    assert tab.address_for(to=f"{end}")["from"] > f"{last - timedelta(days=13)}"
    expect(button(tab, "Play (p)")).to_be_visible()


def test_with_reduced_motion_a_press_is_one_step(new_tab: OpenTab) -> None:
    tab = new_tab(reduced_motion="reduce")
    look(tab, SOME_MONTHS)
    button(tab, "One step on: your device").click()
    tab.address_for(to="2024-04-07")
    tab.settled()
    expect(button(tab, "Pause playing")).to_have_count(0)
    assert tab.address["to"] == "2024-04-07"


@pytest.mark.parametrize("suffix", ["PNG", "SVG"])
def test_the_strip_is_saved_as_a_picture_with_its_words(shared_tab: SharedTab, suffix: str) -> None:
    tab = shared_tab(SOME_MONTHS)
    if not button(tab, f"Save as {suffix}").is_visible():
        button(tab, "Table, pictures and more").click()
    with tab.page.expect_download() as saved:
        button(tab, f"Save as {suffix}").click()
    content = saved.value.path().read_bytes()
    if suffix == "SVG":
        assert "Strike reports, 1 Jan – 31 Mar 2024" in content.decode().replace("\u2009", " ")
        assert "Reports per week" in content.decode()
    else:
        assert content.startswith(b"\x89PNG")


def test_the_table_says_what_the_bars_show(tab: Tab) -> None:
    look(tab)
    button(tab, "Table, pictures and more").click()
    table = tab.page.locator(".st-key-timeline table").first
    expect(table.get_by_role("rowheader").first).to_contain_text("2023")
    truce = tab.page.locator(".st-key-timeline").get_by_role("row", name="Truce of 24 November")
    expect(truce).to_have_count(1)
    for said in ("Qatar, Egypt and US mediation", "Press TV", "https://www.presstv.ir/"):
        expect(truce).to_contain_text(said)


def test_the_strip_fits_below_the_map_without_scrolling(tab: Tab) -> None:
    look(tab)
    expect(handle(tab, FIRST)).to_be_visible()
    box = tab.page.locator(".st-key-timeline").bounding_box()
    assert box["height"] == pytest.approx(110, abs=2)
    assert box["y"] + box["height"] <= 850


def test_each_reason_not_to_show_a_report_has_its_file(tab: Tab) -> None:
    look(tab, SOME_MONTHS)
    tab.page.locator(".st-key-not_shown button").first.click()
    panel = tab.page.locator(".st-key-not_shown_panel")
    link = panel.get_by_role("link", name="other dates")
    expect(link).to_be_visible()
    shown, total = tab.counts
    with tab.page.expect_download() as saved:
        panel.get_by_role("link", name="all reasons").click()
    rows = saved.value.path().read_text(encoding="utf-8-sig")
    assert rows.count("\n") - 1 >= total - shown
    assert rows.startswith("not_shown_because,")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_files_of_what_is_not_shown_can_be_read_in_either_theme(new_tab: OpenTab, theme: str) -> None:
    tab = new_tab(color_scheme=theme)
    look(tab, SOME_MONTHS)
    tab.page.locator(".st-key-not_shown button").first.click()
    link = tab.page.locator(".st-key-not_shown_panel").get_by_role("link", name="other dates")

    colour, ground = link.evaluate(ON_ITS_GROUND)

    assert contrast(colour, ground) >= TEXT_CONTRAST
