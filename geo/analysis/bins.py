"""Days put together: by the day, by the week from Monday, by the month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

MOST_DAYS, MOST_WEEK_DAYS = 200, 1_500
"""Longest spans, in days, that are counted by the day and by the week; longer ones by the month."""


class Unit(StrEnum):
    """How long a bin is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins without a gap, the first of which holds the first day asked for, the last one the last.

    They are whole, unless the first and the last are cut to the days asked for.
    """

    unit: Unit
    edges: tuple[date, ...]
    """First day of each bin, and the first day after all of them."""

    def __len__(self) -> int:
        return len(self.edges) - 1

    def days(self) -> Iterator[tuple[date, date]]:
        """Return first and last day of each bin, both inclusive."""
        return ((first, after - timedelta(days=1)) for first, after in pairwise(self.edges))

    def cut(self, first: date, last: date) -> Bins:
        """Return the bins without the days before the first and after the last."""
        inner = self.edges[1:-1]
        return Bins(
            self.unit, (max(first, self.edges[0]), *inner, min(last + timedelta(days=1), self.edges[-1]))
        )


def unit_for(first: date, last: date) -> Unit:
    """Return the unit that suits a span of days, both inclusive."""
    n_days = (last - first).days + 1
    if n_days <= MOST_DAYS:
        return Unit.DAY
    return Unit.WEEK if n_days <= MOST_WEEK_DAYS else Unit.MONTH


def bins_of(first: date, last: date, unit: Unit) -> Bins:
    """Return whole bins over a span of days, both inclusive."""
    edges = [_start(first, unit)]
    while edges[-1] <= last and edges[-1] < date.max:
        edges.append(_next(edges[-1], unit))
    return Bins(unit, tuple(edges))


def _start(day: date, unit: Unit) -> date:
    if unit is Unit.MONTH:
        return day.replace(day=1)
    if unit is Unit.WEEK:
        # The calendar begins on a Monday, so that no week reaches before it.
        return day - timedelta(days=day.weekday())
    return day


def _next(start: date, unit: Unit) -> date:
    if unit is Unit.MONTH:
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + timedelta(days=7 if unit is Unit.WEEK else 1)
