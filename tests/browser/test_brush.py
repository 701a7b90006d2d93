"""The map follows the brush while a hand is on it, from what it was given when the pointer came."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_timeline import FIRST, LAST, SOME_MONTHS, button, handle, look, pull, said

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Tab

FOLLOWED = ("points", "ground")
"""Canvases on which everything depends on the dates; names and their room are of the whole map."""
WITH_DAMAGE = f"{SOME_MONTHS}&layers=reports,areas,assessments"


def point_at_strip(tab: Tab) -> None:
    box = handle(tab, FIRST).locator(".grip").bounding_box()
    tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)


def reach_strip(tab: Tab) -> None:
    """Bring the pointer to the strip, and wait until the map is ready to follow."""
    point_at_strip(tab)
    expect(tab.page.locator(".st-key-timeline .root")).to_have_attribute("data-brush", "ready")


def counts_said(tab: Tab) -> Locator:
    return tab.page.locator(".st-key-timeline .hover")


def traffic(tab: Tab) -> list[str]:
    """What the page asks or tells anybody from now on, as the browser's own tools see it."""
    asked: list[str] = []
    session = tab.page.context.new_cdp_session(tab.page)
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.webSocketFrameSent", lambda event: asked.append(event["response"]["payloadData"]))
    session.send("Network.enable")
    return asked


def page_counts(tab: Tab) -> str:
    lines = (tab.page.locator(line) for line in (".st-key-shown", ".st-key-not_shown p"))
    return " · ".join(line.inner_text().strip() for line in lines)


def test_what_is_dragged_is_what_the_page_then_shows_and_nobody_is_asked(tab: Tab) -> None:
    look(tab, SOME_MONTHS)
    reach_strip(tab)
    before, address, asked = page_counts(tab), tab.address, traffic(tab)

    pull(tab, LAST, 160)
    expect(counts_said(tab)).to_contain_text("Showing")
    first_stop = counts_said(tab).inner_text()
    box = handle(tab, LAST).locator(".grip").bounding_box()
    tab.page.mouse.move(box["x"] + 90, box["y"] + 4, steps=6)
    expect(counts_said(tab)).not_to_have_text(first_stop)
    dragged, pictures = counts_said(tab).inner_text(), {name: tab.picture(name) for name in FOLLOWED}
    assert (asked, tab.address, page_counts(tab)) == ([], address, before)

    with tab.repaint():
        tab.page.mouse.up()
    tab.settled()
    assert page_counts(tab) == dragged != before
    assert {name: tab.picture(name) for name in FOLLOWED} == pictures
    expect(counts_said(tab)).to_be_empty()


def test_a_dragged_range_looks_as_the_same_range_opened_by_link(tab: Tab, new_tab: OpenTab) -> None:
    look(tab, SOME_MONTHS)
    reach_strip(tab)
    pull(tab, FIRST, -120)
    expect(counts_said(tab)).to_contain_text("Showing")
    dragged, days = counts_said(tab).inner_text(), said(tab)
    pictures = {name: tab.picture(name) for name in FOLLOWED}
    tab.page.mouse.up()
    tab.page.wait_for_function("was => !location.search.includes(was)", arg="from=2024-01-01&")

    other = new_tab()
    look(other, tab.page.evaluate("location.pathname + location.search"))
    assert (said(other), page_counts(other)) == (days, dragged)
    assert {name: other.picture(name) for name in FOLLOWED} == pictures


def test_a_drag_that_is_given_up_leaves_the_map_as_it_was(tab: Tab) -> None:
    look(tab, SOME_MONTHS)
    reach_strip(tab)
    before, asked = tab.picture("points"), traffic(tab)

    pull(tab, LAST, 160)
    expect(counts_said(tab)).to_contain_text("Showing")
    assert tab.picture("points") != before
    tab.page.keyboard.press("Escape")

    expect(counts_said(tab)).to_be_empty()
    assert (tab.picture("points"), asked) == (before, [])


def test_a_map_that_cannot_follow_waits_for_the_hand(tab: Tab) -> None:
    look(tab, WITH_DAMAGE)
    point_at_strip(tab)
    before, asked = tab.picture("points"), traffic(tab)

    pull(tab, LAST, 160)
    expect(counts_said(tab)).to_be_empty()
    assert (tab.picture("points"), asked) == (before, [])

    with tab.repaint():
        tab.page.mouse.up()
    assert tab.picture("points") != before


def test_what_plays_asks_nobody_and_the_page_takes_over_where_it_stops(tab: Tab) -> None:
    look(tab, SOME_MONTHS)
    reach_strip(tab)
    strip = tab.page.locator(".st-key-timeline")
    strip.get_by_label("Steps a second").select_option("8")
    tab.settled()
    was, entries = tab.address, tab.page.evaluate("history.length")
    heard = strip.locator(".heard").inner_text()
    asked = traffic(tab)

    button(tab, "Play (p)").click()
    some_months_on = re.compile("(May|Jun|Jul|Aug|Sept?|Oct) 2024")
    expect(handle(tab, LAST)).to_have_attribute("aria-valuetext", some_months_on)
    assert (asked, tab.address, strip.locator(".heard").inner_text()) == ([], was, heard)

    with tab.repaint():
        button(tab, "Pause playing (p)").click()
    tab.settled()
    assert tab.address["from"] > was["from"]
    assert strip.locator(".heard").inner_text() == strip.locator(".range").inner_text() != heard
    assert tab.page.evaluate("history.length") == entries + 1
    played = {name: tab.picture(name) for name in FOLLOWED}
    with tab.repaint():
        tab.page.go_back()
    tab.address_for(**{"from": was["from"], "to": was["to"]})
    tab.painted_for(**{"from": was["from"]})
    assert {name: tab.picture(name) for name in FOLLOWED} != played
    assert not tab.errors
