"""Incidents of areas and claims on incidents, held against counting them one by one."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from geo.filters.filter_index import AREA
from geo.queries.incident_counts import claims_on_incidents, incidents_by_area
from geo.snapshot.opened import Snapshot
from tests.builders import report, snapshot

WHOLE_AREA = {"location_precision": "governorate", "lat": "", "lon": ""}


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 1])
def test_incidents_of_areas_are_those_of_their_reports_each_once(bundled: Snapshot, share: float):
    counted = np.random.default_rng(7).random(bundled.total) < share
    reports = bundled.reports.loc[bundled.ids(np.arange(bundled.total))]
    keys: dict[str, set[str]] = defaultdict(set)
    for is_counted, footprint, row in zip(
        counted, bundled.store.columns.footprint, reports.itertuples(), strict=True
    ):
        if is_counted and footprint == AREA:
            keys[row.area_pcode].add(row.incident_key)
    assert incidents_by_area(bundled, counted) == {pcode: len(found) for pcode, found in keys.items()}


def test_claims_on_one_incident_count_once_in_an_area_and_points_count_in_none():
    opened = snapshot(
        report("r1", incident_key="one", **WHOLE_AREA),
        report("r2", incident_key="one", **WHOLE_AREA),
        report("r3", incident_key="two", **WHOLE_AREA),
        report("r4", incident_key="three", location_precision="site"),
    )
    (found,) = incidents_by_area(opened, np.ones(4, bool)).values()
    assert found == 2


def test_claims_are_those_on_the_incident_of_each_report(bundled: Snapshot):
    counts = bundled.reports["incident_key"].value_counts()
    expected = {row.report_id: counts[row.incident_key] for row in bundled.reports.itertuples()}
    assert claims_on_incidents(bundled, list(expected)) == expected
