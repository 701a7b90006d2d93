"""Two maps that move together, a curtain by keyboard, and the app that hands the maps what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

    from tests.browser.conftest import Tab

PAIR = "from=2023-11-24&to=2023-12-01&b.from=2023-12-02&b.to=2023-12-09"
PLACES = """() => [map, otherMap].map((one) => {
    const { lat, lng } = one.getCenter();
    return [lat.toFixed(5), lng.toFixed(5), one.getZoom()].join();
})"""
SHOWN_DAYS = (
    """() => [map, otherMap].map((one) => new URLSearchParams(one.shelterline.state.query).get("from"))"""
)
# Leaflet takes no drag while it moves a map to another zoom.
STANDS = f"""was => {{
    const [a, b] = ({PLACES})();
    return a === b && a !== was && !document.querySelector(".leaflet-zoom-anim");
}}"""


def drawn(place: Page | Frame) -> None:
    for side in "ab":
        expect(place.locator(f"[data-side={side}] .sl-spots button").first).to_be_attached()


def drag(page: Page, side: str) -> None:
    box = page.locator(f"[data-side={side}] .sl-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    # Still held: both maps have gone along.
    assert len(set(page.evaluate(PLACES))) == 1
    page.mouse.up()


def waited(page: Page, was: str) -> str:
    """The one place of both maps, once it is another."""
    page.wait_for_function(STANDS, arg=was)
    return page.evaluate(PLACES)[0]


def test_either_map_moves_the_other_and_the_curtain_goes_by_keys(tab: Tab) -> None:
    page = tab.page
    page.goto(f"{tab.origin}/embed/compare?{PAIR}&maps=curtain")
    drawn(page)
    curtain = page.get_by_role("slider")
    curtain.focus()
    steps = {"ArrowLeft": "48", "PageDown": "38", "ArrowUp": "40", "Home": "0", "End": "100"}
    for key, at in steps.items():
        page.keyboard.press(key)
        expect(curtain).to_have_attribute("aria-valuenow", at)
    expect(curtain).to_have_attribute("aria-valuetext", "A takes 100 per cent of the width, B 0")

    page.goto(f"{tab.origin}/embed/compare?{PAIR}")
    drawn(page)
    was = page.evaluate(PLACES)[0]
    for side in "ab":
        drag(page, side)
        was = waited(page, was)
        page.locator(f"[data-side={side}] [data-action=zoom_in]").click()
        was = waited(page, was)
    zoom = was.rpartition(",")[2]
    full = page.get_by_role("link", name="Open full view")
    # The links follow once the maps have come to rest.
    expect(full).to_have_attribute("href", re.compile(f"[?&]z={zoom}&"))
    assert not tab.foreign
    assert not tab.errors


def test_the_maps_of_the_app_stay_while_a_view_changes(tab: Tab) -> None:
    page = tab.page
    page.goto(f"{tab.origin}/compare?{PAIR}")
    frame = page.locator(".st-key-pair_maps_box iframe").element_handle().content_frame()
    drawn(frame)
    frame.evaluate("window.seenByTest = true")

    page.get_by_role("button", name="Swap A and B").click()
    frame.wait_for_function(f"() => ({SHOWN_DAYS})().join() === '2023-12-02,2023-11-24'")
    frame.evaluate("otherMap.setView([31.5, 34.45], 12)")
    page.wait_for_url(lambda address: "lat=31.50000" in address and "b.from=2023-11-24" in address)

    assert frame.evaluate("window.seenByTest") is True
    assert len(set(frame.evaluate(PLACES))) == 1
    kept: list[Any] = [error for error in tab.errors if "404" not in error]
    assert not tab.foreign
    assert not kept
