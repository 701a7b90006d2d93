"""What is stated of the ground of an area drawn."""

from __future__ import annotations

import pytest
import shapely

from geo.filters.drawn_area import DRAWN_AREA
from geo.geometry.area_around import around_place, around_report, around_zone
from geo.geometry.area_code import CERTAIN, checked
from geo.model.rows import row_of
from geo.queries.drawn_facts import DrawnFacts, drawn_facts
from geo.snapshot.opened import Snapshot
from geo.wording.drawn_area_sentences import inside_sentence, nearest_sentence
from tests.builders import EN, report, row, snapshot
from tests.geo.plain_inside import in_metres

LABELLED = "POLYGON ((34.30 31.10, 34.32 31.10, 34.32 31.12, 34.30 31.12, 34.30 31.10))"
IN_BOTH = [(31.1, 34.19), (31.1, 34.21), (31.15, 34.2)]


@pytest.fixture(scope="module")
def opened() -> Snapshot:
    return snapshot(
        report("r1"),
        report("a1", lat="", lon="", location_precision="governorate"),
        zones=[
            row("zones", "east", zone_key="east", pcodes="", geometry_wkt=LABELLED, geometry_basis="drawn"),
            row("zones", "west", zone_key="west", status="ordered_to_evacuate", kind="evacuation_order"),
            row(
                "zones", "camp", zone_key="camp", status="reported_sheltering", kind="displacement_camp",
                geometry_wkt="POINT (34.1 31.3)", geometry_basis="a point", pcodes="",
            ),
        ],
        sheltering=[
            row("sheltering", "s1"),
            row("sheltering", "s2", pcodes="XX0101;XX0102", area_name="Exshire"),
            row("sheltering", "s3", pcodes="YY", area_name="Whyland"),
        ],
    )  # fmt: skip


def facts(opened: Snapshot, corners: list[tuple[float, float]], around_m: int = 0) -> DrawnFacts:
    view = DRAWN_AREA.choose(opened.default_view(), checked(corners, around_m))
    found = drawn_facts(opened, view.filters())
    assert found is not None
    return found


def test_statements_with_ground_in_it_are_named_and_those_beside_it_are_not(opened: Snapshot):
    assert set(facts(opened, IN_BOTH).zone_ids) == {"west"}
    assert set(facts(opened, [(31.11, 34.31)], 500).zone_ids) == {"east"}
    # The edge of the district is shared by a square on its other side.
    assert not facts(opened, [(31.2, 34.2), (31.2, 34.25), (31.25, 34.25), (31.25, 34.2)]).zone_ids


def test_people_sheltering_are_told_of_every_whole_area_that_meets_it(opened: Snapshot):
    assert set(facts(opened, IN_BOTH).figures.index) == {"s1", "s2"}
    assert set(facts(opened, [(31.11, 34.31)], 500).figures.index) == {"s2"}
    assert facts(opened, [(31.5, 40.5)], 500).figures.index.tolist() == ["s3"]


def test_the_nearest_labelled_area_is_a_range_that_holds_every_place(opened: Snapshot):
    found = facts(opened, IN_BOTH).nearest_m
    labelled = in_metres(shapely.from_wkt(LABELLED), 32636)
    polygon = in_metres(shapely.Polygon([(lon, lat) for lat, lon in IN_BOTH]), 32636)
    corners = [labelled.distance(shapely.Point(xy)) for xy in polygon.exterior.coords]
    assert found is not None
    assert found[0] == pytest.approx(polygon.distance(labelled), abs=2)
    assert max(corners) <= found[1] < max(corners) + 300
    assert nearest_sentence((0, 1_250), EN).endswith(": 0 to 1.3 km.")


def test_the_range_holds_the_places_of_a_narrow_area_as_well():
    """Between its corners, and between the labelled places at both of its ends."""
    corners = [(31.28, 34.24), (31.40, 34.31), (31.52, 34.46), (31.3995, 34.3105)]
    ends = [
        row(
            "zones", f"end{n}", zone_key=f"end{n}", pcodes="", geometry_basis="drawn",
            geometry_wkt=shapely.Point(lon, lat).buffer(0.003).wkt,
        )
        for n, (lat, lon) in enumerate([corners[0], corners[2]])
    ]  # fmt: skip
    found = facts(snapshot(report("r1"), zones=ends), corners).nearest_m
    labelled = in_metres(shapely.union_all([shapely.from_wkt(end["geometry_wkt"]) for end in ends]), 32636)
    polygon = in_metres(shapely.Polygon([(lon, lat) for lat, lon in corners]), 32636)
    places = shapely.points(shapely.get_coordinates(shapely.segmentize(polygon, 50)))
    assert found is not None
    assert shapely.distance(labelled, places).max() <= found[1]


def test_nothing_labelled_is_no_distance():
    view = DRAWN_AREA.choose((bare := snapshot(report("r1"))).default_view(), checked([(31.0, 34.1)], 500))
    found = drawn_facts(bare, view.filters())
    assert found is not None
    assert (found.nearest_m, len(found.figures), found.zone_ids) == (None, 0, ())


def test_a_view_without_an_area_has_no_facts(opened: Snapshot):
    assert drawn_facts(opened, opened.default_view().filters()) is None
    assert inside_sentence(opened.counts(opened.default_view()).inside, EN) == ""


def test_an_area_can_begin_as_the_ground_of_what_is_selected(opened: Snapshot):
    disc, area = (opened.report(i) for i in ("r1", "a1"))
    east, camp = (row_of(opened.zones, i) for i in ("east", "camp"))
    assert disc is not None
    assert area is not None
    around = around_report(disc, opened.areas)
    assert around == checked([(31.05, 34.05)], 3_002)
    assert opened.store.levels_inside(around, ["r1"]) == {"r1": CERTAIN}
    outline = around_report(area, opened.areas)
    assert outline is not None
    assert shapely.equals(outline.drawn, opened.areas["XX0101"].geometry)
    drawn = around_zone(east, opened.areas)
    assert drawn is not None
    assert shapely.equals(drawn.drawn, shapely.from_wkt(LABELLED))
    assert around_zone(camp, opened.areas) == checked([(31.3, 34.1)], 1_000)
    assert around_place(31.05, 34.05) == checked([(31.05, 34.05)], 3_000)
