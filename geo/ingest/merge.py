"""Reports of a file put to those of a snapshot: what is new, what is revised, what is there already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.parallel import map_ahead
from geo.store.tables import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

REPORTS, REVISIONS = arrow_schema("reports"), arrow_schema("revisions")


@dataclass(frozen=True, slots=True)
class Merged:
    """The reports of two tables as one, and how the second changed the first."""

    reports: pa.Table
    revisions: pa.Table
    """One row for each cell that changed, in the order of reports and columns."""
    added: int
    revised: int
    unchanged: int


def merge(current: pa.Table, given: pa.Table, *, first_number: int, parent: str, file: str) -> Merged:
    """Add the reports given to the current ones; a report that is already there is replaced by the given.

    Ids stand once in each table. Revisions are numbered from `first_number`; `parent` is the snapshot
    that holds what was said before, `file` the name of the one that says it otherwise.
    """
    places = pc.index_in(given["report_id"], value_set=current["report_id"].combine_chunks())
    is_there = pc.is_valid(places)
    if not pc.any(is_there).as_py():
        reports = together([current, given])
        return Merged(reports, REVISIONS.empty_table(), added=given.num_rows, revised=0, unchanged=0)
    found = pa.array(places.filter(is_there).combine_chunks())
    before, after = current.take(found), given.filter(is_there)
    differs = {name: _differs(before[name], after[name]) for name in REPORTS.names}
    is_revised = np.logical_or.reduce(list(differs.values()))
    revisions = _revisions(before, after, differs, first_number, (parent, file))
    kept = np.ones(current.num_rows, bool)
    kept[found.to_numpy()[is_revised]] = False
    new = given.filter(pc.invert(is_there))
    return Merged(
        together([current.filter(pa.array(kept)), after.filter(pa.array(is_revised)), new]),
        revisions,
        added=new.num_rows,
        revised=int(is_revised.sum()),
        unchanged=int((~is_revised).sum()),
    )


def together(tables: Sequence[pa.Table]) -> pa.Table:
    """Return tables of reports as one, each column in one piece."""

    def column(name: str) -> pa.ChunkedArray:
        chunks = [chunk for table in tables for chunk in table[name].chunks]
        piece = pa.table({name: pa.chunked_array(chunks, REPORTS.field(name).type)})
        return piece.combine_chunks().column(0)

    return pa.table(dict(zip(REPORTS.names, map_ahead(column, REPORTS.names), strict=True)), REPORTS)


def _differs(before: pa.ChunkedArray, after: pa.ChunkedArray) -> np.ndarray:
    is_other = pc.fill_null(pc.not_equal(before, after), fill_value=False)
    differs: np.ndarray = pc.or_(is_other, pc.xor(pc.is_valid(before), pc.is_valid(after))).to_numpy()
    return differs


def _revisions(
    before: pa.Table,
    after: pa.Table,
    differs: dict[str, np.ndarray],
    first_number: int,
    origin: tuple[str, str],
) -> pa.Table:
    parts = []
    for name, mask in differs.items():
        changed = pa.array(mask)
        n = int(mask.sum())
        parts.append(
            pa.table(
                {
                    "report_id": after["report_id"].filter(changed),
                    "column": pa.repeat(name, n),
                    "before": _as_text(before[name].filter(changed)),
                    "after": _as_text(after[name].filter(changed)),
                    "parent": pa.repeat(origin[0], n),
                    "file": pa.repeat(origin[1], n),
                }
            )
        )
    told = pa.concat_tables(parts).sort_by([("report_id", "ascending"), ("column", "ascending")])
    numbers = pa.array(np.arange(told.num_rows) + first_number).cast(pa.string())
    ids = pc.binary_join_element_wise("v", pc.utf8_lpad(numbers, 9, "0"), "")
    return told.append_column("revision_id", ids).select(REVISIONS.names).cast(REVISIONS)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(column.cast(pa.string()), "")
