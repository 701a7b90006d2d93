"""Discs and squares whose overlaps are known, in metres of a flat plane; days count from 1970."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from geo.analysis.distance import DISTANCES_M
from geo.analysis.exposure import CERTAIN, PERIODS, POSSIBLE, relate
from geo.analysis.orders import UNKNOWN_H, lead_hours, orders_of, spots_by_group
from geo.analysis.periods import ALWAYS, NEVER, WINDOWS_DAYS, Days, InForce, Period
from geo.analysis.planes import Discs, Ground, Outlines
from geo.analysis.spots import spots_of
from geo.geometry.stated_ground import TOLERANCE_M

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SQUARE = box(0, 0, 2_000, 2_000)
STATUS = (100, 100, 200, 200)
"""In force from day 100 to day 200."""
Disc = tuple[float, float, float]
DURING = PERIODS.index(Period.DURING)


def spots_and_ground(
    discs: list[Disc], days: list[tuple[int, int]], areas: list, outlines: list, distances_m
):
    """A fourth number of a disc is the position of its area among the areas."""
    said = np.array([(*disc, -1) if len(disc) == 3 else disc for disc in discs], float)
    x, y, radius_m, named = said.reshape(-1, 4).T
    discs_on_plane = Discs(x, y, radius_m, named.astype(int))
    ground = Ground(discs_on_plane, areas, Outlines(outlines, is_flat=True), distances_m)
    first, last = np.array(days).T
    return spots_of(np.arange(len(days)), Days(first, last)), ground


def counts(
    discs: list[Disc],
    *,
    days: list[tuple[int, int]] | None = None,
    areas: list[BaseGeometry] | None = None,
    zone: BaseGeometry = SQUARE,
    status: tuple[int, int, int, int] = STATUS,
) -> np.ndarray:
    """The matrix of one status; what happened was on day 150 unless days are given."""
    areas = areas or []
    days = days or [(150, 150)] * (len(discs) + len(areas))
    spots, ground = spots_and_ground(discs, days, areas, [zone], DISTANCES_M)
    when = np.array(status)[:, None]
    related = relate(spots, ground, InForce(Days(*when[:2]), Days(*when[2:])), np.array([0]), WINDOWS_DAYS)
    return related.counts(spots.counted(np.ones(len(days), bool)))[0]


def during(matrix: np.ndarray) -> tuple[list[int], list[int]]:
    """Certain and possible counts inside, within 500 m, 1 km and 5 km, during the status."""
    return tuple(matrix[:, DURING, sure].tolist() for sure in (CERTAIN, POSSIBLE))


@pytest.mark.parametrize(
    ("disc", "certain", "possible"),
    [
        ((1_000, 1_000, 200), [1, 1, 1, 1], [1, 1, 1, 1]),
        ((1_000, 1_000, 1_000), [1, 1, 1, 1], [1, 1, 1, 1]),
        ((1_000, 1_000, 1_001), [0, 1, 1, 1], [1, 1, 1, 1]),
        ((2_000, 1_000, 200), [0, 1, 1, 1], [1, 1, 1, 1]),
        ((2_199, 1_000, 200), [0, 1, 1, 1], [1, 1, 1, 1]),
        ((2_200, 1_000, 200), [0, 1, 1, 1], [0, 1, 1, 1]),
        ((2_201, 1_000, 200), [0, 1, 1, 1], [0, 1, 1, 1]),
        ((2_300, 1_000, 200), [0, 1, 1, 1], [0, 1, 1, 1]),
        ((2_301, 1_000, 200), [0, 0, 1, 1], [0, 1, 1, 1]),
        ((2_701, 1_000, 200), [0, 0, 1, 1], [0, 0, 1, 1]),
        ((4_999, 1_000, 3_000), [0, 0, 0, 0], [1, 1, 1, 1]),
        ((5_000, 1_000, 3_000), [0, 0, 0, 0], [0, 1, 1, 1]),
        ((4_000, 1_000, 3_000), [0, 0, 0, 1], [1, 1, 1, 1]),
        ((7_201, 1_000, 200), [0, 0, 0, 0], [0, 0, 0, 0]),
    ],
)
def test_a_disc_and_a_square_lie_as_they_are_drawn(disc: Disc, certain: list[int], possible: list[int]):
    assert during(counts([disc])) == (certain, possible)


def test_at_a_corner_distance_is_measured_to_the_corner():
    # 300 m east and 400 m north of the corner: 500 m.
    assert during(counts([(2_300, 2_400, 100)])) == ([0, 0, 1, 1], [0, 1, 1, 1])


@pytest.mark.parametrize(
    ("area", "certain", "possible"),
    [
        (box(300, 300, 1_700, 1_700), [1, 1, 1, 1], [1, 1, 1, 1]),
        (box(0, 0, 2_000, 2_000), [1, 1, 1, 1], [1, 1, 1, 1]),
        # What lies beyond is the strip by which drawings of one border differ.
        (box(0, 0, 2_140, 2_000), [1, 1, 1, 1], [1, 1, 1, 1]),
        (box(0, 0, 2_200, 2_000), [0, 1, 1, 1], [1, 1, 1, 1]),
        (box(0, 0, 9_000, 2_000), [0, 0, 0, 0], [1, 1, 1, 1]),
        (box(2_000, 0, 9_000, 2_000), [0, 0, 0, 0], [0, 1, 1, 1]),
        (box(1_860, 0, 9_000, 2_000), [0, 0, 0, 0], [0, 1, 1, 1]),
        (box(1_800, 0, 9_000, 2_000), [0, 0, 0, 0], [1, 1, 1, 1]),
        (box(2_400, 0, 3_000, 600), [0, 0, 1, 1], [0, 1, 1, 1]),
        (box(8_000, 0, 9_000, 1_000), [0, 0, 0, 0], [0, 0, 0, 0]),
    ],
)
def test_an_area_lies_in_a_zone_that_holds_it_and_not_in_one_that_it_touches(area, certain, possible):
    assert during(counts([], areas=[area])) == (certain, possible)


@pytest.mark.parametrize(
    ("disc", "area", "certain", "possible"),
    [
        # Without its area the disc would reach out of the square, and into it.
        ((1_000, 1_000, 1_500), box(0, 0, 2_000, 2_000), [1, 1, 1, 1], [1, 1, 1, 1]),
        ((3_000, 1_000, 1_500), box(2_000, -9_000, 9_000, 9_000), [0, 0, 0, 1], [0, 1, 1, 1]),
        # An area that cuts nothing off, and one that the disc does not reach.
        ((1_000, 1_000, 1_500), box(-9_000, -9_000, 9_000, 9_000), [0, 1, 1, 1], [1, 1, 1, 1]),
        ((1_000, 1_000, 1_500), box(7_000, 0, 9_000, 2_000), [0, 1, 1, 1], [1, 1, 1, 1]),
        # Near, although the disc alone would reach into the square.
        ((2_500, 1_000, 1_000), box(2_400, -9_000, 9_000, 9_000), [0, 0, 0, 1], [0, 1, 1, 1]),
    ],
)
def test_a_disc_ends_where_its_area_ends(disc: Disc, area, certain, possible):
    assert during(counts([(*disc, 0)], areas=[area], days=[(150, 150), (NEVER, NEVER)])) == (
        certain,
        possible,
    )


def test_a_place_known_by_a_point_holds_no_disc_and_may_lie_in_one():
    assert during(counts([(100, 0, 200)], zone=Point(0, 0))) == ([0, 1, 1, 1], [1, 1, 1, 1])


@pytest.mark.parametrize(
    ("days", "before", "now", "after"),
    [
        ((99, 99), [(1, 1)] * 3, (0, 0), [(0, 0)] * 3),
        ((100, 100), [(0, 1)] * 3, (0, 1), [(0, 0)] * 3),
        ((101, 199), [(0, 0)] * 3, (1, 1), [(0, 0)] * 3),
        ((200, 200), [(0, 0)] * 3, (0, 1), [(0, 1)] * 3),
        ((205, 205), [(0, 0)] * 3, (0, 0), [(0, 0), (1, 1), (1, 1)]),
        ((90, 130), [(0, 1)] * 3, (0, 1), [(0, 0)] * 3),
        ((60, 240), [(0, 1)] * 3, (0, 1), [(0, 1)] * 3),
        ((68, 69), [(0, 0), (0, 0), (0, 0)], (0, 0), [(0, 0)] * 3),
        ((69, 70), [(0, 0), (0, 0), (0, 1)], (0, 0), [(0, 0)] * 3),
    ],
)
def test_an_event_inside_is_before_in_or_after_a_status(days, before, now, after):
    found = [tuple(pair) for pair in counts([(1_000, 1_000, 200)], days=[days])[0].tolist()]
    assert (found[2::-1], found[3], found[4:]) == (before, now, after)


def test_without_an_end_nothing_after_the_first_day_is_certain_and_all_is_possible():
    discs = [(1_000, 1_000, 200)] * 3
    matrix = counts(discs, days=[(99, 99), (150, 150), (5_000, 5_000)], status=(100, 100, ALWAYS, NEVER))
    assert during(matrix) == ([0] * 4, [2] * 4)
    assert matrix[0, PERIODS.index(Period.BEFORE_1)].tolist() == [1, 1]


def test_reports_of_one_place_and_day_are_counted_each():
    assert during(counts([(1_000, 1_000, 200)] * 5))[0] == [5] * 4


distance = st.floats(-9_000, 9_000)
disc = st.tuples(distance, distance, st.sampled_from([200.0, 1_000.0, 3_000.0, 5_000.0]))
event = st.tuples(st.integers(50, 250), st.integers(0, 60)).map(lambda said: (said[0], said[0] + said[1]))
BAY = box(0, 0, 6_000, 6_000).difference(box(2_000, 1_000, 4_000, 6_000))


@given(said=st.lists(st.tuples(disc, event), min_size=1, max_size=12), zone=st.sampled_from([SQUARE, BAY]))
def test_certain_is_at_most_possible_and_both_grow_with_distance_and_with_the_window(said, zone):
    matrix = counts([one for one, _ in said], days=[days for _, days in said], zone=zone)
    assert (matrix[..., CERTAIN] <= matrix[..., POSSIBLE]).all()
    assert (np.diff(matrix, axis=0) >= 0).all()
    before, after = matrix[:, DURING - 1 :: -1], matrix[:, DURING + 1 :]
    assert (np.diff(before, axis=1) >= 0).all()
    assert (np.diff(after, axis=1) >= 0).all()


@given(disc=disc, zone=st.sampled_from([SQUARE, BAY]))
def test_certain_claims_no_more_than_is_true_and_possible_no_less(disc: Disc, zone: BaseGeometry):
    x, y, radius_m = disc
    certain, possible = during(counts([disc], zone=zone))
    ground = Point(x, y).buffer(radius_m, quad_segs=32)
    for place, metres in enumerate(DISTANCES_M):
        # A polygon lies in the disc that it stands for, and is shorter by 0.03 %.
        reach = zone.buffer(metres + radius_m * 1e-3, quad_segs=64)
        assert not certain[place] or reach.contains(ground)
        assert possible[place] or not zone.buffer(metres - 1 if metres else 0).intersects(ground.buffer(-1))


@given(said=st.lists(st.tuples(disc, event, st.integers(0, 4)), min_size=1, max_size=10))
def test_an_incident_counts_once_where_any_of_its_reports_counts(said):
    discs, days, incident = map(list, zip(*said, strict=True))
    spots, ground = spots_and_ground(discs, days, [], [SQUARE, BAY], DISTANCES_M)
    when = InForce(Days(*np.full((2, 2), 100)), Days(*np.full((2, 2), 200)))
    related = relate(spots, ground, when, np.array([0, 1]), WINDOWS_DAYS)
    alone = [related.counts(spots.counted(np.arange(len(said)) == one)) for one in range(len(said))]
    expected = sum(
        np.any([counted for counted, key in zip(alone, incident, strict=True) if key == each], axis=0)
        for each in set(incident)
    )
    assert (related.incident_counts(spots.of_row, np.array(incident), len(spots)) == expected).all()


def test_a_zone_whose_outline_crosses_itself_holds_what_its_loops_hold():
    crossed = Polygon([(0, 0), (2_000, 2_000), (2_000, 0), (0, 2_000)])
    areas = [box(200, 700, 600, 1_300), box(800, 1_300, 1_200, 1_900)]
    matrix = counts([(300, 1_000, 400, 0)], areas=areas, zone=crossed, days=[(150, 150)] * 3)
    # The left loop holds the inner part of the first area; the second lies between the loops.
    assert during(matrix) == ([2, 2, 3, 3], [2, 3, 3, 3])


edge = st.integers(-3_000, 3_000)
rectangle = st.tuples(edge, edge, st.integers(500, 5_000), st.integers(500, 5_000)).map(
    lambda said: box(said[0], said[1], said[0] + said[2], said[1] + said[3])
)


@given(area=rectangle, width=st.integers(400, 5_000), height=st.integers(400, 5_000))
def test_what_shares_an_edge_with_a_zone_is_near_it_and_not_in_it(
    area: BaseGeometry, width: int, height: int
):
    _, south, east, _ = area.bounds
    zone, middle = box(east, south, east + width, south + height), (east - 300, south + 200, 1_000, 0)
    matrix = counts([middle], areas=[area], zone=zone, days=[(150, 150)] * 2)
    assert during(matrix) == ([0, *during(matrix)[0][1:]], [0, 2, 2, 2])


@given(disc=disc, area=rectangle, zone=st.sampled_from([SQUARE, BAY]))
def test_the_ground_of_a_disc_within_an_area_is_what_both_hold(disc: Disc, area: BaseGeometry, zone):
    x, y, radius_m = disc
    whole, inner = Point(x, y).buffer(radius_m, quad_segs=64), area.buffer(-TOLERANCE_M)
    if whole.buffer(-5).intersects(inner) != whole.buffer(5).intersects(inner):
        return
    is_cut = whole.intersects(inner)
    near, within = (whole.intersection(area), whole.intersection(inner)) if is_cut else (whole, whole)
    found = during(counts([(*disc, 0)], areas=[area], zone=zone, days=[(150, 150), (NEVER, NEVER)]))
    certain, possible = found
    for place, metres in enumerate(DISTANCES_M):
        # Sharp to some metres: corners stand for arcs, here and there.
        reach = zone.buffer(metres + 5, quad_segs=64)
        # What is narrower than that has no ground left to lie outside.
        ground = within.buffer(-5)
        assert not certain[place] or ground.is_empty or reach.contains(ground)
        assert certain[place] or not zone.buffer(metres - 5).contains(within) or not is_cut
        gap = within.distance(zone) if not metres else near.distance(zone)
        assert possible[place] == (gap <= metres) or abs(gap - metres) < 5


def orders(discs: list[Disc], days: list[tuple[int, int]], zones: list[BaseGeometry], when: InForce):
    spots, ground = spots_and_ground(discs, days, [], zones, (0,))
    related = relate(spots, ground, when, np.arange(len(zones)), ())
    return spots, orders_of(related, len(spots))


def test_each_report_has_the_statuses_that_were_in_force_where_it_was():
    when = InForce(Days(*np.array([[100, 140], [100, 140]])), Days(*np.array([[200, ALWAYS], [200, NEVER]])))
    zones = [SQUARE, box(0, 0, 9_000, 9_000)]
    discs, days = [(1_000, 1_000, 200), (5_000, 5_000, 200), (-9_000, 0, 200)], [(150, 150)] * 3
    spots, found = orders(discs, days, zones, when)
    n, places = found.of(spots.of_row)
    assert n.tolist() == [2, 1, 0]
    assert found.status[places].tolist() == [0, 1, 1]
    assert found.is_certain[places].tolist() == [True, False, False]


def test_a_report_in_two_statuses_of_one_issuer_counts_once():
    when = InForce(Days(*np.full((2, 2), 100)), Days(*np.full((2, 2), 200)))
    _, found = orders([(1_000, 1_000, 200)], [(150, 150)], [SQUARE, box(0, 0, 9_000, 9_000)], when)
    certain, possible = spots_by_group(found, np.array([0, 0]), 1)[0]
    assert (certain.tolist(), possible.tolist()) == ([0], [0])


@pytest.mark.parametrize(
    ("event", "starts", "hours"),
    [
        ((104, 104), (102, 102), (24, 72)),
        ((102, 102), (102, 102), (0, 24)),
        ((104, 106), (102, 102), (24, 120)),
        ((110, 110), (101, 105), (96, 240)),
        ((110, NEVER), (102, 102), (168, UNKNOWN_H)),
    ],
)
def test_a_lead_time_is_an_interval(event, starts, hours):
    days = [Days(*(np.array([end]) for end in ends)) for ends in (event, starts)]
    assert tuple(float(end[0]) for end in lead_hours(*days)) == hours
