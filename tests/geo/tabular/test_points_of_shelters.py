"""A school or a shelter is never given finer than a kilometre, whatever its columns are called."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pyarrow as pa
import pytest

from geo.connectors.toolkit.contract import SourceRows
from geo.connectors.toolkit.shelter_buildings import SHELTER_NOTE, without_fine_points
from geo.geometry.gazetteer import Areas
from geo.ingest.region import points_of
from geo.ingest.rejects import sentences
from geo.ingest.report_rules import KnownValues, check, shelter_notes
from geo.snapshot.opened import DATA_DIR
from geo.tabular.apply import apply
from geo.tabular.guess import guess
from geo.tabular.mapping import COLUMNS, from_toml
from geo.tabular.opening import open_file
from tests.builders import Row, outlines, report

AREAS = Areas.parse(outlines())
ADDRESS = "https://example.org/a"
FINE = ("31.05123", "34.05678")


def taken_in(header: str, *cells: str, toml: str = ""):
    text = StringIO()
    csv.writer(text).writerows([header.split(","), cells])
    file = open_file("testville.csv", BytesIO(text.getvalue().encode()))
    mapping = from_toml(toml, "m.toml") if toml else guess(file.columns, file.first, file.name)
    read = apply(mapping, file.first, AREAS)
    return check(read, known(), "testville.csv"), read


def known(**said: object) -> KnownValues:
    pcodes = pa.array([area.pcode for area in AREAS])
    return KnownValues(pa.array(["testville", "synthetic"]), pcodes, pa.array([], pa.string()), **said)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(
            ("struck", "school"),
            ("place_name", "Testville Girls' School"),
            ("notes", "People sheltering there"),
        ),
        *(("المكان", "مدرسة تستفيل"), ("الوصف", "قصف مركز إيواء للنازحين"), ("מקום", "בית ספר בתסטוויל")),
        *(("facility", "Primary school"), ("school_hit", "yes"), ("Anything", "UNRWA")),
    ],
)
def test_the_point_of_a_shelter_comes_in_coarse(column: str, cell: str):
    found, _ = taken_in(f"lat,lon,date,url,{column}", *FINE, "2024-01-10", ADDRESS, cell)
    (row,) = found.good.to_pylist()
    assert (row["lat"], row["lon"], row["location_precision"]) == (31.05, 34.06, "locality")
    assert SHELTER_NOTE in row["location_note"]
    (note,) = shelter_notes(found.good)
    assert note.startswith("Points of buildings that may be shelters: 1; each is given to two decimals")


@pytest.mark.parametrize(
    ("column", "cell"),
    [("place_name", "Testville market"), ("school_hit", "no"), ("publisher", "School of News")],
)
def test_other_points_keep_what_they_say(column: str, cell: str):
    found, _ = taken_in(f"lat,lon,date,url,{column}", *FINE, "2024-01-10", ADDRESS, cell)
    assert found.good["lat"].to_pylist() == [31.05123]
    assert not shelter_notes(found.good)


@pytest.mark.parametrize(
    ("precision", "radius", "becomes"),
    [("site", "", 1000), ("neighbourhood", "200", 1000), ("locality", "5000", 5000)],
)
def test_a_fine_precision_becomes_a_kilometre(precision: str, radius: str, becomes: int):
    cells = (*FINE, "2024-01-10", ADDRESS, "school", precision, radius)
    found, _ = taken_in("lat,lon,date,url,struck,precision,radius_m", *cells)
    (row,) = found.good.to_pylist()
    assert row["radius_m"] == becomes
    assert row["location_precision"] != "site"


def test_no_text_of_the_row_gives_the_point_away():
    found, _ = taken_in(
        "lat,lon,date,url,notes", *FINE, "2024-01-10", ADDRESS, "School at 31.05123, 34.05678"
    )
    assert found.good["summary"].to_pylist() == ["School at 31.05, 34.05"]


def test_an_id_that_is_made_of_a_row_does_not_tell_its_point():
    rows = [
        taken_in("lat,lon,date,struck", lat, "34.05678", "2024-01-10", "school")[1]
        for lat in ("31.05123", "31.05124")
    ]
    assert len({read.texts["report_id"][0].as_py() for read in rows}) == 1


METRES = (
    "[columns.lat]\nfrom=['X','Y']\nform='EPSG:32636'\n[columns.lon]\nfrom=['X','Y']\nform='EPSG:32636'\n"
)


@pytest.mark.parametrize(
    ("header", "cells", "toml", "hidden"),
    [
        ("lat,lon,struck,kind", (*FINE, "school", "laser"), "", FINE),
        ("lat,lon,struck,kind", ("31.05123x", FINE[1], "school", "laser"), "", FINE),
        ("WKT,struck,kind", ("POINT(34.05678 31.05123)", "school", "laser"), "", FINE),
        ("X,Y,struck", ("600123.4", "3435678.9", "school"), METRES, ("600123", "3435678")),
        ("lat,lon,grid,struck,kind", (*FINE, "36RXV0012335678", "school", "laser"), "", (*FINE, "00123")),
    ],
)
def test_the_ledger_of_rejects_does_not_give_it_away(
    header: str, cells: tuple[str, ...], toml: str, hidden: tuple[str, ...]
):
    found, _ = taken_in(header, *cells, toml=toml)
    assert found.rejects.num_rows
    said = str(found.rejects.to_pylist()) + "".join(sentences(found.rejects, 20))
    assert not [number for number in hidden if number in said]


def documented(**said: object) -> SourceRows:
    rows: list[Row] = [report("r1", **said)]
    cells = [pa.array([str(row.get(name, "")) for row in rows], pa.string()) for name in COLUMNS]
    return SourceRows(pa.RecordBatch.from_arrays(cells, list(COLUMNS)), pa.array([2]).to_numpy())


def test_a_documented_row_is_coarsened_as_well():
    rows = documented(struck="school", lat="31.05123", lon="34.05678")
    (row,) = check(rows, known(), "t.csv").good.to_pylist()
    assert (row["lat"], row["lon"]) == (31.05, 34.06)
    assert row["location_note"] == SHELTER_NOTE


def test_the_point_of_a_camp_or_town_stays():
    places = points_of(pa.table({"lat": [31.05123], "lon": [34.05678]}))
    assert len(places) > 100
    assert (DATA_DIR / "places.csv").exists()
    rows = documented(struck="school", lat="31.05123", lon="34.05678")
    (row,) = check(rows, known(points=places), "t.csv").good.to_pylist()
    assert (row["lat"], row["location_note"]) == (31.05123, "")


def test_a_documented_row_that_states_a_site_is_refused_without_its_point():
    rows = documented(struck="shelter", lat="31.05123", lon="34.05678", location_precision="site")
    found = check(rows, known(), "t.csv")
    assert not found.good.num_rows
    assert "05123" not in str(found.rejects.to_pylist())


@pytest.mark.parametrize(
    ("text", "coarse"),
    [
        ("31.05123, 34.05678", "31.05, 34.05"),
        ("31,05123", "31,05"),
        ("31°03'04.5\"N", "31°03'N"),
        ("36RXV0012335678", "36RXV"),
        ("1,500 of 2.5 on 2024-01-10, 12.50", "1,500 of 2.5 on 2024-01-10, 12.50"),
    ],
)
def test_a_text_loses_what_is_finer_than_a_kilometre(text: str, coarse: str):
    assert without_fine_points(pa.array([text]))[0].as_py() == coarse
