"""Point-level reports of the tiles on a screen by cell and by week or month: too many to travel one by one.

A row is wholly in or out of whole weeks or months, so that the numbers of a cell are exact for those. What is
not as the server paints it: a cell stands at one place whatever the dates, has no ring, and is as large as
where reports crowd.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.analysis.bins import Unit, bins_of
from geo.filters.filter_index import NO_DAY
from geo.model.days import day_number, day_of
from geo.snapshot.derive import GRID_BITS, tile_box
from geo.tiles.tile import FINE_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.snapshot.columns import Columns

MOST_ROWS = 60_000
"""Rows of an answer: each is looked at whenever a dragged picture is painted."""
_UNITS = (Unit.WEEK, Unit.MONTH)
_LENGTH_BITS, _BIN_BITS = 16, 16

TileName = tuple[int, int, int]
"""Zoom, column and row."""


@dataclass(frozen=True, slots=True)
class CellRows:
    """Reports by cell and by bins of days; one element of `cell`, `first`, `days`, `kinds`, `n` a row."""

    tiles: list[str]
    """The tiles that it is of, as `z/x/y`."""
    bits: int
    """The grid has 2^bits places a side."""
    shift: int
    """A cell has 2^shift places a side."""
    unit: str
    """`week` or `month`."""
    edges: list[int]
    """First day of each bin, and the first day after all of them, in days after day 0 of the index."""
    gx: list[int]
    """Column of the place of each cell, from the west: that of its first report."""
    gy: list[int]
    """Row of it, from the north."""
    cell: list[int]
    """Position in `gx` and `gy`, as the difference to that of the row before: most are 0, which is small."""
    first: list[int]
    """The bin in which the reports begin, as a difference likewise: most are 1."""
    days: list[int]
    """Bins from the first to the last one."""
    kinds: list[int]
    """Bit k is set when a report is of the k-th kind."""
    n: list[int]
    """Number of reports."""

    def whole_bins(self, columns: Columns, rows: np.ndarray, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the first and last days of the bins in which some reports begin and end, since 1970."""
        edges = np.array(self.edges) + day
        begins, ends = (_bin_of(days[rows], edges) for days in (columns.day_first, columns.day_last))
        return edges[begins], edges[ends + 1] - 1


def cell_rows(columns: Columns, is_point: np.ndarray, tiles: Sequence[TileName], day: int) -> CellRows | None:
    """Count point-level reports of some tiles of one zoom; None when even months have too many rows.

    `is_point` says for each report of the list whether it is counted; `day` is day 0 of the index.
    """
    z = tiles[0][0]
    boxes = np.array([tile_box(*tile) for tile in tiles])
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    gx, gy = columns.gx, columns.gy
    rows = np.flatnonzero(is_point & (gx >= x0) & (gx < x1) & (gy >= y0) & (gy < y1))
    shift = max(0, GRID_BITS - z - FINE_BITS + 1)
    across = int(x1 - x0 >> shift)
    cell = ((gy[rows] - y0 >> shift) * across + (gx[rows] - x0 >> shift)).astype(np.int64)
    used = np.bincount(cell) > 0 if len(cell) else np.zeros(0, bool)
    cell = (np.cumsum(used) - 1)[cell]
    first_row = np.zeros(int(used.sum()), np.int64)
    # Of several the last one stays, so that from behind it is the first of the list.
    first_row[cell[::-1]] = rows[::-1]
    code = columns.kind_code[rows]
    kinds = np.where(code >= 0, 1 << np.maximum(code, 0).astype(np.int64), 0)
    for unit in _UNITS:
        edges = _edges(columns, unit)
        begins, ends = (_bin_of(days[rows], edges) for days in (columns.day_first, columns.day_last))
        key = (cell << _BIN_BITS | begins) << _LENGTH_BITS | (ends - begins)
        order = np.argsort(key, kind="stable")
        key = key[order]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        if len(starts) <= MOST_ROWS:
            return CellRows(
                tiles=[f"{z}/{x}/{y}" for z, x, y in tiles],
                bits=GRID_BITS,
                shift=shift,
                unit=unit.value,
                edges=(edges - day).tolist(),
                gx=gx[first_row].tolist(),
                gy=gy[first_row].tolist(),
                cell=_differences(key[starts] >> _BIN_BITS + _LENGTH_BITS),
                first=_differences(key[starts] >> _LENGTH_BITS & (1 << _BIN_BITS) - 1),
                days=(key[starts] & (1 << _LENGTH_BITS) - 1).tolist(),
                kinds=np.bitwise_or.reduceat(kinds[order], starts).tolist() if len(starts) else [],
                n=np.diff(starts, append=len(key)).tolist(),
            )
    return None


def _differences(numbers: np.ndarray) -> list[int]:
    found: list[int] = np.diff(numbers, prepend=0).tolist()
    return found


def _edges(columns: Columns, unit: Unit) -> np.ndarray:
    """Return the first day of each bin of the chronicle, and the first day after all, since 1970."""
    is_dated = columns.day_first != NO_DAY
    first, last = int(columns.day_first[is_dated].min()), int(columns.day_last[is_dated].max())
    return np.array([day_number(edge) for edge in bins_of(day_of(first), day_of(last), unit).edges])


def _bin_of(days: np.ndarray, edges: np.ndarray) -> np.ndarray:
    # Looked up by the day: a search would take ten times as long.
    by_day = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    found: np.ndarray = by_day[days.astype(np.int64) - edges[0]]
    return found
