"""Strips of zone statements: each drawn once, open where nobody stated an end, escaped."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geo.analysis.status_history import EndKnown, change_days
from geo.charts.zone_tables import sheltering_table, statements_table
from geo.charts.zone_timeline import Bar, ZoneTimeline, statement_said, zone_timeline
from geo.charts.zone_timeline_svg import chart
from geo.geometry.zone_outlines import has_outline
from geo.language import words
from geo.language.names import plain
from geo.layers.scene import scene
from geo.layers.symbols import Theme
from geo.layers.zone_areas import difference_said, zone_areas
from geo.model import Language
from geo.model.rows import row_of, rows
from geo.queries.in_area import figures_on
from geo.snapshot.current import current
from geo.snapshot.opened import Snapshot
from tests.builders import EN, report, row
from tests.builders import snapshot as opened

SVG = "{http://www.w3.org/2000/svg}"


def bars(found: ZoneTimeline) -> dict[str, Bar]:
    return {bar.id: bar for group in found.groups for strip in group.strips for bar in strip.bars}


def of(*zones: dict[str, object], **tables: list[dict[str, object]]) -> Snapshot:
    return opened(report(), zones=zones, **tables)


def test_every_statement_of_the_chronicle_is_one_bar() -> None:
    snapshot = current()

    found = zone_timeline(snapshot, "all", EN)

    assert sorted(bars(found)) == sorted(snapshot.zones.index)
    assert found.elsewhere == 0
    assert {len(strip.bars) for group in found.groups for strip in group.strips} >= {1, 8}


def test_an_end_that_nobody_stated_is_kept_open_and_said() -> None:
    found = bars(zone_timeline(of(row("zones", "z1")), "all", EN))["z1"]

    assert (found.ends, found.end_known) == (None, EndKnown.NOT_STATED)
    assert "no end stated" in found.said
    assert "Testville council" in found.said
    assert "Synthetic Wire, 10 Jan 2024" in found.said
    assert "stated to the day" in found.said


def test_a_stated_end_is_closed_and_followed_by_a_gap() -> None:
    snapshot = of(
        row("zones", "z1", valid_to="2024-01-12"),
        row("zones", "z2", zone_key="other", valid_from="2024-02-20"),
    )

    [strip] = [
        s for g in zone_timeline(snapshot, "all", EN).groups for s in g.strips if s.place == "testville-zone"
    ]

    assert strip.bars[0].fresh_until is None
    [gap] = strip.gaps
    assert (gap.begins, gap.ends) == (date(2024, 1, 13), date(2024, 2, 20))
    assert "no statement known" in gap.said


def test_an_area_keeps_the_places_that_lie_in_it_and_counts_the_others() -> None:
    snapshot = of(
        row("zones", "z1"),
        row("zones", "z2", zone_key="far", pcodes="XX0102", geometry_basis="p-codes: XX0102"),
        row("zones", "z3", zone_key="unknown", pcodes="", geometry_basis="not drawn: nowhere"),
    )

    near, both = zone_timeline(snapshot, "XX0101", EN), zone_timeline(snapshot, "XX01", EN)

    assert (set(near.ids), near.elsewhere) == ({"z1"}, 2)
    assert (set(both.ids), both.elsewhere) == ({"z1", "z2"}, 1)


@pytest.mark.parametrize("lang", Language)
def test_the_drawing_holds_each_statement_with_its_words(lang: Language) -> None:
    found = zone_timeline(current(), "all", words(lang))

    drawn = chart(found, words(lang), Theme.LIGHT)

    tree = ET.fromstring(drawn.bars)  # noqa: S314 our own
    said = {bar.get("data-id"): bar.get("data-said") for bar in tree.iter(f"{SVG}g") if bar.get("data-id")}
    assert said == {id_: bar.said for id_, bar in bars(found).items()}
    names = ET.fromstring(drawn.names)  # noqa: S314 our own
    named = {name.get("data-place"): "".join(name.itertext()) for name in names.iter("div")}
    assert set(named) - {None} == set(current().zones["zone_key"])
    # Whole: the page alone knows how much of a name there is room for.
    rows = [strip for group in found.groups for strip in group.strips]
    assert [named[strip.place] for strip in rows] == [plain(strip.label) for strip in rows]


def test_only_a_stated_end_is_closed() -> None:
    def edges(**said: str) -> int:
        found = zone_timeline(
            of(row("zones", "z1", **said), row("zones", "z2", valid_from="2025-01-10", zone_key="b")),
            "all",
            EN,
        )
        tree = ET.fromstring(chart(found, EN, Theme.LIGHT).bars)  # noqa: S314 our own
        [bar] = [g for g in tree.iter(f"{SVG}g") if g.get("data-id") == "z1"]
        return sum(line.get("x1") == line.get("x2") for line in bar.iter(f"{SVG}line"))

    assert (edges(valid_to="2024-03-01"), edges()) == (2, 1)


def test_what_a_source_wrote_stays_text() -> None:
    found = zone_timeline(of(row("zones", "z1", name_en='<b onload="x">', issued_by="<script>")), "all", EN)

    drawn = chart(found, EN, Theme.DARK)

    assert not re.search(r"<(b|script)\b", drawn.bars + drawn.names)
    assert "&lt;script&gt;" in drawn.bars


def test_map_and_strips_show_the_same_at_every_change_of_the_chronicle() -> None:
    snapshot = current()
    zones = snapshot.zones
    drawable = {zone.zone_id for zone in rows(zones) if has_outline(zone, snapshot.areas)}
    drawn, place, begun = bars(zone_timeline(snapshot, "all", EN)).values(), zones["zone_key"], zones["begun"]
    ends = {day.date() for day in zones["valid_to"].dropna()}
    days = sorted({*change_days(zones), *ends, *(day + timedelta(days=1) for day in ends), snapshot.span[1]})
    assert (days[0], len(days) > 100) == (date(2023, 10, 7), True)
    for day in days:
        view = snapshot.default_view().but(date_from=day, date_to=day)
        held = [bar for bar in drawn if bar.begins <= day and (bar.ends is None or day <= bar.ends)]
        # What the strips show in full strength, see pages.common.zone_timeline.
        on = snapshot.zones_then(day, day)
        marks = {mark.id: mark.earlier for mark in scene(snapshot, view, EN, 1).zones}

        assert set(on) == {bar.id for bar in held}
        assert marks == {zone: on[zone] for zone in on if zone in drawable}
        newest = {place[bar.id]: bar.begins for bar in sorted(held, key=lambda bar: bar.begins)}
        assert all(on[bar.id] for bar in held if begun[bar.id] < pd.Timestamp(newest[place[bar.id]]))


def test_areas_stand_side_by_side_and_a_point_has_none() -> None:
    snapshot = of(
        row("zones", "z1", area_km2="1000"),
        row("zones", "z2", geometry_wkt="POINT (34.1 31.1)", geometry_basis="point", pcodes="", area_km2="3"),
        row("zones", "z3"),
    )
    sizes = zone_areas(snapshot)

    def said(zone: str) -> str:
        return difference_said(row_of(sizes, zone), EN)

    assert sizes.loc["z1", "outline_km2"] == pytest.approx(845, rel=0.01)
    assert said("z1") == "the outline drawn here is 16 per cent smaller"
    assert said("z2") == "no outline could be drawn"
    assert said("z3") == "no area was published"


def test_figures_of_an_area_are_those_that_speak_of_it_and_none_is_added() -> None:
    snapshot = of(
        row("zones", "z1"),
        sheltering=[
            row("sheltering", "h1"),
            row("sheltering", "h2", claimant="Another council", people_min=50, people_max=""),
            row("sheltering", "h3", area_name="Farside", pcodes="XX0102"),
        ],
    )

    table = sheltering_table(figures_on(snapshot, date(2024, 1, 12), "XX0101"), EN)

    assert sorted(zip(table["Claimant"], table["People"], strict=True)) == [
        ("Another council", "at least 50"),
        ("Testville council", "1,000"),
    ]
    assert set(table["Address"]) == {"https://example.org/a"}


def test_the_two_million_in_the_south_are_listed_with_who_said_so() -> None:
    snapshot = current()
    table = sheltering_table(snapshot.sheltering_on(date(2023, 12, 2)), EN)

    [row_] = [r for r in table.itertuples(index=False) if r.People == "2,000,000"]
    assert (row_.Area, row_.Claimant) == ("Southern Gaza Strip", "The Hill (no source named)")


def test_the_table_of_statements_says_what_comes_after_each() -> None:
    snapshot = of(
        row("zones", "z1", valid_to="2024-01-12"),
        row("zones", "z2", valid_from="2024-02-20"),
        row("zones", "z3", valid_from="2024-03-01"),
    )

    table = statements_table(snapshot, {"z1", "z2", "z3"}, EN)

    assert list(table["After it"]) == [
        "no statement known until 20 Feb 2024",
        "next statement of 1 Mar 2024",
        "no end stated, no later statement known",
    ]


def test_places_of_shelter_known_by_a_point_are_given_to_the_kilometre_and_say_so() -> None:
    zones = current().zones
    points = zones[(zones["kind"] == "shelter_area") & zones["geometry_wkt"].str.startswith("POINT")]

    assert len(points)
    for zone in rows(points):
        assert all(len(number.split(".")[1]) <= 2 for number in re.findall(r"[\d.]+", zone.geometry_wkt))
        assert "kilometre" in zone.geometry_note


def test_a_statement_names_issuer_source_and_precision() -> None:
    zone = row_of(current().zones, "z006")

    said = statement_said(zone, EN)

    assert zone.publisher in said
    assert "hours" in said
