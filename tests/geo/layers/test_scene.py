from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings

from geo.filters.permalink import query_string
from geo.filters.view import View
from geo.language import words
from geo.layers.geography import geography_of
from geo.layers.map_state import MapState, Selection, Viewport
from geo.layers.scene import scene
from geo.model import AREA_PRECISIONS, Kind, Language, Layer
from geo.model.rows import Cell
from geo.snapshot.current import current
from geo.snapshot.opened import Snapshot
from geo.tiles.tile import FORM
from tests.builders import EN, TESTVILLE, report, row, select, snapshot, view_of, views_of_its_days

ATTACK = '<script>alert("1")</script>'


def drawn(opened: Snapshot, first: str = "", **changes: Cell) -> MapState:
    return scene(opened, view_of(opened, first, **changes), EN, 1)


def test_point_reports_are_asked_for_as_tiles_of_the_filters():
    opened = snapshot()
    view = view_of(opened, lat=31.5, lon=34.5, z=12, lang=Language.HE, kinds=(Kind.AIRSTRIKE,))
    asked = scene(opened, view, EN, 1).tiles
    filters = query_string(view.filters())
    assert asked == f"/tiles/reports/{{z}}/{{x}}/{{y}}.mvt?{filters}&detail=map&form={FORM}"


def test_the_same_filters_are_the_same_tiles_wherever_the_reader_looks():
    opened = snapshot()
    assert drawn(opened, lat=31.5, z=12, selected="r1").tiles == drawn(opened).tiles


def test_the_legend_is_told_how_many_points_there_are_and_of_which_kinds():
    state = drawn(
        snapshot(report("r1"), report("r2", kind="drone"), report("r3", location_precision="governorate"))
    )
    assert (state.n_points, state.kinds) == (2, ("airstrike", "drone"))


def test_the_map_is_told_from_how_far_rings_reach_in():
    told = [report("r1", kind="drone", radius_m=25_000), report("r2", radius_m=400)]
    opened = snapshot(*told, report("r3", location_precision="governorate"))
    assert drawn(opened).largest_radius_m == 25_000
    assert drawn(opened, kinds=(Kind.AIRSTRIKE,)).largest_radius_m == 400
    assert drawn(opened, layers=(Layer.AREAS,)).largest_radius_m == 0


@pytest.mark.parametrize("precision", sorted(AREA_PRECISIONS))
def test_an_area_report_is_counted_in_its_area_and_is_no_point(precision: str):
    lat, lon = TESTVILLE
    told = report(location_precision=precision, area_pcode="XX01", lat=lat, lon=lon)
    state = drawn(snapshot(told))
    assert (state.n_points, [(a.pcode, a.n) for a in state.areas]) == (0, [("XX01", 1)])


def test_an_area_has_one_badge_for_all_its_reports():
    told = [report(f"r{n}", location_precision="governorate") for n in range(3)]
    (area,) = drawn(snapshot(*told)).areas
    assert area.title == "Testville district: 3 reports in this area"


@given(views_of_its_days)
@settings(max_examples=20)
def test_points_and_areas_hold_every_report_that_is_shown(view: View):
    state = scene(current(), view, EN, 1)
    shown = select(current(), view).shown
    points = set(shown["location_precision"]) & {"site", "neighbourhood", "locality"}
    assert state.n_points + sum(area.n for area in state.areas) == len(shown)
    assert bool(points) == bool(state.n_points)


@given(views_of_its_days)
@settings(max_examples=20)
def test_every_scene_can_be_sent_as_json(view: View):
    state = scene(current(), view, words(view.lang), 1)
    assert json.dumps(asdict(state), allow_nan=False)


def test_a_scene_is_plain_text_that_whoever_draws_it_escapes():
    state = drawn(snapshot(zones=[row("zones", "z1", issued_by=ATTACK)]))
    assert state.zones[0].label == f"labelled humanitarian by {ATTACK}"


def test_a_scene_repeats_its_view(bundled: Snapshot):
    view = view_of(bundled, lat=31.5, lon=34.5, z=12, lang=Language.HE)
    state = scene(bundled, view, words(Language.HE), 7)
    assert (state.query, state.snapshot, state.lang, state.dir) == (
        query_string(view),
        bundled.id,
        "he",
        "rtl",
    )
    assert (state.viewport, state.viewport_serial) == (Viewport(31.5, 34.5, 12), 7)


def test_a_scene_names_the_geography_that_its_ids_are_in(bundled: Snapshot):
    assert drawn(bundled).geography == geography_of(current()).address


@pytest.mark.parametrize(
    ("layer", "marks"),
    [
        (Layer.REPORTS, "tiles"),
        (Layer.AREAS, "areas"),
        (Layer.ZONES, "zones"),
        (Layer.SHELTERING, "sheltering"),
    ],
)
def test_a_layer_alone_draws_its_marks_and_no_others(bundled: Snapshot, layer: Layer, marks: str):
    state = drawn(bundled, "2023-12-02", layers=(layer,))
    kinds = ("tiles", "areas", "zones", "sheltering")
    assert [kind for kind in kinds if getattr(state, kind)] == [marks]


def test_with_every_layer_off_nothing_is_drawn_and_nothing_can_be_fitted(bundled: Snapshot):
    state = drawn(bundled, layers=())
    assert (state.tiles, state.areas, state.zones, state.sheltering) == ("", (), (), ())
    assert state.fit is None


def test_the_map_fits_points_and_areas():
    told = report("r1", lat=31.6, lon=34.9), report("r2", location_precision="governorate")
    # The grid of points is 2.4 m fine.
    assert drawn(snapshot(*told)).fit == pytest.approx((31.0, 34.0, 31.6, 34.9), abs=1e-4)


def test_nothing_is_selected_without_a_selection():
    assert drawn(snapshot()).selection is None


def test_a_selected_point_has_its_disc():
    assert drawn(snapshot(), selected="r1").selection == Selection("r1", *TESTVILLE, 3_000.0)


def test_a_selected_area_report_has_its_area_and_no_point():
    opened = snapshot(report(location_precision="territory", area_pcode="XX01"))
    assert drawn(opened, selected="r1").selection == Selection("r1", pcode="XX01")


def test_a_selected_report_without_a_location_has_no_ground():
    opened = snapshot(report("r1", location_precision="unlocated"), report("r2"))
    assert drawn(opened, selected="r1").selection == Selection("r1")


def test_a_selected_zone_is_named():
    opened = snapshot(zones=[row("zones", "z1")])
    assert drawn(opened, selected="z1").selection == Selection("z1")


def test_a_zone_says_who_gave_it_its_status():
    mark = drawn(snapshot(zones=[row("zones", "z1")])).zones[0]
    assert mark.title == (
        "Testville zone: labelled humanitarian by Testville council, from 10 Jan 2024, no end stated"
    )


def test_a_zone_status_out_of_force_is_not_drawn():
    over = row("zones", "z1", valid_from="2023-01-01", valid_to="2023-02-01")
    assert drawn(snapshot(zones=[over])).zones == ()


def sheltering(*figures: dict[str, Any]) -> list[tuple[int | None, int | None, str]]:
    marks = drawn(snapshot(sheltering=figures)).sheltering
    return [(mark.people_min, mark.people_max, mark.label) for mark in marks]


def figure(key: str, least: object, most: object, **said: Cell) -> dict[str, Any]:
    return row("sheltering", key, people_min=least, people_max=most, claimant=key, **said)


def test_claims_of_people_sheltering_span_from_the_lowest_to_the_highest():
    assert sheltering(figure("h1", 100, 100), figure("h2", 250, 300)) == [(100, 300, "100–300")]


def test_an_open_claim_leaves_the_span_open():
    assert sheltering(figure("h1", 100, 100), figure("h2", 50, "")) == [(50, None, "at least 50")]


def test_a_claim_without_a_number_draws_nothing():
    assert sheltering(figure("h1", "", "")) == []


def test_people_in_one_setting_are_not_added_to_those_in_all():
    part = figure("h2", 40, 40, setting="unrwa_installation")
    assert sheltering(figure("h1", 100, 100), part) == [(100, 100, "100")]


def test_an_area_without_an_outline_has_no_mark_of_people_sheltering():
    assert sheltering(figure("h1", 100, 100, pcodes="XX99")) == []


def texts(value: Cell) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in texts(one)]
    return [str(value)] if isinstance(value, str | int) else []


@pytest.mark.parametrize("lang", Language)
def test_on_2_december_2023_nothing_adds_400_and_50(bundled: Snapshot, lang: Language):
    view = view_of(bundled, "2023-12-02", lang=lang)
    state = scene(bundled, view, words(lang), 1)
    assert not [text for text in texts(asdict(state)) if re.search(r"(?<!\d)450(?!\d)", text)]


def test_on_2_december_2023_whole_and_part_are_counted_in_gaza_as_two_reports(bundled: Snapshot):
    counts = {area.pcode: area.n for area in drawn(bundled, "2023-12-02").areas}
    reports = bundled.reports
    then = (reports["event_start"] <= "2023-12-02") & (reports["event_end"] >= "2023-12-02")
    is_wide = reports["location_precision"].isin(["territory", "subregion"])
    of_gaza = reports[then & is_wide & (reports["area_pcode"] == "PS02")].index
    assert {"r0054", "r0055"} <= set(of_gaza)
    assert counts["PS02"] == len(of_gaza)


def test_on_2_december_2023_people_sheltering_in_the_south_have_a_mark(bundled: Snapshot):
    titles = [mark.title for mark in drawn(bundled, "2023-12-02").sheltering]
    assert [t for t in titles if t.startswith("Southern Gaza Strip: 2,000,000") and "The Hill" in t]
