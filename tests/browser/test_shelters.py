"""Shelter zones in a browser: map, strips and link move together, by mouse and by keyboard."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from shapely import box, from_wkt, intersects

from geo.snapshot.current import current
from tests.browser.conftest import PAINT_DEADLINE_MS

if TYPE_CHECKING:
    from tests.browser.conftest import Tab

DAY = "/shelters?v=1&from=2023-12-02&to=2023-12-02&src=all"
# A frame that is mounted again is another one, without the mark.
MARK = "() => { document.querySelector('.st-key-mapbox iframe').mark = 'first' }"
MARKED = "() => document.querySelector('.st-key-mapbox iframe').mark"
TO_AFTER = "before => new URLSearchParams(location.search).get('to') > before"
WIDTHS = "() => [document.documentElement, document.querySelector('.stMain')].map(e => e.scrollWidth)"
ON_MAP = "Object.fromEntries(map.shelterline.state.zones.map(zone => [zone.id, zone.earlier]))"
IN_VIEW = "map.getBounds().toBBoxString().split(',').map(Number)"
ON_STRIPS = "bars => bars.map(bar => bar.dataset.id)"


@pytest.fixture
def day(tab: Tab) -> Tab:
    tab.open(DAY)
    tab.settled()
    return tab


def shown_on(tab: Tab, day: str) -> None:
    """Map, strips and address show the statuses in force on a day."""
    tab.painted_for(**{"from": day, "to": day})
    tab.address_for(**{"from": day, "to": day})
    expect(tab.page.locator(".strips .handle")).to_have_attribute(
        "aria-valuenow", str((date.fromisoformat(day) - date(1970, 1, 1)).days)
    )
    held = current().zones_then(date.fromisoformat(day), date.fromisoformat(day))
    on_map = tab.map().evaluate(ON_MAP)
    on_strips = tab.page.locator(".strips .bar.on").evaluate_all(ON_STRIPS)
    assert set(on_strips) == set(held)
    assert on_map == {zone: held[zone] for zone in held if zone in on_map}
    seen = box(*tab.map().evaluate(IN_VIEW))
    written = current().zones.set_index("zone_id")["geometry_wkt"][list(held)].replace("", None).dropna()
    assert set(on_map) >= set(written.index[intersects(from_wkt(written), seen)])


def test_a_link_opens_on_its_day(day: Tab) -> None:
    shown_on(day, "2023-12-02")


def test_the_handle_moves_map_strips_and_link_by_keyboard(day: Tab) -> None:
    day.page.evaluate(MARK)
    handle = day.page.locator(".strips .handle")

    handle.focus()
    handle.press("PageUp")
    shown_on(day, "2023-12-03")
    handle.press("ArrowRight")
    shown_on(day, "2023-12-04")
    handle.press("End")
    shown_on(day, current().span[1].isoformat())

    expect(handle).to_be_focused()
    assert day.page.evaluate(MARKED) == "first", "the map was mounted again"
    assert not day.foreign


def test_the_handle_moves_by_mouse_and_the_buttons_step_on(day: Tab) -> None:
    axis = day.page.locator(".strips .axis")
    around = axis.bounding_box()
    day.page.mouse.move(around["x"] + 4, around["y"] + 28)
    day.page.mouse.down()
    day.page.mouse.move(around["x"] + around["width"] / 2, around["y"] + 28, steps=4)
    day.page.mouse.up()
    day.page.wait_for_function(TO_AFTER, arg="2023-12-31", timeout=PAINT_DEADLINE_MS)
    reached = day.address["to"]
    assert "2025-01" < reached < "2025-05"
    shown_on(day, reached)

    day.page.get_by_role("button", name="Next change").click()
    day.page.wait_for_function(TO_AFTER, arg=reached, timeout=PAINT_DEADLINE_MS)
    shown_on(day, day.address["to"])


def test_a_bar_says_its_statement_and_opens_it_by_keyboard(day: Tab) -> None:
    said = day.page.locator(".strips .said")
    day.page.locator('.strips .bar[data-id="z011"]').focus()
    expect(said).to_contain_text("labelled humanitarian by Israel Defense Forces")

    day.page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("from 2 Dec 2023, no end stated")
    day.page.keyboard.press("Enter")

    assert day.address_for_selection() == "z026"
    expect(day.page.locator(".st-key-detail article")).to_contain_text("8.5 km²")
    day.settled()
    assert day.selection() == "z026"
    opened = day.page.locator('.strips .bar[data-id="z026"]')
    expect(opened).to_have_attribute("aria-pressed", "true")
    expect(opened).to_be_focused()
    day.page.keyboard.press("Escape")
    day.address_for(sel="")


def test_a_figure_of_the_matrix_lists_its_reports_and_leads_to_the_map(tab: Tab) -> None:
    tab.open("/shelters?v=1&src=all")
    tab.settled()
    cell = tab.page.locator('.matrix .cell[data-cell="z005/before_30"]')
    expect(cell).to_have_text("11–21")
    cell.click()

    listed = tab.page.locator(".st-key-behind")
    expect(listed.get_by_role("radio")).to_have_count(21, timeout=PAINT_DEADLINE_MS)
    listed.get_by_text("certainly:").first.click()
    report = tab.address_for_selection()
    tab.settled()
    assert tab.selection() == report
    listed.get_by_role("link", name="Show on the map page").click()
    tab.address_for(sel=report)
    expect(tab.page.locator(".st-key-list")).to_be_visible(timeout=PAINT_DEADLINE_MS)
    tab.settled()
    assert tab.selection() == report


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_phone_scrolls_nothing_sideways(new_tab, lang: str) -> None:
    tab = new_tab(viewport={"width": 390, "height": 844})
    tab.open(f"{DAY}&lang={lang}")
    tab.settled()

    assert max(tab.page.evaluate(WIDTHS)) <= 390
    axis = tab.page.locator(".strips .axis").bounding_box()
    marks = [text.bounding_box()["x"] for text in tab.page.locator(".strips .axis text.year").all()]
    assert marks == sorted(marks), f"time runs backwards on {axis}"
