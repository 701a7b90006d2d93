"""How missing ends are read: named in the link, in the sentence, in citations and in files."""

from __future__ import annotations

from datetime import date

import pytest

from geo.charts.zone_timeline import zone_timeline
from geo.export.citation import citation_of
from geo.export.report_rows import rows_of
from geo.filters.ends import ENDS, READ_AS
from geo.filters.permalink import emit, identifying_query, parse, query_string
from geo.filters.view import View
from geo.layers.scene import scene
from geo.model import EndReading
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from geo.wording import view_sentence
from tests.builders import EN, report, row, snapshot

OTHERS = [reading for reading in EndReading if reading is not EndReading.UNTIL_NEXT]


@pytest.fixture
def opened() -> Snapshot:
    zones = [
        row("zones", "z1", valid_from="2024-01-02"),
        row("zones", "z2", valid_from="2024-01-05"),
        row("zones", "z3", zone_key="other", valid_from="2024-01-03", valid_to="2024-01-08"),
    ]
    return snapshot(report(), report("r2", event_start="2024-08-01"), zones=zones)


def on(opened: Snapshot, day: str, reading: EndReading) -> View:
    then = date.fromisoformat(day)
    return ENDS.choose(opened.default_view().but(date_from=then, date_to=then), reading)


def test_a_link_of_before_means_what_it_meant(opened: Snapshot):
    link = emit(opened.default_view())
    assert link.pop("ends") == "until_next"
    assert parse(link, opened.default_view(), opened.known).view == opened.default_view()
    assert "ends" not in identifying_query(opened.default_view())


@pytest.mark.parametrize("reading", EndReading)
def test_a_reading_comes_back_from_its_link(opened: Snapshot, reading: EndReading):
    view = ENDS.choose(opened.default_view(), reading)
    assert emit(view)["ends"] == reading
    assert ENDS.chosen(parse(query_string(view), opened.default_view(), opened.known).view) is reading


@pytest.mark.parametrize("reading", OTHERS)
def test_another_reading_stands_in_the_sentence_and_the_citation(opened: Snapshot, reading: EndReading):
    view = ENDS.choose(opened.default_view(), reading)
    assert view_sentence(view, opened.areas, EN).endswith(READ_AS[reading])
    assert READ_AS[reading] in citation_of(answer_view(opened, view, "")).title


def test_the_usual_reading_does_not_lengthen_the_sentence(opened: Snapshot):
    assert "stated end" not in view_sentence(opened.default_view(), opened.areas, EN)


@pytest.mark.parametrize("reading", EndReading)
def test_a_file_says_how_its_columns_read_missing_ends(opened: Snapshot, reading: EndReading):
    view = ENDS.choose(opened.default_view(), reading)
    assert f"In these columns {READ_AS[reading]}." in rows_of(answer_view(opened, view, "")).about.notes


@pytest.mark.parametrize("reading", EndReading)
def test_no_reading_leaves_out_a_report(opened: Snapshot, reading: EndReading):
    assert opened.counts(ENDS.choose(opened.default_view(), reading)).shown == 2


@pytest.mark.parametrize(
    ("day", "reading", "shown"),
    [
        ("2024-01-02", EndReading.DAY, {"z1": False}),
        ("2024-01-04", EndReading.DAY, {"z3": False}),
        ("2024-01-04", EndReading.UNTIL_NEXT, {"z1": False, "z3": False}),
        ("2024-01-06", EndReading.UNTIL_NEXT, {"z2": False, "z3": False}),
        ("2024-01-06", EndReading.OPEN, {"z1": True, "z2": False, "z3": False}),
        ("2024-08-01", EndReading.DAY, {}),
        ("2024-08-01", EndReading.UNTIL_NEXT, {"z2": True}),
        ("2024-08-01", EndReading.OPEN, {"z1": True, "z2": True}),
    ],
)
def test_the_map_draws_what_the_reading_leaves(
    opened: Snapshot, day: str, reading: EndReading, shown: dict[str, bool]
):
    view = on(opened, day, reading)
    assert {mark.id: mark.earlier for mark in scene(opened, view, EN, 1).zones} == shown
    assert set(opened.zones_in(view).index) == set(shown)


@pytest.mark.parametrize(
    ("reading", "days"),
    [
        (EndReading.DAY, {"z1": "2024-01-03", "z2": "2024-01-06", "z3": None}),
        (EndReading.UNTIL_NEXT, {"z1": None, "z2": "2024-04-04", "z3": None}),
        (EndReading.OPEN, {"z1": "2024-04-01", "z2": "2024-04-04", "z3": None}),
    ],
)
def test_a_bar_is_full_for_as_long_as_the_map_draws_it_in_full(
    opened: Snapshot, reading: EndReading, days: dict[str, str | None]
):
    found = zone_timeline(opened, "all", EN, reading)
    bars = {bar.id: bar for group in found.groups for strip in group.strips for bar in strip.bars}
    fresh = {key: bar.fresh_until.isoformat() if bar.fresh_until else None for key, bar in bars.items()}
    assert fresh == days
    assert bars["z1"].lane == 0
    assert bars["z2"].lane == (1 if reading is EndReading.OPEN else 0)
