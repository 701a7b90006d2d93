"""A story in a browser: stepped, scrolled, heard, printed, and opened as a file without any network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_axe import AXE, RUN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenTab, Tab

STORY = "/story/december-2023"
PHONE = {"width": 390, "height": 844}
PAINTED = "() => window.shelterlinePainted && JSON.stringify(window.map.shelterline.state.viewport)"


def test_the_map_goes_along_by_button_key_and_scrolling(tab: Tab):
    page = tab.page
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{tab.origin}{STORY}")
    now = page.locator("#sl-now")
    expect(now).to_have_text("Step 1 of 7: A truce, and reports during it")
    page.get_by_role("button", name="Next step").click()
    expect(now).to_contain_text("Step 2 of 7")
    page.keyboard.press("ArrowRight")
    expect(now).to_contain_text("Step 3 of 7: 1 December, hour by hour")
    page.keyboard.press("ArrowLeft")
    expect(now).to_contain_text("Step 2 of 7")
    page.locator("#step-6").evaluate("step => step.scrollIntoView()")
    expect(now).to_contain_text("Step 6 of 7")
    # What is painted is the view of that step.
    page.wait_for_function("() => window.shelterlinePainted?.query.includes('from=2023-12-01&to=2023-12-02')")
    assert page.evaluate("() => window.map.getZoom()") == 11
    assert not tab.errors
    assert not tab.foreign


def test_it_is_heard_as_steps_with_headings_and_read_on_a_phone_from_right_to_left(tab: Tab):
    page = tab.page
    page.set_viewport_size(PHONE)
    page.goto(f"{tab.origin}{STORY}?lang=ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.wait_for_function("() => window.shelterlinePainted")
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    tree = page.locator("main").aria_snapshot()
    assert tree.count('article "') == 7
    assert tree.count("[level=2]") == 7
    assert tree.count("[level=1]") == 1
    assert "- status" in tree
    page.evaluate(AXE)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(RUN, []) == []


def test_it_is_opened_as_a_file_printed_and_read_without_scripts(new_tab: OpenTab, tmp_path: Path):
    still = new_tab(java_script_enabled=False)
    still.page.goto(f"{still.origin}{STORY}")
    expect(still.page.locator("#step-4 .sl-step-text")).to_contain_text("400 targets across Gaza")
    expect(still.page.locator(".sl-story-map")).to_be_hidden()
    path = tmp_path / "story.html"
    path.write_bytes(still.page.request.get(f"{still.origin}/export/story.html?id=december-2023").body())

    tab = new_tab()
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.page.goto(path.as_uri())
    tab.page.wait_for_function("() => window.shelterlinePainted")
    tab.page.get_by_role("button", name="Next step").click()
    expect(tab.page.locator("#sl-now")).to_contain_text("Step 2 of 7")
    tab.page.wait_for_function("() => window.shelterlinePainted.query.includes('to=2023-12-02')")
    assert asked == [path.as_uri()]
    assert not tab.errors
    tab.page.emulate_media(media="print")
    expect(tab.page.locator(".sl-story-map")).to_be_hidden()
    printed = tab.page.locator("#step-4 .sl-printed")
    expect(printed).to_contain_text(re.compile(r"Data set, snapshot .*075846abf423"))
