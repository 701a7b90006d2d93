"""A file of any form as rows of text in its own columns, a piece at a time.

What a file is, its first bytes say; its name only settles what they leave open. A file is opened without
running anything in it, and what would unpack to far more than it is is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.contract import BadLine, SourceRows
from geo.connectors.toolkit.delimited import text_table
from geo.connectors.toolkit.encodings import encoding_of
from geo.connectors.toolkit.foreign import FIRST, MOST_CHARACTERS, Part, Table, batch
from geo.model.errors import SourceError
from geo.snapshot.tables import SCHEMA
from geo.tabular.packed import PACKED, ZIP, is_workbook, unpacked

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".geojson", ".json", ".gpkg", ".parquet", ".kml")


class Form(StrEnum):
    """What a file can be, as its first bytes say."""

    TEXT = "CSV"
    WORKBOOK = "XLSX"
    GEOJSON = "GeoJSON"
    GEOPACKAGE = "GeoPackage"
    KML = "KML"
    PARQUET = "Parquet"


_LOOKED_AT = 4_096
_SHOWN = 1_000
_BY_MARK = {b"PAR1": Form.PARQUET, b"SQLite format 3\x00": Form.GEOPACKAGE, ZIP: Form.WORKBOOK}
_OLD_EXCEL, _PDF = b"\xd0\xcf\x11\xe0", b"%PDF"
_OF_JSON = {".geojson", ".json", ".ndjson", ".jsonl", ".geojsonl"}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_LIST = re.compile(r"\[\s*\{")
_NOTHING = pa.array(
    [
        *(
            "NaN",
            "nan",
            "NAN",
            "NA",
            "N/A",
            "n/a",
            "N/a",
            "#N/A",
            "NULL",
            "Null",
            "null",
            "None",
            "none",
            "NONE",
        ),
        *("-", "--", "\u2013", "\u2014", "<NA>", "NaT", "nil", "Nil", "NIL"),
    ]
)
"""What programs and people write where nothing stands."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file whose columns are its own."""

    name: str
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    """What was found out and not asked: an encoding, the sheet that was chosen; sentences."""
    first: SourceRows
    """Its first rows, to guess from."""
    _rest: Iterator[SourceRows]
    parts: tuple[Part, ...] = ()
    """Sheets, layers or lists of the file that hold a table; of several, somebody has to choose one."""
    part: Part = FIRST
    """The one of them that was read."""
    licence: str = ""
    """The licence that stands beside the table, such as on a sheet of terms."""

    def pieces(self) -> Iterator[SourceRows]:
        """Return all rows, those of `first` included; once."""
        return chain([self.first], self._rest)


def open_file(
    name: str, file: BinaryIO, part: Part = FIRST, forms: Collection[Form] = tuple(Form)
) -> Foreign:
    """Open a file of one of the forms, or one sheet or layer of it; it stays open until its pieces are read.

    Raises SourceError when it is of no form that can be read, or is refused; with what to do.
    """
    try:
        table = _table(name, file, part, forms)
        as_it_is = set(SCHEMA["reports"]) <= set(table.columns)
        pieces = (_tidied(_without_long_cells(piece), as_it_is=as_it_is) for piece in table.pieces)
        first = next(pieces, None) or batch(table.columns, [], [], [])
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror or error}") from error
    if not table.columns:
        raise SourceError(f"{name} has no columns; expected a header and rows")
    return Foreign(name, table.columns, table.notes, first, pieces, table.parts, table.part, table.licence)


def _tidied(piece: SourceRows, *, as_it_is: bool) -> SourceRows:
    """Return a piece without rows that are empty, in which cells that say that there is nothing are empty.

    With `as_it_is`, which the documented columns are, no word is taken for nothing.
    """
    texts = piece.texts
    if not as_it_is:
        cells = [pc.if_else(pc.is_in(one, _NOTHING), "", one) for one in texts.columns]
        texts = pa.RecordBatch.from_arrays(cells, texts.schema.names)
    is_filled = np.zeros(texts.num_rows, bool)
    for one in texts.columns:
        if is_filled.all():
            break
        is_filled |= pc.not_equal(pc.utf8_trim_whitespace(one), "").to_numpy(zero_copy_only=False)
    if is_filled.all():
        return SourceRows(texts, piece.lines, piece.bad)
    return SourceRows(texts.filter(pa.array(is_filled)), piece.lines[is_filled], piece.bad)


def _without_long_cells(piece: SourceRows) -> SourceRows:
    """Return a piece in which rows with a cell of more than `MOST_CHARACTERS` are bad lines."""
    texts, bad = piece.texts, list(piece.bad)
    is_kept = np.ones(texts.num_rows, bool)
    for column, cells in zip(texts.schema.names, texts.columns, strict=True):
        longest = pc.max(pc.utf8_length(cells)).as_py()
        if longest is None or longest <= MOST_CHARACTERS:
            continue
        is_long = pc.greater(pc.utf8_length(cells), MOST_CHARACTERS).to_numpy(zero_copy_only=False) & is_kept
        is_kept &= ~is_long
        for row in np.flatnonzero(is_long):
            reason = f"has a cell longer than {MOST_CHARACTERS:,} characters in {column}"
            shown = str(cells[int(row)])[:_SHOWN]
            bad.append(BadLine(int(piece.lines[row]), "", shown, reason, "shorten it"))
    if is_kept.all():
        return piece
    return SourceRows(texts.filter(pa.array(is_kept)), piece.lines[is_kept], bad)


def _refuse_other_parts(name: str, part: Part, has: str) -> None:
    if part.kind not in {"", has}:
        raise SourceError(
            {
                "sheet": f"{name} has no sheets, and the mapping names the sheet {part.name}",
                "layer": f"{name} has no layers, and the mapping names the layer {part.name}",
                "list": f"{name} has no lists, and the mapping names the list {part.name}",
            }[part.kind]
        )


def _table(name: str, file: BinaryIO, part: Part, forms: Collection[Form]) -> Table:
    start = _start_of(file)
    inside = name
    notes: tuple[str, ...] = ()
    if start.startswith(PACKED) and not (start.startswith(ZIP) and _is_workbook(name, file)):
        inside, file, notes = unpacked(name, file, start)
        start = _start_of(file)
    form = _form_of(name, PurePath(inside).suffix.lower(), start, forms)
    has = {Form.WORKBOOK: "sheet", Form.GEOPACKAGE: "layer", Form.KML: "layer", Form.GEOJSON: "list"}
    _refuse_other_parts(name, part, has.get(form, ""))
    if form not in forms:
        raise SourceError(f"{name} is a file of the form {form}; expected one of {', '.join(forms)}")
    table = _read(name, file, form, part)
    return replace(table, notes=(*notes, *table.notes))


def _start_of(file: BinaryIO) -> bytes:
    start = file.read(_LOOKED_AT)
    file.seek(0)
    return start


def _is_workbook(name: str, file: BinaryIO) -> bool:
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsx" or not is_workbook(file):
        return suffix == ".xlsx"
    if suffix not in {"", ".xlsm", ".zip"}:
        raise SourceError(
            f"{name} is a packed file; unpack it, or give it the ending .xlsx when it is a workbook"
        )
    return True


def _form_of(name: str, suffix: str, start: bytes, forms: Collection[Form]) -> Form:
    """Return what a file is by its first bytes; its ending settles only what is text."""
    for mark, form in _BY_MARK.items():
        if start.startswith(mark):
            return form
    if start.startswith(_OLD_EXCEL):
        raise SourceError(f"{name} is a workbook of an old form; save it as .xlsx or as CSV")
    if start.startswith(_PDF):
        raise SourceError(f"{name} is a PDF, which holds no rows; ask its publisher for the table")
    bare = _letters(start)
    if start.startswith(_PICTURES):
        raise SourceError(f"{name} is no text; save its rows as CSV, XLSX or GeoJSON")
    if bare.startswith("{") or _LIST.match(bare) or (bare.startswith("[") and suffix in _OF_JSON):
        return Form.GEOJSON
    if bare.startswith("<"):
        if suffix == ".kml" and "<kml" in bare:
            return Form.KML
        raise SourceError(f"{name} is XML or HTML; expected one of {', '.join(forms)}")
    if suffix in {".xlsx", ".parquet", ".gpkg", ".kml", *_OF_JSON}:
        raise SourceError(f"{name} is not what its ending says; save it anew, or as CSV")
    return Form.TEXT


def _letters(start: bytes) -> str:
    """Return how a text begins, without marks and white space."""
    text = start.decode(encoding_of(start, is_whole=False), "replace")
    return text.lstrip("\ufeff\x1e \t\r\n")


def _read(name: str, file: BinaryIO, form: Form, part: Part) -> Table:
    # What reads one form takes up to a second to load: who reads another does not wait for it.
    if form is Form.PARQUET:
        from geo.tabular.parquet import parquet  # noqa: PLC0415

        return parquet(name, file)
    if form is Form.WORKBOOK:
        from geo.tabular.workbook import workbook  # noqa: PLC0415

        return workbook(name, file, part.name)
    if form is Form.GEOJSON:
        from geo.tabular.json_forms import json_table  # noqa: PLC0415

        return json_table(name, file, part.name)
    if form in {Form.GEOPACKAGE, Form.KML}:
        from geo.tabular.features import layers  # noqa: PLC0415

        return layers(name, file, "GPKG" if form is Form.GEOPACKAGE else "KML", part.name)
    return text_table(name, file)
