"""The map follows the brush while a hand is on it, from what it was given when the pointer came."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import expect

from geo.filters.permalink import parse
from geo.language import words
from geo.layers.payload import as_literal
from geo.layers.scene import scene
from geo.model.days import day_of
from geo.snapshot.current import current
from geo.tiles.tile import plain_tiles
from tests.browser.test_changes import is_marked, mark
from tests.browser.test_timeline import BOTH, FIRST, LAST, SOME_MONTHS, button, handle, look, pull, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot
    from tests.browser.conftest import OpenTab, Tab

FOLLOWED = ("points", "ground")
"""Canvases on which everything depends on the dates; names and their room are of the whole map."""


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
    tab.page.route("**/tiles/brush/**", lambda route: route.fulfill(json={"form": 2, "is_too_large": True}))
    look(tab, SOME_MONTHS)
    point_at_strip(tab)
    before, asked = tab.picture("points"), traffic(tab)

    pull(tab, LAST, 160)
    expect(counts_said(tab)).to_have_text("The map follows when you let go.")
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


DRAGS, STOPS = 30, 5
EVERYTHING_ON = f"{SOME_MONTHS}&layers=reports,areas,zones,sheltering,assessments,labels"
CANVASES = """() => ["base", "ground", "points", "labels"].map((layer) => {
    const canvas = document.querySelector(`.leaflet-shelterline-${layer}-pane canvas`);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let hash = 0;
    for (const pixel of new Uint32Array(data.buffer)) hash = (Math.imul(hash, 31) + pixel) | 0;
    return hash;
})"""
# As the page gives a state to the map, but for what is the same in all of them.
PAINT_STATE = f"""async (state) => {{
    const {{ shelterline }} = map;
    const {{ geography, viewport, viewport_serial, text, live }} = shelterline.state;
    shelterline.update({{ ...state, geography, viewport, viewport_serial, text, live, turn: 0 }});
    while (window.shelterlinePainted.query !== state.query) await new Promise((rest) => setTimeout(rest, 5));
    return ({CANVASES})();
}}"""
HIDE_THE_NOTE = (
    "[...document.querySelectorAll('.shelterline-outside')].forEach(note => note.style.display = 'none')"
)


def dragged_pictures(tab: Tab, drag: Random, stops: int) -> Iterator[tuple[tuple[int, int], list[int]]]:
    """Drag a part of the brush, and return each range with the canvases that it has painted."""
    frame, handles = tab.map(), [handle(tab, name).element_handle() for name in (FIRST, LAST)]
    part = drag.choice((FIRST, LAST, BOTH))
    grip = handle(tab, part).locator(".body" if part == BOTH else ".grip").bounding_box()
    box = tab.page.locator(".st-key-timeline .chart svg").bounding_box()
    y = grip["y"] + 4
    tab.page.mouse.move(grip["x"] + grip["width"] / 2, y)
    tab.page.mouse.down()
    for _ in range(stops):
        tab.page.mouse.move(box["x"] + box["width"] * drag.random(), y)
        first, last = (int(each.get_attribute("aria-valuenow")) for each in handles)
        yield (first, last), frame.evaluate(CANVASES)


def painted_by_the_server(tab: Tab, opened: Snapshot, view: View) -> list[int]:
    """The canvases of a view whose state and tiles come from the server's own hand."""
    tiles = plain_tiles(opened, view, map(tile_number, tab.map().evaluate("map.shelterline.source.standsOn")))
    at_hand = {name: b64encode(body).decode() for name, body in tiles.items()}
    state = json.loads(as_literal(replace(scene(opened, view, words(view.lang), 0), at_hand=at_hand)))
    return tab.map().evaluate(PAINT_STATE, state)


def tile_number(name: str) -> tuple[int, int, int]:
    z, x, y = map(int, name.split("/"))
    return z, x, y


def test_thirty_drags_paint_what_the_server_paints_of_the_same_ranges(tab: Tab) -> None:
    look(tab, EVERYTHING_ON)
    reach_strip(tab)
    mark(tab)
    was, asked, drag = tab.address, traffic(tab), Random(20)  # noqa: S311  no secret
    tab.map().evaluate(HIDE_THE_NOTE)
    dragged: dict[tuple[int, int], list[int]] = {}
    for _ in range(DRAGS - 1):
        dragged |= dragged_pictures(tab, drag, STOPS)
        tab.page.keyboard.press("Escape")
        tab.page.mouse.up()
    stops = list(dragged_pictures(tab, drag, STOPS))
    assert (asked, tab.address) == ([], was)

    dragged |= stops
    (first, last), _ = stops[-1]
    tab.page.mouse.up()
    tab.address_for(**{"from": str(day_of(first)), "to": str(day_of(last))})
    tab.page.go_back()
    tab.painted_for(**{"from": was["from"], "to": was["to"]})
    assert is_marked(tab)

    opened = current()
    view = parse(was, opened.opening_view(), opened.known).view
    for (first, last), canvases in dragged.items():
        of_days = view.but(date_from=day_of(first), date_to=day_of(last))
        assert painted_by_the_server(tab, opened, of_days) == canvases, of_days
    assert len(dragged) > DRAGS * STOPS / 2
    assert not tab.errors


def test_a_reader_drags_the_dates_of_an_embed(tab: Tab) -> None:
    page = tab.page
    page.goto(f"{tab.origin}/embed?from=2024-01-01&to=2024-03-31&z=9")
    expect(page.locator("#sl-spots button").first).to_be_attached()
    before, pictures = page.locator(".sl-counts").inner_text(), []
    page.get_by_role("button", name="Drag or play the dates").click()
    expect(page.locator("#sl-strip .root")).to_have_attribute("data-brush", "ready")
    grip = page.get_by_role("slider", name=LAST).locator(".grip").bounding_box()
    x, y, asked = grip["x"] + grip["width"] / 2, grip["y"] + 4, traffic(tab)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y, steps=6)
    expect(page.locator("#sl-strip .hover")).not_to_be_empty()
    dragged = page.locator("#sl-strip .hover").inner_text()
    pictures.append(page.evaluate(CANVASES)[1:3])
    assert (asked, page.locator(".sl-counts").inner_text()) == ([], before)
    page.mouse.up()
    expect(page.locator(".sl-counts")).to_have_text(dragged)
    expect(page.locator("#sl-dated")).to_contain_text("31 Mar 2024")
    expect(page.locator("html")).not_to_have_class("shelterline-brushing")
    pictures.append(page.evaluate(CANVASES)[1:3])
    address = page.locator("#sl-full").get_attribute("href")
    then = dict(parse_qsl(urlsplit(address).query))
    # The same range by link, in a map of the same size.
    page.goto(f"{tab.origin}/embed?from={then['from']}&to={then['to']}&z=9")
    expect(page.locator("#sl-spots button").first).to_be_attached()
    page.get_by_role("button", name="Drag or play the dates").click()
    expect(page.locator("#sl-strip .root")).to_have_attribute("data-brush", "ready")
    assert page.locator(".sl-counts").inner_text() == dragged != before
    pictures.append(page.evaluate(CANVASES)[1:3])
    assert pictures[0] == pictures[1] == pictures[2]
    assert not tab.errors
