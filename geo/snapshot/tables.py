"""The documented form of every table, and its columns in Arrow.

`geo.snapshot.frames` makes frames of them. Nothing here needs pandas: the process that reads one file does
without, since to load it takes longer than to read most files (see `geo.tabular.child`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo import model
from geo.analysis.pair_matches import HarmMatch, KindMatch

if TYPE_CHECKING:
    import pandas as pd

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


def csv_name(table: str) -> str:
    """Return what the CSV file of a table is called."""
    return f"{FORMER_NAMES.get(table, table)}.csv"
