"""The map's script in Chromium."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.layers.map_state import AddedMark, AddedMarks, Viewport
from tests.geo.layers.charts import ORIGIN, Chart, scripts
from tests.geo.layers.states import ATTACKS, LAYERS, state

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_paint_says_what_was_painted(chart: Chart):
    chart.show(state(query="v=1&kind=all"))
    painted = chart.page.evaluate("shelterlinePainted")
    assert painted.pop("ms") >= 0
    tiles = len(chart.tiles)
    assert painted == {"snapshot": "0123456789ab", "query": "v=1&kind=all", "tiles": tiles, "features": 4}


def test_map_fills_its_frame(chart: Chart):
    chart.show(state())
    assert chart.page.evaluate("[map.getSize().x, map.getSize().y]") == [800, 600]


def test_map_keeps_its_place_when_the_frame_is_resized(chart: Chart):
    chart.show(state())
    chart.page.set_viewport_size({"width": 500, "height": 700})
    chart.page.wait_for_function("map.getSize().x === 500 && map.getSize().y === 700")
    assert chart.page.evaluate("map.getCenter().lat") == pytest.approx(31.4, abs=1e-3)
    assert chart.sent() == []


def test_two_hundred_updates_leave_nothing_behind(chart: Chart):
    chart.show(state())
    count = "[Object.keys(map._layers).length, document.querySelectorAll('*').length]"
    before = chart.page.evaluate(count)
    changes = [scripts(state(query=f"n={n}"))[1] for n in range(200)]
    chart.page.evaluate("changes => changes.forEach(run)", changes)
    assert chart.page.evaluate("shelterlinePainted.query") == "n=199"
    assert chart.page.evaluate(count) == before
    assert chart.page.evaluate("feature_group.length") == 1


def test_click_on_open_ground_gives_areas_and_zones(chart: Chart):
    chart.show(state(tiles=""))
    chart.page.mouse.click(*chart.point(31.22, 34.42))
    pick = chart.wait_for_sent(1)["pick"]
    assert (pick["reports"], pick["cells"]) == ([], [])
    assert (pick["areas"], pick["zones"]) == (["XX01"], ["z1"])


DAMAGE = {"assessments": AddedMarks((AddedMark("synthetic", "Counted here: {n}, by Testville"),), "")}


def test_a_cell_of_a_damage_assessment_says_its_count_and_is_picked(chart: Chart):
    chart.show(state(tiles="", layers=(*LAYERS, "assessments"), added=DAMAGE))
    chart.page.mouse.move(*chart.point(31.7, 34.2))
    assert chart.tip() == "Counted here: 1,234, by Testville"
    chart.page.mouse.click(*chart.point(31.7, 34.2))
    pick = chart.wait_for_sent(1)["pick"]
    assert (pick["added"], pick["zones"], pick["reports"]) == ({"assessments": ["a1"]}, [], [])


def test_a_damage_assessment_that_is_off_cannot_be_picked(chart: Chart):
    chart.show(state(tiles="", added=DAMAGE))
    chart.page.mouse.click(*chart.point(31.7, 34.2))
    chart.page.mouse.click(*chart.point(31.22, 34.42))
    assert chart.wait_for_sent(1)["pick"]["added"] == {"assessments": []}
    assert len(chart.sent()) == 1


def test_click_on_nothing_sends_nothing(chart: Chart):
    chart.show(state())
    chart.page.mouse.click(*chart.point(31.85, 34.9))
    chart.page.mouse.click(*chart.point(31.22, 34.42))
    assert chart.wait_for_sent(1)["pick"]["areas"] == ["XX01"]
    assert len(chart.sent()) == 1


def test_reader_s_move_goes_to_address_and_streamlit_once(chart: Chart):
    chart.show(state())
    chart.page.focus(".leaflet-container")
    chart.page.keyboard.press("ArrowRight")
    chart.page.keyboard.press("ArrowRight")
    viewport = chart.wait_for_sent(1)["viewport"]
    assert viewport["lon"] > 34.4
    chart.page.wait_for_function(
        "location.search.includes('lat=31.4') && !location.search.includes('lon=34.40000')"
    )
    assert chart.page.evaluate("location.search") == (
        f"?v=1&lat={viewport['lat']:.5f}&lon={viewport['lon']:.5f}&z=10&q=a%2Bb"
    )
    assert len(chart.sent()) == 1


def test_page_s_move_is_not_told_back(chart: Chart):
    chart.show(state())
    chart.show(state(viewport=Viewport(31.0, 34.0, 9), viewport_serial=2))
    assert chart.page.evaluate("[map.getZoom(), map.getCenter().lat]") == [9, pytest.approx(31.0)]
    chart.page.mouse.click(*chart.point(31.22, 34.42))
    assert len([chart.wait_for_sent(1)]) == len(chart.sent())


def test_viewport_is_left_alone_until_its_serial_changes(chart: Chart):
    chart.show(state())
    chart.show(state(viewport=Viewport(10.0, 10.0, 5)))
    assert chart.page.evaluate("map.getZoom()") == 10


def test_hostile_text_is_shown_as_text(chart: Chart):
    attack = "".join(ATTACKS)
    hostile = state(
        query=attack,
        tiles="",
        areas=tuple(replace(area, badge=attack, title=attack) for area in state().areas),
        zones=tuple(replace(zone, id="hostile") for zone in state().zones),
        text=dict.fromkeys(("base_credit", "map", "zoom_in", "reset", "scale_km", "more"), attack),
    )
    chart.show(hostile)
    chart.page.mouse.move(*chart.point(31.55, 34.55))
    chart.page.wait_for_function("!document.querySelector('.shelterline-tip').hidden")
    assert chart.page.evaluate("document.querySelector('.shelterline-tip').textContent") == attack
    assert chart.page.evaluate("document.querySelector('[data-action=zoom_in]').title") == attack
    assert chart.page.evaluate("shelterlinePainted.query") == attack
    assert chart.page.evaluate("document.querySelectorAll('.leaflet-container :is(img, script)').length") == 0
    assert chart.page.evaluate("alerts") == []


def test_no_tile_is_asked_for_until_the_online_layer_is_on(chart: Chart):
    chart.show(state())
    assert chart.asked == []
    chart.show(state(layers=(*LAYERS, "osm"), text={"osm_credit": "© OpenStreetMap contributors"}))
    chart.page.wait_for_selector(".leaflet-tile", state="attached")
    link = chart.page.locator(".leaflet-control-attribution a")
    assert link.text_content() == "© OpenStreetMap contributors"
    assert "noopener" in (link.get_attribute("rel") or "")
    chart.show(state())
    assert chart.page.evaluate("document.querySelectorAll('.leaflet-tile').length") == 0
    assert set(chart.asked) == {"tile.openstreetmap.org"}


def test_controls_speak_the_language_of_the_state(chart: Chart):
    chart.show(state(text={"zoom_in": "Zoom in", "fit": "Fit"}))
    chart.show(state(lang="ar", dir="rtl", text={"zoom_in": "تكبير", "fit": "ملاءمة"}))
    button = chart.page.locator("[data-action=zoom_in]")
    assert (button.get_attribute("title"), button.get_attribute("aria-label")) == ("تكبير", "تكبير")


def test_fit_is_off_when_nothing_is_shown(chart: Chart):
    chart.show(state(fit=None))
    assert chart.page.locator("[data-action=fit]").is_disabled()
    chart.show(state(fit=(31.0, 34.0, 31.1, 34.1)))
    chart.page.click("[data-action=fit]")
    assert chart.wait_for_sent(1)["viewport"]["lat"] == pytest.approx(31.05, abs=0.01)


def test_map_follows_the_page_s_theme(chart: Chart):
    chart.show(state())
    chart.page.evaluate(
        "() => { const s = document.createElement('style');"
        " document.head.append(s); s.innerHTML = ':root { --background-color: #0e1117; }' }"
    )
    chart.page.wait_for_selector(".leaflet-container.shelterline-dark")
    assert chart.page.evaluate("[...document.head.querySelectorAll('style')].length") == 1


def test_screens_of_double_density_are_sharp(browser: Browser):
    page = browser.new_page(viewport={"width": 400, "height": 300}, device_scale_factor=2)
    sharp = Chart(page)
    page.route("**/*", sharp.answer)
    page.goto(ORIGIN)
    sharp.show(state())
    widths = page.evaluate("[...document.querySelectorAll('canvas')].map(c => c.width / c.clientWidth)")
    page.close()
    assert widths == [2, 2, 2, 2]


def test_first_picture_is_painted_once_and_at_the_state_s_place(chart: Chart):
    chart.show(state(viewport=Viewport(31.0, 34.0, 8)))
    assert chart.page.evaluate("[paints, map.getZoom()]") == [1, 8]


def test_state_is_painted_once(chart: Chart):
    chart.show(state())
    chart.show(state(viewport=Viewport(31.0, 34.0, 8), viewport_serial=2))
    assert chart.page.evaluate("paints") == 2
