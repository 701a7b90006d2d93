"""Points off the region, at 0, 0 or with their coordinates the wrong way round."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from geo.connectors.toolkit.contract import SourceRows
from geo.geometry.gazetteer import Areas
from geo.ingest.lines import Lines
from geo.ingest.region import boxes_of
from geo.ingest.report_rules import KnownValues, check
from geo.snapshot.frames import read_table
from geo.snapshot.opened import DATA_DIR
from geo.tabular.mapping import COLUMNS
from tests.builders import Row, report

AREAS = Areas.read(DATA_DIR / "outlines.geojson")
PCODES = pa.array(sorted(area.pcode for area in AREAS), pa.string())
KNOWN = KnownValues(pa.array(["synthetic"]), PCODES, pa.array([], pa.string()), boxes_of(AREAS, PCODES))


def reasons(*said: Row) -> list[tuple[str, str]]:
    rows = [report(f"r{i}", **{"area_pcode": "", **one}) for i, one in enumerate(said)]
    arrays = [pa.array([str(row.get(name, "")) for row in rows], pa.string()) for name in COLUMNS]
    batch = pa.RecordBatch.from_arrays(arrays, list(COLUMNS))
    found = check(SourceRows(batch, np.arange(len(rows))), KNOWN, "t.csv").rejects.to_pylist()
    return [(line["column"], line["reason"]) for line in found]


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        (34.4, 31.5, ("lat", "looks swapped with lon")),
        (44.4, 33.3, ("lat", "is outside the region, 10 to 43 degrees north")),
        (50.45, 30.52, ("lat", "is outside the region, 10 to 43 degrees north")),
        (0, 0, ("lat", "is 0, as is lon: the point of no place")),
        (51.5, -0.1, ("lat", "is outside the region, 10 to 43 degrees north")),
        (31.5, 120, ("lon", "is outside the region, 22 to 68 degrees east")),
        (91, 34, ("lat", "is off the globe")),
    ],
)
def test_a_point_that_cannot_be_meant_says_why(lat: float, lon: float, reason: tuple[str, str]):
    assert reasons({"lat": lat, "lon": lon}) == [reason]


@pytest.mark.parametrize("pcode", ["PS0255", "PSE"])
def test_a_point_that_lies_in_its_area_only_the_other_way_round_is_swapped(pcode: str):
    assert reasons({"lat": 34.4, "lon": 31.5, "area_pcode": pcode}) == [("lat", "looks swapped with lon")]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (31.5, 34.4),
        (33.9, 35.5),
        (33.3, 44.4),
        (35.7, 51.4),
        (15.4, 44.2),
        (25.3, 51.5),
        (12.8, 45.0),
        (20, 66),
    ],
)
def test_a_point_of_the_region_gets_in(lat: float, lon: float):
    assert reasons({"lat": lat, "lon": lon}) == []


def test_a_point_outside_the_region_is_swapped_only_by_the_area_that_it_states():
    baghdad = {"lat": 44.4, "lon": 33.3}
    assert reasons({**baghdad, "area_pcode": "IRQ"}) == [("lat", "looks swapped with lon")]
    assert reasons(baghdad) != reasons({**baghdad, "area_pcode": "IRQ"})


def test_one_wrong_point_does_not_spoil_its_neighbours():
    assert (
        len(reasons({"lat": 31.5, "lon": 34.4}, {"lat": 34.4, "lon": 31.5}, {"lat": 31.4, "lon": 34.3})) == 1
    )


def test_every_bundled_point_is_in_order():
    with (DATA_DIR / "reports.csv").open("rb") as file:
        lines = Lines("reports.csv", file)
        sources = pa.array(read_table(DATA_DIR, "sources")["source_id"].tolist())
        known = KnownValues(sources, PCODES, pa.array([], pa.string()), KNOWN.boxes)
        found = [check(lines.rows(block), known, "reports.csv").rejects.num_rows for block in lines.blocks()]
    assert sum(found) == 0
