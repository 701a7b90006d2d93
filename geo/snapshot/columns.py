"""The columns that decide what a view shows, as arrays of small integers in memory.

A filter compares whole columns (see docs/decisions/0012-columns.md). Nothing here knows of files, tables
or texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np

from geo.filters.dates import OTHER_DATES
from geo.filters.drawn import DRAWN
from geo.filters.filter import Condition
from geo.filters.filter_index import FilterIndex, Rows, Test
from geo.filters.registry import conditions
from geo.filters.view import View
from geo.model import ExclusionReason

NO_MIN, NO_MAX = np.iinfo(np.int32).max, np.iinfo(np.int32).min
"""Stand for an end of a range that nobody stated: neutral for the lowest and for the highest."""
IN_SOME_DATES = -1
"""Stands for no reason: some dates show the report."""
_EVERY_ROW = slice(None)


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


class FilterResult:
    """Which reports are what a view asks for."""

    def __init__(self, view: View, index: FilterIndex) -> None:
        """Take what decides; everything is worked out when it is asked for."""
        self._n = len(index.day_first)
        self._tests = [(condition, condition.test(view, index)) for condition in conditions()]
        # Several threads make tiles of one view: one of them works out what they all need.
        self._lock = Lock()
        self._kept: tuple[np.ndarray, np.ndarray, dict[ExclusionReason, int]] | None = None
        self._in_grid: np.ndarray | None = None

    def in_order(self, row: np.ndarray) -> np.ndarray:
        """Return what is shown in the order of a `Grid`, whose rows are at these places of the list."""
        shown = self.shown
        with self._lock:
            if self._in_grid is None:
                self._in_grid = shown[row]
            return self._in_grid

    @property
    def _left(self) -> tuple[np.ndarray, np.ndarray, dict[ExclusionReason, int]]:
        with self._lock:
            if self._kept is None:
                self._kept = self._work_out()
            return self._kept

    def _work_out(self) -> tuple[np.ndarray, np.ndarray, dict[ExclusionReason, int]]:
        """Return the reports that the filters find, those of them that are drawn, and a count by reason."""
        left = np.ones(self._n, bool)
        found, reasons = left, {}
        for condition, test in self._tests:
            if condition is DRAWN[0]:
                found = left.copy()
            if test is not None:
                before = int(np.count_nonzero(left))
                left &= test(_EVERY_ROW)
                reasons[condition.reason] = before - int(np.count_nonzero(left))
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

    @property
    def n_shown(self) -> int:
        """Number of reports shown."""
        return int(np.count_nonzero(self.shown))

    @property
    def every_reason(self) -> tuple[ExclusionReason, ...]:
        """The reasons that there are, in order."""
        return tuple(condition.reason for condition, _ in self._tests)

    def why(self, rows: np.ndarray) -> np.ndarray:
        """Return the first reason that leaves each of some rows out, as its position in `every_reason`.

        All of them must be left out.
        """
        open_ = np.ones(len(rows), bool)
        said = np.zeros(len(rows), np.int8)
        for code, is_met in self._met(rows, self._tests):
            said[open_ & ~is_met] = code
            open_ &= is_met
        return said

    def why_in_any_dates(self) -> np.ndarray:
        """Return the first reason beside the dates that leaves a report out, by its place in the list.

        It is a position in `every_reason`, or `IN_SOME_DATES`.
        """
        why = np.full(self._n, IN_SOME_DATES, np.int8)
        for code, (condition, test) in enumerate(self._tests):
            if test is not None and condition.reason != OTHER_DATES:
                why[(why == IN_SOME_DATES) & ~test(_EVERY_ROW)] = code
        return why

    def but_for(self, reason: ExclusionReason) -> np.ndarray:
        """Whether the map would show a report, were it not for one reason, by its place in the list."""
        if not any(condition.reason == reason and test is not None for condition, test in self._tests):
            return self.shown
        left = np.ones(self._n, bool)
        others = (one for one in self._tests if one[0].reason != reason)
        for _, is_met in self._met(_EVERY_ROW, others):
            left &= is_met
        return left

    @staticmethod
    def _met(rows: Rows, tests: Iterable[tuple[Condition, Test | None]]) -> Iterator[tuple[int, np.ndarray]]:
        """Return which rows meet each condition that leaves something out, with its position."""
        return ((code, test(rows)) for code, (_, test) in enumerate(tests) if test is not None)
