"""Rates of reports in and beside pauses: docs/method.md, "Pauses"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tests.oracle.chronicle import Chronicle, first_of_period, last_of_period
from tests.oracle.views import EVERYWHERE, View, folded, in_the_area, is_found, reasons

if TYPE_CHECKING:
    import pandas as pd

STRETCHES = ("In the pause", "As many days before and after", "Other days shown")
SOME_HOURS = ("humanitarian pause", "tactical pause")
"""Kinds of pause that cover some hours of a day."""

Span = tuple[float, float]
Runs = list[tuple[np.ndarray, np.ndarray]]
"""First and last days, one of each for every pair of days tried; a first day after its last is no run."""


@dataclass(frozen=True)
class Pause:
    """What one or several statements say of one pause."""

    names: tuple[str, ...]
    starts: Span
    """The days on which it may have begun."""
    ends: Span
    reading: Span
    """The end as it is read for the first figures: the last day of the chronicle where none is stated."""
    areas: tuple[str, ...]
    """The territories and countries that its area names."""
    some_hours: bool
    is_open: bool
    """Whether no end is stated."""


@dataclass(frozen=True)
class Rate:
    """What a rate of a stretch stands on, and its limits."""

    days: tuple[int, int]
    """Certainly and possibly in the stretch."""
    reports: tuple[int, int]
    least: float
    most: float
    """Infinite where there is no upper limit."""


@dataclass(frozen=True)
class Cut:
    """What bounds the days of a stretch."""

    some_hours: bool
    shown: Span
    """Days of the view."""
    span: Span
    """Days of the chronicle."""


def pauses_of(chronicle: Chronicle) -> list[Pause]:
    """ "Two statements are on one pause when area and kind are the same and so is a stated start or a stated
    end."
    """
    groups: list[list[pd.Series]] = []
    for _, row in chronicle.pauses.iterrows():
        same = next((group for group in groups if any(_is_same(row, other) for other in group)), None)
        if same is None:
            groups.append([row])
        else:
            same.append(row)
    return [_pause(chronicle, group) for group in groups]


def _is_same(one: pd.Series, other: pd.Series) -> bool:
    is_alike = (one["area"], one["kind"]) == (other["area"], other["kind"])
    return is_alike and any(one[end] and one[end] == other[end] for end in ("start", "end"))


def _pause(chronicle: Chronicle, group: list[pd.Series]) -> Pause:
    starts, ends = (_stated(group, name) for name in ("start", "end"))
    last = chronicle.span[1]
    assert starts is not None, "a pause without a start is read by a rule of its own"
    return Pause(
        names=tuple(dict.fromkeys(row["name"] for row in group)),
        starts=starts,
        ends=ends or (starts[0], max(last, starts[1])),
        reading=ends or (max(last, starts[1]),) * 2,
        areas=areas_named(chronicle, group[0]["area"]),
        some_hours=group[0]["kind"] in SOME_HOURS,
        is_open=ends is None,
    )


def _stated(group: list[pd.Series], end: str) -> Span | None:
    """ "Days that they state differently, and the days of a month where only the month is known, leave an end
    open between the first and the last of them."
    """
    days = [
        (rule(date.fromisoformat(row[end]).toordinal(), row[f"{end}_precision"]))
        for row in group
        for rule in (first_of_period, last_of_period)
        if row[end]
    ]
    return (min(days), max(days)) if days else None


def areas_named(chronicle: Chronicle, text: str) -> tuple[str, ...]:
    """The territories and countries that a text names, "for a governorate or a district, the territory around
    it".
    """
    left, found = f" {folded(text.replace(',', ' '))} ", set()
    outlines = chronicle.outlines
    for pcode, name in sorted(outlines["name_en"].map(folded).items(), key=lambda item: -len(item[1])):
        if f" {name} " in left:
            left = left.replace(f" {name} ", "  ")
            is_governorate = outlines.loc[pcode, "level"] == "governorate"
            found.add(outlines.loc[pcode, "parent"] if is_governorate else pcode)
    return tuple(sorted(found))


def areas_left(chronicle: Chronicle, pause: Pause, view: View) -> tuple[str, ...] | None:
    """The areas of a pause over which reports count: "in what the area filter leaves of them".

    None when it leaves nothing; an empty tuple is everywhere.
    """
    if view.area == EVERYWHERE:
        return pause.areas
    if not pause.areas:
        return (view.area,)
    left = {
        view.area if chronicle.lies_in(view.area, pcode) else pcode
        for pcode in pause.areas
        if chronicle.lies_in(view.area, pcode) or chronicle.lies_in(pcode, view.area)
    }
    return tuple(sorted(left)) or None


def meets_the_dates(pause: Pause, view: View) -> bool:
    return pause.starts[0] <= view.last.toordinal() and pause.ends[1] >= view.first.toordinal()


def rates(
    chronicle: Chronicle, view: View
) -> dict[frozenset[str], dict[str, tuple[Rate | None, Rate | None]]]:
    """By the names of a pause and by stretch: the rate as read, and the one over every possible end."""
    found = {}
    for pause in pauses_of(chronicle):
        areas = areas_left(chronicle, pause, view)
        if areas is None or not meets_the_dates(pause, view):
            continue
        reports = _counted(chronicle, view, areas)
        read, widest = (replace(pause, ends=ends) for ends in (pause.reading, pause.ends))
        found[frozenset(pause.names)] = {
            name: (_rate(chronicle, view, read, name, reports), _rate(chronicle, view, widest, name, reports))
            for name in STRETCHES
        }
    return found


def _counted(chronicle: Chronicle, view: View, areas: tuple[str, ...]) -> pd.DataFrame:
    """ "Reports count that every filter but the dates finds, drawn or not, in the territories and countries
    that the pause's area names … or in what the area filter leaves of them."
    """
    first, last = (date.fromordinal(int(day)) for day in chronicle.span)
    everywhere = replace(view, first=first, last=last, area=EVERYWHERE)
    chosen = [in_the_area(chronicle, area) for area in areas or (view.area,)]
    is_counted = is_found(reasons(chronicle, everywhere)) & np.logical_or.reduce(chosen)
    return chronicle.reports[is_counted]


def _rate(chronicle: Chronicle, view: View, pause: Pause, stretch: str, reports: pd.DataFrame) -> Rate | None:
    """ "Where an end is open, every pair of days that is left is tried: the range runs from the least to the
    most of all of them." And of each pair: "certain reports / possible days ≤ reports a day ≤ possible
    reports / certain days".
    """
    a, b = (reports[name].to_numpy()[None] for name in ("meant_first", "meant_last"))
    cut = Cut(pause.some_hours, (view.first.toordinal(), view.last.toordinal()), chronicle.span)
    certain_runs, possible_runs = runs(stretch, *_pairs(pause), cut)
    certain_days, possible_days = n_days(certain_runs), n_days(possible_runs)
    certain = _n_reports((a >= low[:, None]) & (b <= high[:, None]) for low, high in certain_runs)
    possible = _n_reports(
        (b >= low[:, None]) & (a <= high[:, None]) & (low <= high)[:, None] for low, high in possible_runs
    )
    is_there = possible_days > 0
    if not is_there.any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        least, most = certain / possible_days, np.where(possible > 0, possible / certain_days, 0.0)
    return Rate(
        (int(certain_days[is_there].min()), int(possible_days[is_there].max())),
        (int(certain[is_there].min()), int(possible[is_there].max())),
        float(least[is_there].min()),
        float(most[is_there].max()),
    )


def _pairs(pause: Pause) -> tuple[np.ndarray, np.ndarray]:
    """Every first and last day that a pause may have had."""
    starts, ends = (np.arange(low, high + 1) for low, high in (pause.starts, pause.ends))
    s, e = (grid.ravel() for grid in np.meshgrid(starts, ends))
    return s[s <= e], e[s <= e]


def runs(stretch: str, s: np.ndarray, e: np.ndarray, cut: Cut) -> tuple[Runs, Runs]:
    """The runs of days that are certainly in a stretch, and those that are possibly in it.

    "in the pause: s+1 … e−1, s … e · as many days before and after: s−n … s−1 and e+1 … e+n, s−n … s and
    e … e+n · other days shown: the view's days without s … e, without s+1 … e−1", with n = e − s + 1, "all as
    far as the chronicle reaches". "Of a pause of some hours a day no day is certainly in the pause."
    """
    n, (first, last) = e - s + 1, cut.shown
    certain, possible = {
        STRETCHES[0]: ([] if cut.some_hours else [(s + 1, e - 1)], [(s, e)]),
        STRETCHES[1]: ([(s - n, s - 1), (e + 1, e + n)], [(s - n, s), (e, e + n)]),
        STRETCHES[2]: (
            [(first, np.minimum(s - 1, last)), (np.maximum(e + 1, first), last)],
            [(first, np.minimum(s, last)), (np.maximum(e, first), last)],
        ),
    }[stretch]
    return _within(certain, s, cut.span), _within(possible, s, cut.span)


def _within(found: list[tuple[object, object]], like: np.ndarray, span: Span) -> Runs:
    none = (np.full_like(like, 1), np.full_like(like, 0))
    cut = [(np.maximum(low, span[0]) + 0 * like, np.minimum(high, span[1]) + 0 * like) for low, high in found]
    return cut or [none]


def n_days(found: Runs) -> np.ndarray:
    """Days in runs of which a later one may begin on the last day of the one before."""
    days = sum(np.maximum(0, high - low + 1) for low, high in found)
    for (low, high), (later_low, later_high) in itertools.pairwise(found):
        days = days - ((low <= high) & (later_low <= later_high) & (high == later_low))
    return np.asarray(days)


def _n_reports(found: Iterator[np.ndarray]) -> np.ndarray:
    """Reports of which any run holds true, for each pair of days."""
    return np.logical_or.reduce(list(found)).sum(axis=1)
