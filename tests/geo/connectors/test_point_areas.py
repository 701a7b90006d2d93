"""The areas around a point, at sea and off a coast."""

from __future__ import annotations

from geo.connectors.toolkit.point_areas import bundled_grounds


def test_a_point_far_out_at_sea_is_of_no_area():
    assert bundled_grounds().at(20.0, 38.6) is None


def test_a_point_off_a_coast_is_of_that_country_although_the_sea_has_an_outline():
    found = bundled_grounds().at(13.9916, 42.6811)

    assert found is not None
    assert found.finest.pcode == "YEM"
