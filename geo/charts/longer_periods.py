"""Reports of more days than a bar of a chart, which stand in rows of their own above the bars.

Drawn as bars, one report of nine months would be a wall over forty weeks, in front of all that is dated
better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from geo.language import Words
from geo.snapshot.day_counts import Histogram

MOST_DRAWN = 60
"""Periods that a chart draws, the longest first; the counts and the tables hold all."""


@dataclass(frozen=True, slots=True)
class LongerPeriod:
    """Days that reports give as one period, both inclusive, as day numbers."""

    first: int
    last: int
    n: int
    """Reports of these days."""


def longer_periods(counted: Iterable[Histogram]) -> tuple[LongerPeriod, ...]:
    """Return the periods of every series together, by their days."""
    return _as_periods(_together(counted))


def longest_periods(counted: Iterable[Histogram]) -> tuple[int, list[LongerPeriod]]:
    """Return how many reports have longer periods, and of these the ones that a chart draws, by their days.

    A million reports have ten thousands of periods, of which one chart shows sixty.
    """
    every = _together(counted)
    first, last = every[:, 0], every[:, 1]
    longest = np.lexsort((first, first - last))[:MOST_DRAWN]
    return int(every[:, 2].sum()), drawn(_as_periods(every[longest]))


def _together(counted: Iterable[Histogram]) -> np.ndarray:
    """Return the rows of `Histogram.longer` of every series together, in the order of their days."""
    rows = np.concatenate([np.zeros((0, 3), np.int64), *(series.longer for series in counted)])
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    is_first = np.ones(len(rows), bool)
    is_first[1:] = (np.diff(rows[:, :2], axis=0) != 0).any(axis=1)
    found = rows[is_first]
    if len(found):
        found[:, 2] = np.add.reduceat(rows[:, 2], np.flatnonzero(is_first))
    return found


def _as_periods(found: np.ndarray) -> tuple[LongerPeriod, ...]:
    return tuple(LongerPeriod(*row) for row in found.tolist())


def drawn(periods: Sequence[LongerPeriod]) -> list[LongerPeriod]:
    """Return the periods that there is room to draw, by their days."""
    longest = sorted(periods, key=lambda period: (period.first - period.last, period.first))[:MOST_DRAWN]
    return sorted(longest, key=lambda period: (period.first, -period.last))


def lanes(periods: Iterable[LongerPeriod], most: int) -> list[int]:
    """Return the lane of each period, from 0, so that none lies over another while there are lanes enough.

    The periods come by their first days. Where every lane is taken, a period joins the one that ends first.
    """
    ends: list[int] = []
    found = []
    for period in periods:
        free = next((lane for lane, end in enumerate(ends) if end < period.first), len(ends))
        if free == most:
            free = min(range(most), key=ends.__getitem__)
        ends[free : free + 1] = [max([period.last, *ends[free : free + 1]])]
        found.append(free)
    return found


def longer_label(n: int, words: Words) -> str:
    """Return what stands beside the rows."""
    return words.plural("{n} report of a longer period", "{n} reports of longer periods", n)
