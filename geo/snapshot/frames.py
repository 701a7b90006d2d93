"""Typed frames of the documented tables, read from CSV or made of Arrow.

A frame has the same types whether it was read from CSV or from a snapshot, and unknown is not zero:

| kind of column | in Arrow | in a frame | unknown |
|---|---|---|---|
| text, words of an enumeration | string | object, of `str` | empty text |
| count, derived whole number | int64 or narrower | Int64 | `pd.NA` |
| degrees, metres | float64 | float64 | NaN |
| day | date32 | datetime64[s], at midnight | NaT |
| flag | bool | bool | (always known) |
| time of day | string, HH:MM | object, of `str` | empty text |
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from geo.model.errors import SchemaError
from geo.snapshot.tables import (
    COUNT,
    DAY,
    DEGREES,
    FLAG,
    KEYS,
    LARGEST_COUNT,
    LATER_COLUMNS,
    TABLES,
    TEXT,
    TIME,
    TIME_FORM,
    Column,
    csv_name,
)

_DAYS: Final = "datetime64[s]"
_DAY, _TEXTS = pa.timestamp("s"), {pa.string(), pa.large_string()}
_FRAME_TYPES = dict.fromkeys((pa.int8(), pa.int16(), pa.int32(), pa.int64()), pd.Int64Dtype())


def to_frame(table: pa.Table, name: str) -> pd.DataFrame:
    """Return an Arrow table as the typed frame that `read_table` gives, by its key."""
    for position, column in enumerate(table.schema):
        if pa.types.is_date(column.type):
            table = table.set_column(position, column.name, table[position].cast(_DAY))
    # As a frame of their own: pandas would make each of them a column of its own kind of text first.
    names = [column.name for column in table.schema if column.type in _TEXTS]
    texts = pd.DataFrame({text: table[text].fill_null("").to_numpy() for text in names}, dtype=object)
    frame: pd.DataFrame = table.drop_columns(names).to_pandas(types_mapper=_FRAME_TYPES.get)
    frame = pd.concat([texts, frame], axis=1)[table.column_names] if len(frame.columns) else texts
    return frame.set_index(KEYS[name], drop=False).rename_axis(None)


def read_table(folder: Path, table: str) -> pd.DataFrame:
    """Read the CSV file of a table in a folder; see `read_file`."""
    return read_file(folder / csv_name(table), table)


def read_file(path: Path, table: str) -> pd.DataFrame:
    """Read a CSV file into a frame with the documented columns of a table, indexed by its key.

    Raises SchemaError, naming the row, the field and the value that has not the documented form.
    """
    key = KEYS[table]
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    later = [name for name in LATER_COLUMNS.get(table, ()) if name not in raw.columns]
    raw = raw.assign(**dict.fromkeys(later, ""))
    missing = set(TABLES[table]) - set(raw.columns)
    if missing:
        raise SchemaError(table, "header", "columns", sorted(raw.columns), f"also {sorted(missing)}")
    frame = pd.DataFrame(
        {name: _typed(raw[name], kind, table=table, ids=raw[key]) for name, kind in TABLES[table].items()}
    )
    twice = frame[key][frame[key].duplicated()]
    if len(twice):
        raise SchemaError(table, twice.iloc[0], key, twice.iloc[0], "an id that stands once")
    return frame.set_index(key, drop=False).rename_axis(None)


def _typed(texts: pd.Series[str], kind: Column, *, table: str, ids: pd.Series[str]) -> pd.Series[Any]:
    if kind in {TEXT, TIME}:
        if kind == TIME:
            is_wrong = ~texts.str.match(TIME_FORM) & (texts != "")
            _refuse(texts, is_wrong, table, ids, "HH:MM or nothing")
        return texts.astype(object)
    if kind == COUNT:
        expected = f"a whole number from 0 to {LARGEST_COUNT}, or nothing when it is unknown"
        numbers = _numbers(texts, table, ids, expected)
        is_count = numbers.between(0, LARGEST_COUNT) & (numbers % 1 == 0)
        _refuse(texts, numbers.notna() & ~is_count, table, ids, expected)
        return numbers.astype("Int64")
    if kind == DEGREES:
        return _numbers(texts, table, ids, "a number or nothing")
    if kind == DAY:
        days = pd.to_datetime(texts.where(texts != "", None), format="%Y-%m-%d", errors="coerce")
        _refuse(texts, days.isna() & (texts != ""), table, ids, "YYYY-MM-DD or nothing")
        return days.astype(_DAYS)
    if kind == FLAG:
        _refuse(texts, ~texts.isin(["true", "false"]), table, ids, "true or false")
        return texts == "true"
    options = [str(word) for word in kind]
    _refuse(texts, ~texts.isin(options), table, ids, " or ".join(options))
    return texts.astype(object)


def _numbers(texts: pd.Series[str], table: str, ids: pd.Series[str], expected: str) -> pd.Series[Any]:
    numbers = pd.to_numeric(texts.where(texts != "", None), errors="coerce")
    numbers = numbers.mask(numbers.abs() == float("inf"))
    _refuse(texts, numbers.isna() & (texts != ""), table, ids, expected)
    return numbers


def _refuse(
    texts: pd.Series[str], bad: pd.Series[bool], table: str, ids: pd.Series[str], expected: str
) -> None:
    if bad.any():
        row, text = ids[bad].iloc[0], texts[bad].iloc[0]
        raise SchemaError(table, row, str(texts.name), text, expected)
