"""The way to a chosen area that the map does not show; nothing moves by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_changes import choose, is_marked, mark

if TYPE_CHECKING:
    from tests.browser.conftest import Tab

HOME = (31.41, 34.34, 10)


def way_there(tab: Tab) -> Locator:
    return tab.page.locator(".st-key-filters").get_by_role("button", name="Go there", exact=True)


@pytest.mark.parametrize("page", ["/?v=1", "/shelters?v=1"])
def test_an_area_beyond_the_map_is_one_click_away_and_nothing_moves_before(page: str, tab: Tab) -> None:
    tab.open(page)
    tab.settled()
    expect(way_there(tab)).to_have_count(0)
    mark(tab)

    choose(tab.page, "Area", "Lebanon")
    tab.address_for(area="LBN")
    tab.settled()
    assert tab.viewport == HOME

    way_there(tab).click()

    expect(way_there(tab)).to_have_count(0)
    tab.settled()
    west, south, east, north = tab.map().evaluate(
        "() => { const b = map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()] }"
    )
    assert (west < 35.2, south < 33.1, east > 36.5, north > 34.6) == (True, True, True, True)
    assert tab.viewport[2] >= 7
    assert is_marked(tab)
    address = tab.address
    assert (float(address["lat"]), float(address["lon"]), int(address["z"])) == pytest.approx(
        tab.viewport, abs=2e-3
    )
    assert address["area"] == "LBN"


def test_the_way_is_offered_again_once_the_reader_has_left(tab: Tab) -> None:
    tab.open("/?area=LBN&lat=33.87000&lon=35.86000&z=8")
    tab.settled()
    expect(way_there(tab)).to_have_count(0)

    tab.map().locator("[data-action=reset]").click()
    tab.address_for(z="10")

    expect(way_there(tab)).to_be_visible()
    way_there(tab).click()
    expect(way_there(tab)).to_have_count(0)


def test_a_reload_after_going_there_stays_there(tab: Tab) -> None:
    tab.open("/?area=LBN")
    way_there(tab).click()
    expect(way_there(tab)).to_have_count(0)
    tab.settled()
    there = tab.viewport
    assert there != HOME

    tab.page.reload()
    tab.painted()
    tab.settled()

    assert tab.viewport == there


def test_a_page_without_a_map_offers_no_way(tab: Tab) -> None:
    tab.page.goto(f"{tab.origin}/claims?area=LBN")
    expect(tab.page.locator(".st-key-more_filters summary")).to_be_attached()
    tab.settled()

    expect(way_there(tab)).to_have_count(0)
