"""Rows that were taken in put to those of a snapshot: what is new, revised or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.ingest.cell_rules import mask
from geo.ingest.row_rules import KeptRows
from geo.ingest.withdrawals import Replaced, withdrawn
from geo.model import Change
from geo.model.parallel import map_ahead
from geo.snapshot.gather import PART_ROWS, gatherer
from geo.snapshot.tables import KEYS, arrow_schema

REVISIONS = arrow_schema("revisions")
_WHOLE = "contained_in"


@dataclass(frozen=True, slots=True)
class Before:
    """What the rows are put to."""

    rows: pa.Table
    """Of the same table."""
    sources: pa.Table
    """Of the table `sources`, those that come in included."""
    snapshot: str
    replaced: Replaced
    """What was given as everything that its source now says."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The rows of two tables as one, and how the second changed the first."""

    rows: pa.Table
    revisions: pa.Table
    """One row for each cell that changed, for each row withdrawn, and for each that a known source added."""
    added: int
    revised: int
    unchanged: int
    withdrawn: int
    notes: tuple[str, ...] = ()
    """Of what nothing was withdrawn although it was not said again, and why, in sentences."""


def merge(table: str, before: Before, kept: KeptRows) -> MergeResult:
    """Add the rows that were taken in to the current ones; a row that is already there is replaced.

    Ids stand once in each table. What a replaced source said of its days before, and says nowhere in what was
    given, is withdrawn, as far as `geo.ingest.withdrawals` believes it; a row that was given and rejected is
    still said, and what was there stays, unless it now speaks of something that has no place here. Rows that
    a source adds are listed one by one when the snapshot had rows of it already: a new source is new as a
    whole.
    """
    key, current, incoming = KEYS[table], before.rows, kept.good
    places = pc.index_in(incoming[key], value_set=current[key].combine_chunks())
    is_there = pc.is_valid(places)
    found = places.filter(is_there).to_numpy()
    told = _Told(table, before)
    keeps = np.ones(current.num_rows, bool)
    after, replaced = _revised(current, kept, (found, np.flatnonzero(mask(is_there))), told)
    keeps[replaced] = False
    new = incoming.filter(pc.invert(is_there)) if len(found) else incoming
    told.added(new, _files(kept, kept.files[~mask(is_there)]))
    said_ids = pa.concat_arrays([*kept.all_ids.chunks, kept.unread_ids])
    theirs = sources_of(current, before.sources)
    is_withdrawn, notes = withdrawn(table, current, theirs, before.replaced, said_ids)
    gone = current.filter(pa.array(is_withdrawn))
    told.withdrawn(gone, ", ".join(kept.names))
    rows = (
        [current.filter(pa.array(keeps & ~is_withdrawn)), after, new]
        if not keeps.all() or len(gone)
        else [current, new]
    )
    # In pieces as they are: put together, a large file would be in memory twice.
    whole = pa.concat_tables([part.cast(arrow_schema(table)) for part in rows])
    if table == "reports" and len(gone):
        whole = told.without_wholes(whole, gone[key], ", ".join(kept.names))
    return MergeResult(
        whole,
        told.table_of_revisions(),
        added=new.num_rows,
        revised=after.num_rows,
        unchanged=len(found) - after.num_rows,
        withdrawn=len(gone),
        notes=notes,
    )


def _revised(
    current: pa.Table, kept: KeptRows, places: tuple[np.ndarray, np.ndarray], told: _Told
) -> tuple[pa.Table, np.ndarray]:
    """Return the rows that say something else than the current ones, and the places of those in the table.

    `places` are those of the rows that both have, in the current table and in the one that was taken in.
    """
    found, at = places
    rows, replaced = [kept.good.slice(0, 0)], [found[:0]]
    for differs, old, new, part in _compared(current, kept.good, found, at):
        is_revised = np.logical_or.reduce(list(differs.values()))
        if not is_revised.any():
            continue
        files = kept.files[at[part]]
        for name, is_other in differs.items():
            changed = pa.array(is_other)
            told.cells(name, old.filter(changed), new.filter(changed), _files(kept, files[is_other]))
        rows.append(new.filter(pa.array(is_revised)))
        replaced.append(found[part][is_revised])
    return pa.concat_tables(rows), np.concatenate(replaced)


def _compared(
    current: pa.Table, incoming: pa.Table, found: np.ndarray, at: np.ndarray
) -> Iterator[tuple[dict[str, np.ndarray], pa.Table, pa.Table, slice]]:
    """Return in which cells rows of two tables differ, by column, with these rows, some at a time.

    `found` and `at` are the places of the rows in the two tables.
    """
    take_old, take_new = gatherer(current), gatherer(incoming)

    def compare(start: int) -> tuple[dict[str, np.ndarray], pa.Table, pa.Table, slice]:
        rows = slice(start, start + PART_ROWS)
        old, new = take_old(found[rows]), take_new(at[rows])
        return {name: _differs(old[name], new[name]) for name in incoming.column_names}, old, new, rows

    return map_ahead(compare, range(0, len(at), PART_ROWS))


def sources_of(rows: pa.Table, sources: pa.Table) -> pa.Array:
    """Return the source of each row; tables without a `source_id` name their publisher, or nobody."""
    if "source_id" in rows.column_names:
        return rows["source_id"].combine_chunks()
    if "publisher" not in rows.column_names:
        return pa.array([""] * rows.num_rows, pa.string())
    places = pc.index_in(rows["publisher"], value_set=sources["name"].combine_chunks()).combine_chunks()
    return pc.fill_null(sources["source_id"].combine_chunks().take(places), "")


def _files(kept: KeptRows, codes: np.ndarray) -> pa.Array:
    return pa.array(kept.names, pa.string()).take(pa.array(codes))


def _differs(before: pa.ChunkedArray, after: pa.ChunkedArray) -> np.ndarray:
    is_other = pc.fill_null(pc.not_equal(before, after), fill_value=False)
    differs: np.ndarray = pc.or_(is_other, pc.xor(pc.is_valid(before), pc.is_valid(after))).to_numpy()
    return differs


class _Told:
    """Revisions of one table, as they are found."""

    def __init__(self, table: str, before: Before) -> None:
        self._table, self._before = table, before
        self._parts: list[pa.Table] = []

    def cells(self, name: str, old: pa.Table, new: pa.Table, files: pa.Array) -> None:
        if old.num_rows:
            self._add(Change.REVISED, new, files, (name, cells_as_text(old[name]), cells_as_text(new[name])))

    def added(self, rows: pa.Table, files: pa.Array) -> None:
        known = sources_of(self._before.rows, self._before.sources)
        theirs = sources_of(rows, self._before.sources)
        is_known = pc.and_(pc.is_in(theirs, known), pc.not_equal(theirs, ""))
        if pc.any(is_known).as_py():
            self._add(Change.ADDED, rows.filter(is_known), files.filter(is_known), ("", "", ""))

    def withdrawn(self, rows: pa.Table, file: str) -> None:
        if rows.num_rows:
            self._add(Change.WITHDRAWN, rows, pa.repeat(file, rows.num_rows), ("", "", ""))

    def without_wholes(self, rows: pa.Table, gone: pa.ChunkedArray, file: str) -> pa.Table:
        """Return reports that name no withdrawn one as their whole, and write down which did."""
        names_gone = pc.is_in(rows[_WHOLE], gone.combine_chunks())
        parts = rows.filter(names_gone)
        if not parts.num_rows:
            return rows
        self._add(Change.REVISED, parts, pa.repeat(file, parts.num_rows), (_WHOLE, parts[_WHOLE], ""))
        cells = pc.if_else(names_gone, "", rows[_WHOLE])
        return rows.set_column(rows.column_names.index(_WHOLE), rows.schema.field(_WHOLE), cells)

    def table_of_revisions(self) -> pa.Table:
        return pa.concat_tables([REVISIONS.empty_table(), *self._parts])

    def _add(self, change: Change, rows: pa.Table, files: pa.Array, cell: tuple[str, object, object]) -> None:
        n = rows.num_rows
        name, before, after = cell
        said = {
            "revision_id": "",
            "table": self._table,
            "report_id": rows[KEYS[self._table]],
            "change": str(change),
            "column": name,
            "before": before,
            "after": after,
            "source_id": sources_of(rows, self._before.sources),
            "parent": self._before.snapshot,
            "file": files,
        }
        columns = {
            key: pa.repeat(value, n) if isinstance(value, str) else value for key, value in said.items()
        }
        self._parts.append(pa.table(columns).select(REVISIONS.names).cast(REVISIONS))


def numbered(parts: Iterable[pa.Table], first_number: int) -> pa.Table:
    """Return revisions in an order that does not depend on how they were found, with ids from a number on."""
    keys = [(name, "ascending") for name in ("table", "report_id", "change", "column")]
    told = pa.concat_tables([REVISIONS.empty_table(), *parts]).sort_by(keys)
    numbers = pa.array(np.arange(told.num_rows) + first_number).cast(pa.string())
    ids = pc.binary_join_element_wise("v", pc.utf8_lpad(numbers, 9, "0"), "")
    return told.set_column(0, REVISIONS.field(0), ids) if told.num_rows else told


def cells_as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the cells of a column as text; empty where one says nothing."""
    return pc.fill_null(column.cast(pa.string()), "")
