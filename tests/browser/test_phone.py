"""The map page under a thumb: one finger and two, the sheet that a tap opens, and the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Tab

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DAY = "/?from=2023-12-02&to=2023-12-02&z=10"


def drag(tab: Tab, *fingers: tuple[float, float], by: tuple[float, float]) -> None:
    """Put fingers on the window, move them all alike, and lift them."""
    session = tab.page.context.new_cdp_session(tab.page)

    def send(kind: str, step: float) -> None:
        points = [{"x": x + by[0] * step, "y": y + by[1] * step, "id": n} for n, (x, y) in enumerate(fingers)]
        touched = {"type": kind, "touchPoints": [] if kind == "touchEnd" else points}
        session.send("Input.dispatchTouchEvent", touched)

    send("touchStart", 0)
    for step in range(1, 9):
        send("touchMove", step / 8)
    send("touchEnd", 1)
    session.detach()


def middle_of_map(tab: Tab) -> tuple[float, float]:
    box = tab.page.locator(".st-key-mapbox iframe").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 200)


def test_one_finger_scrolls_the_page_and_two_move_the_map(new_tab: OpenTab) -> None:
    tab = new_tab(**PHONE)
    tab.open(DAY)
    tab.settled()
    before, (x, y) = tab.viewport, middle_of_map(tab)

    drag(tab, (x, y), by=(40, -120))
    expect(tab.map().locator(".shelterline-fingers")).to_have_text("Two fingers move the map")
    tab.page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 60")
    assert tab.viewport == before

    tab.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    drag(tab, (x - 40, y), (x + 40, y), by=(0, 90))
    tab.map().wait_for_function("lat => map.getCenter().lat > lat + 0.01", arg=before[0])
    assert tab.viewport[2] == before[2]
    in_address = "lat => Number(new URLSearchParams(location.search).get('lat')) > lat"
    tab.page.wait_for_function(in_address, arg=before[0])


def test_a_tap_opens_a_sheet_under_the_map_and_its_end_leaves_the_map_as_it_was(new_tab: OpenTab) -> None:
    tab = new_tab(**PHONE)
    tab.open("/?from=2024-01-24&to=2024-01-24&layers=reports,areas&z=12&lat=31.34000&lon=34.31000")
    point = tab.point_of("symbol", (31.34, 34.31))
    tab.map().locator(".leaflet-container").tap(position=point)

    tab.address_for_selection()
    sheet = tab.page.locator(".st-key-above_list")
    expect(sheet.get_by_text("Close")).to_be_in_viewport()
    box = sheet.bounding_box()
    assert box["y"] + box["height"] == 844
    # Half of the window at the most: what was tapped is still to be seen.
    assert tab.page.locator(".st-key-mapbox iframe").bounding_box()["y"] + point["y"] < box["y"]
    place = tab.viewport

    sheet.get_by_role("button", name="Close").click()
    tab.address_for(sel="")
    expect(tab.page.locator(".st-key-detail_head")).to_have_count(0)
    assert tab.viewport == place


def with_open_menu(tab: Tab) -> Locator:
    tab.open(DAY)
    tab.settled()
    tab.page.get_by_test_id("stExpandSidebarButton").click()
    sidebar = tab.page.get_by_test_id("stSidebar")
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    return sidebar


@pytest.mark.parametrize(
    ("chosen", "page"), [(".st-key-pages a >> nth=1", "timeline"), (".st-key-own_way button", "sources")]
)
def test_the_menu_goes_when_a_page_was_chosen(new_tab: OpenTab, chosen: str, page: str) -> None:
    tab = new_tab(**PHONE)
    sidebar = with_open_menu(tab)

    sidebar.locator(chosen).click()

    expect(sidebar).to_have_attribute("data-collapsed", "true")
    tab.page.wait_for_url(f"**/{page}?**")


def test_a_link_opens_without_the_menu_that_was_open_before(new_tab: OpenTab) -> None:
    tab = new_tab(**PHONE)
    sidebar = with_open_menu(tab)
    tab.settled()

    tab.open(DAY)
    tab.settled()

    expect(sidebar).to_have_attribute("data-collapsed", "true")
    expect(sidebar).not_to_be_in_viewport()
