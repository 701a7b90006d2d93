"""An area of the reader's own: drawn by keyboard alone, moved by pointer, refused, and taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from geo.geometry.area_code import area_of

if TYPE_CHECKING:
    from tests.browser.conftest import Tab

CORNERS = "() => map.shelterline.state.added.area_drawn.marks[0].corners"


def test_an_area_is_drawn_by_keyboard_moved_by_pointer_and_removed(tab: Tab) -> None:
    tab.open("/?v=1&from=2023-12-01&to=2023-12-31&lat=31.35&lon=34.3&z=11")
    frame, keys = tab.map(), tab.page.keyboard
    frame.get_by_role("button", name="Draw an area").press("Enter")
    status = frame.locator(".shelterline-draw [role=status]")
    expect(status).to_contain_text("three corners")
    for step in ("ArrowUp", "ArrowRight", "ArrowDown"):
        keys.press("Enter")
        keys.press(step)
        frame.wait_for_function("() => !map._panAnim?._inProgress")
    expect(status).to_contain_text("Drag corners")
    frame.get_by_role("button", name="Show this area").press("Enter")
    tab.page.wait_for_function("() => new URLSearchParams(location.search).get('aoi')")
    expect(frame.locator(".shelterline-draw")).to_be_hidden()
    expect(tab.page.locator(".sl-inside")).to_contain_text("inside the area drawn")
    drawn = area_of(tab.address["aoi"])
    assert [tuple(corner) for corner in frame.evaluate(CORNERS)] == list(drawn.corners)
    assert len(drawn.corners) == 3

    frame.get_by_role("button", name="Draw an area").click()
    corner = frame.get_by_role("button", name="Corner 2", exact=True)
    box = corner.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.page.mouse.move(*middle)
    tab.page.mouse.down()
    tab.page.mouse.move(middle[0] + 40, middle[1] - 25, steps=4)
    tab.page.mouse.up()
    frame.get_by_role("button", name="Show this area").click()
    tab.page.wait_for_function(
        "was => new URLSearchParams(location.search).get('aoi') !== was", arg=tab.address["aoi"]
    )
    moved = area_of(tab.address["aoi"])
    assert moved.corners[0::2] == drawn.corners[0::2]
    assert moved.corners[1] != drawn.corners[1]

    frame.get_by_role("button", name="Draw an area").click()
    frame.get_by_role("button", name="Remove the area drawn").click()
    tab.page.wait_for_function("() => new URLSearchParams(location.search).get('aoi') === ''")
    expect(tab.page.locator(".sl-inside")).to_have_count(0)
    assert not tab.errors
