from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, box

from geo.analysis.distance import levels, outline_of, signed_distances

SQUARE = box(0, 0, 1_000, 1_000)
WITH_A_HOLE = SQUARE.difference(box(400, 400, 600, 600))
SHAPES = {
    "a square": SQUARE,
    "a square with a hole": WITH_A_HOLE,
    "two squares": MultiPolygon([SQUARE, box(3_000, 0, 4_000, 500)]),
    "a bay": shapely.from_wkt(
        "POLYGON ((0 0, 3000 0, 3000 3000, 2000 3000, 1500 500, 1000 3000, 0 3000, 0 0))"
    ),
    "a point": Point(500, 500),
    "a road": LineString([(0, 0), (800, 300), (800, 2_000)]),
}
metres = st.floats(-6_000, 6_000)


def plain(shape: shapely.Geometry, x: float, y: float) -> float:
    point = Point(x, y)
    inside = shape.area > 0 and shape.contains(point)
    return -shape.boundary.distance(point) if inside else shape.distance(point)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@given(points=st.lists(st.tuples(metres, metres), min_size=1, max_size=20))
def test_a_signed_distance_is_the_one_that_shapely_measures(shape: shapely.Geometry, points: list):
    x, y = np.array(points).T
    found = signed_distances(outline_of(shape), x, y)
    assert found == pytest.approx([plain(shape, *point) for point in points], abs=0.01)


def test_many_points_are_measured_as_a_few_are():
    x = np.linspace(-500, 1_500, 20_000)
    found = signed_distances(outline_of(SQUARE), x, np.full(len(x), 500.0))
    assert found == pytest.approx(np.maximum(np.abs(x - 500) - 500, -500), abs=0.01)


def test_a_distance_that_touches_counts():
    assert levels(np.array([0.0, 0.1, 500.0, 500.1, 5_000.1]), (0, 500, 1_000, 5_000)).tolist() == [
        4,
        3,
        3,
        2,
        0,
    ]
