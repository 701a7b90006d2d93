"""Rows of an Arrow table as a frame of it has them, without the frame.

To make a frame of a list's 25 rows takes pandas longer than it takes to find them among a million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from geo.model.rows import named_rows
from geo.snapshot.tables import KEYS

if TYPE_CHECKING:
    from geo.model.rows import Cell, Row


def table_rows(table: pa.Table, name: str) -> list[Row]:
    """Return the rows of an Arrow table: the same as `rows` of what `to_frame` makes of it.

    `name` is that of the documented table, whose key is each row's first field `Index`.
    """
    cells = [_cells(column) for column in table.columns]
    return list(named_rows(table.column_names, cells[table.column_names.index(KEYS[name])], cells))


def _cells(column: pa.ChunkedArray) -> list[Cell]:
    kind, values = column.type, column.to_pylist()
    if pa.types.is_date(kind):
        return [pd.NaT if value is None else pd.Timestamp(value).as_unit("s") for value in values]
    unknown: Cell = None
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        unknown = ""
    elif pa.types.is_integer(kind):
        unknown = pd.NA
    elif pa.types.is_floating(kind):
        unknown = float("nan")
    return [unknown if value is None else value for value in values]
