"""Real files of the field, and what comes of each; they lie beside the project and are no part of it."""

from __future__ import annotations

import pytest

from geo.connectors.all_connectors import connector_of
from tests.geo.connectors.rows import OPEN, read, refused

FOREIGN = OPEN.parent / "foreign"
EXPECTED = {
    "insecurity_insight_explosive_weapons_2020_2023.xlsx": ("insecurity-insight", "reports", 386, 0, 1_697),
    "insecurity_insight_education_2020_2023.xlsx": ("insecurity-insight", "reports", 76, 199, 1_620),
    "insecurity_insight_shcc_2022.xlsx": ("insecurity-insight", "reports", 26, 302, 1_661),
    "idmc_idu.json": ("idmc-idu", "sheltering", 0, 0, 113),
    "idmc_idu_events_IND_hxl.csv": ("idmc-idu", "sheltering", 0, 0, 113),
    "ucdp_ged_BGD_hxl.csv": ("ucdp-ged", "reports", 0, 0, 601),
}
"""Connector and table of each file; rows read, refused one by one, and counted as outside the region."""

pytestmark = pytest.mark.skipif(
    not FOREIGN.is_dir(), reason="the foreign reference files are not beside the project"
)


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_every_row_of_a_foreign_file_is_accounted_for(name, expected):
    connector = connector_of(FOREIGN / name)
    assert connector is not None
    source, table, n_rows, n_refused, n_outside = expected
    parsed = connector.parse([FOREIGN / name])
    rows, bad = read(parsed, table)
    outside = sum(line.is_outside for line in bad)
    assert (connector.contract.id, len(rows), len(bad) - outside, outside) == (
        *(source, n_rows, n_refused, n_outside),
    )
    if source == "insecurity-insight":
        assert parsed.sources[0]["licence"] == "CC BY-SA"
    if table == "reports":
        assert refused(connector, connector.parse([FOREIGN / name])) == []


def test_a_tracker_of_nobody_is_left_to_the_reader_of_any_file():
    assert connector_of(FOREIGN / "iran_israel_tracker_events.json") is None
