"""Displacement updates of IDMC: figures of movement, and never a strike; all rows are synthetic."""

from __future__ import annotations

import pytest

from geo.connectors.all_connectors import connector_of, connectors
from geo.ingest.report_rules import KnownValues
from geo.ingest.table_rules import check_table
from tests.geo.connectors.rows import read, write_csv, write_json

IDMC = connectors()["idmc-idu"]


def update(**cells: object) -> dict[str, object]:
    return {
        "id": 5,
        "country": "Testland",
        "iso3": "LBN",
        "latitude": 33.9,
        "longitude": 35.5,
        "centroid": "[33.9, 35.5]",
        "displacement_type": "Conflict",
        "qualifier": "total",
        "figure": 120,
        "displacement_date": "2024-01-10T11:00:00.000Z",
        "displacement_start_date": "2024-01-09T11:00:00.000Z",
        "displacement_end_date": "2024-01-10T11:00:00.000Z",
        "standard_popup_text": "A text that names somebody",
        **cells,
    }


def rows(tmp_path, *updates: object):
    return read(IDMC.parse([write_json(tmp_path / "idu.json", list(updates))]), "sheltering")


def test_updates_are_known_by_their_fields(tmp_path):
    assert connector_of(write_json(tmp_path / "any.json", [update()])) is IDMC
    assert connector_of(write_csv(tmp_path / "any.csv", [update()])) is IDMC


def test_displacement_by_conflict_is_a_flow_of_a_country_and_no_report(tmp_path):
    parsed = IDMC.parse([write_json(tmp_path / "idu.json", [update()])])
    assert list(parsed.tables) == ["sheltering"]
    (row,), bad = read(parsed, "sheltering")
    names = "sheltering_id", "as_of_date", "area_name", "pcodes", "people_min", "people_max", "is_flow"
    assert [row[name] for name in names] == [
        *("idmc-idu-5", "2024-01-10", "Lebanon, newly displaced 2024-01-09 to 2024-01-10"),
        *("LBN", "120", "120", "true"),
    ]
    assert (bad, "somebody" in str(row)) == ([], False)


def test_more_than_a_figure_has_no_upper_end(tmp_path):
    (row,), _ = rows(tmp_path, update(qualifier="more than"))
    assert (row["people_min"], row["people_max"]) == ("120", "")


def test_disasters_are_listed_and_other_countries_are_outside(tmp_path):
    found, bad = rows(tmp_path, update(displacement_type="Disaster"), update(id=6, iso3="IND"))
    assert found == []
    assert [(line.report_id, line.reason, line.is_outside) for line in bad] == [
        ("idmc-idu-5", "is displacement of another cause", False),
        ("idmc-idu-6", "lies outside the region", True),
    ]


@pytest.mark.parametrize("figure", [0, 7, 2_000_000])
def test_the_documented_format_takes_it(tmp_path, figure):
    parsed = IDMC.parse([write_json(tmp_path / "idu.json", [update(figure=figure)])])
    (block,) = parsed.tables["sheltering"]
    known = KnownValues(*[block.texts["sheltering_id"][:0]] * 3)
    assert check_table("sheltering", block, known, "synthetic").rejects.num_rows == 0


def test_its_rows_are_kept_back(tmp_path):
    parsed = IDMC.parse([write_json(tmp_path / "idu.json", [update()])])
    assert parsed.sources[0]["licence"].startswith("Not redistributable")
