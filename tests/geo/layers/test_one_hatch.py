"""One ground is hatched at a time, and only where a hatch says something."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import box

from geo.geometry.frame import Frame, frame_around
from geo.layers.land import Land, LandOutline, on_plane
from geo.layers.map_state import AreaCount, MapState, Selection, ZoneMark
from geo.layers.one_hatch import Hatched, one_hatch
from tests.geo.layers.states import state

NOTHING = shapely.Point()
ZONE = "evacuation_order"
SHIRE, COUNTRY = box(34.35, 31.35, 34.45, 31.45), box(34.4, 25, 45, 40)


def outline(ground: shapely.Polygon) -> LandOutline:
    return LandOutline(on_plane(ground), (0.5, 0.5), 1)


LAND = Land(
    NOTHING,
    NOTHING,
    NOTHING,
    {},
    (),
    (),
    {"XX01": outline(SHIRE), "XX": outline(COUNTRY)},
    {name: outline(SHIRE) for name in ("humanitarian", "order", "order-too", "open")},
)


def count(pcode: str, n: int) -> AreaCount:
    return AreaCount(pcode, n, "", "")


def zone(name: str, status: str, *, earlier: bool = False) -> ZoneMark:
    return ZoneMark(name, status, ZONE, "", "", earlier)


ORDERS = (zone("order", "ordered_to_evacuate"), zone("order-too", "ordered_to_evacuate"))
HUMANITARIAN = zone("humanitarian", "labelled_humanitarian")


def looking(zoom: int) -> Frame:
    return frame_around(31.4, 34.4, zoom, width=600, height=600)


def hatched(drawn: MapState, zoom: int = 11) -> Hatched:
    return one_hatch(drawn, LAND, looking(zoom))


def of_areas(*areas: AreaCount, selection: Selection | None = None) -> MapState:
    return state(areas=areas, zones=(), selection=selection)


def test_the_area_of_most_reports_is_hatched():
    assert hatched(of_areas(count("XX01", 2))).area == "XX01"


@pytest.mark.parametrize("zoom", [6, 9, 12, 15])
def test_a_country_of_which_a_part_is_seen_is_not_hatched(zoom: int):
    assert hatched(of_areas(count("XX", 9)), zoom).area == ""


def test_an_area_that_fills_the_frame_is_not_hatched():
    assert hatched(of_areas(count("XX01", 2)), zoom=14).area == ""


def test_where_a_hatch_of_most_reports_says_nothing_the_next_area_has_it():
    assert hatched(of_areas(count("XX", 9), count("XX01", 2))).area == "XX01"


def test_zones_of_the_strongest_status_are_hatched_and_nothing_else():
    drawn = state(areas=(count("XX01", 2),), zones=(*ORDERS, HUMANITARIAN))
    assert hatched(drawn) == Hatched(frozenset({"humanitarian"}))


def test_all_zones_of_one_status_look_alike():
    assert hatched(state(zones=ORDERS)).zones == {"order", "order-too"}


@pytest.mark.parametrize(
    "zones", [(zone("open", "open"),), (zone("order", "ordered_to_evacuate", earlier=True),)]
)
def test_a_status_without_a_pattern_and_an_earlier_one_leave_the_hatch_to_areas(zones: tuple[ZoneMark, ...]):
    assert hatched(state(areas=(count("XX01", 2),), zones=zones)) == Hatched(area="XX01")


def test_the_selected_zone_has_the_hatch():
    drawn = state(zones=(*ORDERS, HUMANITARIAN), selection=Selection("order"))
    assert hatched(drawn).zones == {"order"}


def test_the_area_of_the_selected_report_has_the_hatch():
    drawn = state(areas=(count("XX01", 2),), zones=ORDERS, selection=Selection("r1", pcode="XX01"))
    assert hatched(drawn) == Hatched(area="XX01")


def test_layers_that_are_off_have_no_hatch():
    assert hatched(state(areas=(count("XX01", 2),), zones=ORDERS, layers=("reports",))) == Hatched()
