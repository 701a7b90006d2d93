"""The brush index, held against a plain filter of the raw rows and against what the server paints itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.filters.view import DEFAULT_LAYERS, MAX_ZOOM, OPENING_LAYERS, View
from geo.language import words
from geo.layers import brush_answer as brush_module
from geo.layers.assessments import AssessmentsLayer
from geo.layers.brush_answer import brush_address, brush_answer, brush_file, in_any_dates, packed_answer
from geo.layers.scene import scene
from geo.model import Kind, Language, Layer
from geo.model.days import day_number, day_of
from geo.snapshot.derive import GRID_BITS, tile_box
from geo.snapshot.opened import Snapshot
from geo.snapshot.restricted import PRIVATE_VARIABLE
from geo.tiles import brush_index as indexing
from geo.tiles.display import PLACE_BITS
from geo.tiles.tile import cells_of_tile
from geo.wording import not_shown_sentence, shown_sentence
from geo.wording.brush_texts import brush_texts
from tests.builders import filters, report, row, snapshot, view_of
from tests.geo.layers.brushes import Asked, BrushScript
from tests.geo.plain import World

a_view = st.data()
few = settings(max_examples=4)
RANGES = 4
ALL_LAYERS = (*DEFAULT_LAYERS, Layer.OSM)


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> BrushScript:
    return BrushScript.put(tmp_path_factory.mktemp("brush"))


def drawn(data: st.DataObject, world: World) -> tuple[View, list[tuple[date, date]]]:
    """A view, and ranges of days of the chronicle beside its own."""
    view = data.draw(filters(world.opened, world.words))
    first, last = world.opened.span
    day = st.integers(0, (last - first).days).map(lambda n: first + timedelta(days=n))
    some = data.draw(st.lists(st.tuples(day, day), min_size=RANGES, max_size=RANGES))
    return view, [(min(ends), max(ends)) for ends in some]


def of_range(periods: dict[str, list[int]], first: int, last: int) -> tuple[int, int]:
    """How many reports of some periods are certainly and possibly in a range, one period after another."""
    certain = possible = 0
    for begins, days, n in zip(periods["first"], periods["days"], periods["n"], strict=True):
        possible += n if begins <= last and begins + days >= first else 0
        certain += n if first <= begins and begins + days <= last else 0
    return certain, possible


def days_of(world: World) -> pd.DataFrame:
    """First and last day of each report, days since 1970; NaN when undated."""
    since = pd.Timestamp("1970-01-01")
    return pd.DataFrame({"first": (world.begins - since).dt.days, "last": (world.ends - since).dt.days})


def plain_counts(days: pd.DataFrame, first: int, last: int) -> tuple[int, int]:
    """How many of some reports are certainly and possibly in a range."""
    certain = (days["first"] >= first) & (days["last"] <= last)
    possible = (days["first"] <= last) & (days["last"] >= first)
    return int(certain.sum()), int(possible.sum())


@given(a_view)
@few
def test_periods_count_what_a_plain_filter_finds_in_any_dates(world: World, data: st.DataObject):
    view, ranges = drawn(data, world)
    index = json.loads(brush_file(world.opened, view).body)
    why = world.reasons(view.but(date_from=world.opened.span[0], date_to=world.opened.span[1]))
    days, areas = days_of(world), world.reports["area_pcode"][(why == "") & world.is_area]
    others = set(why) - {"", "undated"}
    for begin, end in ranges:
        first, last = day_number(begin), day_number(end)
        a, b = first - index["day"], last - index["day"]
        assert of_range(index["shown"], a, b) == plain_counts(days[why == ""], first, last)
        found = {reason: of_range(periods, a, b) for reason, periods in index["left_out"].items()}
        assert found == {reason: plain_counts(days[why == reason], first, last) for reason in others}
        counted = {pcode: of_range(periods, a, b) for pcode, periods in index["areas"].items()}
        by_area = {pcode: days.loc[areas.index[areas == pcode]] for pcode in set(areas)}
        assert counted == {pcode: plain_counts(of_it, first, last) for pcode, of_it in by_area.items()}


@given(a_view)
@few
def test_a_dragged_range_counts_what_the_same_range_counts(
    world: World, script: BrushScript, data: st.DataObject
):
    view, ranges = drawn(data, world)
    body = brush_file(world.opened, view).body
    asked = [Asked(day_number(first), day_number(last)) for first, last in ranges]
    for (first, last), answer in zip(ranges, script.paint(body, *asked), strict=True):
        counts = world.opened.counts(view.but(date_from=first, date_to=last))
        assert answer["shown"] == counts.shown
        assert answer["leftOut"] == [[str(reason), n] for reason, n in counts.reasons.items()]
        assert {area["pcode"]: area["n"] for area in answer["state"]["areas"]} == counts.areas
        assert answer["state"]["largest_radius_m"] == counts.largest_radius_m


def some_tiles(data: st.DataObject, world: World, view: View) -> tuple[tuple[int, int, int], ...]:
    """Tiles of several zooms that have reports of a view in them, and one that has none."""
    points = world.opened.store.points(world.opened.store.shown(view))
    if not len(points.row):
        return ((0, 0, 0),)
    places = data.draw(st.lists(st.integers(0, len(points.row) - 1), min_size=1, max_size=3))
    zooms = data.draw(st.lists(st.integers(0, MAX_ZOOM), min_size=2, max_size=3))
    return tuple(
        (z, int(points.gx[i]) >> (GRID_BITS - z), int(points.gy[i]) >> (GRID_BITS - z))
        for i in places
        for z in (*zooms, 10)
    )


def cells_said(opened: Snapshot, view: View, tile: tuple[int, int, int]) -> list[list[Any]]:
    """A tile of the server as the map reads it: column, row, number, kinds, radius, cell."""
    cells, box = cells_of_tile(opened, view.filters(), *tile), tile_box(*tile)
    side = 1 << PLACE_BITS
    size = box[2] - box[0]
    told = []
    for i in range(len(cells)):
        gx, gy = (
            tile[axis + 1] * side + (int(at[i]) - box[axis]) * side // size
            for axis, at in enumerate((cells.gx, cells.gy))
        )
        group = [GRID_BITS - cells.shift, int(cells.x[i]), int(cells.y[i]), int(cells.group[i])]
        radius = int(cells.radius_m[i]) if cells.is_one_place[i] else 0
        cell = None if cells.n[i] == 1 else group
        told.append([gx, gy, int(cells.n[i]), int(cells.kinds[i]), radius, cell])
    return told


@given(a_view)
@few
def test_a_dragged_tile_is_the_tile_that_the_server_makes_of_the_same_range(
    world: World, script: BrushScript, data: st.DataObject
):
    view, ranges = drawn(data, world)
    view = view.but(layers=(*view.layers, Layer.REPORTS))
    ranges.append(world.opened.span)
    whole = view.but(date_from=world.opened.span[0], date_to=world.opened.span[1])
    tiles = some_tiles(data, world, whole)
    body = brush_file(world.opened, view).body
    asked = [Asked(day_number(first), day_number(last), tiles) for first, last in ranges]
    for (first, last), answer in zip(ranges, script.paint(body, *asked), strict=True):
        of_days = view.but(date_from=first, date_to=last)
        for tile, places in zip(tiles, answer["places"], strict=True):
            told = [[p["gx"], p["gy"], p["n"], p["kinds"], p["radius"], p["cell"]] for p in places]
            assert told == cells_said(world.opened, of_days, tile)


@given(a_view, st.sampled_from(Language))
@few
def test_a_dragged_state_has_the_marks_of_the_same_range(
    bundled_world: World, script: BrushScript, data: st.DataObject, lang: Language
):
    world = bundled_world
    view, ranges = drawn(data, world)
    layers = data.draw(st.sampled_from([DEFAULT_LAYERS, OPENING_LAYERS, ALL_LAYERS]))
    view = view.but(layers=layers, lang=lang)
    body = brush_file(world.opened, view).body
    asked = [Asked(day_number(first), day_number(last)) for first, last in ranges]
    w = words(lang)
    for (first, last), answer in zip(
        ranges, script.paint(body, *asked, locale=w.locale.replace("_", "-")), strict=True
    ):
        of_days = view.but(date_from=first, date_to=last)
        state, dragged = scene(world.opened, of_days, w, 0), answer["state"]
        assert dragged["zones"] == [{"id": zone.id, "earlier": zone.earlier} for zone in state.zones]
        assert dragged["sheltering"] == [asdict(mark) for mark in state.sheltering]
        badges = [(area["pcode"], area["badge"]) for area in dragged["areas"]]
        assert badges == [(area.pcode, area.badge) for area in state.areas]
        counts = world.opened.counts(of_days)
        said = shown_sentence(counts.shown, world.opened.total, w), not_shown_sentence(counts.reasons, w)
        assert answer["sentence"] == " · ".join(said)


def test_a_report_is_counted_in_each_day_that_it_may_be_of(script: BrushScript):
    opened = snapshot(
        report("r1", event_start="2024-01-03", event_end="2024-01-05", date_precision="range"),
        report("r2", event_start="2024-01-05"),
        report("r3", event_start="2024-01-09", location_precision="governorate"),
        report("r4", event_start="", date_precision="unknown"),
    )
    body = brush_file(opened, view_of(opened)).body
    first = day_number(date(2024, 1, 1))
    days = [Asked(first + day, first + day) for day in (2, 4, 5, 8)]
    answers = script.paint(body, *days)
    assert [answer["shown"] for answer in answers] == [1, 2, 0, 1]
    assert answers[3]["leftOut"] == [["undated", 1], ["other_dates", 2]]
    assert [area["pcode"] for area in answers[3]["state"]["areas"]] == ["XX0101"]


@pytest.mark.parametrize("lang", Language)
def test_a_sentence_has_the_form_of_its_number(lang: Language):
    forms, w = brush_texts(lang, 7).area, words(lang)

    def chosen(n: int) -> str:
        last = n % 100
        return forms.texts[forms.of[n if n < len(forms.of) else 100 + last if last < 3 else last]]

    many = "{n} reports in this area"
    for n in (*range(1_300), 10_000, 10_001, 10_002, 10_011, 123_456):
        assert chosen(n) == w.catalogue.ngettext("{n} report in this area", many, n)


@pytest.mark.parametrize("z", [4, 9, 13])
def test_cells_of_too_many_points_count_whole_weeks_exactly(
    bundled: Snapshot, script: BrushScript, monkeypatch: pytest.MonkeyPatch, z: int
):
    for module in (indexing, brush_module):
        monkeypatch.setattr(module, "MOST_POINTS", 0)
    view = bundled.opening_view().but(layers=(Layer.REPORTS, Layer.AREAS))
    points = bundled.store.points(bundled.store.shown(view))
    tile = z, int(points.gx[0]) >> (GRID_BITS - z), int(points.gy[0]) >> (GRID_BITS - z)
    said = brush_answer(bundled, in_any_dates(bundled, view), (tile,))
    assert said is not None
    index = json.loads(packed_answer(said).body)
    cells, (first, last) = index["cells"], map(day_number, bundled.span)
    edges = [index["day"] + edge for edge in cells["edges"]]
    weeks = [(0, 0), (3, 9), (5, 60), (0, len(edges) - 2)]
    ranges = [(max(edges[begin], first), min(edges[end + 1] - 1, last)) for begin, end in weeks]
    answers = script.paint(packed_answer(said).body, *(Asked(*days, (tile,)) for days in ranges))
    for days, answer in zip(ranges, answers, strict=True):
        of_days = view.but(date_from=day_of(days[0]), date_to=day_of(days[1]))
        finer = z + PLACE_BITS - GRID_BITS + cells["shift"]
        got = {(p["gx"] >> finer, p["gy"] >> finer): (p["n"], p["kinds"]) for p in answer["places"][0]}
        assert got == plain_cells(bundled, of_days, cells["shift"], tile)
        counts = bundled.counts(of_days)
        assert answer["shown"] == counts.shown
        assert dict(answer["leftOut"]) == {str(reason): n for reason, n in counts.reasons.items()}
        assert {area["pcode"]: area["n"] for area in answer["state"]["areas"]} == counts.areas
        assert "whole weeks" in answer["sentence"]


def plain_cells(
    opened: Snapshot, view: View, shift: int, tile: tuple[int, int, int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Number and kinds of each cell of a tile, whatever the radius."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    plain = opened.aggregate(view, shift, tile_box(*tile))
    for x, y, n, kinds in zip(plain.x, plain.y, plain.n, plain.kinds, strict=True):
        before = found.get((int(x), int(y)), (0, 0))
        found[int(x), int(y)] = before[0] + int(n), before[1] | int(kinds) & (1 << len(Kind)) - 1
    return found


def test_a_view_of_too_many_points_says_so_and_has_no_index(monkeypatch: pytest.MonkeyPatch):
    opened = snapshot(report("r1", summary="A first."), report("r2", summary="A second."))
    monkeypatch.setattr(indexing, "MOST_POINTS", 1)
    assert json.loads(brush_file(opened, view_of(opened)).body) == {"form": 2, "is_too_large": True}
    assert json.loads(brush_file(opened, view_of(opened, layers=())).body)["shown"]["n"] == []


def test_an_answer_of_too_many_bytes_is_not_given(monkeypatch: pytest.MonkeyPatch):
    opened = snapshot(report("r1", summary="Large."))
    monkeypatch.setattr(brush_module, "MOST_BYTES", 10)
    assert json.loads(brush_file(opened, view_of(opened)).body) == {"form": 2, "is_too_large": True}


def test_dates_and_place_of_a_view_make_no_other_address(bundled: Snapshot):
    view = bundled.opening_view()
    moved = view.but(date_to=view.date_from, lat=0.0, lon=1.0, z=5, selected="r1")
    assert brush_address(bundled, moved) == brush_address(bundled, view) != ""
    assert brush_address(bundled, view.but(kinds=("drone",))) != brush_address(bundled, view)
    assert brush_address(bundled, view.but(lang=Language.AR)) != brush_address(bundled, view)


def test_damage_is_that_of_the_newest_image_by_the_last_day(script: BrushScript):
    images = [(1, "2024-01-02"), (2, "2024-01-09"), (3, "2024-02-28")]
    cells = [row("assessments", f"a{n}", structures=n, image_from="", image_to=day) for n, day in images]
    opened = snapshot(
        report("r1", event_start="2024-01-01"), report("r2", event_start="2024-01-20"), assessments=cells
    )
    view = view_of(opened, layers=(Layer.REPORTS, Layer.ASSESSMENTS))
    first = opened.span[0]
    days = [first, date(2024, 1, 2), date(2024, 1, 8), date(2024, 1, 9), opened.span[1]]
    asked = [Asked(day_number(first), day_number(day)) for day in days]
    answers = script.paint(brush_file(opened, view).body, *asked)
    shown = []
    for day, answer in zip(days, answers, strict=True):
        state = scene(opened, view.but(date_from=first, date_to=day), words(Language.EN), 0)
        marks = state.added["assessments"].marks if state.added else ()
        dragged = answer["state"]["added"]["assessments"]
        assert dragged["marks"] == [asdict(mark) for mark in marks]
        shown.append(len(marks))
        if marks:
            assert dragged["shapes"] == state.added["assessments"].shapes
    assert shown == [0, 1, 1, 1, 1]


def test_a_layer_that_does_not_follow_keeps_the_map_where_it_is(
    bundled: Snapshot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(AssessmentsLayer, "follows_brush", False)
    view = bundled.opening_view()
    assert brush_address(bundled, view.but(layers=(*view.layers, Layer.ASSESSMENTS))) == ""


def test_a_map_with_rows_that_are_not_given_away_does_not_follow(monkeypatch: pytest.MonkeyPatch):
    closed = row(
        "sources", "closed", name="Synthetic Registry", licence="Not redistributable: synthetic terms"
    )
    opened = snapshot(
        report("r1"), report("closed-1", source_id="closed"), sources=[row("sources", "synthetic"), closed]
    )
    assert brush_address(opened, view_of(opened)) != ""
    monkeypatch.setenv(PRIVATE_VARIABLE, "1")
    assert brush_address(opened, view_of(opened)) == ""
