from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.geometry.footprints import AREA, DISC, NONE, RADIUS_M, disc, utm_epsg
from geo.model.rows import Cell, Row
from geo.snapshot.opened import Snapshot
from tests.builders import TESTVILLE, report, snapshot

WGS84 = Geod(ellps="WGS84")
PLACES = {"Gaza": (31.5017, 34.4668), "Tehran": (35.6892, 51.389), "Doha": (25.2854, 51.531)}
everywhere = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)


def located(**said: Cell) -> Row:
    return next(snapshot(report(**said)).reports.itertuples())


def edge_distances_m(lat: float, lon: float, radius_m: float) -> list[float]:
    edge = disc(lat, lon, radius_m).exterior.coords
    return [WGS84.inv(lon, lat, x, y)[2] for x, y in edge]


@everywhere
@pytest.mark.parametrize("radius_m", [200, 1_000, 3_000, 25_000])
def test_a_disc_has_its_area_in_square_metres(place: tuple[float, float], radius_m: float):
    area_m2 = abs(WGS84.geometry_area_perimeter(disc(*place, radius_m))[0])
    assert area_m2 == pytest.approx(math.pi * radius_m**2, rel=0.01)


@everywhere
def test_a_disc_has_its_radius_in_metres_all_around(place: tuple[float, float]):
    assert edge_distances_m(*place, 3_000) == pytest.approx([3_000] * 65, rel=0.01)


@given(st.floats(12, 38), st.floats(30, 60), st.floats(100, 25_000))
def test_a_disc_is_as_large_as_it_says_anywhere_in_the_region(lat: float, lon: float, radius_m: float):
    assert edge_distances_m(lat, lon, radius_m) == pytest.approx([radius_m] * 65, rel=0.01)


@pytest.mark.parametrize(("place", "epsg"), [("Gaza", 32636), ("Tehran", 32639), ("Doha", 32639)])
def test_discs_are_made_in_the_utm_zone_of_the_place(place: str, epsg: int):
    assert utm_epsg(*PLACES[place]) == epsg


def test_the_southern_half_of_the_world_has_its_own_zones():
    assert utm_epsg(-1, 34.5) == 32736


def test_the_last_degree_of_longitude_is_in_the_first_zone():
    assert utm_epsg(31, 180) == 32601


@pytest.mark.parametrize(("precision", "radius_m"), RADIUS_M.items(), ids=str)
def test_a_point_without_a_radius_has_that_of_its_precision(precision: str, radius_m: float):
    assert located(location_precision=precision).footprint_radius_m == radius_m


def test_the_documented_radii_are_used():
    assert list(RADIUS_M.values()) == [200, 1_000, 3_000]


def test_the_radius_of_the_row_wins_over_the_default():
    assert located(location_precision="site", radius_m=25_000).footprint_radius_m == 25_000


@pytest.mark.parametrize("precision", ["governorate", "subregion", "territory"])
def test_a_report_of_an_area_has_the_area_as_its_footprint(precision: str):
    row = located(location_precision=precision, area_pcode="XX01")
    assert (row.footprint, row.footprint_pcode) == (AREA, "XX01")


@pytest.mark.parametrize("precision", ["governorate", "subregion", "territory"])
def test_a_report_of_an_area_never_has_a_disc_even_with_coordinates(precision: str):
    lat, lon = TESTVILLE
    row = located(location_precision=precision, lat=lat, lon=lon, radius_m=200)
    assert (row.footprint, math.isnan(row.footprint_radius_m)) == (AREA, True)


def test_an_area_without_an_outline_has_no_footprint():
    row = located(location_precision="governorate", area_pcode="XX0199")
    assert (row.footprint, row.footprint_pcode) == (NONE, "")


def test_a_point_without_coordinates_does_not_become_its_area():
    assert located(location_precision="locality", lat="", lon="").footprint == NONE


def test_half_a_coordinate_is_none():
    assert located(location_precision="site", lon="").footprint == NONE


def test_an_unlocated_report_has_no_footprint_even_with_coordinates():
    lat, lon = TESTVILLE
    assert located(location_precision="unlocated", lat=lat, lon=lon).footprint == NONE


def test_a_disc_has_no_area_code():
    row = located(location_precision="site")
    assert (row.footprint, row.footprint_pcode) == (DISC, "")


def test_the_ground_of_a_point_is_a_disc_around_it():
    lat, lon = TESTVILLE
    assert disc(lat, lon, 200).centroid.coords[0] == pytest.approx((lon, lat))


def test_no_bundled_report_of_an_area_has_a_disc(bundled: Snapshot):
    of_areas = ["governorate", "subregion", "territory", "unlocated"]
    rows = bundled.reports[bundled.reports["location_precision"].isin(of_areas)]
    assert not (rows["footprint"] == DISC).any()


def test_every_bundled_point_has_a_radius_of_at_least_its_precision(bundled: Snapshot):
    points = bundled.reports[bundled.reports["footprint"] == DISC]
    least: Mapping[str, float] = {str(k): v for k, v in RADIUS_M.items()}
    assert (points["footprint_radius_m"] >= points["location_precision"].map(least)).all()
