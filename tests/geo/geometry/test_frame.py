"""The piece of the mercator plane that a map shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geometry.frame import Box, degrees, frame_of, world

ZOOMS = range(4, 14)
a_lat, a_lon = st.floats(-60, 60), st.floats(-170, 170)


@given(a_lat, a_lon)
def test_degrees_lead_back(lat: float, lon: float):
    assert degrees(*world(lon, lat)) == pytest.approx((lat, lon))


@given(a_lat, a_lon, st.floats(0.001, 8), st.floats(0.001, 8))
def test_a_frame_of_bounds_shows_all_of_them_and_the_next_zoom_would_not(
    lat: float, lon: float, height: float, width: float
):
    bounds = Box(*world(lon, lat + height), *world(lon + width, lat))
    frame = frame_of(bounds, ZOOMS, width=336, height=396)
    assert frame.bounds(margin_px=0.001).contains(bounds)
    side = 256 * 2.0 ** (frame.zoom + 1)
    assert frame.zoom == ZOOMS[-1] or bounds.width * side > 336 or bounds.height * side > 396


def test_bounds_too_large_for_every_zoom_get_the_widest():
    assert frame_of(Box(0, 0, 1, 1), ZOOMS, width=336, height=396).zoom == ZOOMS[0]
