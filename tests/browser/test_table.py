"""The table beside the map: the same rows, by keyboard, sorted and copied, and the map as it was."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from geo.snapshot.current import current
from tests.browser.conftest import PAINT_DEADLINE_MS

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab


def test_the_table_stands_where_the_map_was(new_tab: OpenTab):
    tab = new_tab(permissions=["clipboard-read", "clipboard-write"])
    before = tab.open("/?v=1&from=2023-12-02&to=2023-12-03&lang=ar")
    tab.settled()
    page = tab.page
    page.locator(".st-key-tab button").nth(1).click()
    frame = page.frame_locator(".st-key-tableside iframe")
    grid = frame.get_by_role("grid")
    expect(grid).to_be_visible(timeout=PAINT_DEADLINE_MS)
    assert tab.address_for(tab="table")["from"] == "2023-12-02"
    opened = current()
    view = opened.default_view().but(date_from=date(2023, 12, 2), date_to=date(2023, 12, 3))
    n = len(opened.matching(view))
    expect(grid).to_have_attribute("aria-rowcount", str(n + 1))

    frame.locator('[role=columnheader] a[title="killed_min"]').click()
    tab.address_for(sort="killed_min")
    # To the left is on in a page that is read from the right.
    grid.press("ArrowDown")
    grid.press("ArrowLeft")
    at = frame.locator(".sl-at")
    expect(at).to_have_attribute("data-name", "killed_max")
    grid.press("Control+End")
    expect(at.locator("xpath=..")).to_have_attribute("aria-rowindex", str(n + 1))
    grid.press("Home")
    last = at.inner_text()
    with page.context.expect_page() as report:
        grid.press("Enter")
    assert f"/report/{last}?" in report.value.url
    report.value.close()
    grid.press("Control+c")
    frame.locator("#sl-said:not(:empty)").wait_for()
    head, row = page.evaluate("navigator.clipboard.readText()").strip().split("\n")
    copied = dict(zip(head.split("\t"), row.split("\t"), strict=True))
    assert (copied["report_id"], copied["snapshot"]) == (last, opened.id)
    assert copied["url"].startswith("http")

    page.locator(".st-key-tab button").first.click()
    expect(page.locator(".st-key-tableside")).to_have_count(0, timeout=PAINT_DEADLINE_MS)
    tab.settled()
    assert "tab" not in tab.address
    assert tab.map().evaluate("window.shelterlinePainted.query") == before["query"]
    assert not tab.errors
    assert not tab.foreign
