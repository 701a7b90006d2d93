"""Rates of reports in and beside pauses: docs/method.md, "Pauses"."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tests.oracle.chronicle import Chronicle, first_of_period, last_of_period
from tests.oracle.exposure import incidents_of
from tests.oracle.views import EVERYWHERE, View, folded, is_found, reasons

if TYPE_CHECKING:
    import pandas as pd

STRETCHES = ("Before", "During", "After", "Other days shown")
WHOLE_DAYS = (
    "truce",
    "cease-fire",
    "cease-fire (renewed)",
    "cease-fire (extension by memorandum)",
    "extension of a truce",
    "extension of a cease-fire",
)
NO_PAUSES = ("interruption of a cease-fire", "pause not kept", "vaccination days during a cease-fire")
"""Kinds, data/DATA.md: "listed and not compared"; all others are of some hours."""
PARTIES = {
    "Israel": "israel|israeli|idf",
    "Palestinian armed groups": "palestinian (armed )?groups|palestinian islamic jihad|hamas|qassam",
    "Hezbollah": "hezbollah|hizbullah|hizballah",
    "Iran": "iran|iranian|irgc",
    "Houthi movement": "houthi|houthis|ansar allah",
    "United States": "united states|american",
    "United Kingdom": "united kingdom|british",
    "Islamic Resistance in Iraq": "islamic resistance in iraq",
    "Syria": "syria|syrian",
}
"""The names that stand for a party."""
PARTIES_OF_AREAS = {"PS02": {"Israel", "Palestinian armed groups"}, "LBN": {"Israel", "Hezbollah"}}

Span = tuple[float, float]
Runs = list[tuple[np.ndarray, np.ndarray]]
"""First and last days, one of each for every pair of days tried; a first day after its last is no run."""


@dataclass(frozen=True)
class Pause:
    """What one or several statements say of one pause."""

    names: tuple[str, ...]
    starts: Span
    """The days on which it may have begun."""
    ends: Span | None
    """Those on which it may have ended; None where no end is stated."""
    place: str
    """In words."""
    areas: tuple[str, ...]
    parties: frozenset[str]
    """Empty where they are not known."""
    some_hours: bool


@dataclass(frozen=True)
class Rate:
    """What a rate of a stretch stands on, and its limits."""

    days: tuple[int, int]
    """Certainly and possibly in the stretch."""
    counted: tuple[int, int]
    """Reports, or incidents."""
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


@lru_cache(maxsize=2)
def pauses_of(chronicle: Chronicle) -> list[Pause]:
    """Method: "Two statements are on one pause when the area is the same, the kind is the same or both are of
    whole days, and a stated start or a stated end is the same. Statements that a pause was interrupted or
    not kept are listed and are no pauses."
    """
    groups: list[list[pd.Series]] = []
    for _, row in chronicle.pauses[~chronicle.pauses["kind"].isin(NO_PAUSES)].iterrows():
        same = next((group for group in groups if any(_is_same(row, other) for other in group)), None)
        if same is None:
            groups.append([row])
        else:
            same.append(row)
    return [_pause(chronicle, group) for group in groups]


def _is_same(one: pd.Series, other: pd.Series) -> bool:
    is_alike = one["kind"] == other["kind"] or {one["kind"], other["kind"]} <= {*WHOLE_DAYS}
    is_there = one["area"] == other["area"]
    return is_alike and is_there and any(one[end] and one[end] == other[end] for end in ("start", "end"))


def _pause(chronicle: Chronicle, group: list[pd.Series]) -> Pause:
    starts = _stated(group, "start")
    assert starts is not None, "a pause without a start is read by a rule of its own"
    areas = _listed(group, "pcodes") or areas_named(chronicle, group[0]["area"])
    return Pause(
        names=tuple(dict.fromkeys(row["name"] for row in group)),
        starts=starts,
        ends=_stated(group, "end"),
        place=group[0]["area"],
        areas=areas,
        parties=_parties(group, areas),
        some_hours=group[0]["kind"] not in WHOLE_DAYS,
    )


def _listed(group: list[pd.Series], column: str) -> tuple[str, ...]:
    """What statements list in a column, which a table may lack."""
    parts = {part.strip() for row in group for part in row.get(column, "").split(";")}
    return tuple(sorted(parts - {""}))


@lru_cache(maxsize=1_000)
def parties_named(text: str) -> frozenset[str]:
    return frozenset(
        party for party, names in PARTIES.items() if re.search(rf"\b(?:{names})\b", text, re.IGNORECASE)
    )


def _parties(group: list[pd.Series], areas: tuple[str, ...]) -> frozenset[str]:
    """Method: "Its parties are those of its column `parties`; where that is empty, those that its name gives,
    if these are two or more; else Israel and Palestinian armed groups for the Gaza Strip, Israel and
    Hezbollah for Lebanon; else they are not known".
    """
    listed = [parties_named(part) or {part} for part in _listed(group, "parties")]
    if listed:
        return frozenset().union(*listed)
    named = parties_named(" ; ".join(row["name"] for row in group))
    if len(named) > 1:
        return named
    return frozenset().union(*(PARTIES_OF_AREAS.get(area, set()) for area in areas))


def latest_end(chronicle: Chronicle, pause: Pause, ends: str) -> float:
    """The last day on which a pause may have ended whose end nobody states.

    "The day on which the next pause begins that holds its areas and binds its parties (a cease-fire is not
    ended by a pause of some hours; a pause whose parties are not known binds any), the first day, or the last
    day of the chronicle."
    """
    last = max(chronicle.span[1], pause.starts[1])
    if ends == "day":
        return pause.starts[1]
    following = [
        other.starts[0]
        for other in pauses_of(chronicle)
        if _holds_areas(chronicle, other, pause)
        and (not other.parties or other.parties >= pause.parties)
        and other.starts[0] > pause.starts[1]
        and (pause.some_hours or not other.some_hours)
    ]
    return min([last, *following]) if ends == "until_next" else last


def _holds_areas(chronicle: Chronicle, other: Pause, pause: Pause) -> bool:
    """Method: "where one of them names no area with an outline, the areas are the same words"."""
    if not (other.areas and pause.areas):
        return other.place == pause.place
    return all(any(chronicle.lies_in(area, around) for around in other.areas) for area in pause.areas)


def _stated(group: list[pd.Series], end: str) -> Span | None:
    """Method: "Days that they state differently, and the days of a month where only the month is known,
    leave an end open between the first and the last of them."
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


def meets_the_dates(pause: Pause, last_end: float, view: View) -> bool:
    """Method: "A pause is of a view when it may hold on one of the days shown, or on the day before them"."""
    return pause.starts[0] <= view.last.toordinal() and last_end >= view.first.toordinal() - 1


def rates(chronicle: Chronicle, view: View) -> dict[tuple[frozenset[str], str], tuple[Rate | None, ...]]:
    """By the names of a pause and by stretch: rates of reports, then of incidents, each twice."""
    found, reports = {}, _found_in_any_dates(chronicle, view)
    for pause in pauses_of(chronicle):
        latest = latest_end(chronicle, pause, view.ends)
        ends = pause.ends or (pause.starts[0], latest)
        if areas_left(chronicle, pause, view) is None or not meets_the_dates(pause, ends[1], view):
            continue
        counts = counted_for(chronicle, pause, reports)
        shown = replace(pause, ends=pause.ends or (latest, latest))
        for stretch in STRETCHES:
            read, widest = (
                _rates(chronicle, view, tried, stretch, counts)
                for tried in (shown, replace(pause, ends=ends))
            )
            found[frozenset(pause.names), stretch] = (read[0], widest[0], read[1], widest[1])
    return found


@dataclass(frozen=True)
class Counted:
    """Reports that count for a pause, those of one incident side by side."""

    first: np.ndarray
    last: np.ndarray
    is_sure: np.ndarray
    """Whether who and where are sure."""
    begins: np.ndarray
    """Where each incident begins."""


@dataclass(frozen=True)
class Found:
    """The reports that the filters of a view find, those of one incident side by side."""

    first: np.ndarray
    last: np.ndarray
    incident: np.ndarray
    """The place of each one's incident among all."""
    directions: np.ndarray
    direction: np.ndarray
    """The place of each one's `direction_claimed` among `directions`."""
    areas: np.ndarray
    area: np.ndarray


def _found_in_any_dates(chronicle: Chronicle, view: View) -> Found:
    """Method: "Reports count that every filter but the dates finds, drawn or not"."""
    first, last = (date.fromordinal(int(day)) for day in chronicle.span)
    reports = chronicle.reports[is_found(reasons(chronicle, replace(view, first=first, last=last)))]
    incident = np.unique(incidents_of(reports), return_inverse=True)[1]
    order = np.argsort(incident, kind="stable")
    days = (reports[name].to_numpy(np.int32)[order] for name in ("meant_first", "meant_last"))
    directions, direction = np.unique(reports["direction_claimed"].to_numpy(object), return_inverse=True)
    areas, area = np.unique(reports["area_pcode"].to_numpy(object), return_inverse=True)
    return Found(*days, incident[order], directions, direction[order], areas, area[order])


def counted_for(chronicle: Chronicle, pause: Pause, found: Found) -> Counted:
    """Method: "certain where both are sure and its days are, and out where either rules it out"."""
    who = np.array([who_counts(text, pause.parties) for text in found.directions], int)
    where = np.array([where_counts(chronicle, pcode, pause.areas) for pcode in found.areas], int)
    sureness = np.minimum(who[found.direction], where[found.area])
    kept = sureness != OUT
    begins = np.flatnonzero(np.diff(found.incident[kept], prepend=-1))
    return Counted(found.first[kept], found.last[kept], sureness[kept] == SURE, begins)


OUT, MAY, SURE = 0, 1, 2


def who_counts(direction_claimed: str, parties: frozenset[str]) -> int:
    """Method: "a party of the pause is named: surely · nobody is named, or nobody known here: may · known
    parties are named, none of the pause: not"; where the parties are not known "every report counts".
    """
    named = parties_named(direction_claimed)
    if not parties or (named or {direction_claimed}) & parties:
        return SURE
    return OUT if named else MAY


def where_counts(chronicle: Chronicle, pcode: str, areas: tuple[str, ...]) -> int:
    """Method: "`area_pcode` is in the area: surely · around it, or empty: may · elsewhere: not"."""
    if not areas or any(chronicle.lies_in(pcode, area) for area in areas):
        return SURE
    return MAY if not pcode or any(chronicle.lies_in(area, pcode) for area in areas) else OUT


def _rates(
    chronicle: Chronicle, view: View, pause: Pause, stretch: str, counts: Counted
) -> tuple[Rate | None, Rate | None]:
    """Method: "Where an end is open, every pair of days that is left is tried: the range runs from the
    least to the most of all of them." And of each pair: "certain reports / possible days ≤ reports a day ≤
    possible reports / certain days", incidents in the same way.
    """
    cut = Cut(pause.some_hours, (view.first.toordinal(), view.last.toordinal()), chronicle.span)
    certain_runs, possible_runs = runs(stretch, *_pairs(pause), cut)
    days = n_days(certain_runs), n_days(possible_runs)
    if not days[1].any():
        return None, None
    a, b = counts.first[None], counts.last[None]
    certain, possible = (
        np.logical_or.reduce(parts)
        for parts in (
            [(a >= low[:, None]) & (b <= high[:, None]) & counts.is_sure for low, high in certain_runs],
            [
                (b >= low[:, None]) & (a <= high[:, None]) & (low <= high)[:, None]
                for low, high in possible_runs
            ],
        )
    )
    incidents = [_any_of_incident(part, counts.begins) for part in (certain, possible)]
    return _range(days, certain, possible), _range(days, *incidents)


def _any_of_incident(holds: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Method: "for certain when one of its reports does, possibly when one of them may"."""
    return np.logical_or.reduceat(holds, begins, axis=1) if len(begins) else holds


def _range(days: tuple[np.ndarray, np.ndarray], certain: np.ndarray, possible: np.ndarray) -> Rate:
    is_there = days[1] > 0
    (low, high), n, m = (each[is_there] for each in days), certain.sum(axis=1), possible.sum(axis=1)
    n, m = n[is_there], m[is_there]
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(m > 0, m / low, 0.0)
    return Rate(
        (int(low.min()), int(high.max())),
        (int(n.min()), int(m.max())),
        float((n / high).min()),
        float(most.max()),
    )


def _pairs(pause: Pause) -> tuple[np.ndarray, np.ndarray]:
    """Every first and last day that a pause may have had."""
    starts, ends = (np.arange(low, high + 1, dtype=np.int32) for low, high in (pause.starts, pause.ends))
    s, e = (grid.ravel() for grid in np.meshgrid(starts, ends))
    return s[s <= e], e[s <= e]


def runs(stretch: str, s: np.ndarray, e: np.ndarray, cut: Cut) -> tuple[Runs, Runs]:
    """The runs of days that are certainly in a stretch, and those that are possibly in it.

    "as many days before: s−n … s−1, s−n … s · in the pause: s+1 … e−1, s … e · as many days after: e+1 … e+n,
    e … e+n · other days shown: the view's days without s … e, without s+1 … e−1", with n = e − s + 1, "all as
    far as the chronicle reaches". "Of a pause of some hours a day no day is certainly in the pause."
    """
    n, (first, last) = e - s + 1, cut.shown
    certain, possible = {
        "Before": ([(s - n, s - 1)], [(s - n, s)]),
        "During": ([] if cut.some_hours else [(s + 1, e - 1)], [(s, e)]),
        "After": ([(e + 1, e + n)], [(e, e + n)]),
        "Other days shown": (
            [(first, np.minimum(s - 1, last)), (np.maximum(e + 1, first), last)],
            [(first, np.minimum(s, last)), (np.maximum(e, first), last)],
        ),
    }[stretch]
    return _within(certain, s, cut.span), _within(possible, s, cut.span)


def _within(found: list[tuple[object, object]], like: np.ndarray, span: Span) -> Runs:
    none = (np.full_like(like, 1), np.full_like(like, 0))
    cut = [(np.maximum(low, span[0]) + 0 * like, np.minimum(high, span[1]) + 0 * like) for low, high in found]
    # Whole numbers of four bytes: every pair of days is compared with every report.
    return [(low.astype(like.dtype), high.astype(like.dtype)) for low, high in cut] or [none]


def n_days(found: Runs) -> np.ndarray:
    """Days in runs of which a later one may begin on the last day of the one before."""
    days = sum(np.maximum(0, high - low + 1) for low, high in found)
    for (low, high), (later_low, later_high) in itertools.pairwise(found):
        days = days - ((low <= high) & (later_low <= later_high) & (high == later_low))
    return np.asarray(days)
