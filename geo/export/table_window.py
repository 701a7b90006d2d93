"""A window of the table of a view: some of its rows, in an order, as the export has them.

Which rows there are and their order are kept for the views that were asked for last; a further window costs
its own rows alone. docs/decisions/0067-table.md has the measurements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.export.derived_columns import claims_differ_column
from geo.export.export_columns import SCHEMA
from geo.export.status_columns import SCHEMA as STATUS_SCHEMA
from geo.export.status_columns import StatusColumns, status_columns_of
from geo.export.table_choice import RowChoice, TableChoice
from geo.filters.differs import CLAIMS_DIFFER
from geo.filters.ends import ENDS
from geo.filters.registry import reasons
from geo.filters.view import View
from geo.model import EndReading, ExclusionReason
from geo.queries.view_answer import ViewAnswer
from geo.snapshot.caches import per_snapshot
from geo.snapshot.matching import SHOWN_ON_MAP, WHY_NOT_SHOWN
from geo.snapshot.opened import Snapshot
from geo.snapshot.ranked_columns import RankedColumn, ranked
from geo.snapshot.single_flight import SingleFlightCache
from geo.snapshot.tables import SCHEMA as TABLES

KEPT_BYTES = 48_000_000
"""Of rows in their orders, for each snapshot: four bytes for each report that is listed."""
_MOST_KEPT = 32
_NEAR = 60_000
"""Rows that lie no further apart are read from the table: a few row groups hold them."""
_BATCH = 100_000
_DERIVED = tuple(STATUS_SCHEMA.names)


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of a table in their order."""

    rows: np.ndarray
    """Places in the list of reports."""
    why: np.ndarray | None
    """Why the map does not show a report, by its place in the list: a position in `reasons()`, -1 where it
    does; None where it shows every row of the table."""

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)


def table_rows_of(answer: ViewAnswer, choice: TableChoice) -> TableRows:
    """Find the rows of a view's table, in order."""
    snapshot, view = answer.snapshot, answer.requested.filters()
    listed = choice.but(chosen=())
    return _orders(snapshot).get((view, listed), lambda: _in_order(snapshot, view, listed))


def window(answer: ViewAnswer, choice: TableChoice, offset: int, limit: int) -> pa.Table:
    """Return some rows of the table with the columns chosen, in the types of an export."""
    found = table_rows_of(answer, choice)
    return cells(answer, found, found.rows[offset : offset + limit], choice.columns)


def cells(answer: ViewAnswer, found: TableRows, rows: np.ndarray, columns: Sequence[str]) -> pa.Table:
    """Return columns of some rows of a table, by their places in the list, in the types of an export."""
    snapshot = answer.snapshot
    made = _documented(snapshot, rows, [name for name in columns if name in TABLES["reports"]])
    if any(name in _DERIVED for name in columns):
        derived = _status_columns(snapshot, ENDS.chosen(answer.view)).columns(rows)
        made = {**made, **dict(zip(_DERIVED, derived, strict=True))}
    if CLAIMS_DIFFER in columns:
        made = {**made, CLAIMS_DIFFER: claims_differ_column(snapshot, rows)}
    why = np.full(len(rows), -1) if found.why is None else found.why[rows]
    made = {**made, SHOWN_ON_MAP: pa.array(why < 0), WHY_NOT_SHOWN: _reason_words(why)}
    return pa.table({name: _typed(name, made[name]) for name in columns})


def _typed(name: str, column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return column if name == WHY_NOT_SHOWN else column.cast(SCHEMA.field(name).type)


def _reason_words(why: np.ndarray) -> pa.Array:
    return pa.array(reasons(), pa.string()).take(pa.array(why.astype(np.int64), mask=why < 0))


def _documented(
    snapshot: Snapshot, rows: np.ndarray, names: list[str]
) -> Mapping[str, pa.Array | pa.ChunkedArray]:
    """Read documented columns: from the table where the rows lie together, else by their ranks."""
    store, columns = snapshot.store, snapshot.store.ranked
    if not names or not len(rows):
        return {name: pa.array([], store.column_type(name)) for name in names}
    columns.warm()
    is_near = int(rows.max()) - int(rows.min()) < _NEAR
    ready = {name for name in names if not is_near and columns.is_ready(name)}
    others = [name for name in names if name not in ready]
    # Of a row group only the columns asked for are read: each that is ready spares as much.
    read = store.take(rows, others) if others else pa.table({})
    return {name: columns.column(name).cells(rows) if name in ready else read[name] for name in names}


@per_snapshot
def _orders(snapshot: Snapshot) -> SingleFlightCache[TableRows]:
    kept = KEPT_BYTES // (4 * max(1, snapshot.total))
    return SingleFlightCache(max(2, min(_MOST_KEPT, kept)))


def _in_order(snapshot: Snapshot, view: View, choice: TableChoice) -> TableRows:
    if choice.sort:
        plain = choice.but(sort="", is_descending=False)
        found = _orders(snapshot).get((view, plain), lambda: _found(snapshot, view, plain))
        return TableRows(_sorted(snapshot, view, found, choice), found.why)
    return _found(snapshot, view, choice)


def _found(snapshot: Snapshot, view: View, choice: TableChoice) -> TableRows:
    """Find the rows in the order of an export."""
    store = snapshot.store
    if choice.rows is RowChoice.MAP:
        return TableRows(np.flatnonzero(store.shown(view)).astype(np.int32), None)
    if choice.rows is RowChoice.NOT_SHOWN:
        left_out = snapshot.not_shown(view, ExclusionReason(choice.reason) if choice.reason else None)
        rows = left_out.rows.astype(np.int32)
        return TableRows(rows, _spread(snapshot, rows, left_out.why))
    matching = snapshot.matching(view)
    rows = matching.rows.astype(np.int32)
    if matching.is_shown.all():
        return TableRows(rows, None)
    left_out = snapshot.not_shown(view)
    return TableRows(rows, _spread(snapshot, left_out.rows, left_out.why))


def _spread(snapshot: Snapshot, rows: np.ndarray, why: np.ndarray) -> np.ndarray:
    spread = np.full(snapshot.total, -1, np.int8)
    spread[rows] = why
    return spread


def _sorted(snapshot: Snapshot, view: View, found: TableRows, choice: TableChoice) -> np.ndarray:
    store, name = snapshot.store, choice.sort
    if name in {SHOWN_ON_MAP, WHY_NOT_SHOWN}:
        column = _of_view(snapshot, name, found.why)
    elif name == CLAIMS_DIFFER:
        column = store.ranked.derived(name, lambda: claims_differ_column(snapshot))
    elif name in _DERIVED:
        reading = ENDS.chosen(view)
        make = partial(_whole_derived, snapshot, reading, name)
        column = store.ranked.derived(f"{name} {reading}", make)
    else:
        column = store.ranked.column(name)
    return column.sorted_rows(
        found.rows, store.id_ranks, store.id_order(), is_descending=choice.is_descending
    )


def _of_view(snapshot: Snapshot, name: str, why: np.ndarray | None) -> RankedColumn:
    """Rank a column that depends on the view."""
    said = np.full(snapshot.total, -1, np.int8) if why is None else why
    return ranked(pa.array(said < 0) if name == SHOWN_ON_MAP else _reason_words(said))


def _whole_derived(snapshot: Snapshot, reading: EndReading, name: str) -> pa.Array:
    """Work out one derived column of every report, a part at a time."""
    made, place = _status_columns(snapshot, reading), _DERIVED.index(name)
    starts = range(0, snapshot.total, _BATCH)
    parts = [made.columns(np.arange(start, min(start + _BATCH, snapshot.total)))[place] for start in starts]
    if not parts:
        return pa.array([], STATUS_SCHEMA.field(name).type)
    if pa.types.is_string(parts[0].type):
        # As codes: of a million reports many have the same statuses.
        return (
            pa.chunked_array([part.dictionary_encode() for part in parts])
            .unify_dictionaries()
            .combine_chunks()
        )
    return pc.round(pa.concat_arrays(parts), 3)


@per_snapshot
def _status_columns(snapshot: Snapshot, reading: EndReading) -> StatusColumns:
    return status_columns_of(snapshot, reading)
