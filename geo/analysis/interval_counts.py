"""How many intervals of days lie within others, or span them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FAR = 10_000_000
"""A day number beyond every other, and its negative before every other: some 27,000 years."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Distinct intervals of days and how often each counts: far fewer than reports."""

    first: np.ndarray
    """Day number, inclusive."""
    last: np.ndarray
    """Day number, inclusive."""
    n: np.ndarray
    """Below zero where two others would count one thing twice."""


def put_together(first: np.ndarray, last: np.ndarray, n: np.ndarray) -> Intervals:
    """Put equal intervals together; O(n log n)."""
    width = 4 * FAR
    found, at = np.unique((first.astype(np.int64) + FAR) * width + last + FAR, return_inverse=True)
    sums = np.zeros(len(found), np.int64)
    np.add.at(sums, at, n)
    return Intervals(found // width - FAR, found % width - FAR, sums)


def spanning(intervals: Intervals, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return how many begin on the first day or earlier and end on the last or later, for each pair."""
    begun = _up_to(intervals.first, intervals.n, first)
    ended = _up_to(intervals.last, intervals.n, last - 1)
    return np.asarray(begun - ended + within(intervals, first + 1, last - 1))


def _up_to(days: np.ndarray, n: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return how many of `n` are of a day or earlier, for each of the days."""
    order = np.argsort(days, kind="stable")
    sums = np.concatenate([[0], np.cumsum(n[order])])
    return np.asarray(sums[np.searchsorted(days[order], day, side="right")])


def within(intervals: Intervals, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return how many begin on the first day or later and end by the last, for each pair."""
    found = np.zeros(len(first), np.int64)
    starts, ends = np.unique(first), np.unique(last)
    if len(starts) <= len(ends):
        for day in starts:
            is_it, kept = first == day, intervals.first >= day
            found[is_it] = _up_to(intervals.last[kept], intervals.n[kept], last[is_it])
    else:
        for day in ends:
            is_it, kept = last == day, intervals.last <= day
            n = intervals.n[kept]
            found[is_it] = n.sum() - _up_to(intervals.first[kept], n, first[is_it] - 1)
    return found
