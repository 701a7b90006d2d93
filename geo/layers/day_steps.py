"""Marks that hang on the last day of a view, for every day that there can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from geo.model.days import day_number

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

Mark = TypeVar("Mark", bound="Hashable")


@dataclass(frozen=True, slots=True)
class DaySteps(Generic[Mark]):
    """What the map shows by the last day of its dates."""

    marks: list[Mark]
    """Each different one."""
    day: list[int]
    """Days since 1970 from which something else is shown, in order; the first is that of the chronicle."""
    shown: list[list[int]]
    """By day, positions in `marks`."""


def day_steps(
    span: tuple[date, date], changes: Iterable[date], marks_on: Callable[[date], Iterable[Mark]]
) -> DaySteps[Mark]:
    """Return the marks of the first day of a span, and of each day in it on which they may change."""
    first, last = span
    steps: DaySteps[Mark] = DaySteps([], [], [])
    number: dict[Mark, int] = {}
    for day in [first, *sorted({day for day in changes if first < day <= last})]:
        shown = [number.setdefault(mark, len(number)) for mark in marks_on(day)]
        if not steps.shown or shown != steps.shown[-1]:
            steps.day.append(day_number(day))
            steps.shown.append(shown)
    steps.marks.extend(number)
    return steps
