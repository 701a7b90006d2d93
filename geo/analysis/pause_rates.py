"""Rates inside and outside a pause, as ranges: arrays of day numbers in, ranges out.

Rates go by days, so the day s on which a pause begins and the day e on which it ends are each possibly in
it and possibly outside. With n = e - s + 1, and all of it as far as the chronicle reaches:

                days certainly in it                 days possibly in it
    before      [s - n, s - 1]                       [s - n, s]
    inside      [s + 1, e - 1]                       [s, e]
    after       [e + 1, e + n]                       [e, e + n]
    elsewhere   the days shown, without [s, e]       the days shown, without [s + 1, e - 1]

Of a pause of some hours a day, no day is certainly inside. A report whose days all lie in the certain days of
a stretch is in it for certain, if it surely is one of those that count; one whose days overlap the possible
ones is possibly in it. An incident is in it for certain when one of its reports is, and possibly when one of
them is possibly. The rate is at least (certain / possible days) and at most (possible / certain days): it has
no upper limit where no day is certain. Where s or e is disputed or not stated, every pair that is left is
tried, and the range is from the least to the most of all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

_PAIRS_AT_ONCE = 1_000_000
"""Pairs of a report and a stretch that are compared at a time: a byte or two each."""

Stretch = tuple[np.ndarray, np.ndarray]
"""First and last day of one stretch for each pair of ends; the last before the first when it is empty."""


class Counted(Protocol):
    """What is counted in stretches of days."""

    def certain(self, one: Stretch, other: Stretch) -> np.ndarray:
        """Return how many are for certain in one of two stretches that do not touch, by pair of ends."""

    def possible(self, one: Stretch, other: Stretch) -> np.ndarray:
        """Return how many may be in one of two stretches, the later one last, by pair of ends."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Distinct intervals of days and how many reports have each: far fewer than reports."""

    first: np.ndarray
    """Day number, inclusive."""
    last: np.ndarray
    """Day number, inclusive."""
    n: np.ndarray


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports by their days."""

    sure: Intervals
    """Of those that count for certain."""
    possible_ones: Intervals
    """Of all that may count, the sure ones as well."""

    def certain(self, one: Stretch, other: Stretch) -> np.ndarray:
        """Return how many lie in one of two stretches that do not touch."""
        return _certain(self.sure, one, other)

    def possible(self, one: Stretch, other: Stretch) -> np.ndarray:
        """Return how many overlap one of two stretches or both."""
        return _possible(self.possible_ones, one, other)


@dataclass(frozen=True, slots=True)
class Incidents:
    """Incidents by the days of their reports."""

    alike: Reports
    """One for each incident whose reports are all of the same days and as sure."""
    first: np.ndarray
    """Of each report of the other incidents, those of an incident side by side."""
    last: np.ndarray
    is_sure: np.ndarray
    starts: np.ndarray
    """Where the reports of each of these incidents start."""

    def certain(self, one: Stretch, other: Stretch) -> np.ndarray:
        """Return of how many incidents a report lies in one of two stretches that do not touch."""

        def lies(first: np.ndarray, last: np.ndarray) -> np.ndarray:
            is_there = (self.first >= first[:, None]) & (self.last <= last[:, None]) & self.is_sure
            return np.asarray(is_there)

        return np.asarray(self.alike.certain(one, other) + self._any(lies, one, other))

    def possible(self, one: Stretch, other: Stretch) -> np.ndarray:
        """Return of how many incidents a report overlaps one of two stretches."""

        def overlaps(first: np.ndarray, last: np.ndarray) -> np.ndarray:
            is_there = (self.first <= last[:, None]) & (self.last >= first[:, None])
            return np.asarray(is_there & (first <= last)[:, None])

        return np.asarray(self.alike.possible(one, other) + self._any(overlaps, one, other))

    def _any(
        self, is_in: Callable[[np.ndarray, np.ndarray], np.ndarray], one: Stretch, other: Stretch
    ) -> np.ndarray:
        """Return of how many incidents a report is in one of two stretches, for each pair of ends."""
        n = np.zeros(len(one[0]), np.int64)
        if not len(self.starts):
            return n
        step = max(1, _PAIRS_AT_ONCE // len(self.first))
        for at in range(0, len(n), step):
            part = slice(at, at + step)
            here = is_in(one[0][part], one[1][part]) | is_in(other[0][part], other[1][part])
            n[part] = np.logical_or.reduceat(here, self.starts, axis=1).sum(axis=1)
        return n


@dataclass(frozen=True, slots=True)
class Ends:
    """Between which days a pause may have begun and ended; all are day numbers, inclusive."""

    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rate:
    """Reports or incidents a day in a stretch of days."""

    least: float
    most: float
    """Infinite where one may lie in the stretch and no day does for certain."""
    certain: int
    """Fewest that lie in the stretch for certain, whichever its ends."""
    possible: int
    """Most that may lie in it, whichever its ends."""
    days: tuple[int, int]
    """Fewest days that lie in the stretch for certain and most that may, whichever its ends."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rates inside a pause and outside it; None where a stretch has no day."""

    inside: Rate | None
    before: Rate | None
    """On as many days before it."""
    after: Rate | None
    """On as many days after it."""
    elsewhere: Rate | None


def intervals(first: np.ndarray, last: np.ndarray) -> Intervals:
    """Count equal intervals of days; O(n log n)."""
    if not len(first):
        none = np.zeros(0, np.int64)
        return Intervals(none, none, none)
    origin = int(first.min())
    width = int(last.max()) - origin + 1
    code = (first.astype(np.int64) - origin) * width + (last.astype(np.int64) - origin)
    found, n = np.unique(code, return_counts=True)
    return Intervals(found // width + origin, found % width + origin, n)


def incidents(days: tuple[np.ndarray, np.ndarray], is_sure: np.ndarray, incident: np.ndarray) -> Incidents:
    """Put reports together by incident; `incident` is -1 for a report that is one of its own.

    `days` are the first and the last day of each report that may count; `is_sure` says which surely do.
    """
    order = np.argsort(incident, kind="stable")
    order = order[np.searchsorted(incident[order], 0) :]
    first, last, sure, of = days[0][order], days[1][order], is_sure[order], incident[order]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    sizes = np.diff(np.append(starts, len(of)))
    is_like_first = np.ones(len(of), bool)
    for column in (first, last, sure):
        is_like_first &= column == np.repeat(column[starts], sizes)
    is_alike = np.logical_and.reduceat(is_like_first, starts) if len(starts) else np.zeros(0, bool)
    heads, alone = order[starts[is_alike]], np.flatnonzero(incident < 0)
    ones = np.concatenate([alone, heads])
    left = np.repeat(~is_alike, sizes)
    sizes_left = sizes[~is_alike]
    return Incidents(
        reports((days[0][ones], days[1][ones]), is_sure[ones]),
        first[left],
        last[left],
        sure[left],
        np.cumsum(sizes_left) - sizes_left,
    )


def reports(days: tuple[np.ndarray, np.ndarray], is_sure: np.ndarray) -> Reports:
    """Count reports by their days; `days` and `is_sure` as for `incidents`."""
    first, last = days
    return Reports(intervals(first[is_sure], last[is_sure]), intervals(first, last))


def compare(
    counted: Counted, ends: Ends, span: tuple[int, int], shown: tuple[int, int], *, some_hours: bool = False
) -> Comparison:
    """Return the rates inside a pause, before it, after it and elsewhere; see the module for what these are.

    `span` is the first and the last day of the chronicle, `shown` those of the view. `some_hours` says that
    the pause covers some hours of its days.

    Raises ValueError when the pause cannot have ended on or after a day on which it may have begun.
    """
    s, e = (day.ravel() for day in np.meshgrid(np.arange(ends.start[0], ends.start[1] + 1), _days(ends.end)))
    s, e = s[s <= e], e[s <= e]
    if not len(s):
        raise ValueError(f"a pause from {ends.start} cannot end in {ends.end}")
    n = e - s + 1
    nothing = (np.ones_like(s), np.zeros_like(s))
    shown = max(shown[0], span[0]), min(shown[1], span[1])
    first, last = (np.full_like(s, day) for day in shown)
    return Comparison(
        inside=_rate(
            counted,
            sure=(nothing if some_hours else _kept(s + 1, e - 1, span), nothing),
            may=(_kept(s, e, span), nothing),
        ),
        before=_rate(
            counted, sure=(_kept(s - n, s - 1, span), nothing), may=(_kept(s - n, s, span), nothing)
        ),
        after=_rate(counted, sure=(_kept(e + 1, e + n, span), nothing), may=(_kept(e, e + n, span), nothing)),
        elsewhere=_rate(
            counted,
            sure=(_kept(first, s - 1, shown), _kept(e + 1, last, shown)),
            may=(_kept(first, s, shown), _kept(e, last, shown)),
        ),
    )


def _days(ends: tuple[int, int]) -> np.ndarray:
    return np.arange(ends[0], ends[1] + 1)


def _kept(first: np.ndarray, last: np.ndarray, days: tuple[int, int]) -> Stretch:
    return np.maximum(first, days[0]), np.minimum(last, days[1])


def _rate(counted: Counted, sure: tuple[Stretch, Stretch], may: tuple[Stretch, Stretch]) -> Rate | None:
    """Return the rate in two stretches, the later one last, over every pair of ends that leaves a day."""
    fewest, most = _n_days(*sure), _n_days(*may)
    has_days = most > 0
    if not has_days.any():
        return None
    fewest, most = fewest[has_days], most[has_days]
    certain, possible = counted.certain(*sure)[has_days], counted.possible(*may)[has_days]
    highest = np.where(possible > 0, np.inf, 0.0)
    np.divide(possible, fewest, out=highest, where=fewest > 0)
    return Rate(
        least=float((certain / most).min()),
        most=float(highest.max()),
        certain=int(certain.min()),
        possible=int(possible.max()),
        days=(int(fewest.min()), int(most.max())),
    )


def _n_days(one: Stretch, other: Stretch) -> np.ndarray:
    """Return how many days two stretches have together; a day that both have is one."""
    n_one, n_other = (np.maximum(last - first + 1, 0) for first, last in (one, other))
    shared = np.maximum(one[1] - other[0] + 1, 0) * ((n_one > 0) & (n_other > 0))
    return np.asarray(n_one + n_other - shared)


def _certain(reports: Intervals, one: Stretch, other: Stretch) -> np.ndarray:
    """Return how many reports lie in one of two stretches that do not touch."""
    has_one, has_other = (first <= last for first, last in (one, other))
    return np.asarray(_within(reports, *one) * has_one + _within(reports, *other) * has_other)


def _possible(reports: Intervals, one: Stretch, other: Stretch) -> np.ndarray:
    """Return how many reports overlap one of two stretches or both."""
    has_one, has_other = (first <= last for first, last in (one, other))
    either = _overlapping(reports, *one) * has_one + _overlapping(reports, *other) * has_other
    # Whoever overlaps both spans what lies between them, or the day that they share.
    both = _overlapping(reports, other[0], one[1]) * (has_one & has_other)
    return np.asarray(either - both)


def _overlapping(reports: Intervals, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return how many reports begin by the last day and end on the first or later."""
    begun = _up_to(reports.first, reports.n, last)
    # With the ends the wrong way round these are the reports that span all the days between.
    ended = _up_to(reports.last, reports.n, first - 1)
    spared = _within(reports, last + 1, first - 1) * (last < first)
    return np.asarray(begun - ended + spared)


def _up_to(days: np.ndarray, n: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return how many of `n` are of a day or earlier, for each of the days."""
    order = np.argsort(days, kind="stable")
    sums = np.concatenate([[0], np.cumsum(n[order])])
    return np.asarray(sums[np.searchsorted(days[order], day, side="right")])


def _within(reports: Intervals, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return how many reports begin on the first day or later and end by the last, for each pair."""
    found = np.zeros(len(first), np.int64)
    starts, ends = np.unique(first), np.unique(last)
    if len(starts) <= len(ends):
        for day in starts:
            is_it, kept = first == day, reports.first >= day
            found[is_it] = _up_to(reports.last[kept], reports.n[kept], last[is_it])
    else:
        for day in ends:
            is_it, kept = last == day, reports.last <= day
            n = reports.n[kept]
            found[is_it] = n.sum() - _up_to(reports.first[kept], n, first[is_it] - 1)
    return found
