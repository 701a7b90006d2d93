"""Thirty files that a stranger could drop on the page: each is answered with a sentence."""

from __future__ import annotations

import gc
import json
import re
import resource
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.ingest import uploads
from geo.ingest.uploads import look, take_in
from geo.model.errors import SourceError
from geo.model.parallel import give_back
from geo.tabular.mapping import Mapping
from geo.tabular.reading_limits import USUAL
from geo.tabular.sandbox import opened_apart
from tests.builders import report, snapshot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system holds the limits on Linux alone")

LIMITS = replace(USUAL, memory_bytes=400_000_000, processor_s=4)
"""Tighter than on the page, so that the test of each takes seconds."""
GOOD = b"date,latitude,longitude,link\n2023-12-02,31.5,34.4,https://example.org/a\n"
OVERHEAD_MB = 80
"""Of memory that is counted and is no data: code, and what was read before the limit was set."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)


def workbook(rows: str, texts: str = "", **more: bytes) -> bytes:
    """A workbook of one sheet, written by hand: no library would write such cells."""
    strings = f'<sst xmlns="{MAIN}">{texts}</sst>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": SHEET.format(rows),
        "xl/sharedStrings.xml": strings,
        **more,
    }
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def number(cell: str, value: int = 1) -> str:
    return f'<c r="{cell}"><v>{value}</v></c>'


def far_cells() -> bytes:
    rows = (f'<row r="{n}">{number(f"A{n}")}{number(f"XFD{n}")}</row>' for n in range(2, 20_000))
    return workbook(f'<row r="1">{number("A1")}</row>{"".join(rows)}')


def wide_workbook() -> bytes:
    return workbook(f'<row r="1">{"<c><v>1</v></c>" * 5_000}</row>')


def repeated_text() -> bytes:
    """One text of 100,000 letters, which two thousand cells have."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 2_002))
    head = '<row r="1"><c r="A1" t="s"><v>1</v></c></row>'
    return workbook(head + cells, f"<si><t>{'x' * 100_000}</t></si><si><t>date</t></si>")


def many_texts() -> bytes:
    return workbook("", "<si/>" * 12_000_000)


def empty_sheets() -> bytes:
    """Each of the sheets is the same part, of as many empty rows as a part may have."""
    sheets = "".join(f'<sheet name="A{n}" sheetId="{n}" r:id="r1"/>' for n in range(2, 1_002))
    book = BOOK.replace("</sheets>", f"{sheets}</sheets>")
    return workbook("<row/>" * 1_600_000, **{"xl/workbook.xml": book.encode()})


def laughs() -> bytes:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return workbook("", **{"xl/more.xml": (entities + "<x>&b;</x>").encode()})


def dense_parts() -> bytes:
    """Each part is small enough to be as dense as it likes; all together they are not."""
    return workbook("", **{f"xl/part{n}.bin": b"\0" * 9_900_000 for n in range(42)})


def geopackage(*statements: str, layers: int = 1, is_one: bool = True) -> bytes:
    """A GeoPackage of tables without shapes, with what a statement adds to it."""
    with sqlite3.connect(":memory:") as database:
        database.execute("PRAGMA journal_mode = OFF")
        if is_one:
            database.execute(f"PRAGMA application_id = {0x47504B47}")
        database.execute("PRAGMA user_version = 10300")
        database.execute(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, "
            "organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT)"
        )
        database.execute(
            "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, "
            "description TEXT, last_change TEXT, min_x, min_y, max_x, max_y, srs_id INTEGER)"
        )
        for n in range(layers):
            database.execute(f"CREATE TABLE layer{n} (fid INTEGER PRIMARY KEY, date TEXT)")
            database.execute(f"INSERT INTO layer{n} (date) VALUES ('2023-12-02')")  # noqa: S608 our own
            listed(database, f"layer{n}")
        database.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            database.execute(statement)
        listed(database, "evil")
        database.commit()
        content = database.serialize()
    database.close()
    return content


def listed(database: sqlite3.Connection, table: str) -> None:
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
        [table, table],
    )


def virtual(name: str, using: str) -> str:
    sql = f"CREATE VIRTUAL TABLE {name} USING {using}"
    return f"INSERT INTO sqlite_master VALUES ('table', '{name}', '{name}', 0, '{sql}')"  # noqa: S608 it is the attack


ENDLESS = (
    "CREATE VIEW evil AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT x AS fid, x AS date FROM n"
)
CROSSED = "CREATE VIEW evil AS SELECT 1 AS fid FROM layer0 a, layer0 b, layer0 c, layer0 d, layer0 e"
BLOBS = "CREATE VIEW evil AS SELECT 1 AS fid, zeroblob(1000000000) AS date"
TRIGGER = "CREATE TRIGGER evil AFTER INSERT ON layer0 BEGIN DELETE FROM layer0; END"
GENERATED = "CREATE TABLE evil (fid INTEGER PRIMARY KEY, date TEXT AS (hex(zeroblob(400000000))))"


def geojson(*features: dict[str, object], **said: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **said}).encode()


def feature(**properties: object) -> dict[str, object]:
    at = {"type": "Point", "coordinates": [34.4, 31.5]}
    return {"type": "Feature", "properties": properties, "geometry": at}


def nested(levels: int) -> bytes:
    deep = b"[" * levels + b"]" * levels
    return geojson(feature(a="here")).replace(b'"here"', deep)


def deep_shape() -> bytes:
    opened = b'{"type": "GeometryCollection", "geometries": ['
    shape = opened * 10_000 + b"]}" * 10_000
    return b'{"features": [{"type": "Feature", "properties": {}, "geometry": ' + shape + b"}]}"


def bomb(rows: int = 5_000) -> bytes:
    """Seven kilobytes of Parquet: one text of a million letters, which every row has."""
    content = BytesIO()
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 1_000_000])
    pq.write_table(pa.table({"date": texts}), content, compression="zstd")
    assert len(content.getvalue()) < 7_000
    return content.getvalue()


def many_objects() -> bytes:
    return b'{"features": [' + b"{}," * 6_000_000 + b"{}]}"


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a view that never ends": ("a.gpkg", partial(geopackage, ENDLESS), "has the view evil"),
    "a view of a cross join": ("a.gpkg", partial(geopackage, CROSSED), "has the view evil"),
    "a view of zeroblob": ("a.gpkg", partial(geopackage, BLOBS), "has the view evil"),
    "a trigger": ("a.gpkg", partial(geopackage, TRIGGER), "has the trigger evil"),
    "a generated column": ("a.gpkg", partial(geopackage, GENERATED), "has the generated column date"),
    "a virtual table": ("a.gpkg", partial(geopackage, virtual("evil", "dbstat")), "the virtual table evil"),
    "a virtual table under the name of an index": (
        "a.gpkg",
        partial(geopackage, virtual("rtree_layer0_geom", "fts5(a)")),
        "the virtual table rtree_layer0_geom",
    ),
    "a database that is no GeoPackage": ("a.gpkg", partial(geopackage, is_one=False), "no GeoPackage"),
    "two hundred layers": ("a.gpkg", partial(geopackage, layers=200), "layers; at most 100 are read"),
    "half a database": ("a.gpkg", lambda: geopackage(layers=50)[:60_000], "cannot be read as GPKG"),
    "a database under another name": ("a.csv", partial(geopackage, ENDLESS), "has the view evil"),
    "cells at XFD": ("a.xlsx", far_cells, "has a cell in the column XFD of row 2"),
    "a workbook of 5,000 columns": ("a.xlsx", wide_workbook, "has 5,000 columns; at most 1,000"),
    "one text in two thousand cells": ("a.xlsx", repeated_text, "has more than 50 MB of text"),
    "twelve million texts": ("a.xlsx", many_texts, "unpacks to [0-9,]+ times its size"),
    "entities within entities": ("a.xlsx", laughs, "declares entities"),
    "four hundred megabytes of parts": ("a.xlsx", dense_parts, "would unpack to"),
    "a packed file": ("a.csv", partial(workbook, ""), "is a packed file"),
    "Parquet that is called CSV": ("a.csv", bomb, "is a file of the form Parquet; expected one of CSV"),
    "Parquet": ("a.parquet", bomb, "is a file of the form Parquet; expected one of CSV"),
    "KML that is called CSV": ("a.csv", lambda: b"<kml></kml>", "is XML or HTML"),
    "half a million columns": ("a.csv", lambda: b"," * 499_999 + b"\n1", "has 500,000 columns"),
    "a header of two megabytes": ("a.csv", lambda: b"a," * 1_000_000, "is longer than 1,000,000 characters"),
    "two hundred thousand rows": ("a.csv", lambda: b"date\n" + b"x\n" * 200_000, "more than 100,000 rows"),
    "twenty-one megabytes": ("a.csv", lambda: b"date\n" + b"x" * 21_000_000, "is larger than 20 MB"),
    "zeros": ("a.csv", lambda: b"\0" * 5_000_000, "line 1 is longer than 1,000,000 characters"),
    "2,000 keys": ("a.geojson", lambda: geojson(feature(**{f"k{n}": n for n in range(2_000)})), "columns"),
    "a key of its own in each feature": (
        "a.geojson",
        lambda: geojson(*(feature(**{f"k{n}": 1}) for n in range(20_000))),
        "columns; at most 1,000",
    ),
    "ten thousand levels": ("a.geojson", partial(nested, 10_000), "is nested deeper than 32 levels"),
    "a hundred levels": ("a.geojson", partial(nested, 100), "is nested deeper than 32 levels"),
    "ten thousand shapes in each other": ("a.geojson", deep_shape, "is nested deeper than 32 levels"),
    "a number of a million digits": (
        "a.json",
        lambda: b'{"features": [' + b"9" * 1_000_000 + b"]}",
        "is no JSON",
    ),
    "GeoJSON that is called CSV": ("a.csv", partial(nested, 100), "is nested deeper than 32 levels"),
    "six million objects": ("a.geojson", many_objects, "takes more than 400 MB of memory to read"),
    "a thousand sheets without a row": (
        "a.xlsx",
        empty_sheets,
        "takes more than 4 seconds of processor time to read",
    ),
}


@pytest.fixture(autouse=True)
def tight(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "LIMITS", LIMITS)


def used() -> tuple[float, float]:
    """Processor seconds of processes that have ended, and memory of this one in megabytes."""
    # What nobody holds, and what other tests left, is given back first.
    gc.collect()
    give_back()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return ended.ru_utime + ended.ru_stime, pages * resource.getpagesize() / 1e6


@pytest.fixture(scope="module", autouse=True)
def nothing_old_is_collected() -> Iterator[None]:
    """Keep the collector off what tests before these have left: each test here asks for it four times."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def read_by_page(name: str, content: bytes) -> uploads.Upload:
    return take_in(name, content, look(name, content).mapping, snapshot(report()))


@pytest.fixture(scope="module")
def agreed() -> Mapping:
    """How a good file is read, agreed to once; that it still is read is asked after each hostile one."""
    return look("good.csv", GOOD).mapping


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_a_sentence(what: str, agreed: Mapping):
    name, made, said = HOSTILE[what]
    content = made()
    processor_s, memory_mb = used()

    with pytest.raises(SourceError, match=said) as refused:
        read_by_page(name, content)

    sentence = str(refused.value)
    assert "\n" not in sentence
    assert len(sentence) < 400
    # With its traceback it holds what had been read by then.
    del refused
    processor_after_s, memory_after_mb = used()
    assert processor_after_s - processor_s < 2 * (LIMITS.processor_s + 2)
    assert memory_after_mb - memory_mb < 250
    assert take_in("good.csv", GOOD, agreed, snapshot(report())).rows == 1


def test_there_are_thirty_of_them():
    assert len(HOSTILE) >= 30


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started from now on."""
    found: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            found.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return found


def test_a_bomb_on_the_command_line_takes_no_more_than_its_share(started: list[subprocess.Popen[bytes]]):
    largest_mb = [0.0]

    def look_at_it() -> None:
        status = Path(f"/proc/{started[0].pid}/status")
        said = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        largest_mb.append(int(said[1]) / 1_000 if said else 0)

    with (
        pytest.raises(SourceError, match="takes more than 400 MB of memory to read"),
        opened_apart("a.parquet", bomb(), limits=LIMITS, while_waiting=look_at_it) as opened,
    ):
        list(opened.pieces())
    assert max(largest_mb) < LIMITS.memory_bytes / 1e6 + OVERHEAD_MB


def test_one_cell_of_nineteen_megabytes_costs_its_row_alone():
    rows = b"date,link\n2023-12-02," + b"x" * 19_000_000 + b"\n2023-12-03,https://example.org/a\n"
    taken = read_by_page("a.csv", rows)
    assert (taken.rows, taken.rejected) == (2, 2)
    assert "is longer than 1,000,000 characters" in taken.rejects["reason"].to_pylist()


def test_long_cells_cost_their_rows_in_any_form():
    content = geojson(feature(date="x" * 200_000), feature(date="2023-12-02"))
    with opened_apart("a.geojson", content) as opened:
        pieces = list(opened.pieces())
    assert [len(piece.lines) for piece in pieces] == [1]
    assert [line.reason for line in pieces[0].bad] == ["has a cell longer than 131,072 characters in date"]


class GoneError(Exception):
    """What a page raises when its reader has gone."""


def test_the_reading_ends_with_whoever_waits_for_it(started: list[subprocess.Popen[bytes]]):
    def gone() -> None:
        raise GoneError

    _, made, _ = HOSTILE["a thousand sheets without a row"]
    with pytest.raises(GoneError):
        look("a.xlsx", made(), gone)
    assert [process.poll() for process in started] == [-9]


def test_the_reader_has_no_setting_and_writes_no_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHELTERLINE_ACLED_KEY", "not for it")
    made: list[dict[str, str]] = []
    start = subprocess.Popen

    def noted(*args: object, **kwargs: object) -> object:
        made.append(kwargs["env"])
        return start(*args, **kwargs)

    monkeypatch.setattr(subprocess, "Popen", noted)
    look("a.csv", b"date,link\n2023-12-02,https://example.org/a\n")
    assert [name for name in made[0] if "KEY" in name] == []


def test_a_geopackage_as_gdal_writes_it_is_read(tmp_path: Path):
    import geopandas as gpd  # noqa: PLC0415 takes a second, for this test alone

    points = gpd.points_from_xy([34.4, 34.5], [31.5, 31.4], crs=4326)
    gpd.GeoDataFrame({"date": ["2023-12-02", ""]}, geometry=points).to_file(tmp_path / "a.gpkg")
    with opened_apart("a.gpkg", (tmp_path / "a.gpkg").read_bytes()) as opened:
        assert sum(len(piece.lines) for piece in opened.pieces()) == 2


def run_ingest(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "geo", "ingest", *map(str, arguments), "--yes", "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 our own command


def test_the_command_line_reads_within_limits_unless_it_is_told_to_trust(tmp_path: Path):
    hostile, good = tmp_path / "bomb.parquet", tmp_path / "good.csv"
    hostile.write_bytes(bomb(rows=1_000))
    good.write_bytes(GOOD)

    refused = run_ingest(tmp_path / "home", hostile)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "bomb.parquet takes more than 600 MB of memory to read" in refused.stderr
    assert "--trust" in refused.stderr
    assert "rows         1" in run_ingest(tmp_path / "home", good).stdout
    assert "rows         1" in run_ingest(tmp_path / "home", good, "--trust").stdout
