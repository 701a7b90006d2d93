from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from geo.model.rows import Cell, Row, rows
from geo.snapshot.opened import DATA_DIR
from geo.snapshot.table_rows import table_rows
from geo.snapshot.tables import KEYS, SCHEMA, arrow_schema, read_table, to_arrow, to_frame


def as_said(found: Iterable[Row]) -> list[list[tuple[type, str, str]]]:
    """Return cells that compare: an unknown one equals nothing, itself included."""
    return [[_said(cell.item() if isinstance(cell, np.generic) else cell) for cell in row] for row in found]


def _said(cell: Cell) -> tuple[type, str, str]:
    return type(cell), str(cell), getattr(cell, "unit", "")


@pytest.mark.parametrize("name", SCHEMA)
def test_rows_of_a_table_are_those_of_its_frame(name: str):
    table = to_arrow(read_table(DATA_DIR, name), name)
    framed = list(rows(to_frame(table, name)))
    assert as_said(table_rows(table, name)) == as_said(framed)
    assert table_rows(table, name)[0]._fields == framed[0]._fields


def test_what_is_unknown_is_unknown_in_the_same_way():
    schema = arrow_schema("reports").append(pa.field("day_first", pa.int32()))
    empty = dict.fromkeys(schema.names) | {KEYS["reports"]: "r1"}
    table = pa.Table.from_pylist([empty], schema)
    (row,) = table_rows(table, "reports")
    assert as_said([row]) == as_said(rows(to_frame(table, "reports")))
    assert (row.Index, row.event_start, row.killed_min, row.claimant) == ("r1", pd.NaT, pd.NA, "")


def test_a_day_is_a_day_and_texts_of_either_width_are_texts():
    schema = pa.schema([("report_id", pa.large_string()), ("event_start", pa.date32())])
    table = pa.Table.from_pylist([{"report_id": "r1", "event_start": date(2024, 1, 10)}], schema)
    (row,) = table_rows(table, "reports")
    assert (row.report_id, row.event_start.date()) == ("r1", date(2024, 1, 10))
    assert as_said([row]) == as_said(rows(to_frame(table, "reports")))
