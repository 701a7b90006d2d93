"""The documented form of every table, and reading one from CSV or Arrow into typed columns.

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

from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo import model
from geo.analysis.linking import HarmMatch, KindMatch
from geo.model.errors import SchemaError

LARGEST_COUNT = 1_000_000_000
"""Nobody counts more people or strikes; what is held in memory has 32 bits for a count."""
TEXT, COUNT, DEGREES, DAY, FLAG, TIME = "text", "count", "degrees", "day", "flag", "time"
Column = str | type[StrEnum]


def _columns(**names: str) -> dict[str, Column]:
    return {name: kind for kind, listed in names.items() for name in listed.split()}


LATER_COLUMNS: dict[str, dict[str, Column]] = {
    "reports": _columns(time="time_from time_to", text="relayed_by"),
    "zones": _columns(time="valid_from_time valid_to_time"),
    "pauses": _columns(time="start_time end_time", text="parties pcodes"),
    "sources": _columns(text="country"),
}
"""Columns that the first snapshots had not, by table; all of them are text. A snapshot has such a column only
when a row says something in it: one without keeps the id that it had before there was the column, and one
written before opens with empty cells. A CSV file may leave them out."""
_CLAIM = "publisher claimant url read_at"
SCHEMA: dict[str, dict[str, Column]] = {
    "reports": {
        **_columns(
            text="report_id incident_key source_id direction_claimed place_name area_pcode struck "
            f"contained_in summary location_note {_CLAIM}",
            day="published_date event_start event_end",
            degrees="lat lon radius_m",
            count="strikes_min strikes_max killed_min killed_max injured_min injured_max",
        ),
        "date_precision": model.DatePrecision,
        "kind": model.Kind,
        "location_precision": model.LocationPrecision,
        "responsibility": model.Responsibility,
        **LATER_COLUMNS["reports"],
    },
    "zones": {
        **_columns(
            text="zone_id zone_key name_en name_ar name_he time_precision issued_by publisher url "
            "pcodes blocks geometry_wkt geometry_basis geometry_note read_at",
            day="valid_from valid_to published_date",
            degrees="area_km2",
            count="people_min people_max",
        ),
        "kind": model.ZoneKind,
        "status": model.ZoneStatus,
        **LATER_COLUMNS["zones"],
    },
    "sheltering": _columns(
        text=f"sheltering_id area_name pcodes setting {_CLAIM}",
        day="as_of_date published_date",
        count="people_min people_max sites",
        flag="is_flow",
    ),
    "tolls": _columns(
        text=f"toll_id area population measure qualifier {_CLAIM}",
        day="as_of_date published_date",
        count="value_min value_max",
    ),
    "pauses": {
        **_columns(
            text="pause_id name area start_precision end_precision kind announced_by disputed "
            "publisher url read_at",
            day="start end",
        ),
        **LATER_COLUMNS["pauses"],
    },
    "sources": {
        **_columns(text="source_id name home_url licence language caveat"),
        "kind": model.SourceKind,
        **LATER_COLUMNS["sources"],
    },
    "places": _columns(
        text="place_id name_en name_ar name_he alt_names kind pcode parent read_at",
        degrees="lat lon",
    ),
}
LATER: dict[str, dict[str, Column]] = {
    "assessments": _columns(
        text=f"assessment_id source_id {_CLAIM} geometry_wkt",
        day="image_from image_to published_date",
        count="structures",
    ),
}
"""Tables that the first snapshots had not. A snapshot has such a table only when it has a row: one without
keeps the id that it had before there was the table, and one written before opens as one without rows."""
TABLES = SCHEMA | LATER
"""Every table of data, by name."""
LEDGERS: dict[str, dict[str, Column]] = {
    "revisions": _columns(
        text="revision_id table report_id change column before after source_id parent file"
    ),
    "rejects": {
        **_columns(text="reject_id table source_id file", count="line"),
        **_columns(text="report_id column value reason advice row"),
    },
    "ingests": _columns(text="ingest_id table source_id file", count="rows_in accepted rejected duplicates"),
    "candidates": {
        **_columns(text="candidate_id report_id other_id", degrees="score", count="distance_m days"),
        "kind_match": KindMatch,
        "harm_match": HarmMatch,
    },
}
"""What ingesting writes down beside the data. A snapshot has such a table only when it has a row.

`report_id` is the key of the row in its `table`, of a report in most cases. `change` is a word of
`geo.model.Change`; `parent` is the snapshot that holds what was said before. `row` is the rejected row as it
came, what cannot be seen in it written out. `ingests` says what became of the rows of each file as it was
last read, one row for each file, table and source; a row whose source cannot be read counts for source "".
"""
FORMER_NAMES = {"places": "gazetteer"}
"""What tables were called once: so are their CSV file, their file in a snapshot of then, and for ever the
table that an id is made from, so that the same rows keep it."""
KEYS = {
    "reports": "report_id",
    "zones": "zone_id",
    "sheltering": "sheltering_id",
    "tolls": "toll_id",
    "pauses": "pause_id",
    "sources": "source_id",
    "places": "place_id",
    "assessments": "assessment_id",
    "revisions": "revision_id",
    "rejects": "reject_id",
    "ingests": "ingest_id",
    "candidates": "candidate_id",
}


_ARROW = {
    TEXT: pa.string(),
    COUNT: pa.int64(),
    DEGREES: pa.float64(),
    DAY: pa.date32(),
    FLAG: pa.bool_(),
    TIME: pa.string(),
}
TIME_FORM = r"^([01]\d|2[0-3]):[0-5]\d$"
"""A time of day, HH:MM."""


_DAYS: Final = "datetime64[s]"
_DAY, _TEXTS = pa.timestamp("s"), {pa.string(), pa.large_string()}
_FRAME_TYPES = dict.fromkeys((pa.int8(), pa.int16(), pa.int32(), pa.int64()), pd.Int64Dtype())


def arrow_schema(table: str) -> pa.Schema:
    """Return the documented columns of a table as Arrow types; enumerations are text."""
    return pa.schema(
        [
            (name, _ARROW[kind] if isinstance(kind, str) else pa.string())
            for name, kind in (TABLES | LEDGERS)[table].items()
        ]
    )


def to_arrow(frame: pd.DataFrame, table: str) -> pa.Table:
    """Return a typed frame as an Arrow table of the documented columns, in the order of its key."""
    schema = arrow_schema(table)
    ordered = frame[schema.names].sort_index()
    return pa.Table.from_pandas(ordered, schema=schema, preserve_index=False)


def with_later_columns(table: pa.Table, name: str) -> pa.Table:
    """Return a table with every later column; where it has one not, that is empty."""
    for column in LATER_COLUMNS.get(name, ()):
        if column not in table.column_names:
            nothing = pa.repeat(pa.scalar("", pa.string()), table.num_rows)
            table = table.append_column(column, nothing)
    return table


def without_empty_columns(table: pa.Table, name: str) -> pa.Table:
    """Return a table without the later columns in which no row says anything."""
    later = [column for column in LATER_COLUMNS.get(name, ()) if column in table.column_names]
    return table.drop_columns([column for column in later if not _says_anything(table[column])])


def _says_anything(column: pa.ChunkedArray) -> bool:
    return bool(pc.max(pc.binary_length(column)).as_py())


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


def csv_name(table: str) -> str:
    """Return what the CSV file of a table is called."""
    return f"{FORMER_NAMES.get(table, table)}.csv"


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
