"""Files of every form as rows of text, and what is refused before it does harm."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from geo.errors import SourceError
from geo.sources.files import Foreign, open_file
from geo.sources.files.foreign import PIECE_ROWS

ROWS = [{"name": "Testville, east", "when": "2024-01-10", "n": 3}, {"name": "طيبة", "when": "", "n": 0}]
TEXTS = [["Testville, east", "2024-01-10", "3"], ["طيبة", "", "0"]]


def opened(name: str, content: bytes) -> Foreign:
    return open_file(name, BytesIO(content))


def cells(file: Foreign) -> list[list[str]]:
    return [list(row.values()) for piece in file.pieces() for row in piece.texts.to_pylist()]


def bad(file: Foreign) -> list[tuple[int, str]]:
    return [(line.line, line.reason) for piece in file.pieces() for line in piece.bad]


def text(delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> bytes:
    rows = ["name", "when", "n"], ['"Testville, east"', "2024-01-10", "3"], ["طيبة", "", "0"], []
    return end.join(map(delimiter.join, rows)).encode(encoding)


def workbook(*rows: list[object]) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows or [list(ROWS[0]), *(list(row.values()) for row in ROWS)]:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def layer(tmp_path: Path, name: str, crs: int = 4326) -> bytes:
    points = gpd.points_from_xy([34.05, 34.06], [31.05, 31.06], crs=4326)
    frame = gpd.GeoDataFrame(ROWS, geometry=points).to_crs(crs)
    path = tmp_path / name
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, driver="KML" if path.suffix == ".kml" else None)
    return path.read_bytes()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_cells_are_parted_as_the_file_parts_them(delimiter: str, end: str):
    assert cells(opened("t.csv", text(delimiter, end=end))) == TEXTS


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1256", "1256")],
)
def test_the_encoding_is_found_and_said(encoding: str, said: str):
    file = opened("t.csv", text(encoding=encoding))
    assert (cells(file), any(said in note for note in file.notes)) == (TEXTS, bool(said))


def test_a_workbook_is_read_row_by_row():
    assert cells(opened("t.xlsx", workbook())) == TEXTS


def test_the_other_sheets_of_a_workbook_are_named():
    book, content = Workbook(), BytesIO()
    book.active.append(["a"])
    book.create_sheet("Second").append(["b"])
    book.save(content)
    assert opened("t.xlsx", content.getvalue()).notes == ("Read the sheet 'Sheet'; not read: Second.",)


def test_a_formula_is_refused_and_never_worked_out():
    file = opened("t.xlsx", workbook(["n", "m"], ["=1+1", 2], [3, 4]))
    assert (cells(file), bad(opened("t.xlsx", workbook(["n", "m"], ["=1+1", 2], [3, 4])))) == (
        [["3", "4"]],
        [(2, "has a formula in the column n: =1+1")],
    )


def test_a_text_that_only_looks_like_a_formula_is_data():
    book, content = Workbook(), BytesIO()
    book.active.append(["n"])
    cell = book.active.cell(2, 1)
    cell.value, cell.data_type = "=1+1", "s"
    book.save(content)
    assert cells(opened("t.xlsx", content.getvalue())) == [["=1+1"]]


@pytest.mark.parametrize("name", ["t.geojson", "t.gpkg", "t.kml", "t.parquet"])
def test_features_have_their_points_as_columns(tmp_path: Path, name: str):
    file = opened(name, layer(tmp_path, name))
    lat, lon = (file.columns.index(f"geometry_{axis}") for axis in ("lat", "lon"))
    assert [(row[lat][:5], row[lon][:5]) for row in cells(file)] == [("31.05", "34.05"), ("31.06", "34.06")]


def test_points_come_in_degrees_whatever_the_layer_has(tmp_path: Path):
    file = opened("t.gpkg", layer(tmp_path, "t.gpkg", 32636))
    assert "WGS 84" in file.notes[0]
    assert [round(float(cell), 4) for cell in cells(file)[0][3:5]] == [31.05, 34.05]


def test_an_area_has_no_point():
    ring = [[34, 31], [35, 31], [35, 32], [34, 31]]
    feature = {
        "type": "Feature",
        "properties": {"a": 1},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    assert cells(opened("t.geojson", content)) == [["1", "", "", "Polygon"]]


def test_columns_of_one_name_or_none_are_told_apart():
    assert opened("t.csv", b"a,a,,a\n1,2,3,4").columns == ("a", "a (2)", "column 3", "a (3)")
    table = pa.table([pa.array([text]) for text in "1234"], ["a", "a", "", "a"])
    assert (
        opened("t.parquet", as_parquet(table)).columns,
        cells(opened("t.parquet", as_parquet(table))),
    ) == (
        ("a", "a (2)", "column 3", "a (3)"),
        [["1", "2", "3", "4"]],
    )


def as_parquet(table: pa.Table, encoding: str = "") -> bytes:
    geo = {"version": "1.1.0", "primary_column": "g", "columns": {"g": {"encoding": encoding}}}
    content = BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)} if encoding else {}), content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("encoding", "shapes", "points"),
    [
        ("point", [{"x": 34.05, "y": 31.05}, None], [["31.05", "34.05", "Point"], ["", "", ""]]),
        ("linestring", [[{"x": 34.05, "y": 31.05}], None], [["", "", ""], ["", "", ""]]),
        ("polygon", [[[{"x": 34.05, "y": 31.05}]], []], [["", "", ""], ["", "", ""]]),
        ("none that there is", [3, 4], [["", "", ""], ["", "", ""]]),
    ],
)
def test_geometries_in_the_native_forms_of_geoparquet_are_read(
    encoding: str, shapes: list, points: list[list[str]]
):
    table = pa.table({"n": ["1", "2"], "g": pa.array(shapes)})
    assert [row[1:] for row in cells(opened("t.parquet", as_parquet(table, encoding)))] == points


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"a,b,c,d", "has 4 cells, the header has 3"),
        (b'x,"open,1', "opens a quotation mark and does not close it"),
        (b"x,\xff,1", "has bytes that are no text"),
        (b"x," + b"y" * 200_000 + b",1", "has a cell longer than 131,072 characters"),
        (b"x," + b"y" * 10_000_000 + b",1", "is longer than 1,000,000 characters"),
    ],
    ids=range(5),
)
def test_a_broken_line_costs_no_other(line: bytes, reason: str):
    content = b"a,b,c\n1,2,3\n" + line + b"\n4,5,6\n"
    assert cells(opened("t.csv", content)) == [["1", "2", "3"], ["4", "5", "6"]]
    assert bad(opened("t.csv", content)) == [(3, reason)]


def test_a_cell_may_run_over_lines():
    assert cells(opened("t.csv", b'a,b\n"one\ntwo",2\n3,4')) == [["one\ntwo", "2"], ["3", "4"]]


def test_a_long_file_comes_in_pieces():
    file = opened("t.csv", b"a,b\n" + b"1,2\n" * (2 * PIECE_ROWS + 1))
    assert [len(piece.lines) for piece in file.pieces()] == [PIECE_ROWS, PIECE_ROWS, 1]


def packed(**parts: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("_", "/", 1) + ".xml", part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.xlsx", packed(xl_sheet=b"\0" * 30_000_000), "times its size"),
        ("t.xlsx", packed(xl_sheet=b"<!DOCTYPE x><a/>"), "declares entities"),
        ("t.xlsx", packed(xl_sheet=b"<a/>"), "cannot be read as a workbook"),
        ("t.xlsx", b"PK\x03\x04 nothing", "cannot be read as a workbook"),
        ("t.zip", packed(xl_sheet=b"<a/>"), "is a packed file"),
        ("t.xls", b"\xd0\xcf\x11\xe0", "workbook of an old form"),
        ("t.parquet", b"PAR1 nothing", "cannot be read as Parquet"),
        ("t.gpkg", b"SQLite format 3\x00" + b"\0" * 100, "is a database and no GeoPackage"),
        ("t.gpkg", b"<OGRVRTDataSource/>", "is XML or HTML"),
        ("t.geojson", b"<OGRVRTDataSource/>", "is XML or HTML"),
        ("t.kml", b'<!DOCTYPE x [<!ENTITY a "b">]><kml>&a;</kml>', "declares entities"),
        ("t.csv", b"<html><script>", "is XML or HTML"),
        ("t.geojson", b"{" + b'"a":{' * 100_000, "is no JSON"),
        ("t.geojson", b'{"features": 3}', "no collection of features"),
        ("t.geojson", b"a,b", "is not what its ending says"),
        ("t.csv", b"", "is empty"),
    ],
    ids=range(16),
)
def test_what_cannot_be_read_is_a_sentence(name: str, content: bytes, said: str):
    with pytest.raises(SourceError, match=said):
        opened(name, content)
