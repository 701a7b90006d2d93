"""Damage per hexagon: what a file says becomes rows, and nothing that it does not say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.connectors.all_connectors import connector_of, connectors
from geo.model.errors import SourceError
from tests.geo.connectors.rows import read, write_json

UNOSAT = connectors()["unosat-hexagons"]
RING = [[34.05, 31.05], [34.052, 31.05], [34.053, 31.0515], [34.052, 31.053], [34.05, 31.053], [34.05, 31.05]]


def cell(value: object = 7, ring: object = RING) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"value": value},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def layer(folder: Path, *cells: object, file: str = "UNOSAT_testville_24-01-11_hex.geojson") -> Path:
    said = {"type": "FeatureCollection", "name": "UNOSAT_testville_24-01-10", "features": list(cells)}
    return write_json(folder / file, said)


def test_a_file_is_known_by_its_name_and_form(tmp_path: Path):
    assert connector_of(layer(tmp_path, cell())) is UNOSAT


def test_a_hexagon_becomes_a_row_with_its_claimant_and_both_days(tmp_path: Path):
    (row,), bad = read(UNOSAT.parse([layer(tmp_path, cell())]), "assessments")
    assert not bad
    assert (row["image_from"], row["image_to"], row["published_date"]) == ("2024-01-10", "2024-01-11", "")
    assert (row["structures"], row["source_id"]) == ("7", "unosat-hexagons")
    assert row["geometry_wkt"].startswith("POLYGON ((34.05 31.05")
    assert "UNOSAT" in row["claimant"]


def test_a_place_keeps_its_id_when_its_count_is_revised(tmp_path: Path):
    ids = {
        read(UNOSAT.parse([layer(tmp_path, cell(value))]), "assessments")[0][0]["assessment_id"]
        for value in (7, 8)
    }
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("feature", "column"),
    [(cell("many"), "structures"), (cell(7, "nowhere"), "geometry_wkt"), ({"type": "Feature"}, "structures")],
)
def test_what_a_feature_does_not_say_is_left_empty_or_as_it_came(
    tmp_path: Path, feature: object, column: str
):
    (row,), _ = read(UNOSAT.parse([layer(tmp_path, feature)]), "assessments")
    assert row[column] in {"", "many"}


def test_what_is_no_feature_is_a_line_that_is_none(tmp_path: Path):
    rows, (bad,) = read(UNOSAT.parse([layer(tmp_path, "no feature", cell())]), "assessments")
    assert (len(rows), bad.line) == (1, 1)


def test_a_file_that_names_no_day_is_refused_with_advice(tmp_path: Path):
    said = {"type": "FeatureCollection", "features": [cell()]}
    path = write_json(tmp_path / "unosat_99-99-99.geojson", said)
    with pytest.raises(SourceError, match="keep the day in its name"):
        UNOSAT.parse([path])


def test_the_licence_is_stated_with_the_third_party():
    assert UNOSAT.contract.licence.startswith("CC BY-SA")
    assert "third party" in UNOSAT.contract.licence
    assert UNOSAT.contract.is_redistributable
