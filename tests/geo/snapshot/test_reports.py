"""The store's answers, held against a plain filter of the raw rows (see `tests.geo.plain`)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.filters import registry
from geo.filters.choice import ChoiceFilter
from geo.filters.kinds import KIND
from geo.geometry.gazetteer import search_form
from geo.model import ExclusionReason, Kind, Language, Layer, LocationPrecision
from geo.model.errors import SnapshotError
from geo.snapshot import parquet_files as parquet
from geo.snapshot.columns import FilterResult
from geo.snapshot.derive import GRID_BITS, SEARCH
from geo.snapshot.files import open_snapshot, write_snapshot
from geo.snapshot.frames import to_frame
from geo.snapshot.grid import EVERY_RADIUS, Spot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import LARGEST_COUNT, SCHEMA
from tests.benchmarks import synthetic
from tests.builders import arrow_tables, filters, outlines, report, row, shown_ids, snapshot, view_of
from tests.geo.plain import World

a_view = st.data()
few = settings(max_examples=8)


def drawn(data: st.DataObject, world: World):
    return data.draw(filters(world.opened, world.words))


@given(a_view)
@few
def test_what_is_shown_and_what_is_not_make_the_whole(world: World, data: st.DataObject):
    counts = world.opened.counts(drawn(data, world))
    assert counts.shown + sum(counts.reasons.values()) == world.opened.total


@given(a_view)
@few
def test_a_view_shows_what_a_plain_filter_finds_in_the_same_order(world: World, data: st.DataObject):
    view = drawn(data, world)
    assert shown_ids(world.opened, view, world.opened.total) == list(world.shown(view)["report_id"])


@given(a_view)
@few
def test_every_report_left_out_has_the_reason_that_a_plain_filter_gives(world: World, data: st.DataObject):
    view = drawn(data, world)
    reasons = world.reasons(view)
    assert dict(world.opened.left_out(view, world.opened.total)) == reasons[reasons != ""].to_dict()


@given(a_view)
@few
def test_reasons_are_counted_as_they_are_listed(world: World, data: st.DataObject):
    view = drawn(data, world)
    listed = Counter(reason for _, reason in world.opened.left_out(view, world.opened.total))
    assert world.opened.counts(view).reasons == listed


@given(a_view)
@few
def test_areas_are_counted_as_a_plain_filter_counts_them(world: World, data: st.DataObject):
    view = drawn(data, world)
    expected = world.of_areas(view)["area_pcode"].value_counts().to_dict()
    assert world.opened.counts(view).areas == expected


@given(a_view)
@few
def test_the_kinds_are_those_of_the_points_shown(world: World, data: st.DataObject):
    view = drawn(data, world)
    assert world.opened.counts(view).kinds == {Kind(kind) for kind in world.points(view)["kind"]}


@given(a_view)
@few
def test_the_box_of_a_view_is_that_of_its_points(world: World, data: st.DataObject):
    view = drawn(data, world)
    cells = world.tiles(view, GRID_BITS)
    columns, rows = [x for x, _ in cells], [y for _, y in cells]
    box = (min(columns), min(rows), max(columns), max(rows)) if cells else None
    assert world.opened.counts(view).cells == box


@given(a_view, st.integers(1, 6_000))
@few
def test_pages_laid_end_to_end_are_the_list(world: World, data: st.DataObject, size: int):
    view, opened = drawn(data, world), world.opened
    size = max(size, opened.total // 20)
    pages = [shown_ids(opened, view, size, start) for start in range(0, opened.total, size)]
    assert [i for page in pages for i in page] == shown_ids(opened, view, opened.total)


@given(a_view)
@few
def test_no_id_is_listed_twice(world: World, data: st.DataObject):
    ids = shown_ids(world.opened, drawn(data, world), world.opened.total)
    assert len(ids) == len(set(ids))


@given(a_view, st.integers(0, 5))
@few
def test_a_page_has_the_whole_rows_of_its_ids(world: World, data: st.DataObject, start: int):
    view, opened = drawn(data, world), world.opened
    assert list(opened.page(view, 5, start)["report_id"]) == shown_ids(opened, view, 5, start)


@given(a_view)
@few
def test_what_lies_in_cells_is_what_a_plain_filter_finds_there(world: World, data: st.DataObject):
    view, shift = drawn(data, world), data.draw(st.integers(0, 14))
    points = world.points(view)
    cells = world.tiles(view, GRID_BITS - shift)
    chosen = data.draw(
        st.lists(st.sampled_from([(0, 0), *sorted(cells)]), min_size=1, max_size=4, unique=True)
    )
    spot = Spot(cells=tuple((GRID_BITS - shift, *cell, EVERY_RADIUS) for cell in chosen))
    n, found = world.opened.here(view, spot, len(points))
    assert n == len(found) == sum(cells[cell] for cell in chosen)
    assert found == [i for i in points["report_id"] if i in set(found)]


@given(a_view)
@few
def test_what_lies_in_areas_is_what_a_plain_filter_finds_there(world: World, data: st.DataObject):
    view = drawn(data, world)
    chosen = data.draw(st.lists(st.sampled_from(sorted(world.parents)), max_size=4, unique=True))
    of_areas = world.of_areas(view)
    expected = list(of_areas[of_areas["area_pcode"].isin(chosen)]["report_id"])
    assert world.opened.here(view, Spot(pcodes=tuple(chosen)), world.opened.total) == (
        len(expected),
        expected,
    )


@given(a_view)
@few
def test_the_nearest_day_is_one_of_a_report_and_none_is_nearer(world: World, data: st.DataObject):
    view = drawn(data, world)
    first, last = world.opened.span
    starts = world.shown(view.but(date_from=first, date_to=last))["event_start"]
    days = [day.date() for day in starts.drop_duplicates()]
    nearest = min(days, key=lambda day: (abs(day - view.date_to), day), default=None)
    assert world.opened.nearest_day(view) == nearest


@given(a_view)
@few
def test_each_value_counts_what_the_view_would_show_with_it_alone(world: World, data: st.DataObject):
    view = drawn(data, world)
    each = data.draw(st.sampled_from([one for one in registry.filters() if isinstance(one, ChoiceFilter)]))
    chosen_of_it = world.value_counts(each.choose(view, ()), each.column)
    assert world.opened.facet_in(view, each) == chosen_of_it
    value = data.draw(st.sampled_from(sorted(world.opened.facet(each.column))))
    alone = world.opened.counts(each.choose(view, (value,))).shown
    assert world.opened.facet_in(view, each).get(value, 0) == alone


def test_a_value_counts_the_same_wherever_the_view_looks(world: World):
    view = world.opened.default_view()
    moved = view.but(lat=0.0, lon=0.0, z=4, lang=Language.HE, selected="r1")
    # The same object: the place on the map costs no second count.
    assert world.opened.facet_in(moved, KIND) is world.opened.facet_in(view, KIND)


@pytest.mark.parametrize("column", ["source_id", "kind", "location_precision"])
def test_facets_are_the_counts_of_the_raw_rows(world: World, column: str):
    assert world.opened.facet(column) == world.reports[column].value_counts().to_dict()


@pytest.mark.parametrize("column", ["source_id", "kind", "location_precision"])
def test_facets_add_up_to_the_total(world: World, column: str):
    assert sum(world.opened.facet(column).values()) == world.opened.total


def test_the_span_is_from_the_first_day_to_the_last(world: World):
    first, last = world.begins.min(), world.ends.max()
    assert world.opened.span == (first.date(), last.date())


def test_the_spans_of_sources_are_those_of_the_raw_rows(world: World):
    sources = world.reports["source_id"]
    grouped = world.reports.groupby("source_id")
    spans = world.opened.store.database.spans_by_source().loc[list(grouped.groups)]
    assert list(spans["n"]) == list(grouped.size())
    assert list(spans["first"]) == [day.date() for day in world.begins.groupby(sources).min()]
    assert list(spans["last"]) == [day.date() for day in world.ends.groupby(sources).max()]


def test_incidents_are_counted_once(world: World):
    assert world.opened.store.database.incidents() == world.reports["incident_key"].nunique()


def test_rows_come_in_the_order_asked_for_each_once(world: World):
    ids = list(world.reports["report_id"].iloc[[70, 3, -1, 200, len(world.reports) // 2]])
    assert list(world.opened.store.by_ids([*ids, ids[0]])["report_id"]) == ids


def test_an_unknown_id_has_no_row(world: World):
    known = world.reports["report_id"].iloc[0]
    assert list(world.opened.store.by_ids(["no such report", known])["report_id"]) == [known]


@pytest.mark.parametrize("unknown", ["", "R1", "r1 ", "\ud800", "r1\udfff", "\x00", "%"])
def test_no_other_text_is_taken_for_an_id(unknown: str):
    assert ("r1" in snapshot().store, unknown in snapshot().store) == (True, False)


def test_an_unknown_id_alone_gives_an_empty_frame(world: World):
    assert world.opened.store.by_ids(["no such report"]).empty


def test_a_row_is_the_raw_row(world: World):
    raw = world.reports.iloc[::997]
    read = world.opened.store.by_ids(raw["report_id"])
    texts = ["report_id", "source_id", "claimant", "url", "place_name", "area_pcode", "summary"]
    pd.testing.assert_frame_equal(
        read[texts], pd.DataFrame(raw[texts]), check_dtype=False, check_index_type=False
    )


@given(a_view, st.integers(1, 6_000))
@few
def test_the_rows_of_a_view_come_whole_in_the_order_of_the_list(
    world: World, data: st.DataObject, batch_rows: int
):
    view, opened = drawn(data, world), world.opened
    batches = list(opened.rows(view, batch_rows))
    assert [i for b in batches for i in b["report_id"].to_pylist()] == shown_ids(opened, view, opened.total)
    assert max(map(len, batches), default=0) <= batch_rows


@given(a_view, st.integers(1, 6_000))
@few
def test_what_the_filters_find_is_what_a_plain_filter_finds_drawn_or_not(
    world: World, data: st.DataObject, batch_rows: int
):
    view, opened = drawn(data, world), world.opened
    batches = list(opened.matching(view).batches(batch_rows))
    found = {
        i: s for b in batches for i, s in zip(b["report_id"].to_pylist(), b[-1].to_pylist(), strict=True)
    }
    assert list(found) == list(world.matching(view)["report_id"])
    assert [i for i, is_shown in found.items() if is_shown] == shown_ids(opened, view, opened.total)
    assert max(map(len, batches), default=0) <= batch_rows


@given(a_view)
@few
def test_shown_and_unlocated_and_switched_off_make_what_the_filters_find(world: World, data: st.DataObject):
    view = drawn(data, world)
    counts, not_drawn = world.opened.counts(view), ("unlocated", "layer_off")
    expected = counts.shown + sum(counts.reasons.get(reason, 0) for reason in not_drawn)
    assert len(world.opened.matching(view)) == expected


def test_what_is_found_is_counted_by_source():
    opened = snapshot(report("r1"), report("r2", source_id="synthetic-2"), report("r3", kind="rocket"))
    found = opened.matching(view_of(opened, kinds=(Kind.AIRSTRIKE,)))
    assert opened.store.by_source(found, ["synthetic-2", "unheard-of"]) == {"synthetic-2": 1}


def test_an_undated_report_is_in_no_dates():
    opened = snapshot(report("r1"), report("r2", event_start="", date_precision="unknown"))
    assert len(opened.matching(opened.default_view())) == 1


def test_a_row_of_an_export_says_what_the_page_says(world: World):
    view, opened = world.opened.default_view(), world.opened
    exported = to_frame(pa.Table.from_batches(opened.rows(view)).slice(0, 50), "reports")
    assert list(exported.columns) == list(SCHEMA["reports"])
    pd.testing.assert_frame_equal(exported, opened.page(view, 50)[list(exported.columns)])


def test_a_view_of_nothing_has_no_rows():
    opened = snapshot()
    assert list(opened.rows(view_of(opened, text="elsewhere"))) == []


def test_rows_of_another_snapshot_are_refused_before_any_is_read():
    opened = snapshot()
    with pytest.raises(SnapshotError):
        opened.rows(view_of(opened, snap="0123456789ab"))


def test_an_export_holds_a_part_of_the_rows_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet, "_ROW_GROUP", 200)
    tables = {**arrow_tables(), "reports": pa.Table.from_batches(synthetic.reports(4_000))}
    tables["reports"] = tables["reports"].select(list(SCHEMA["reports"]))
    opened = open_snapshot(snapshots_folder(tmp_path) / write_snapshot(tables, outlines(), tmp_path))
    view, before = opened.default_view(), pa.total_allocated_bytes()
    held = [pa.total_allocated_bytes() - before for _ in opened.rows(view, 100)]
    assert max(held) < pa.Table.from_batches(opened.rows(view)).nbytes / 4


def test_only_links_between_reports_are_looked_up_by_value(world: World):
    with pytest.raises(KeyError):
        world.opened.store.where_equal("report_id; --", "r1")


def test_threads_do_not_get_each_others_answers(synthetic_world: World):
    opened = synthetic_world.opened
    views = [opened.default_view().but(kinds=(kind,)) for kind in Kind]
    alone = [opened.store.counts(view.filters()).shown for view in views]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda view: opened.store.counts(view.filters()).shown, views * 4))
    assert together == alone * 4


# The search.


def searched(opened: Snapshot) -> pd.Series:
    """What the text search looks in, by report id."""
    texts = pq.read_table(opened.index.rows, columns=[SEARCH])[SEARCH].to_pylist()
    return pd.Series(texts, opened.ids(np.arange(opened.total)))


def test_what_a_report_says_can_be_searched_in_search_form(bundled_world: World):
    opened, said = bundled_world.opened, bundled_world.reports["said"]
    kept = searched(opened)
    missed = {i: set(said[i].split()) - set(kept[i].split()) for i in said.index}
    assert {i: words for i, words in missed.items() if words} == {}


def test_nothing_can_be_searched_that_no_report_says(bundled_world: World):
    opened, said = bundled_world.opened, bundled_world.reports["said"]
    kept = searched(opened)
    added = {i: set(kept[i].split()) - set(said[i].split()) for i in said.index}
    assert {i: words for i, words in added.items() if words} == {}


@pytest.mark.parametrize("lang", ["en", "ar", "he"])
def test_every_report_is_found_by_a_word_of_its_place(bundled_world: World, lang: str):
    opened = bundled_world.opened
    gazetteer = opened.tables["places"]
    named = {row.name_en: getattr(row, f"name_{lang}") for row in gazetteer.itertuples()}
    everything = opened.default_view().but(layers=tuple(Layer))
    dated = bundled_world.shown(everything)
    told = dated[dated["place_name"].map(lambda place: bool(named.get(place)))]
    lost = {
        (place, named[place].split()[-1])
        for place, group in told.groupby("place_name")
        if not set(group["report_id"])
        <= set(shown_ids(opened, everything.but(text=named[place].split()[-1]), opened.total))
    }
    assert (lost, len(told) > 50) == (set(), True)


@pytest.mark.parametrize(
    ("said", "sought"),
    [
        ("Al-Shifa'", "alshifa"),
        ("Al-Shifa'", "AL-SHIFA"),
        ("Café Ħal", "cafe"),
        ("غزّة", "غزه"),
        ("أريحا", "اريحا"),
        ("two  spaces", "two spaces"),
        ("a zero\u200bwidth joiner", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u200fغزة\u200f (\u2067x\u2069)", "غزة"),
        ("ﬁne ligature", "fine"),
        ("100% \\ 'quoted'", "100% \\ quoted"),
    ],
)
def test_spellings_meet_in_the_search(said: str, sought: str):
    opened = snapshot(report("r1", summary=said), report("r2"))
    assert shown_ids(opened, view_of(opened, text=sought), 2) == ["r1"]


@given(st.text(st.characters(exclude_categories=["C"]), max_size=30))
@settings(max_examples=10)
def test_a_report_is_found_by_any_word_it_says(said: str):
    assume(search_form(said))
    opened = snapshot(report(summary=said))
    view = view_of(opened, text=said)
    assume(search_form(view.text))
    assert shown_ids(opened, view, 1) == ["r1"]


@pytest.mark.parametrize("field", ["place_name", "claimant", "publisher", "summary", "direction_claimed"])
def test_a_field_that_is_left_out_hides_no_other_from_the_search(tmp_path: Path, field: str):
    tables = arrow_tables(report(struck="school", summary="quartz", place_name="quartz"))
    column = tables["reports"].column_names.index(field)
    nothing = pa.nulls(1, pa.string())
    tables["reports"] = tables["reports"].set_column(column, field, nothing)
    opened = open_snapshot(snapshots_folder(tmp_path) / write_snapshot(tables, outlines(), tmp_path))
    assert shown_ids(opened, view_of(opened, text="quartz"), 1) == ["r1"]


def test_a_table_and_the_file_written_from_it_search_alike(bundled_world: World):
    opened = bundled_world.opened
    tables = {**opened.tables, "reports": opened.reports}
    in_memory = Snapshot(tables, opened.areas)
    view = opened.default_view().but(text="hospital")
    assert shown_ids(in_memory, view, 500) == shown_ids(opened, view, 500)


# Single reports on the edges of what can be asked.


def test_a_kind_that_no_report_has_shows_nothing():
    opened = snapshot()
    counts = opened.counts(view_of(opened, kinds=(Kind.DRONE,)))
    assert (counts.shown, counts.kinds, counts.areas, counts.cells) == (0, frozenset(), {}, None)


def test_an_area_without_outline_is_in_no_area_and_drawn_nowhere():
    opened = snapshot(report(location_precision="governorate", area_pcode="ZZ99"))
    assert opened.counts(view_of(opened)).reasons == {"unlocated": 1}
    assert opened.counts(view_of(opened, area="XX")).reasons == {"other_areas": 1}


def test_a_point_without_outline_is_still_a_point():
    opened = snapshot(report(area_pcode="ZZ99"))
    assert opened.counts(view_of(opened)).shown == 1


def test_an_area_report_with_a_point_is_counted_for_its_area():
    opened = snapshot(report(location_precision="governorate", lat=31.05, lon=34.05))
    counts = opened.counts(view_of(opened))
    assert (counts.areas, counts.cells) == ({"XX0101": 1}, None)


def test_reports_of_one_day_are_listed_by_id():
    opened = snapshot(*(report(f"r{i}") for i in (10, 2, 1)))
    assert shown_ids(opened, view_of(opened), 3) == ["r1", "r10", "r2"]


def test_the_nearest_day_is_unknown_when_no_day_shows_anything():
    opened = snapshot()
    assert opened.nearest_day(view_of(opened, text="elsewhere")) is None


def test_the_nearest_of_two_days_that_are_as_near_is_the_earlier():
    opened = snapshot(report("r1", event_start="2024-01-10"), report("r2", event_start="2024-01-14"))
    assert opened.nearest_day(view_of(opened, "2024-01-12")) == date(2024, 1, 10)


def test_what_lies_under_a_click_comes_by_date_and_once():
    late = report("r2", event_start="2024-02-01")
    opened = snapshot(
        late, report("r1", location_precision="governorate"), report("r3", event_start="2024-03-01")
    )
    west, north, _, _ = opened.counts(view_of(opened)).cells
    spot = Spot(("r3", "nothing"), ((GRID_BITS, west, north, EVERY_RADIUS),), ("XX0101",))
    assert opened.here(view_of(opened), spot, 5) == (3, ["r1", "r2", "r3"])
    assert opened.here(view_of(opened), spot, 1, 1) == (3, ["r2"])


def test_the_largest_count_is_held_as_it_was_said():
    opened = snapshot(report("r1", killed_min=LARGEST_COUNT, killed_max=LARGEST_COUNT))
    cells = opened.aggregate(view_of(opened), 0, (0, 0, 1 << GRID_BITS, 1 << GRID_BITS))
    assert (*cells.killed_min, *cells.killed_max) == (LARGEST_COUNT, LARGEST_COUNT)


def test_more_sources_than_sixteen_bits_can_number_are_told_apart():
    names = [f"s{n}" for n in range(40_000)]
    opened = snapshot(
        report("r1", source_id=names[0]),
        report("r2", source_id=names[-1]),
        sources=[row("sources", name) for name in names],
    )
    shown = [
        shown_ids(opened, view_of(opened, sources=frozenset({name})), 5) for name in (names[0], names[-1])
    ]
    assert shown == [["r1"], ["r2"]]


def test_what_a_view_does_not_show_lies_under_no_click():
    opened = snapshot(report("r1"), report("r2", event_start="2024-02-01"))
    assert opened.here(view_of(opened, "2024-01-10"), Spot(("r1", "r2")), 5) == (1, ["r1"])


@pytest.mark.parametrize("group", [-2, 2, 99])
def test_a_group_that_is_none_holds_nothing(group: int):
    opened = snapshot(report("r1"))
    west, north, _, _ = opened.counts(view_of(opened)).cells
    assert opened.here(view_of(opened), Spot(cells=((GRID_BITS, west, north, group),)), 5) == (0, [])


@pytest.mark.parametrize("precision", LocationPrecision)
def test_each_precision_is_found_by_its_own_filter(precision: LocationPrecision):
    opened = snapshot(report(location_precision=precision))
    shown = opened.counts(view_of(opened, precisions=(precision,))).shown
    assert shown == (precision is not LocationPrecision.UNLOCATED)


def test_the_gazetteer_of_the_snapshot_gives_the_other_spellings():
    opened = snapshot(places=[row("places", "t", alt_names="Probeburg;Essaiville")])
    assert shown_ids(opened, view_of(opened, text="essaiville"), 1) == ["r1"]


def test_what_a_view_shows_is_worked_out_once_for_all_who_ask_at_the_same_time():
    opened, together, tested = snapshot(report("r1"), report("r2")), Barrier(6), []

    class Told(FilterResult):
        def _work_out(self) -> tuple[np.ndarray, np.ndarray, dict[ExclusionReason, int]]:
            tested.append(1)
            return super()._work_out()

    result = Told(view_of(opened).filters(), opened.store._filter_index)  # noqa: SLF001 there is no other way in

    def ask(_: int) -> tuple[int, int]:
        together.wait(20)
        return id(result.shown), id(result.in_order(np.array([1, 0])))

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(ask, range(6)))) == 1
    assert (len(tested), result.in_order(np.array([1, 0])).tolist()) == (1, [True, True])
