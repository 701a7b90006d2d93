"""How the ground of a report lies to the area that it names."""

from __future__ import annotations

import pytest

from geo.geometry.stated_ground import Reach, reach_of
from geo.model.rows import rows
from geo.snapshot.current import current
from tests.builders import report, snapshot


@pytest.mark.parametrize(("radius_m", "reach"), [(50, Reach.WHOLE), (200, Reach.CUT), (3_000, Reach.CUT)])
def test_a_point_near_the_edge_of_its_area_is_in_it_however_small_the_disc(radius_m: int, reach: Reach):
    # 75 m inside the governorate of Rafah.
    opened = snapshot(report("r1", lat=31.27957, lon=34.32057, radius_m=radius_m, area_pcode="PS0275"))
    (one,) = rows(opened.store.by_ids(["r1"]))

    assert reach_of(one, current().areas) is reach
