"""Two views counted side by side: reports and incidents, certain and possible, in all and by group.

What a view shows is possibly of its dates and of its area drawn. It is so for certain when all its days lie
in the dates, and all its ground in the area. An incident is there as one of its reports is. Rates go by the
days of the view that lie in the chronicle, by the rule of `geo.analysis.pause_rates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geo.analysis.pause_rates import Rate, rate_in
from geo.filters.claimant import CLAIMANT
from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.filter_index import CodedColumn
from geo.filters.kinds import KIND
from geo.filters.precisions import PRECISION
from geo.filters.struck import WHAT_WAS_STRUCK
from geo.filters.view import View
from geo.geometry.area_code import CERTAIN
from geo.model.days import day_number
from geo.queries.incident_counts import incident_codes
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

ALL = "all"
AREA_COLUMN = "area_pcode"
MEASURES = (KIND.column, WHAT_WAS_STRUCK.column, AREA_COLUMN, PRECISION.column, CLAIMANT.column)
"""Documented columns by whose texts the reports are put into groups."""
_MOST_PAIRS = 30_000_000
"""Bytes of a table of groups and incidents; beyond it pairs are sorted."""


@dataclass(frozen=True, slots=True)
class CountRange:
    """How many there are for certain, and at the most."""

    certain: int
    possible: int

    def minus(self, other: CountRange) -> CountRange:
        """Return by how much each of the two numbers is greater than another's."""
        return CountRange(self.certain - other.certain, self.possible - other.possible)


NONE = CountRange(0, 0)


@dataclass(frozen=True, slots=True)
class GroupTally:
    """Reports, and the incidents that they speak of."""

    reports: CountRange
    incidents: CountRange


NOTHING = GroupTally(NONE, NONE)


@dataclass(frozen=True, slots=True)
class ViewTallies:
    """What a view shows, counted."""

    n_days: int
    """Days of the view that lie in the chronicle."""
    total: GroupTally
    groups: Mapping[str, Mapping[str, GroupTally]]
    """By a column of `MEASURES`, then by text; groups of nothing are left out."""

    def rate(self, tally: CountRange) -> Rate | None:
        """Return how many there are a day; None where no day of the view lies in the chronicle."""
        return rate_in(tally.certain, tally.possible, self.n_days)


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One group in both views."""

    measure: str
    """`ALL`, or a column of `MEASURES`."""
    group: str
    """Text of the column; empty for `ALL`, and where reports say nothing."""
    a: GroupTally
    b: GroupTally


@dataclass(frozen=True, slots=True)
class ViewComparison:
    """Two views with what is counted in each."""

    a: ViewTallies
    b: ViewTallies
    n_in_both: int
    """Reports that both views show."""

    @property
    def total(self) -> ComparedRow:
        """All that each view shows."""
        return ComparedRow(ALL, "", self.a.total, self.b.total)

    def rows(self, measure: str) -> list[ComparedRow]:
        """Return the groups of one measure that either view has, the most first."""
        of_a, of_b = self.a.groups[measure], self.b.groups[measure]
        found = [
            ComparedRow(measure, group, of_a.get(group, NOTHING), of_b.get(group, NOTHING))
            for group in of_a.keys() | of_b.keys()
        ]
        return sorted(found, key=lambda row: (-_size(row), row.group))


def _size(row: ComparedRow) -> int:
    return row.a.reports.possible + row.b.reports.possible


def compare_views(snapshot: Snapshot, one: View, other: View) -> ViewComparison:
    """Count two views of a snapshot; O(reports) for each view that is not kept.

    Raises SnapshotError when a view is of another snapshot.
    """
    return _compared(snapshot, snapshot.filters_of(one), snapshot.filters_of(other))


@per_snapshot
def _compared(snapshot: Snapshot, a: View, b: View) -> ViewComparison:
    in_both = snapshot.store.shown(a) & snapshot.store.shown(b)
    return ViewComparison(_tallies(snapshot, a), _tallies(snapshot, b), int(np.count_nonzero(in_both)))


@per_snapshot
def _tallies(snapshot: Snapshot, view: View) -> ViewTallies:
    possible = np.flatnonzero(snapshot.store.shown(view))
    is_certain = _is_certain(snapshot, view, possible)
    incident = incident_codes(snapshot)[possible]
    one = CodedColumn(np.zeros(len(possible), np.int8), [""])
    (total,) = _by_group(one, is_certain, incident).values() if len(possible) else (NOTHING,)
    groups = {}
    for measure in MEASURES:
        column = snapshot.store.coded(measure)
        groups[measure] = _by_group(CodedColumn(column.codes[possible], column.words), is_certain, incident)
    return ViewTallies(_days_of(snapshot, view), total, groups)


def _is_certain(snapshot: Snapshot, view: View, rows: np.ndarray) -> np.ndarray:
    columns = snapshot.store.columns
    first, last = day_number(view.date_from), day_number(view.date_to)
    is_certain = (columns.day_first[rows] >= first) & (columns.day_last[rows] <= last)
    area = DRAWN_AREA.chosen(view)
    if area is not None:
        is_certain &= snapshot.store.all_levels_inside(area)[rows] == CERTAIN
    return np.asarray(is_certain)


def _days_of(snapshot: Snapshot, view: View) -> int:
    if not snapshot.is_dated:
        return 0
    first, last = snapshot.span
    return max((min(view.date_to, last) - max(view.date_from, first)).days + 1, 0)


def _by_group(column: CodedColumn, is_certain: np.ndarray, incident: np.ndarray) -> dict[str, GroupTally]:
    """Count reports by the word of their code, the incidents of each word once; no code is the empty word."""
    words = [*column.words, ""]
    code = np.where(column.codes < 0, len(words) - 1, column.codes).astype(np.int64)
    reports = [np.bincount(code[which], minlength=len(words)) for which in (is_certain, slice(None))]
    events = [_incidents(code[which], incident[which], len(words)) for which in (is_certain, slice(None))]
    return {
        words[at]: GroupTally(
            CountRange(int(reports[0][at]), int(reports[1][at])),
            CountRange(int(events[0][at]), int(events[1][at])),
        )
        for at in np.flatnonzero(reports[1]).tolist()
    }


def _incidents(code: np.ndarray, incident: np.ndarray, n_codes: int) -> np.ndarray:
    """Return how many incidents each code has."""
    n_incidents = int(incident.max(initial=-1)) + 1
    pair = code * n_incidents + incident
    if n_codes * n_incidents <= _MOST_PAIRS:
        # A table of truth values costs a look at each report; to sort a million pairs takes 0.1 s.
        is_there = np.zeros(n_codes * n_incidents, bool)
        is_there[pair] = True
        return np.asarray(is_there.reshape(n_codes, n_incidents).sum(axis=1))
    return np.bincount(np.unique(pair) // n_incidents, minlength=n_codes)
