"""A file of any form as rows of text in its own columns, a piece at a time.

What a file is, its first bytes say; its name only settles what they leave open. A file is opened without
running anything in it, and what would unpack to far more than it is is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.connectors.toolkit.contract import SourceRows
from geo.connectors.toolkit.delimited import text_table
from geo.connectors.toolkit.foreign import FIRST, Part, Table
from geo.model.errors import SourceError
from geo.tabular.features import geojson, layers
from geo.tabular.parquet import parquet
from geo.tabular.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".geojson", ".json", ".gpkg", ".parquet", ".kml")
_LOOKED_AT = 4_096
_ZIP, _PARQUET, _SQLITE = b"PK\x03\x04", b"PAR1", b"SQLite format 3\x00"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


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

    def pieces(self) -> Iterator[SourceRows]:
        """Return all rows, those of `first` included; once."""
        return chain([self.first], self._rest)


def open_file(name: str, file: BinaryIO, part: Part = FIRST) -> Foreign:
    """Open a file, or one sheet or layer of it; it must stay open until its pieces are read.

    Raises:
        SourceError: when it is of no form that can be read, or is refused; with what to do.

    """
    try:
        table = _table(name, file, part)
        first = next(table.pieces, None)
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror or error}") from error
    if not table.columns:
        raise SourceError(f"{name} has no columns; expected a header and rows")
    return Foreign(name, table.columns, table.notes, first or _none(table.columns), table.pieces)


def _none(columns: tuple[str, ...]) -> SourceRows:
    arrays = [pa.array([], pa.string())] * len(columns)
    return SourceRows(pa.RecordBatch.from_arrays(arrays, list(columns)), np.array([], np.int64))


def _refuse_other_parts(name: str, part: Part, has: str) -> None:
    if part.kind not in {"", has}:
        raise SourceError(
            f"{name} has no sheets, and the mapping names the sheet {part.name}"
            if part.kind == "sheet"
            else f"{name} has no layers, and the mapping names the layer {part.name}"
        )


def _table(name: str, file: BinaryIO, part: Part) -> Table:
    start = file.read(_LOOKED_AT)
    file.seek(0)
    suffix = PurePath(name).suffix.lower()
    is_kml = suffix == ".kml" and b"<kml" in start
    has_layers = start.startswith(_SQLITE) or is_kml
    _refuse_other_parts(name, part, "sheet" if start.startswith(_ZIP) else "layer" if has_layers else "")
    if start.startswith(_PARQUET):
        return parquet(name, file)
    if start.startswith(_SQLITE):
        return layers(name, file, "GPKG", part.name)
    if start.startswith(_ZIP):
        if suffix != ".xlsx":
            raise SourceError(
                f"{name} is a packed file; unpack it, or give it the ending .xlsx when it is a workbook"
            )
        return workbook(name, file, part.name)
    if start.startswith(_OLD_EXCEL):
        raise SourceError(f"{name} is a workbook of an old form; save it as .xlsx or as CSV")
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith((b"{", b"[")) and suffix in {".geojson", ".json"}:
        return geojson(name, file)
    if bare.startswith(b"<"):
        if is_kml:
            return layers(name, file, "KML", part.name)
        raise SourceError(f"{name} is XML or HTML; expected one of {', '.join(SUFFIXES)}")
    if suffix in {".xlsx", ".parquet", ".gpkg", ".kml", ".geojson", ".json"}:
        raise SourceError(f"{name} is not what its ending says; save it anew, or as CSV")
    return text_table(name, file)
