"""What a view shows in any dates, small enough to travel: the brush of the strip paints from it.

A report is in the dates a to b exactly when it neither ends before a nor begins after b. So what is counted
without a place travels as periods, each with a number; what is drawn at a point travels report by report,
for which place stands for a cell, and whether its ring is one, depend on who else is in the dates. From this
the browser counts cells by the rule of `geo.tiles.tile`. See docs/decisions/0056-brush-index.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.filters.dates import OTHER_DATES
from geo.filters.filter_index import AREA, DISC, NO_DAY
from geo.filters.registry import reasons
from geo.snapshot.columns import IN_SOME_DATES
from geo.snapshot.derive import GRID_BITS
from geo.tiles.brush_cells import CellRows, TileName, cell_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot
    from geo.snapshot.single_points import Points

MOST_POINTS = 20_000
"""Point-level reports of an index: each is looked at whenever a dragged picture is painted."""
MOST_PERIODS = 20_000
"""Different periods of an index, all told."""
_LENGTH_BITS = 20


class IndexTooLargeError(Exception):
    """A view shows too much in all dates together for an index of it."""


@dataclass(frozen=True, slots=True)
class Periods:
    """Reports by first and last day; one element of each column a period, by first day, then by length."""

    first: list[int]
    """Days after `BrushIndex.day`."""
    days: list[int]
    """Days from the first to the last one: 0 for a report of one day."""
    n: list[int]
    """Number of reports of exactly these days."""


@dataclass(frozen=True, slots=True)
class DaySums:
    """Reports by first day and, apart from that, by last day: all that a number in any range needs."""

    begin: list[int]
    """Days on which reports begin, after `BrushIndex.day`."""
    n_begin: list[int]
    end: list[int]
    n_end: list[int]


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Point-level reports, one element of `place`, `ring`, `kinds`, `first`, `days` a report, as listed."""

    bits: int
    """The grid has 2^bits places a side."""
    gx: list[int]
    """Column of each different place, from the west."""
    gy: list[int]
    """Row of each different place, from the north."""
    radius_m: list[float]
    """Each different radius of a footprint, metres."""
    group: list[int]
    """By radius: with which others it is counted, as `geo.snapshot.grid.Cells.group` says it."""
    place: list[int]
    """Position in `gx` and `gy`."""
    ring: list[int]
    """Position in `radius_m`."""
    kinds: list[int]
    """Bit k is set when the report is of the k-th kind."""
    first: list[int]
    """First day, in days after `BrushIndex.day`."""
    days: list[int]
    """Days from the first to the last one."""


@dataclass(frozen=True, slots=True)
class BrushIndex:
    """What a view shows and leaves out, by the days of the reports; its own dates make no difference."""

    day: int
    """Day 0 of the index, as days since 1970."""
    total: int
    """Number of reports of the snapshot."""
    fixed: dict[str, int]
    """Reports that are left out whatever the dates, by reason; see `geo.filters.registry.reasons`."""
    other_dates: str
    """The reason of those that are in other dates."""
    shown: Periods | DaySums
    """Sums by day in an index of cells."""
    left_out: dict[str, Periods | DaySums]
    """Reports that are left out where they are in the dates, by reason, in the order of the reasons."""
    areas: dict[str, Periods | DaySums]
    """Area-level reports that are shown, by p-code; in an index of cells by the bins of these."""
    points: PointColumns | None
    """None where there are too many."""
    cells: CellRows | None
    """In their place, of the tiles asked for."""


def brush_index(snapshot: Snapshot, view: View, tiles: Sequence[TileName] = ()) -> BrushIndex:
    """Index what a view shows in any dates by the days of the reports.

    Of more than `MOST_POINTS` points, those of some `tiles` of one zoom are counted in cells.

    Raises IndexTooLargeError when there are more and no tiles, when the cells are too many as well, and when
    there are more than `MOST_PERIODS` periods; SnapshotError when the view is of another snapshot.
    """
    store, columns = snapshot.store, snapshot.store.columns
    why = store.why_in_any_dates(snapshot.filters_of(view))
    is_shown = why == IN_SOME_DATES
    is_point = is_shown & (columns.footprint == DISC)
    is_large = np.count_nonzero(is_point) > MOST_POINTS
    if is_large and not tiles:
        raise IndexTooLargeError
    is_dated = columns.day_first != NO_DAY
    day = int(columns.day_first[is_dated].min()) if is_dated.any() else 0
    names = reasons()
    # What comes before the dates in the order of the reasons is the reason in any dates.
    n_fixed = names.index(OTHER_DATES)

    cells = cell_rows(columns, is_point, tiles, day) if is_large else None
    if is_large and cells is None:
        raise IndexTooLargeError

    def periods(rows: np.ndarray) -> Periods | DaySums:
        put_together = _sums if is_large else _periods
        return put_together(columns.day_first[rows], columns.day_last[rows], day)

    def in_area(rows: np.ndarray) -> Periods | DaySums:
        return periods(rows) if cells is None else _sums(*cells.whole_bins(columns, rows, day), day)

    by_reason = {str(names[code]): periods(why == code) for code in range(n_fixed + 1, len(names))}
    areas = np.flatnonzero(is_shown & (columns.footprint == AREA))
    code_of = columns.area_code[areas]
    index = BrushIndex(
        day=day,
        total=snapshot.total,
        fixed={str(names[code]): n for code in range(n_fixed) if (n := int(np.count_nonzero(why == code)))},
        other_dates=str(OTHER_DATES),
        shown=periods(is_shown),
        left_out={reason: found for reason, found in by_reason.items() if _days_of(found)},
        areas={store.pcodes[code]: in_area(areas[code_of == code]) for code in np.unique(code_of).tolist()},
        points=None
        if is_large
        else _columns(store.points(is_point), columns.day_first, columns.day_last, day),
        cells=cells,
    )
    every = (index.shown, *index.left_out.values(), *index.areas.values())
    # Sums have at most a number for each day.
    if not is_large and sum(map(_days_of, every)) > MOST_PERIODS:
        raise IndexTooLargeError
    return index


def _days_of(found: Periods | DaySums) -> int:
    return len(found.n) if isinstance(found, Periods) else len(found.begin) + len(found.end)


def point_ids(snapshot: Snapshot, view: View) -> list[str]:
    """Return the ids of the reports of `BrushIndex.points`, for a page that holds its reports itself."""
    store = snapshot.store
    is_shown = store.why_in_any_dates(snapshot.filters_of(view)) == IN_SOME_DATES
    return snapshot.ids(store.points(is_shown & (store.columns.footprint == DISC)).row)


def _periods(first: np.ndarray, last: np.ndarray, day: int) -> Periods:
    """Count reports by their days; `first` and `last` are days since 1970."""
    begins = first.astype(np.int64) - day
    each, n = np.unique(begins << _LENGTH_BITS | (last.astype(np.int64) - first), return_counts=True)
    return Periods((each >> _LENGTH_BITS).tolist(), (each & (1 << _LENGTH_BITS) - 1).tolist(), n.tolist())


def _sums(first: np.ndarray, last: np.ndarray, day: int) -> DaySums:
    """Count reports by first and by last day; `first` and `last` are days since 1970."""
    columns: list[list[int]] = []
    for days in (first, last):
        # A bin may begin before the first report.
        least = int(days.min()) if len(days) else day
        counted = np.bincount(days.astype(np.int64) - least) if len(days) else np.zeros(0, np.int64)
        told = np.flatnonzero(counted)
        columns += [(told + least - day).tolist(), counted[told].tolist()]
    return DaySums(*columns)


def _columns(points: Points, day_first: np.ndarray, day_last: np.ndarray, day: int) -> PointColumns:
    cells, place = np.unique(points.gx.astype(np.int64) << GRID_BITS | points.gy, return_inverse=True)
    radius_m, example, ring = np.unique(points.radius_m, return_index=True, return_inverse=True)
    first = day_first[points.row].astype(np.int64)
    return PointColumns(
        bits=GRID_BITS,
        gx=(cells >> GRID_BITS).tolist(),
        gy=(cells & (1 << GRID_BITS) - 1).tolist(),
        radius_m=radius_m.tolist(),
        group=points.group[example].tolist(),
        place=place.tolist(),
        ring=ring.tolist(),
        kinds=points.kinds.tolist(),
        first=(first - day).tolist(),
        days=(day_last[points.row] - first).tolist(),
    )
