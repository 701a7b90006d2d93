"""Reports of more days than a bar of a chart, which stand in rows of their own above the bars.

Drawn as bars, one report of nine months would be a wall over forty weeks, in front of all that is dated
better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    found: Counter[tuple[int, int]] = Counter()
    for series in counted:
        for first, last, n in series.longer.tolist():
            found[first, last] += n
    return tuple(LongerPeriod(first, last, n) for (first, last), n in sorted(found.items()))


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
