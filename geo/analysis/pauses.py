"""Rates of reports inside and outside a pause, as ranges: arrays of day numbers in, ranges out.

For a pause from day s to day e, both inclusive, with n = e - s + 1 days:

    inside     [s, e]
    beside     [s - n, s - 1] and [e + 1, e + n], as far as the chronicle reaches
    elsewhere  the days shown that are not in [s, e]

A report whose days all lie in such a stretch is in it for certain; one whose days overlap it possibly. The
rate of a stretch of d days is at least (certain / d) and at most (possible / d). Where s or e is disputed or
not stated, every pair that is left is tried, and the range is from the least to the most of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Intervals:
    """Distinct intervals of days and how many reports have each: far fewer than reports."""

    first: np.ndarray
    """Day number, inclusive."""
    last: np.ndarray
    """Day number, inclusive."""
    n: np.ndarray


@dataclass(frozen=True, slots=True)
class Ends:
    """Between which days a pause may have begun and ended; all are day numbers, inclusive."""

    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rate:
    """Reports a day in a stretch of days."""

    least: float
    most: float
    certain: int
    """Fewest reports that lie in the stretch for certain, whichever its ends."""
    possible: int
    """Most reports that may lie in it, whichever its ends."""
    days: tuple[int, int]
    """Fewest and most days that the stretch may have."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rates inside a pause and outside it; None where a stretch has no day."""

    inside: Rate | None
    beside: Rate | None
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


def compare(reports: Intervals, ends: Ends, span: tuple[int, int], shown: tuple[int, int]) -> Comparison:
    """Return the rates inside a pause, beside it and elsewhere; see the module for what these are.

    `span` is the first and the last day of the chronicle, `shown` those of the view.

    Raises:
        ValueError: when the pause cannot have ended on or after a day on which it may have begun.

    """
    s, e = (day.ravel() for day in np.meshgrid(np.arange(ends.start[0], ends.start[1] + 1), _days(ends.end)))
    s, e = s[s <= e], e[s <= e]
    if not len(s):
        raise ValueError(f"a pause from {ends.start} cannot end in {ends.end}")
    n = e - s + 1
    nothing = (np.ones_like(s), np.zeros_like(s))
    return Comparison(
        inside=_rate(reports, (s, e), nothing),
        beside=_rate(
            reports,
            (np.maximum(s - n, span[0]), np.minimum(s - 1, span[1])),
            (np.maximum(e + 1, span[0]), np.minimum(e + n, span[1])),
        ),
        elsewhere=_rate(
            reports,
            (np.full_like(s, shown[0]), np.minimum(s - 1, shown[1])),
            (np.maximum(e + 1, shown[0]), np.full_like(s, shown[1])),
        ),
    )


def _days(ends: tuple[int, int]) -> np.ndarray:
    return np.arange(ends[0], ends[1] + 1)


Stretch = tuple[np.ndarray, np.ndarray]
"""First and last day of one stretch for each pair of ends; the last before the first when it is empty."""


def _rate(reports: Intervals, one: Stretch, other: Stretch) -> Rate | None:
    """Return the rate in two stretches that do not meet, over every pair of ends that leaves them a day."""
    days = sum(np.maximum(last - first + 1, 0) for first, last in (one, other))
    has_days = days > 0
    if not has_days.any():
        return None
    days = days[has_days]
    certain, possible = _counts(reports, *((f[has_days], last[has_days]) for f, last in (one, other)))
    return Rate(
        least=float((certain / days).min()),
        most=float((possible / days).max()),
        certain=int(certain.min()),
        possible=int(possible.max()),
        days=(int(days.min()), int(days.max())),
    )


def _counts(reports: Intervals, one: Stretch, other: Stretch) -> tuple[np.ndarray, np.ndarray]:
    """Return how many reports lie in two stretches, the other the later one, and how many overlap them."""
    has_one, has_other = (first <= last for first, last in (one, other))
    certain = _within(reports, *one) * has_one + _within(reports, *other) * has_other
    possible = _overlapping(reports, *one) * has_one + _overlapping(reports, *other) * has_other
    # Whoever overlaps both spans what lies between them.
    spans = _overlapping(reports, other[0], one[1]) * (has_one & has_other)
    return certain, possible - spans


def _overlapping(reports: Intervals, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return how many reports begin by the last day and end on the first or later."""
    begun = _up_to(reports.first, reports.n, last)
    # With the ends the wrong way round these are the reports that span all the days between.
    ended = _up_to(reports.last, reports.n, first - 1)
    spared = _within(reports, last + 1, first - 1) * (last < first)
    return np.asarray(begun - ended + spared)


def _up_to(days: np.ndarray, n: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return how many of `n` are of a day or of one before it, for each day asked for."""
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
