"""Areas that a reader draws: their code, what is refused, and which reports lie in them."""

from __future__ import annotations

import math
import random
from functools import cache

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.filters.drawn_area import AROUND, CODE, DRAWN_AREA
from geo.filters.permalink import parse, query_string
from geo.geometry import area_code
from geo.geometry.area_code import CERTAIN, DrawnAreaError, area_of, checked, decode, encode
from geo.geometry.region_bounds import REGION
from geo.snapshot.opened import Snapshot
from tests.builders import report, shown_ids, snapshot
from tests.geo.plain_inside import Ground, lies

SEED, N_AREAS = 22, 200
PUBLISHED = [(50.1022829, 8.6982122), (50.1020076, 8.6956695), (50.1006313, 8.691496), (50.09878, 8.6875156)]
"""The example of the published form, https://github.com/heremaps/flexible-polyline."""
SQUARE = [(31.0, 34.0), (31.0, 34.1), (31.1, 34.1), (31.1, 34.0)]
OUTLINES = {"XX0101": (34.0, 34.2), "XX0102": (34.2, 34.4)}
"""West and east of the two areas of Exshire; both reach from 31 to 31.4 degrees north."""
RADII_M = {"site": 200.0, "neighbourhood": 1_000.0, "locality": 3_000.0}

corners = st.tuples(st.floats(REGION.south, REGION.north), st.floats(REGION.west, REGION.east))


@cache
def world() -> tuple[Snapshot, dict[str, Ground]]:
    """Reports of every kind of ground about Testville, and the same as plain shapely takes them."""
    chance = random.Random(SEED)  # noqa: S311  # the same reports in every run
    rows, grounds = [], {}
    for n in range(40):
        name, (west, east) = chance.choice(list(OUTLINES.items()))
        area = shapely.box(west, 31.0, east, 31.4)
        precision, radius_m = chance.choice(list(RADII_M.items()))
        lat, lon = round(chance.uniform(30.98, 31.42), 4), round(chance.uniform(33.98, 34.42), 4)
        grounds[f"r{n}"] = Ground(lat, lon, radius_m, area)
        rows.append(report(f"r{n}", lat=lat, lon=lon, area_pcode=name, location_precision=precision))
    for name, (west, east) in OUTLINES.items():
        rows.append(report(name, lat="", lon="", area_pcode=name, location_precision="governorate"))
        grounds[name] = Ground(area=shapely.box(west, 31.0, east, 31.4))
    rows.append(report("wide", lat=31.2, lon=34.19, radius_m=12_000, area_pcode="XX0101"))
    grounds["wide"] = Ground(31.2, 34.19, 12_000.0)
    return snapshot(*rows), grounds


def random_area(chance: random.Random) -> tuple[list[tuple[float, float]], int]:
    """A star, a sliver or a line or point with a distance around it; some cross themselves."""
    lat, lon = chance.uniform(31.0, 31.4), chance.uniform(34.0, 34.4)
    around_m = chance.choice([0, 0, 0, 40, 700, 4_000])
    form = chance.choice(["star", "star", "sliver", "tangle", "line", "point"])
    if form == "star":
        n, size = chance.randrange(3, 61), chance.choice([0.005, 0.05, 0.3])
        turns = sorted(chance.uniform(0, 2 * math.pi) for _ in range(n))
        arms = [(turn, size * chance.uniform(0.2, 1)) for turn in turns]
        return [(lat + r * math.cos(turn), lon + r * math.sin(turn)) for turn, r in arms], around_m
    if form == "sliver":
        return [
            (lat, lon),
            (lat + 0.2, lon + 0.1),
            (lat + 0.2, lon + 0.1 + chance.uniform(0, 4e-4)),
        ], around_m
    n = {"tangle": chance.randrange(4, 8), "line": 2, "point": 1}[form]
    some = [(lat + chance.uniform(-0.1, 0.1), lon + chance.uniform(-0.1, 0.1)) for _ in range(n)]
    return some, around_m or (0 if form == "tangle" else 2_500)


def test_certain_and_possible_are_those_of_plain_shapely():
    chance = random.Random(SEED)  # noqa: S311  # the same areas in every run
    opened, grounds = world()
    everything, counted, refused = opened.default_view(), 0, 0
    for _ in range(N_AREAS):
        some, around_m = random_area(chance)
        ring = [(round(lon, 5), round(lat, 5)) for lat, lon in some]
        plain = (shapely.Point, shapely.LineString, shapely.Polygon)[min(len(ring), 3) - 1](ring)
        if len(ring) > 2 and not plain.is_valid:
            with pytest.raises(DrawnAreaError):
                checked(some, around_m)
            refused += 1
            continue
        area = checked(some, around_m)
        link = query_string(DRAWN_AREA.choose(everything, area))
        view = parse(link, everything, opened.known).view
        shown = set(shown_ids(opened, view, opened.total))
        levels = opened.store.levels_inside(area, list(grounds))
        certain = {i for i, level in levels.items() if level == CERTAIN}
        counts = opened.counts(view)
        assert counts.inside is not None
        assert (counts.inside.certain, counts.inside.possible) == (len(certain), len(shown))
        assert counts.inside.asked == len(grounds)
        assert certain <= shown
        polygon = plain_polygon(plain, around_m)
        for name, ground in grounds.items():
            said = "certain" if name in certain else "possible" if name in shown else "outside"
            assert said in lies(ground, polygon, 32636), (area, name)
            counted += said != "outside"
    assert refused > 5
    assert counted > 500


def plain_polygon(drawn: shapely.Geometry, around_m: int) -> shapely.Geometry:
    """An area in metres as geopandas projects it; the sides are short enough to be straight in both."""
    import geopandas as gpd  # noqa: PLC0415

    straight = drawn if drawn.geom_type == "Point" else drawn.segmentize(0.02)
    metres = gpd.GeoSeries([straight], crs=4326).to_crs(32636).iloc[0]
    return metres.buffer(around_m, quad_segs=32)


def test_the_code_is_the_published_form():
    assert encode(PUBLISHED) == "BFoz5xJ67i1B1B7PzIhaxL7Y"


@given(st.lists(corners, min_size=1, max_size=60), st.integers(0, area_code.MOST_AROUND_M))
def test_an_area_comes_back_from_its_code(some: list[tuple[float, float]], around_m: int):
    rounded = tuple((round(lat, 5) + 0.0, round(lon, 5) + 0.0) for lat, lon in some)
    assert decode(encode(rounded)) == rounded
    try:
        area = checked(some, around_m)
    except DrawnAreaError:
        return
    assert area_of(area.code, around_m) == area


@given(st.text(st.characters()))
def test_any_text_is_an_area_or_is_refused(code: str):
    try:
        area = area_of(code, 5)
    except DrawnAreaError:
        return
    assert decode(area.code) == area.corners


@pytest.mark.parametrize(
    ("some", "around_m", "because"),
    [
        ([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], 0, area_code.CROSSING),
        ([*SQUARE, SQUARE[0], (31.05, 34.05)], 0, area_code.CROSSING),
        ([(31.0, 34.0), (31.1, 34.1), (31.2, 34.2)], 0, area_code.EMPTY),
        ([(31.0, 34.0), (31.1, 34.1)], 0, area_code.EMPTY),
        ([(31.0, 34.0)] * 5, 0, area_code.EMPTY),
        ([], 500, area_code.EMPTY),
        ([(31.0, 179.0), (32.0, -179.0), (32.0, 178.0)], 0, area_code.HALF_TURN),
        ([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)], 0, area_code.OUTSIDE_REGION),
        ([(math.nan, 34.0)], 500, area_code.OUTSIDE_REGION),
        (SQUARE, -1, area_code.TOO_FAR),
        (SQUARE, 100_001, area_code.TOO_FAR),
        (SQUARE, math.inf, area_code.TOO_FAR),
        ([(31 + n / 1000, 34.0) for n in range(60)] + [(31.03, 34.1)], 0, area_code.TOO_MANY),
    ],
)
def test_what_is_no_area_is_refused_with_its_reason(
    some: list[tuple[float, float]], around_m: float, because: str
):
    with pytest.raises(DrawnAreaError) as refused:
        checked(some, around_m)
    assert refused.value.message == because


def test_the_same_area_has_one_code_whichever_way_it_was_drawn():
    assert checked(SQUARE[:1] + SQUARE[:0:-1]) == checked(SQUARE)
    assert shapely.is_ccw(checked(SQUARE).drawn.exterior)


def test_a_closed_ring_is_the_same_as_an_open_one():
    assert checked([*SQUARE, SQUARE[0]]) == checked(SQUARE)


def test_a_code_that_is_none_falls_back_and_is_named():
    opened, _ = world()
    everything = opened.default_view()
    chosen = DRAWN_AREA.choose(everything, checked(SQUARE))
    for code in ("BF<script>", "BF" + "_" * 220 + "BA", "BF" + "_" * 1_990 + "BA"):
        parsed = parse({CODE: code, AROUND: "1e9"}, chosen, opened.known)
        assert (parsed.view, [error.parameter for error in parsed.ignored]) == (chosen, [CODE, AROUND])


def test_a_point_keeps_its_distance_where_a_link_spoils_either():
    opened, _ = world()
    circle = DRAWN_AREA.choose(opened.default_view(), checked([SQUARE[0]], 500))
    for spoilt in ({CODE: "x"}, {AROUND: "0"}, {CODE: "x", AROUND: "9"}, {AROUND: "far"}):
        assert parse(spoilt, circle, opened.known).view == circle


def test_a_distance_without_an_area_asks_nothing():
    opened, _ = world()
    parsed = parse({AROUND: "500"}, opened.default_view(), opened.known)
    assert (DRAWN_AREA.chosen(parsed.view), parsed.ignored) == (None, ())
    assert opened.counts(parsed.view) == opened.counts(opened.default_view())


def test_a_point_whose_distance_cannot_be_read_is_no_area():
    opened, _ = world()
    parsed = parse({CODE: checked([SQUARE[0]], 9).code, AROUND: "far"}, opened.default_view(), opened.known)
    assert (parsed.view, [error.parameter for error in parsed.ignored]) == (
        opened.default_view(),
        [CODE, AROUND],
    )


def test_what_has_no_ground_keeps_its_own_reason():
    opened = snapshot(
        report("r1"), report("r2", lat=31.3, lon=34.3), report("r3", lat="", location_precision="unlocated")
    )
    view = DRAWN_AREA.choose(opened.default_view(), checked([(31.05, 34.05)], 5_000))
    assert dict(opened.left_out(view, 3)) == {"r2": "outside_area_drawn", "r3": "unlocated"}


def test_the_same_view_without_the_area_is_offered():
    everything = world()[0].default_view()
    [condition] = DRAWN_AREA.conditions
    assert condition.lift is not None
    assert condition.lift(DRAWN_AREA.choose(everything, checked(SQUARE, 40))) == everything
