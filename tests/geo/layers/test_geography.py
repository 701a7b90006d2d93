from __future__ import annotations

import json
import math
from typing import Any

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import MultiPolygon, Point, box, shape

from geo import wording
from geo.geometry.zone_outlines import (
    POINT_ZONE_RADIUS_M,
    DrawnOutline,
    drawn_outline,
    label_point,
    zone_geometry,
)
from geo.language import words
from geo.layers.cards import zone_card
from geo.layers.geography import ShapeFile, build_geography, geography_of
from geo.model import Language, ZoneKind
from geo.model.rows import Cell, Row
from geo.snapshot.current import current
from geo.snapshot.opened import DATA_DIR, Snapshot
from tests.builders import row, snapshot

AT_A_POINT = {"geometry_wkt": "POINT (34.05 31.05)", "geometry_basis": "point of the place"}


def ground(**said: Cell) -> Row:
    opened = snapshot(zones=[row("zones", "z1", **said)])
    return zone_geometry(next(opened.zones.itertuples()), opened.areas)


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return json.loads(geography_of(current()).body)


def test_a_crossing_is_a_point():
    assert ground(kind="crossing", **AT_A_POINT) == Point(34.05, 31.05)


@pytest.mark.parametrize(("kind", "radius_m"), POINT_ZONE_RADIUS_M.items(), ids=str)
def test_another_place_known_by_a_point_is_a_disc_of_its_kind(kind: str, radius_m: float):
    area_m2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(ground(kind=kind, **AT_A_POINT))[0])
    assert area_m2 == pytest.approx(math.pi * radius_m**2, rel=0.02)


@pytest.mark.parametrize("kind", [kind for kind in ZoneKind if kind is not ZoneKind.CROSSING])
def test_no_zone_but_a_crossing_is_drawn_as_a_point(kind: str):
    assert ground(kind=kind, **AT_A_POINT).geom_type == "Polygon"


def test_no_shelter_is_drawn_finer_than_a_kilometre():
    assert min(POINT_ZONE_RADIUS_M.values()) >= 1_000


def test_an_outline_is_drawn_as_it_was_given():
    outline = "POLYGON ((34 31, 34.1 31, 34.1 31.1, 34 31))"
    assert ground(geometry_wkt=outline).equals(shapely.from_wkt(outline))


def strip(west: float, east: float) -> str:
    return f"POLYGON (({west} 31, {east} 31, {east} 31.1, {west} 31.1, {west} 31))"


def drawn(west: float, east: float) -> DrawnOutline:
    opened = snapshot(zones=[row("zones", "z1", geometry_wkt=strip(west, east))])
    outline = drawn_outline(next(opened.zones.itertuples()), opened.areas)
    assert outline is not None
    return outline


def test_a_coarse_outline_ends_at_the_edge_of_the_land_that_it_speaks_of():
    outline = drawn(33.95, 34.2)
    assert [land.pcode for land in outline.lands] == ["XX01"]
    assert outline.geometry.bounds == pytest.approx((34, 31, 34.2, 31.1))
    assert outline.beyond == pytest.approx(0.2)


@pytest.mark.parametrize(("west", "east"), [(34.1, 34.2), (33.995, 34.2), (10, 10.2)])
def test_an_outline_on_its_land_and_one_on_no_land_are_drawn_whole(west: float, east: float):
    outline = drawn(west, east)
    assert (outline.lands, outline.beyond) == ((), 0)
    assert outline.geometry.equals(shapely.from_wkt(strip(west, east)))


@pytest.mark.parametrize(
    ("zone_id", "land"), [("z003", "ISR"), ("z007", "ISR"), ("z010", "ISR"), ("z037", "PS02")]
)
def test_a_strip_along_a_border_covers_no_land_of_the_other_side(
    zone_id: str, land: str, content: dict[str, Any], bundled: Snapshot
):
    ground = shape(content["zones"][zone_id]["geometry"])
    beyond = ground.difference(bundled.areas[land].geometry.buffer(1e-4))
    assert beyond.area < 0.002 * ground.area


def test_an_outline_that_was_cut_says_so_on_its_card(bundled: Snapshot):
    assert "Drawn within Israel only; counts use the whole recorded outline" in zone_card(
        "z007", bundled, words(Language.EN)
    )
    assert "As drawn here" not in zone_card("z001", bundled, words(Language.EN))


def test_towns_of_gaza_neighbours_and_seas_come_first_the_nearest_before_others(content: dict[str, Any]):
    first = [label["name"]["en"] for label in content["basemap"]["labels"] if label.get("first")]
    assert set(first[:3]) == {"Gaza City", "Khan Younis", "Rafah"}
    assert set(first[3:5]) == {"Egypt", "Israel"}
    assert first.index("Lebanon") < first.index("Iran")
    assert first[-2:] == ["Mediterranean Sea", "Red Sea"]


def test_what_comes_first_has_a_name_in_every_language(content: dict[str, Any]):
    first = [label["name"] for label in content["basemap"]["labels"] if label.get("first")]
    assert all(len({name[lang] for lang in Language}) == len(Language) for name in first)


def test_a_zone_of_several_areas_is_drawn_as_all_of_them():
    both = {"pcodes": "XX0101;XX0102", "geometry_basis": "p-codes: XX0101, XX0102"}
    assert ground(**both).equals(box(34, 31, 34.4, 31.4))


def test_a_zone_that_only_lies_within_an_area_is_not_drawn_as_the_area():
    assert ground(geometry_basis="not drawn: lies within XX0101") is None


def test_a_zone_with_an_unknown_area_is_not_drawn_in_part():
    assert ground(pcodes="XX0101;XX99", geometry_basis="p-codes: XX0101, XX99") is None


def test_a_zone_without_any_place_is_not_drawn():
    assert ground(pcodes="", geometry_basis="p-codes:") is None


def test_the_label_of_a_point_is_the_point_latitude_first():
    assert label_point(Point(34.05, 31.06)) == (31.06, 34.05)


def test_the_label_of_a_shape_is_inside_its_largest_part():
    ring = box(0, 0, 10, 10).difference(box(2, 2, 8, 8))
    lat, lon = label_point(MultiPolygon([box(20, 20, 21, 21), ring]))
    assert ring.contains(Point(lon, lat))


def built(opened: Snapshot) -> ShapeFile:
    return build_geography(opened, DATA_DIR)


def test_the_same_snapshot_has_the_same_address():
    assert built(snapshot()).address == built(snapshot()).address


def test_another_zone_changes_the_address():
    assert built(snapshot()).address != built(snapshot(zones=[row("zones", "z1")])).address


def test_building_twice_gives_the_same_bytes(bundled: Snapshot):
    assert built(bundled).body == built(bundled).body


def test_every_area_of_the_snapshot_is_there(content: dict[str, Any], bundled: Snapshot):
    assert set(content["areas"]) == {area.pcode for area in bundled.areas}


def test_every_zone_is_drawn_or_says_that_it_is_not(content: dict[str, Any], bundled: Snapshot):
    left_out = bundled.zones[~bundled.zones.index.isin(content["zones"])]
    assert left_out["geometry_basis"].str.startswith("not drawn").all()


def test_every_zone_has_a_valid_outline_and_a_label_near_it(content: dict[str, Any]):
    for zone in content["zones"].values():
        outline, (lat, lon) = shape(zone["geometry"]), zone["label"]
        assert outline.is_valid
        assert outline.distance(Point(lon, lat)) < 1e-4


def test_what_is_said_of_a_zone_is_there_in_every_language(content: dict[str, Any]):
    zone_id, zone = next(iter(content["zones"].items()))
    row = current().zones.loc[zone_id]
    assert set(zone["said"]) == set(Language)
    for lang, said in zone["said"].items():
        assert said["label"] == wording.zone_status(row, words(Language(lang)))
        assert said["label"] in said["title"]
