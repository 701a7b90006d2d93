"""The columns that decide what a view shows, as arrays of small integers in memory.

A filter compares whole columns (see docs/decisions/0012-columns.md). Nothing here knows of files, tables
or texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.model import ExclusionReason

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_DAY = np.iinfo(np.int32).max
"""Stands for the days of an undated report."""
NO_MIN, NO_MAX = np.iinfo(np.int32).max, np.iinfo(np.int32).min
"""Stand for an end of a range that nobody stated: neutral for the lowest and for the highest."""
DISC, AREA = 1, 2
"""Codes of footprints; 0 is none."""


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
class FilterCodes:
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


class FilterResult:
    """Which reports are what a view asks for."""

    def __init__(self, columns: Columns, wanted: FilterCodes) -> None:
        """Take what decides; everything is worked out when it is asked for."""
        self._columns, self._wanted = columns, wanted
        self.in_grid: np.ndarray | None = None
        """What is shown, in the order of a `Grid`, once it has been asked for."""

    @cached_property
    def _left(self) -> tuple[np.ndarray, np.ndarray, dict[ExclusionReason, int]]:
        """Return what the filters find, what of it is drawn, and how many each reason leaves out."""
        left = np.ones(len(self._columns.day_first), bool)
        found, reasons = left, {}
        for reason in ExclusionReason:
            if reason == ExclusionReason.UNLOCATED:
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
    def reasons(self) -> dict[ExclusionReason, int]:
        """How many reports each first reason leaves out, in the order of the reasons."""
        return self._left[2]

    @cached_property
    def n_shown(self) -> int:
        """Number of reports shown."""
        return int(np.count_nonzero(self.shown))

    def why(self, rows: np.ndarray) -> np.ndarray:
        """Return the first reason that leaves each of some rows out, as its position in `ExclusionReason`.

        All of them must be left out.
        """
        open_ = np.ones(len(rows), bool)
        said = np.zeros(len(rows), np.int8)
        for code, reason in enumerate(ExclusionReason):
            is_met = self._meets(reason, rows)
            if is_met is not None:
                said[open_ & ~is_met] = code
                open_ &= is_met
        return said

    @property
    def but_for_dates(self) -> np.ndarray:
        """Whether the map would show a report in other dates, by its place in the list."""
        left = np.ones(len(self._columns.day_first), bool)
        for reason in ExclusionReason:
            is_met = None if reason == ExclusionReason.OTHER_DATES else self._meets(reason, slice(None))
            if is_met is not None:
                left &= is_met
        return left

    def _meets(self, reason: ExclusionReason, rows: slice | np.ndarray) -> np.ndarray | None:
        """Return which rows a reason does not leave out; None when it leaves out nothing."""
        columns, wanted = self._columns, self._wanted
        chosen = {
            ExclusionReason.OTHER_SOURCES: (columns.source_code, wanted.sources),
            ExclusionReason.OTHER_KINDS: (columns.kind_code, wanted.kinds),
            ExclusionReason.OTHER_PRECISION: (columns.precision_code, wanted.precisions),
            ExclusionReason.OTHER_AREAS: (columns.area_code, wanted.areas),
            ExclusionReason.LAYER_OFF: (columns.footprint, wanted.drawn),
        }
        met: np.ndarray | None
        if reason == ExclusionReason.UNDATED:
            met = columns.day_first[rows] != NO_DAY
        elif reason == ExclusionReason.OTHER_DATES:
            met = (columns.day_first[rows] <= wanted.last) & (columns.day_last[rows] >= wanted.first)
        elif reason == ExclusionReason.TEXT:
            met = None if wanted.rows is None else wanted.rows[rows]
        elif reason == ExclusionReason.UNLOCATED:
            met = columns.footprint[rows] != 0
        else:
            column, codes = chosen[reason]
            # With every layer on, what has a footprint is drawn.
            asks = codes is not None and not (reason == ExclusionReason.LAYER_OFF and codes >= {DISC, AREA})
            met = _is_among(column[rows], codes or ()) if asks else None
        return met


def _is_among(column: np.ndarray, codes: Iterable[int]) -> np.ndarray:
    chosen = list(codes)
    if len(chosen) == 1:
        return np.asarray(column == chosen[0])
    table = np.zeros(int(max(column.max(initial=0), *chosen, 0)) + 2, bool)
    # -1, no code at all, looks at the last place, which no code has.
    table[chosen] = True
    return np.asarray(table[column])
