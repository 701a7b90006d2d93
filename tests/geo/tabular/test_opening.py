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
import shapely
from openpyxl import Workbook
from shapely import Point, box, to_wkb

from geo.connectors.toolkit.foreign import PIECE_ROWS, Part
from geo.model.errors import SourceError
from geo.tabular import merged_cells as merged
from geo.tabular.opening import Foreign, open_file

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


def geoparquet(geometry: object, **said: object) -> bytes:
    about = {"version": "1.1.0", "primary_column": "at", "columns": {"at": said}}
    content = BytesIO()
    pq.write_table(pa.table({"at": [geometry]}).replace_schema_metadata({"geo": json.dumps(about)}), content)
    return content.getvalue()


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


def merged_workbook(*rows: list[object], merged: list[str]) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    for spanned in merged:
        book.active.merge_cells(spanned)
    book.save(content)
    return content.getvalue()


def test_what_a_merged_cell_says_stands_in_each_of_its_rows():
    rows = ["id", "date", "place"], [1, "2024-01-10", "A"], [2], [3], [4, "2024-01-11", "B"]
    content = merged_workbook(*rows, merged=["B2:B3", "C2:C4"])
    file = opened("t.xlsx", content)
    assert file.notes == (
        "What a merged cell says was read in each of its rows, in the first of its columns.",
    )
    assert cells(file) == [
        ["1", "2024-01-10", "A"],
        ["2", "2024-01-10", "A"],
        ["3", "", "A"],
        ["4", "2024-01-11", "B"],
    ]


def test_a_merged_cell_makes_no_row_and_keeps_out_of_other_columns():
    content = merged_workbook(["a", "b", "c"], [1, 2], [], [3], merged=["B2:C9"])
    assert cells(opened("t.xlsx", content)) == [["1", "2", ""], ["3", "2", ""]]


def test_a_formula_in_a_merged_cell_is_refused_in_each_of_its_rows():
    content = merged_workbook(["a", "b"], [1, "=1+1"], [2], [3, 4], merged=["B2:B3"])
    assert [line for line, _ in bad(opened("t.xlsx", content))] == [2, 3]


def test_a_merged_title_is_no_news():
    assert opened("t.xlsx", merged_workbook(["a", "b"], [1, 2], merged=["A1:B1"])).notes == ()


def test_more_merged_cells_than_can_be_held_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(merged, "_MOST", 1)
    content = merged_workbook(["a", "b"], [1, 2], [3], merged=["A2:A3", "B2:B3"])
    with pytest.raises(SourceError, match="has more than 1 merged cells; take the merging back"):
        opened("t.xlsx", content)


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


@pytest.mark.parametrize("name", ["t.gpkg", "t.parquet"])
@pytest.mark.parametrize("crs", [32636, 2039, 4281])
def test_points_come_in_degrees_whatever_the_layer_has(tmp_path: Path, name: str, crs: int):
    file = opened(name, layer(tmp_path, name, crs))
    assert (file.notes[0][:16], file.notes[0][-10:]) == ("Points were move", "to WGS 84.")
    assert [round(float(cell), 4) for cell in cells(file)[0][3:5]] == [31.05, 34.05]


SHAPES = [
    shapely.Point(34.05, 31.05),
    shapely.MultiPoint([(34.05, 31.05)]),
    shapely.MultiPoint([(34.05, 31.05), (34.06, 31.06)]),
    shapely.box(34, 31, 35, 32),
    shapely.Point(),
    None,
]


def shapes(tmp_path: Path, name: str) -> bytes:
    if name == "t.geojson":
        told = [None if one is None else json.loads(shapely.to_geojson(one)) for one in SHAPES]
        features = [{"type": "Feature", "properties": {"a": 1}, "geometry": one} for one in told]
        return json.dumps({"type": "FeatureCollection", "features": features}).encode()
    frame = gpd.GeoDataFrame({"a": [1] * len(SHAPES)}, geometry=SHAPES, crs=4326)
    frame.to_parquet(tmp_path / name) if name == "t.parquet" else frame.to_file(tmp_path / name)
    return (tmp_path / name).read_bytes()


@pytest.mark.parametrize("name", ["t.geojson", "t.gpkg", "t.parquet"])
def test_only_what_is_a_single_point_has_one_and_the_others_are_counted(tmp_path: Path, name: str):
    file = opened(name, shapes(tmp_path, name))
    point = ["31.05", "34.05"]
    assert [row[1:3] for row in cells(file)] == [point, point, *[["", ""]] * 4]
    note = "Features without a point of their own: 4 of 6; unlocated unless a column says where."
    assert file.notes == (note,)


def two_layers(tmp_path: Path, *, is_first_empty: bool) -> bytes:
    points = gpd.GeoDataFrame(
        {"n": [1, 2]}, geometry=gpd.points_from_xy([34.05, 34.06], [31.05, 31.06], crs=4326)
    )
    path = tmp_path / "t.gpkg"
    points[: 0 if is_first_empty else 1].to_file(path, layer="April")
    points.to_file(path, layer="May")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("is_first_empty", "rows", "note"),
    [
        (False, 1, "Read the layer 'April'; not read: May."),
        (True, 2, "Read the layer 'May'; not read: April."),
    ],
)
def test_the_first_layer_with_rows_is_read_and_the_others_are_named(
    tmp_path: Path, *, is_first_empty: bool, rows: int, note: str
):
    file = opened("t.gpkg", two_layers(tmp_path, is_first_empty=is_first_empty))
    assert (len(cells(file)), file.notes) == (rows, (note,))


def test_a_layer_is_read_by_its_name(tmp_path: Path):
    content = two_layers(tmp_path, is_first_empty=False)
    assert len(cells(open_file("t.gpkg", BytesIO(content), Part("layer", "May")))) == 2
    with pytest.raises(SourceError, match=r"t\.gpkg has no layer June; it has April, May"):
        open_file("t.gpkg", BytesIO(content), Part("layer", "June"))


def test_a_sheet_is_read_by_its_name():
    book, content = Workbook(), BytesIO()
    book.active.append(["a"])
    second = book.create_sheet("Second")
    second.append(["b"])
    second.append([1])
    book.save(content)
    file = open_file("t.xlsx", BytesIO(content.getvalue()), Part("sheet", "Second"))
    assert (cells(file), file.notes) == ([["1"]], ("Read the sheet 'Second'; not read: Sheet.",))
    with pytest.raises(SourceError, match=r"t\.xlsx has no sheet Third; it has Sheet, Second"):
        open_file("t.xlsx", BytesIO(content.getvalue()), Part("sheet", "Third"))


@pytest.mark.parametrize(
    ("name", "content", "part", "said"),
    [
        ("t.csv", b"a,b", Part("sheet", "May"), "has no sheets, and the mapping names the sheet May"),
        ("t.geojson", b"{}", Part("layer", "May"), "has no layers, and the mapping names the layer May"),
        ("t.kml", b"<kml/>", Part("sheet", "May"), "has no sheets"),
        ("t.xlsx", b"PK\x03\x04", Part("layer", "May"), "has no layers"),
    ],
)
def test_a_part_that_the_form_does_not_have_is_refused(name: str, content: bytes, part: Part, said: str):
    with pytest.raises(SourceError, match=said):
        open_file(name, BytesIO(content), part)


@pytest.mark.parametrize("name", ["t.gpkg", "t.parquet"])
def test_what_is_no_point_has_none_in_another_system_either(tmp_path: Path, name: str):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[box(34, 31, 35, 32)], crs=4326).to_crs(2039)
    path = tmp_path / name
    frame.to_parquet(path) if name.endswith("parquet") else frame.to_file(path)
    assert cells(opened(name, path.read_bytes())) == [["1", "", "", "Polygon"]]


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ({}, None),
        ({"crs": None}, "The layer names no coordinate system; it was read as WGS 84."),
        ({"crs": {"type": "Nowhere"}}, "is not known; the layer was read as WGS 84."),
    ],
)
def test_a_coordinate_system_that_parquet_does_not_name_is_told(said: dict[str, object], note: str | None):
    file = opened("t.parquet", geoparquet(to_wkb(Point(34.05, 31.05)), encoding="WKB", **said))
    assert cells(file) == [["31.05", "34.05", "Point"]]
    assert [one.endswith(note or "") for one in file.notes] == [True] * bool(note)


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
