"""Files of the corpus in tests/data/foreign that are no text, made when they are read; all of it synthetic.

The points of Testville are those of the text files: row i lies at 31.40° N + i/100, 34.30° E + i/100.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from openpyxl import Workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADER = ("date", "place", "lat", "lon", "publisher", "claimant", "url")
TAGS = (
    *("#date+occurred", "#loc+name", "#geo+lat", "#geo+lon"),
    *("#meta+source+name", "#meta+claimant+name", "#meta+source+url"),
)
Cells = Sequence[object]


def point(i: int) -> tuple[float, float]:
    """Return latitude and longitude of row i, degrees."""
    return round(31.40 + i / 100, 2), round(34.30 + i / 100, 2)


def row(i: int, day: object = "") -> list[object]:
    """Return row i in the columns of `HEADER`."""
    return [day or f"2023-10-0{i}", "Testville", *point(i), *_whose(i)]


def _whose(i: int) -> tuple[str, str, str]:
    return "Synthetic Wire", "Testville council", f"https://example.org/{i}"


def _three() -> list[Cells]:
    return [HEADER, *map(row, (1, 2, 3))]


def _csv(rows: Iterable[Cells]) -> str:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _with(column: str, *cells: str) -> str:
    rows = [[*row(i), cell] for i, cell in enumerate(cells, 1)]
    return _csv([[*HEADER, column], *rows])


def _features() -> bytes:
    def feature(i: int) -> dict[str, object]:
        lat, lon = point(i)
        said = dict(zip(HEADER, row(i), strict=True))
        kept = {name: cell for name, cell in said.items() if name not in {"lat", "lon"}}
        return {
            "type": "Feature",
            "properties": kept,
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }

    return json.dumps({"type": "FeatureCollection", "features": [feature(i) for i in (1, 2, 3)]}).encode()


def _zip(**files: str | bytes) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


def _book(
    sheets: dict[str, Iterable[Cells]], change: Callable[[dict[str, Worksheet]], object] | None = None
) -> bytes:
    book = Workbook()
    book.remove(book.active)
    made = {name: book.create_sheet(name) for name in sheets}
    for name, rows in sheets.items():
        for cells in rows:
            made[name].append(list(cells))
    if change:
        change(made)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _hide(sheets: dict[str, Worksheet]) -> None:
    sheets["Old"].sheet_state = "hidden"


def _group(sheets: dict[str, Worksheet]) -> None:
    for cells in ("B1:D1", "E1:G1"):
        sheets["Strikes"].merge_cells(cells)


def _stretch(sheets: dict[str, Worksheet]) -> None:
    for at in ("A9", "K2"):
        sheets["Strikes"][at] = " "


def _package(layers: dict[str, Sequence[int]]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.gpkg"
        for name, rows in layers.items():
            said = [dict(zip(HEADER, row(i), strict=True)) for i in rows]
            fields = [column for column in HEADER if column not in {"lat", "lon"}]
            pyogrio.raw.write(
                path,
                np.array([shapely.to_wkb(shapely.Point(point(i)[::-1])) for i in rows], object),
                [np.array([one[column] for one in said], object) for column in fields],
                fields,
                geometry_type="Point",
                crs="EPSG:4326",
                layer=name,
                driver="GPKG",
                append=path.exists(),
            )
        return path.read_bytes()


def _parquet(columns: dict[str, Sequence[object]], n: int) -> bytes:
    publisher, claimant, url = zip(*map(_whose, range(1, n + 1)), strict=True)
    said = {"place": ["Testville"] * n, "publisher": publisher, "claimant": claimant, "url": url}
    saved = BytesIO()
    pq.write_table(pa.table({name: list(cells) for name, cells in {**columns, **said}.items()}), saved)
    return saved.getvalue()


def _table_parquet() -> bytes:
    at = range(1, 4)
    days = [datetime.fromisoformat(f"2023-10-0{i}").date() for i in at]
    lat, lon = zip(*map(point, at), strict=True)
    return _parquet({"date": days, "lat": lat, "lon": lon, "killed": list(at)}, 3)


def _hours() -> list[datetime]:
    said = ("2023-10-01 06:30", "2023-10-02 17:05", "2023-10-03 00:00")
    return [datetime.fromisoformat(text) for text in said]


_TERMS = [["Terms of use"], [], ["These rows were made for a test."], ["Ask before you pass them on."]]
_TITLES = [["Strikes in Testville"], ["Made synthetically"], []]
_GROUPS = ["Event", "Place", "", "", "Source", "", ""]
_MAKERS: dict[str, Callable[[], bytes]] = {
    "json-features.geojson.gz": lambda: gzip.compress(_features()),
    "json-packed-table.csv.gz": lambda: gzip.compress(_csv(_three()).encode()),
    "json-zip-one-table.zip": lambda: _zip(strikes_csv=_csv(_three())),
    "json-zip-two-tables.zip": lambda: _zip(april_csv=_csv(_three()), may_csv=_csv(_three())),
    "json-zip-inside-zip.zip": lambda: _zip(inner_zip=_zip(strikes_csv=_csv(_three()))),
    "json-zip-without-table.zip": lambda: _zip(read_exe=b"\x00\x01"),
    "words-windows-1255.csv": lambda: _with(
        "סוג תקיפה", "תקיפה אווירית", "רקטה", "ירי ארטילרי"
    ).encode("cp1255"),
    "words-windows-1256.csv": lambda: _with(
        "نوع الهجوم", "غارة جوية", "قصف مدفعي", "صواريخ"
    ).encode("cp1256"),
    "licence-on-another-sheet.xlsx": lambda: _book(
        {
            "Strikes": _three()[:3],
            "About": [["Title", "Strikes in Testville"], ["Licence", "CC BY-SA"], ["Made", "synthetically"]],
        }
    ),
    "shape-utf-16.csv": lambda: _csv(_three()).encode("utf-16"),
    "shape-first-sheet-terms.xlsx": lambda: _book({"Terms of use": _TERMS, "Strikes": _three()}),
    "shape-hidden-sheet.xlsx": lambda: _book({"Old": [HEADER, row(9)], "Strikes": _three()}, _hide),
    "shape-two-sheets.xlsx": lambda: _book(
        {"April": _three(), "May": [HEADER, *map(row, (4, 5))]}
    ),
    "shape-title-rows.xlsx": lambda: _book({"Strikes": [*_TITLES, *_three()]}),
    "shape-grouped-headings.xlsx": lambda: _book({"Strikes": [_GROUPS, *_three()]}, _group),
    "shape-tags.xlsx": lambda: _book({"Strikes": [HEADER, TAGS, *_three()[1:]]}),
    "shape-real-dates.xlsx": lambda: _book(
        {"Strikes": [HEADER, *(row(i, datetime(2023, 10, i)) for i in (1, 2, 3))]}  # noqa: DTZ001 as in a sheet
    ),
    "shape-dates-and-hours.xlsx": lambda: _book(
        {"Strikes": [HEADER, *(row(i, day) for i, day in enumerate(_hours(), 1))]}
    ),
    "shape-trailing-empty.xlsx": lambda: _book({"Strikes": _three()}, _stretch),
    "shape-formula.xlsx": lambda: _book(
        {"Strikes": [HEADER, row(1), row(2), row(3, "=DATE(2023,10,3)")]}
    ),
    "shape-two-layers.gpkg": lambda: _package({"zones": (7, 8), "strikes": (1, 2, 3)}),
    "shape-one-layer.gpkg": lambda: _package({"strikes": (1, 2, 3)}),
    "shape-table.parquet": _table_parquet,
    "shape-timestamps.parquet": lambda: _parquet({"date": _hours()[:2]}, 2),
    "message-pdf.csv": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "message-picture.csv": lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40),
    "message-old-workbook.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "message-broken-workbook.xlsx": lambda: _zip(nothing_xml="<a/>"),
    "message-cut-off-workbook.xlsx": lambda: _book({"Strikes": _three()})[:-400],
    "message-zip-that-is-none.zip": lambda: b"PK\x03\x04" + bytes(60),
    "message-cut-off.csv.gz": lambda: gzip.compress(_csv(_three()).encode())[:-30],
    "message-cut-off.parquet": lambda: _table_parquet()[:-200],
    "message-no-database.gpkg": lambda: b"SQLite format 3\x00" + bytes(600),
}  # fmt: skip
MADE = tuple(_MAKERS)
"""Names of the files that are made."""


@cache
def made(name: str) -> bytes:
    """Return the content of a file that is made."""
    return _MAKERS[name]()
