"""The examples worked out by hand in docs/method.md, under "Examples by hand", in their order."""

from __future__ import annotations

from geo import wording
from geo.analysis.exposure import ExposureCell
from geo.analysis.periods import Period
from geo.model.rows import row_of
from geo.queries.exposures import DISTANCES_M, exposure_of
from geo.snapshot.opened import Snapshot
from tests.builders import EN, Row, report, row, snapshot


def zone(zone_id: str, pcode: str) -> Row:
    days = {"valid_from": "2024-01-05", "valid_to": "2024-01-20"}
    basis = {"pcodes": pcode, "geometry_basis": f"p-codes: {pcode}"}
    return row("zones", zone_id, zone_key=zone_id, **days, **basis)


ZONES = [zone("z1", "XX0101"), zone("z2", "XX0102")]


def during(opened: Snapshot, zone_id: str) -> list[tuple[int, int]]:
    """Certain and possible reports inside, within 500 m, 1 km and 5 km of a zone during its status."""
    exposure = exposure_of(opened, opened.default_view())
    return [
        tuple(exposure[ExposureCell(zone_id, m, Period.DURING, is_certain)] for is_certain in (True, False))
        for m in DISTANCES_M
    ]


def test_1_what_only_shares_an_edge_with_a_zone_is_beside_it():
    opened = snapshot(report(location_precision="governorate", area_pcode="XX0102"), zones=ZONES)
    assert during(opened, "z1") == [(0, 0), (0, 1), (0, 1), (0, 1)]


def test_2_a_report_of_a_whole_area_lies_certainly_in_a_zone_that_covers_it():
    opened = snapshot(report(location_precision="governorate"), zones=ZONES)
    assert during(opened, "z1") == [(1, 1)] * 4


def disc(lon: float) -> Snapshot:
    return snapshot(report(lat=31.2, lon=lon), zones=ZONES)


def test_3_a_disc_ends_at_the_edge_of_its_area():
    opened = disc(34.19)
    assert during(opened, "z1") == [(1, 1)] * 4
    where = wording.where(row_of(opened.reports, "r1"), opened.areas, EN)
    assert where == "Testville: reported within about 3 km of the point, within Testville district"


def test_4_and_does_not_reach_into_the_area_beside():
    assert during(disc(34.19), "z2") == [(0, 0), (0, 1), (0, 1), (1, 1)]


def test_5_a_disc_apart_from_the_area_that_its_report_names_stays_whole():
    opened = disc(34.25)
    assert during(opened, "z2") == [(1, 1)] * 4
    where = wording.where(row_of(opened.reports, "r1"), opened.areas, EN)
    assert where.endswith("of the point, which does not lie in Testville district")
