"""The columns that decide what a view shows, as arrays of small integers in memory.

A filter compares whole columns; a count on a grid walks along reports that lie in the order of their
cells, so that a cell is one run of them whatever its size (see docs/decisions/0012-columns.md).
Nothing here knows of files, tables or texts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.model import NotShown
from geo.store.derive import GRID_BITS

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_DAY = np.iinfo(np.int32).max
"""Stands for the days of an undated report."""
NO_MIN, NO_MAX = np.iinfo(np.int32).max, np.iinfo(np.int32).min
"""Stand for an end of a range that nobody stated: neutral for the lowest and for the highest."""
DISC, AREA = 1, 2
"""Codes of footprints; 0 is none."""
OPEN_BELOW, OPEN_ABOVE = 1, 2
"""Ends that a range leaves open: "up to 20", "at least 50"."""
_RUNS = 16
"""Radii that have an order of cells of their own; the rarer ones share one."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One element of each array a report, in the order of the list: by first day, undated last, then id."""

    day_first: np.ndarray
    """Days since 1970; `NO_DAY` when undated."""
    day_last: np.ndarray
    source_code: np.ndarray
    """Position in the list of sources; -1 for none."""
    kind_code: np.ndarray
    """Position in `Kind`; -1 for none."""
    precision_code: np.ndarray
    """Position in `LocationPrecision`; -1 for none."""
    area_code: np.ndarray
    """Position in the list of p-codes; -1 for none."""
    footprint: np.ndarray
    """0 none, 1 a disc, 2 an area."""
    gx: np.ndarray
    """Column on the finest grid, from the west; of discs."""
    gy: np.ndarray
    """Row on the finest grid, from the north; of discs."""
    radius_m: np.ndarray
    """Of discs."""
    killed_min: np.ndarray
    """`NO_MIN` when not stated."""
    killed_max: np.ndarray
    """`NO_MAX` when not stated."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a view asks of a report, in the codes of the columns; None asks nothing."""

    first: int
    """Days since 1970, inclusive."""
    last: int
    sources: frozenset[int] | None
    kinds: frozenset[int] | None
    precisions: frozenset[int] | None
    areas: frozenset[int] | None
    rows: np.ndarray | None
    """Whether the text looked for is in a report, by its place in the list."""
    drawn: frozenset[int]
    """Codes of footprints whose layers are on."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Point-level reports of a view, counted on a grid; one element of each array a cell.

    A cell stands at the place of its first report: a place that somebody named, where a mean of
    coordinates would be one that nobody named.
    """

    shift: int
    """A cell is `2^shift` finest cells a side."""
    x: np.ndarray
    """Column of the cell, from the west."""
    y: np.ndarray
    """Row of the cell, from the north."""
    n: np.ndarray
    """Number of reports."""
    first: np.ndarray
    """Place of the first report in the list."""
    gx: np.ndarray
    """Column of the first report on the finest grid, from the west."""
    gy: np.ndarray
    """Row of the first report on the finest grid, from the north."""
    is_one_place: np.ndarray
    """Whether all reports of the cell have one coordinate; they have one radius in any case."""
    radius_m: np.ndarray
    """Radius of the footprints, metres."""
    kinds: np.ndarray
    """Bit k is set when a report is of the k-th kind."""
    killed_min: np.ndarray
    """Lowest lower end claimed; NaN when none is, or a claim leaves it open. Not a sum."""
    killed_max: np.ndarray
    """Highest upper end claimed; NaN when none is, or a claim leaves it open. Not a sum."""
    killed_open: np.ndarray
    """Ends that a claim leaves open: 1 the lower ("up to 20"), 2 the upper ("at least 50"), 3 both."""

    def __len__(self) -> int:
        """Return how many cells there are."""
        return len(self.n)


class Answer:
    """Which reports are what a view asks for."""

    def __init__(self, columns: Columns, wanted: Wanted) -> None:
        """Take what decides; everything is worked out when it is asked for."""
        self._columns, self._wanted = columns, wanted
        self.in_grid: np.ndarray | None = None
        """What is shown, in the order of a `Grid`, once it has been asked for."""

    @cached_property
    def _left(self) -> tuple[np.ndarray, np.ndarray, dict[NotShown, int]]:
        """Return what the filters find, what of it is drawn, and how many each reason leaves out."""
        left = np.ones(len(self._columns.day_first), bool)
        found, reasons = left, {}
        for reason in NotShown:
            if reason == NotShown.UNLOCATED:
                found = left.copy()
            is_met = self._meets(reason, slice(None))
            if is_met is not None:
                before = int(np.count_nonzero(left))
                left &= is_met
                reasons[reason] = before - int(np.count_nonzero(left))
        return found, left, {reason: n for reason, n in reasons.items() if n}

    @property
    def found(self) -> np.ndarray:
        """Whether the filters find a report, drawn or not, by its place in the list."""
        return self._left[0]

    @property
    def shown(self) -> np.ndarray:
        """Whether the map shows a report, by its place in the list."""
        return self._left[1]

    @property
    def reasons(self) -> dict[NotShown, int]:
        """How many reports each first reason leaves out, in the order of the reasons."""
        return self._left[2]

    @cached_property
    def n_shown(self) -> int:
        """Number of reports shown."""
        return int(np.count_nonzero(self.shown))

    def why(self, rows: np.ndarray) -> np.ndarray:
        """Return the first reason that leaves each of some rows out, as its position in `NotShown`.

        All of them must be left out.
        """
        open_ = np.ones(len(rows), bool)
        said = np.zeros(len(rows), np.int8)
        for code, reason in enumerate(NotShown):
            is_met = self._meets(reason, rows)
            if is_met is not None:
                said[open_ & ~is_met] = code
                open_ &= is_met
        return said

    @property
    def but_for_dates(self) -> np.ndarray:
        """Whether the map would show a report in other dates, by its place in the list."""
        left = np.ones(len(self._columns.day_first), bool)
        for reason in NotShown:
            is_met = None if reason == NotShown.OTHER_DATES else self._meets(reason, slice(None))
            if is_met is not None:
                left &= is_met
        return left

    def _meets(self, reason: NotShown, rows: slice | np.ndarray) -> np.ndarray | None:
        """Return which rows a reason does not leave out; None when it leaves out nothing."""
        columns, wanted = self._columns, self._wanted
        chosen = {
            NotShown.OTHER_SOURCES: (columns.source_code, wanted.sources),
            NotShown.OTHER_KINDS: (columns.kind_code, wanted.kinds),
            NotShown.OTHER_PRECISION: (columns.precision_code, wanted.precisions),
            NotShown.OTHER_AREAS: (columns.area_code, wanted.areas),
            NotShown.LAYER_OFF: (columns.footprint, wanted.drawn),
        }
        met: np.ndarray | None
        if reason == NotShown.UNDATED:
            met = columns.day_first[rows] != NO_DAY
        elif reason == NotShown.OTHER_DATES:
            met = (columns.day_first[rows] <= wanted.last) & (columns.day_last[rows] >= wanted.first)
        elif reason == NotShown.TEXT:
            met = None if wanted.rows is None else wanted.rows[rows]
        elif reason == NotShown.UNLOCATED:
            met = columns.footprint[rows] != 0
        else:
            column, codes = chosen[reason]
            # With every layer on, what has a footprint is drawn.
            asks = codes is not None and not (reason == NotShown.LAYER_OFF and codes >= {DISC, AREA})
            met = _is_among(column[rows], codes or ()) if asks else None
        return met


class Grid:
    """The point-level reports in the order of their cells, on each grid alike."""

    def __init__(self, columns: Columns) -> None:
        """Bring the discs into an order in which every square of every zoom is one run a radius."""
        row = np.flatnonzero(columns.footprint == DISC).astype(np.int32)
        cell = interleave(columns.gx[row], columns.gy[row])
        radius = columns.radius_m[row]
        usual, n = np.unique(radius, return_counts=True)
        usual = usual[np.argsort(-n, kind="stable")][:_RUNS]
        # Position among the usual radii, or behind them.
        run = np.full(len(row), len(usual), np.int8)
        for position, value in enumerate(usual):
            run[radius == value] = position
        order = np.lexsort((row, cell, run))
        self.row, self._cell, self._radius = row[order], cell[order], radius[order]
        self._starts = np.searchsorted(run[order], np.arange(len(usual) + 2))
        self._has_rare = self._starts[-2] < self._starts[-1]
        self._gx, self._gy = columns.gx[self.row], columns.gy[self.row]
        self._kinds = (1 << np.maximum(columns.kind_code[self.row], 0)).astype(np.uint16)
        self._killed_min, self._killed_max = columns.killed_min[self.row], columns.killed_max[self.row]
        has_min, has_max = self._killed_min != NO_MIN, self._killed_max != NO_MAX
        self._open = np.select([has_max & ~has_min, has_min & ~has_max], [OPEN_BELOW, OPEN_ABOVE], 0).astype(
            np.uint8
        )
        self._columns = columns
        self._area_rows = np.flatnonzero(columns.footprint == AREA)
        self._area_codes = columns.area_code[self._area_rows]

    def area_codes(self, shown: np.ndarray) -> np.ndarray:
        """Return the area of each area-level report that is shown; `shown` is in the order of the list."""
        return np.asarray(self._area_codes[shown[self._area_rows]])

    def shown(self, answer: Answer) -> np.ndarray:
        """Return whether each report in this order is shown."""
        if answer.in_grid is None:
            answer.in_grid = answer.shown[self.row]
        return answer.in_grid

    def within(self, answer: Answer, box: tuple[int, int, int, int]) -> np.ndarray:
        """Return the positions in this order of what is shown in a box, by radius, then by cell.

        `box` is west, north, east, south in finest cells, the latter two exclusive.
        """
        shown = self.shown(answer)
        west, north, east, south = box
        square = _square_round(box)
        first, last = (np.int64(end) for end in square)
        parts = []
        for start, end in zip(self._starts[:-1], self._starts[1:], strict=True):
            low, high = start + np.searchsorted(self._cell[start:end], [first, last])
            parts.append(np.flatnonzero(shown[low:high]) + low)
        found = np.concatenate(parts)
        if last - first != (east - west) * (south - north):
            gx, gy = self._gx[found], self._gy[found]
            found = found[(gx >= west) & (gx < east) & (gy >= north) & (gy < south)]
        return found

    def kinds(self, found: np.ndarray) -> int:
        """Return the kinds of some reports: bit k is set when one is of the k-th kind."""
        return int(np.bitwise_or.reduce(self._kinds[found])) if len(found) else 0

    def largest_radius_m(self, found: np.ndarray) -> float:
        """Return the largest radius of some reports, metres; 0 when there are none."""
        return float(self._radius[found].max(initial=0))

    def box(self, found: np.ndarray) -> tuple[int, int, int, int] | None:
        """Return west, north, east, south of some reports, in finest cells; None when there are none."""
        if not len(found):
            return None
        gx, gy = self._gx[found], self._gy[found]
        return int(gx.min()), int(gy.min()), int(gx.max()), int(gy.max())

    def count(self, found: np.ndarray, shift: int, crowd: int | None = None) -> Cells:
        """Count reports on a grid of `2^shift` finest cells a side; with 0 each report is its own cell.

        `found` is as `within` gives it. Where that gives more than `crowd` cells, they are of twice the
        side. Cells come from north to south, then from west to east.
        """
        found, starts = self._runs(found, shift)
        if crowd is not None and len(starts) > crowd:
            shift += 1
            found, starts = self._runs(found, shift)
        counted = self._reduced(found, starts)
        x, y = (counted[name] >> np.int32(shift) for name in ("gx", "gy"))
        order = np.lexsort((counted["first"], x, y))
        return Cells(shift, x[order], y[order], **{name: column[order] for name, column in counted.items()})

    def _runs(self, found: np.ndarray, shift: int) -> tuple[np.ndarray, np.ndarray]:
        """Return reports with those of one cell and radius side by side, and where each run starts."""
        if not shift:
            return found, np.arange(len(found))
        cell, radius = self._cell[found] >> np.int64(2 * shift), self._radius[found]
        if self._has_rare:
            # Rare radii lie among one another.
            order = np.lexsort((self._cell[found], radius, cell))
            found, cell, radius = found[order], cell[order], radius[order]
        is_new = np.ones(len(found), bool)
        is_new[1:] = (cell[1:] != cell[:-1]) | (radius[1:] != radius[:-1])
        return found, np.flatnonzero(is_new)

    def _reduced(self, found: np.ndarray, starts: np.ndarray) -> dict[str, np.ndarray]:
        if not len(found):
            return {field.name: np.zeros(0, np.int64) for field in fields(Cells)[3:]}
        ends = np.append(starts[1:], len(found))
        first = np.minimum.reduceat(self.row[found], starts)
        is_open = np.bitwise_or.reduceat(self._open[found], starts)
        low = np.minimum.reduceat(self._killed_min[found], starts)
        high = np.maximum.reduceat(self._killed_max[found], starts)
        cell = self._cell[found]
        return {
            "n": ends - starts,
            "first": first,
            "gx": self._columns.gx[first],
            "gy": self._columns.gy[first],
            # In the order of cells, equal ends mean that all between are equal.
            "is_one_place": cell[starts] == cell[ends - 1],
            "radius_m": self._radius[found[starts]],
            "kinds": np.bitwise_or.reduceat(self._kinds[found], starts),
            "killed_min": np.where((low == NO_MIN) | (is_open & OPEN_BELOW != 0), np.nan, low),
            "killed_max": np.where((high == NO_MAX) | (is_open & OPEN_ABOVE != 0), np.nan, high),
            "killed_open": is_open,
        }


def interleave(gx: np.ndarray, gy: np.ndarray) -> np.ndarray:
    """Return the cells' numbers along the Z-order curve (G. M. Morton, 1966): squares of 4^k are runs."""
    return np.asarray(_spread(gx) | _spread(gy) << np.int64(1))


def _spread(numbers: np.ndarray) -> np.ndarray:
    """Put a zero before each of 32 bits."""
    spread = numbers.astype(np.int64)
    for step, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | spread << np.int64(step)) & np.int64(mask)
    return spread


def _square_round(box: tuple[int, int, int, int]) -> tuple[int, int]:
    """Return the run of cells that is the smallest square of the quadtree round a box."""
    west, north, east, south = box
    bits = max((west ^ (east - 1)).bit_length(), (north ^ (south - 1)).bit_length(), 0)
    corner = np.array([[west >> bits << bits], [north >> bits << bits]])
    first = int(interleave(corner[0], corner[1])[0])
    return first, first + (1 << 2 * min(bits, GRID_BITS))


def _is_among(column: np.ndarray, codes: Iterable[int]) -> np.ndarray:
    chosen = list(codes)
    if len(chosen) == 1:
        return np.asarray(column == chosen[0])
    table = np.zeros(int(max(column.max(initial=0), *chosen, 0)) + 2, bool)
    # -1, no code at all, looks at the last place, which no code has.
    table[chosen] = True
    return np.asarray(table[column])
