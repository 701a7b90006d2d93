"""Areas of outlines are those of the ground, not of degrees."""

from __future__ import annotations

import pandas as pd
import pytest
from shapely.geometry import box

from geo.analysis.outline_sizes import beside_published, outline_km2
from geo.geometry.footprints import disc


def test_a_disc_of_a_kilometre_is_three_square_kilometres() -> None:
    found = outline_km2({"south": disc(31.3, 34.3, 1000), "north": disc(60.0, 10.0, 1000)})

    # A polygon of 64 corners lacks 0.2 % of its circle; UTM scales by up to 0.1 %.
    assert found.to_dict() == pytest.approx({"south": 3.1416, "north": 3.1416}, rel=0.004)


def test_each_outline_is_measured_in_the_zone_of_its_own_middle() -> None:
    # A cell of 0.1 degrees on the ellipsoid: 11.1 km by 9.5 km near 31.5 degrees north.
    found = outline_km2({"gaza": box(34.3, 31.4, 34.4, 31.5), "gulf": box(51.3, 31.4, 51.4, 31.5)})

    assert found["gaza"] == pytest.approx(105.4, rel=0.005)
    assert found["gulf"] == pytest.approx(found["gaza"], rel=0.002)


def test_what_has_no_outline_or_no_published_area_has_no_ratio() -> None:
    published = pd.Series({"both": 4.0, "only published": 2.0, "only drawn": float("nan")})

    found = beside_published(pd.Series({"both": 5.0, "only drawn": 1.0}), published)

    assert found.loc["both", "ratio"] == 1.25
    assert found["ratio"].isna().to_dict() == {"both": False, "only published": True, "only drawn": True}


def test_no_outlines_have_no_areas() -> None:
    assert outline_km2({}).empty
