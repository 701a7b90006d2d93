"""The identity of a snapshot: the same rows give the same id on every machine.

The id is the first 12 hex digits of a SHA-256 over the schema version and every row of every table,
in canonical order (tables and columns by name, rows by key) and form: counts as 64-bit integers,
measures as 64-bit floats, days as days since 1970, text as UTF-8, all little-endian, with a mask of
what is unknown. File bytes and dates of creation play no part, nor do columns that are derived.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.model.parallel import map_ahead
from geo.snapshot.gather import in_order
from geo.snapshot.tables import FORMER_NAMES, KEYS, SCHEMA, without_empty_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.geometry.gazetteer import Areas

SCHEMA_VERSION = "1"
ID_DIGITS = 12
_TEXT, _COUNT, _MEASURE, _DAY, _FLAG = b"text", b"count", b"measure", b"day", b"flag"


def id_of(tables: Mapping[str, pa.Table], areas: Areas) -> str:
    """Return the id of a snapshot of these tables and outlines.

    A ledger or a later table without rows says the same as none, and so does a later column without a cell.
    Tables have the names that they had first.
    """
    outlines = pa.Table.from_pandas(_outline_rows(areas), preserve_index=False)
    present = {
        FORMER_NAMES.get(name, name): without_empty_columns(table, name)
        for name, table in tables.items()
        if table.num_rows or name in SCHEMA
    }
    keys = {FORMER_NAMES.get(name, name): key for name, key in KEYS.items()}
    return content_id({**present, "areas": outlines}, {**keys, "areas": "pcode"})


def _outline_rows(areas: Areas) -> pd.DataFrame:
    rows = {
        area.pcode: {
            "pcode": area.pcode,
            "level": area.level,
            "parent": area.parent,
            "basis": area.basis,
            "outline": area.geometry.wkb_hex,
            "label_lat": area.label[0],
            "label_lon": area.label[1],
            **{f"name_{lang}": name for lang, name in area.names.items()},
        }
        for area in areas
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def content_id(tables: Mapping[str, pa.Table], keys: Mapping[str, str]) -> str:
    """Return the 12-digit id of the tables; `keys` names the column that orders each one's rows."""
    digest = hashlib.sha256(f"shelterline schema {SCHEMA_VERSION}\n".encode())
    for name in sorted(tables):
        table = in_key_order(tables[name], keys[name])
        digest.update(f"table {name} {table.num_rows}\n".encode())
        columns = sorted(table.column_names)
        forms = map_ahead(canonical, (table[column] for column in columns))
        for column, (kind, parts) in zip(columns, forms, strict=True):
            digest.update(f"column {column} ".encode() + kind + b"\n")
            for part in parts:
                digest.update(part)
    return digest.hexdigest()[:ID_DIGITS]


def in_key_order(table: pa.Table, key: str) -> pa.Table:
    """Return the table with its rows in the order of the key, as it came when it already is."""
    keys = table[key]
    if len(keys) <= 1 or pc.all(pc.less_equal(keys[:-1], keys[1:])).as_py():
        return table
    return in_order(table, pc.sort_indices(keys).to_numpy())


def canonical(column: pa.ChunkedArray) -> tuple[bytes, list[bytes | memoryview]]:
    """Return a column's kind and its bytes: the mask of the known cells, then their values.

    Of a text, the sizes of all cells and then their UTF-8; what lies in Arrow's buffers is not copied.
    """
    kind, values = _plain(column)
    known = np.packbits(pc.is_valid(values).to_numpy(), bitorder="little").tobytes()
    if kind == _TEXT:
        texts = [pc.fill_null(chunk, "") for chunk in values.chunks]
        sizes = [pc.binary_length(chunk).to_numpy().astype("<i8").tobytes() for chunk in texts]
        return kind, [known, *sizes, *map(_joined, texts)]
    zero = pa.scalar(0, values.type)
    filled = pc.fill_null(values, zero).to_numpy()
    return kind, [known, np.ascontiguousarray(filled).astype(filled.dtype.newbyteorder("<")).tobytes()]


def _joined(texts: pa.StringArray | pa.LargeStringArray) -> memoryview:
    """Return the UTF-8 of all texts, one after the other, without copying them."""
    _, offsets, data = texts.buffers()
    if data is None:
        return memoryview(b"")
    form = "<i8" if pa.types.is_large_string(texts.type) else "<i4"
    ends = np.frombuffer(offsets, form)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(data)[ends[0] : ends[-1]]


def _plain(column: pa.ChunkedArray) -> tuple[bytes, pa.ChunkedArray]:
    of = column.type
    if pa.types.is_boolean(of):
        return _FLAG, column.cast(pa.int8())
    if pa.types.is_integer(of):
        return _COUNT, column.cast(pa.int64())
    if pa.types.is_floating(of):
        # Adding zero makes one of the two zeros; NaN is no number, so it is unknown.
        whole = pc.if_else(pc.is_nan(column), pa.scalar(None, of), pc.add(column, 0.0))
        return _MEASURE, whole.cast(pa.float64())
    if pa.types.is_date(of):
        return _DAY, column.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
    is_text = pa.types.is_string(of) or pa.types.is_large_string(of)
    return _TEXT, column if is_text else column.cast(pa.large_string())
