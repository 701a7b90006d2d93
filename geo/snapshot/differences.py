"""What has been added, revised and withdrawn from one snapshot to another, and which of it a view holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.snapshot.tables import SCHEMA, TABLES

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class Differences:
    """Reports that two snapshots do not say alike, by their places in the lists of both."""

    added: np.ndarray
    """Places in the newer list."""
    withdrawn: np.ndarray
    """Places in the older list."""
    revised_before: np.ndarray
    """Places in the older list."""
    revised_now: np.ndarray
    """Places of the same reports in the newer list."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One cell that says something else."""

    name: str
    """Column of the table."""
    before: object
    """None when it was empty."""
    now: object


@dataclass(frozen=True, slots=True)
class Changed:
    """Ids of reports, or of another table's rows, that two snapshots do not say alike, in their order."""

    added: tuple[str, ...]
    revised: tuple[str, ...]
    withdrawn: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.revised or self.withdrawn)


@lru_cache(maxsize=4)
def differences(older: Snapshot, newer: Snapshot) -> Differences:
    """Compare the documented columns of every report; ids are what makes two rows the same report.

    A column at a time is in memory, so that a million reports can be compared.
    """
    ids = older.store.column("report_id"), newer.store.column("report_id")
    found = pc.index_in(ids[0], value_set=ids[1])
    is_kept = found.is_valid().to_numpy(zero_copy_only=False)
    before, now = np.flatnonzero(is_kept), found.drop_null().to_numpy()
    is_revised = np.zeros(len(before), bool)
    for name in SCHEMA["reports"]:
        left, right = older.store.column(name), newer.store.column(name)
        is_revised |= _is_other(left.take(pa.array(before)), right.take(pa.array(now)))
    is_added = np.ones(len(ids[1]), bool)
    is_added[now] = False
    return Differences(
        added=np.flatnonzero(is_added),
        withdrawn=np.flatnonzero(~is_kept),
        revised_before=before[is_revised],
        revised_now=now[is_revised],
    )


def _is_other(left: pa.Array, right: pa.Array) -> np.ndarray:
    """Return where two columns differ; an empty cell is like an empty cell and unlike anything else."""
    is_same = pc.fill_null(pc.equal(left, right), pa.scalar(value=False))
    both_empty = pc.and_(pc.is_null(left), pc.is_null(right))
    return np.asarray(pc.invert(pc.or_(is_same, both_empty)).to_numpy(zero_copy_only=False))


def changed(older: Snapshot, newer: Snapshot, view: View | None = None) -> Changed:
    """Return what differs of what a view's filters find, on the map or not; without one, of everything.

    `view` may be of either snapshot. A report that was revised into the view or out of it is revised.
    """
    said = differences(older, newer)
    if view is None:
        found_before, found_now = np.ones(older.total, bool), np.ones(newer.total, bool)
    else:
        found_before = older.store.found(view.but(snap=older.id))
        found_now = newer.store.found(view.but(snap=newer.id))
    is_touched = found_before[said.revised_before] | found_now[said.revised_now]
    return Changed(
        added=tuple(newer.store.ids(said.added[found_now[said.added]])),
        revised=tuple(newer.store.ids(said.revised_now[is_touched])),
        withdrawn=tuple(older.store.ids(said.withdrawn[found_before[said.withdrawn]])),
    )


def fields_of(older: Snapshot, newer: Snapshot, report_id: str) -> list[FieldDifference]:
    """Return the cells of a report that say something else, in the order of the columns.

    The report must be in both snapshots.
    """
    columns = list(SCHEMA["reports"])
    before, now = (side.store.record(report_id, columns) for side in (older, newer))
    return [FieldDifference(name, before[name], now[name]) for name in columns if before[name] != now[name]]


STATEMENT_TABLES = tuple(name for name in TABLES if name != "reports")
"""Every table of data but that of the reports, which is not held in memory."""


def rows_changed(older: Snapshot, newer: Snapshot, table: str) -> Changed:
    """Return the rows of one of `STATEMENT_TABLES` that two snapshots do not say alike, by id in order."""
    before, now = older.tables[table], newer.tables[table]
    kept = now.index[now.index.isin(before.index)]
    left, right = before.loc[kept], now.loc[kept]
    is_revised = np.zeros(len(kept), bool)
    for name in TABLES[table]:
        is_same = (left[name] == right[name]).fillna(value=False).to_numpy(bool)
        is_revised |= ~(is_same | (left[name].isna() & right[name].isna()).to_numpy(bool))
    return Changed(
        added=tuple(now.index[~now.index.isin(before.index)]),
        revised=tuple(kept[is_revised]),
        withdrawn=tuple(before.index[~before.index.isin(now.index)]),
    )


def cells_of(older: Snapshot, newer: Snapshot, table: str, row_id: str) -> list[FieldDifference]:
    """Return the cells of a row of one of `STATEMENT_TABLES` that say something else.

    The row must be in both snapshots.
    """
    before, now = (_record(side.tables[table].loc[[row_id]].iloc[0]) for side in (older, newer))
    return [
        FieldDifference(name, before.get(name), now.get(name))
        for name in TABLES[table]
        if before.get(name) != now.get(name)
    ]


def _record(row: pd.Series[Any]) -> dict[str, object]:
    """Return the cells that say something, days as dates."""
    said = row[row.notna() & (row != "")]
    return {str(name): cell.date() if isinstance(cell, pd.Timestamp) else cell for name, cell in said.items()}
