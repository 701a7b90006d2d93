"""Ground that is searched: no disc is taken to touch it, or not to, that the drawn one contradicts."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.geometry.footprints import disc, to_metres
from geo.geometry.search_ground import SearchGround, box_of_degrees, box_of_metres

EPSG = 32_636
DISCS = st.tuples(st.floats(29, 34), st.floats(32, 37), st.sampled_from([200.0, 1_000.0, 3_000.0, 25_000.0]))
LATITUDES, LONGITUDES = st.floats(29, 34), st.floats(32, 37)


@st.composite
def grounds(draw: st.DrawFn) -> SearchGround:
    south, north = sorted((draw(LATITUDES), draw(LATITUDES)))
    west, east = draw(LONGITUDES), draw(LONGITUDES)
    if draw(st.booleans()):
        # With west beyond east all but what lies between.
        return box_of_degrees(west, south, east, north)
    x, y = to_metres(EPSG).transform([min(west, east), max(west, east)], [south, north])
    return box_of_metres(EPSG, x[0], y[0], max(x), y[1]) if x[0] <= x[1] else box_of_degrees(0, 0, 0, 0)


@given(grounds(), st.lists(DISCS, min_size=1, max_size=8))
def test_what_is_sure_of_a_disc_is_true_of_the_drawn_one(
    ground: SearchGround, discs: list[tuple[float, float, float]]
):
    lat, lon, radius_m = map(np.array, zip(*discs, strict=True))
    sure, doubtful = ground.discs(lat, lon, radius_m)
    for (y, x, r), is_sure, is_doubtful in zip(discs, sure, doubtful, strict=True):
        touches = shapely.intersects(ground.shape, disc(y, x, r))
        assert touches or not is_sure
        assert is_sure or is_doubtful or not touches


def test_a_box_with_west_beyond_east_reaches_across_the_date_line():
    ground = box_of_degrees(170, -10, -170, 10)
    here = [shapely.Point(179, 0), shapely.Point(-179, 0), shapely.Point(0, 0), shapely.Point(175, 20)]
    assert ground.touched_by(np.array(here, object)).tolist() == [True, True, False, False]


def test_a_box_across_the_date_line_may_be_a_line():
    ground = box_of_degrees(33, 29, 32, 29)
    on, beside = shapely.Point(32, 29), shapely.Point(32.5, 29)
    assert ground.touched_by(np.array([on, beside, disc(29, 32, 200)], object)).tolist() == [
        True,
        False,
        True,
    ]


def test_a_box_that_is_a_point_is_found_by_what_holds_it():
    ground = box_of_degrees(34.3, 31.3, 34.3, 31.3)
    around, beside = disc(31.3, 34.301, 200), disc(31.3, 34.31, 200)
    assert ground.touched_by(np.array([around, beside, None], object)).tolist() == [True, False, False]


def test_what_ends_at_the_edge_touches_it():
    ground = box_of_degrees(34, 31, 35, 32)
    assert ground.touched_by(np.array([shapely.box(35, 31, 36, 32)], object)).tolist() == [True]


@pytest.mark.parametrize("box", [(1e9, 1e9, 2e9, 2e9), (-3e7, 0, 3e7, 1e7)])
def test_metres_where_the_projection_has_no_ground_are_refused(box: tuple[float, float, float, float]):
    with pytest.raises(ValueError, match="32636"):
        box_of_metres(EPSG, *box)
