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
from functools import cached_property

import numpy as np

from geo.analysis.interval_counts import FAR, Intervals, put_together, spanning, within

Stretch = tuple[np.ndarray, np.ndarray]
"""First and last day of one stretch for each pair of ends; the last before the first when it is empty."""


@dataclass(frozen=True)
class Counted:
    """What is counted in stretches of days: groups of reports, each group once wherever one of it is."""

    first: np.ndarray
    """First day of each report, those of a group side by side."""
    last: np.ndarray
    is_sure: np.ndarray
    """Whether it counts for certain."""
    starts: np.ndarray
    """Where the reports of each group start."""
    n: np.ndarray
    """How many groups each one stands for."""

    def certain(self, stretch: Stretch) -> np.ndarray:
        """Return of how many groups a sure report lies in a stretch, for each pair of ends."""
        return within(self._smallest, *stretch)

    def possible(self, stretch: Stretch) -> np.ndarray:
        """Return of how many groups a report overlaps a stretch, for each pair of ends."""
        first, last = stretch
        return np.asarray((self.n.sum() - spanning(self._gaps, first, last)) * (first <= last))

    def certain_without(self, stretch: Stretch, shown: tuple[int, int]) -> np.ndarray:
        """Return of how many groups a sure report lies among the days shown and on one side of a stretch."""
        is_shown = self.is_sure & (self.first >= shown[0]) & (self.last <= shown[1])
        first_end = self._least(np.where(is_shown, self.last, FAR))
        last_begin = -self._least(np.where(is_shown, -self.first, FAR))
        # None of a group ends before the stretch or begins after it.
        return np.asarray(self.n.sum() - within(put_together(first_end, last_begin, self.n), *stretch))

    def possible_without(self, stretch: Stretch, shown: tuple[int, int]) -> np.ndarray:
        """Return of how many groups a report overlaps the days shown that are not in a stretch."""
        is_shown = (self.first <= shown[1]) & (self.last >= shown[0])
        begin = self._least(np.where(is_shown, np.maximum(self.first, shown[0]), FAR))
        end = -self._least(np.where(is_shown, -np.minimum(self.last, shown[1]), FAR))
        # All that is shown of a group lies in the stretch.
        return np.asarray(self.n.sum() - within(put_together(begin, end, self.n), *stretch))

    def _least(self, of_reports: np.ndarray) -> np.ndarray:
        """Return the least value among the reports of each group."""
        return np.minimum.reduceat(of_reports, self.starts) if len(self.starts) else of_reports

    def _group(self) -> np.ndarray:
        """Return the group of each report."""
        return np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(self.first))))

    @cached_property
    def _smallest(self) -> Intervals:
        """The days of the sure reports that hold no other one of their group.

        A stretch that holds two neighbours of these holds what lies between: that counts less one, once.
        """
        first, last, group = (part[self.is_sure] for part in (self.first, self.last, self._group()))
        order = np.lexsort((-last, first, group))
        first, last, group = first[order], last[order], group[order]
        # Days of later groups are put beyond all of this one.
        place = group * 4 * FAR + last
        later = np.append(np.minimum.accumulate(place[::-1])[::-1][1:], np.iinfo(np.int64).max)
        first, last, group = (part[place < later] for part in (first, last, group))
        next_to = group[1:] == group[:-1]
        n = self.n[group]
        return put_together(
            np.append(first, first[:-1][next_to]),
            np.append(last, last[1:][next_to]),
            np.append(n, -n[1:][next_to]),
        )

    @cached_property
    def _gaps(self) -> Intervals:
        """The days on which a group has no report: before its first, between two and after its last."""
        group = self._group()
        order = np.lexsort((self.first, group))
        first, last = self.first[order].astype(np.int64), self.last[order]
        until = np.maximum.accumulate(group * 4 * FAR + last) - group * 4 * FAR
        following = np.append(first[1:], 0)[: len(first)]
        following[np.append(self.starts[1:], len(first))[: len(self.starts)] - 1] = FAR + 1
        begin = np.append(until + 1, np.full(len(self.starts), -FAR))
        end = np.append(following, first[self.starts]) - 1
        is_gap = begin <= end
        return put_together(begin[is_gap], end[is_gap], np.append(self.n[group], self.n)[is_gap])


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


def incidents(days: tuple[np.ndarray, np.ndarray], is_sure: np.ndarray, incident: np.ndarray) -> Counted:
    """Put reports together by incident; `incident` is -1 for a report that is one of its own.

    `days` are the first and the last day number of each report that may count, inclusive; `is_sure` says
    which surely do. O(n log n).
    """
    order = np.argsort(incident, kind="stable")
    order = order[np.searchsorted(incident[order], 0) :]
    columns = tuple(column[order] for column in (*days, is_sure))
    starts = np.flatnonzero(np.diff(incident[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    is_like_first = np.ones(len(order), bool)
    for column in columns:
        is_like_first &= column == np.repeat(column[starts], sizes)
    is_alike = np.logical_and.reduceat(is_like_first, starts) if len(starts) else np.zeros(0, bool)
    ones = np.concatenate([np.flatnonzero(incident < 0), order[starts[is_alike]]])
    alone = reports((days[0][ones], days[1][ones]), is_sure[ones])
    left, sizes = np.repeat(~is_alike, sizes), sizes[~is_alike]
    first, last, sure = (column[left] for column in columns)
    return Counted(
        np.append(alone.first, first),
        np.append(alone.last, last),
        np.append(alone.is_sure, sure),
        np.append(alone.starts, len(alone.first) + np.cumsum(sizes) - sizes),
        np.append(alone.n, np.ones(len(sizes), np.int64)),
    )


def reports(days: tuple[np.ndarray, np.ndarray], is_sure: np.ndarray) -> Counted:
    """Count each report by itself; `days` and `is_sure` as for `incidents`."""
    sure, maybe = (
        put_together(days[0][which], days[1][which], np.ones(np.count_nonzero(which), np.int64))
        for which in (is_sure, ~is_sure)
    )
    first, last, n = (np.append(getattr(sure, name), getattr(maybe, name)) for name in ("first", "last", "n"))
    return Counted(first, last, np.arange(len(first)) < len(sure.n), np.arange(len(first)), n)


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
    shown = max(shown[0], span[0]), min(shown[1], span[1])

    def rate(sure: Stretch, may: Stretch) -> Rate | None:
        sure, may = _kept(*sure, span), _kept(*may, span)
        return _rate((_n_days(sure), _n_days(may)), lambda: (counted.certain(sure), counted.possible(may)))

    inside, around = (s + 1, e - 1), (s, e)
    days_shown = max(shown[1] - shown[0] + 1, 0)
    return Comparison(
        inside=rate((s + 1, s) if some_hours else inside, around),
        before=rate((s - n, s - 1), (s - n, s)),
        after=rate((e + 1, e + n), (e, e + n)),
        elsewhere=_rate(
            tuple(days_shown - _n_days(_kept(*without, shown)) for without in (around, inside)),
            lambda: (counted.certain_without(around, shown), counted.possible_without(inside, shown)),
        ),
    )


def rate_in(certain: int, possible: int, n_days: int) -> Rate | None:
    """Return the rate over days of which each is certainly in the stretch; None without a day."""
    days = np.array([n_days])
    return _rate((days, days), lambda: (np.array([certain]), np.array([possible])))


def _days(ends: tuple[int, int]) -> np.ndarray:
    return np.arange(ends[0], ends[1] + 1)


def _kept(first: np.ndarray, last: np.ndarray, days: tuple[int, int]) -> Stretch:
    return np.maximum(first, days[0]), np.minimum(last, days[1])


def _n_days(stretch: Stretch) -> np.ndarray:
    return np.asarray(np.maximum(stretch[1] - stretch[0] + 1, 0))


def _rate(days: tuple[np.ndarray, ...], count: Callable[[], tuple[np.ndarray, np.ndarray]]) -> Rate | None:
    """Return the rate over every pair of ends that leaves a day; `days` are certain and possible ones."""
    fewest, most = days
    has_days = most > 0
    if not has_days.any():
        return None
    fewest, most = fewest[has_days], most[has_days]
    certain, possible = (n[has_days] for n in count())
    highest = np.where(possible > 0, np.inf, 0.0)
    np.divide(possible, fewest, out=highest, where=fewest > 0)
    return Rate(
        least=float((certain / most).min()),
        most=float(highest.max()),
        certain=int(certain.min()),
        possible=int(possible.max()),
        days=(int(fewest.min()), int(most.max())),
    )
