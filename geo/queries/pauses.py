"""Pauses as their sources state them, and the reports of a view on their days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.analysis.pause_rates import Comparison, Ends, Intervals, compare, intervals
from geo.filters.view import ALL_AREAS, View
from geo.geometry.gazetteer import Areas
from geo.model.days import day_number, day_of
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

_RELEASED = ("hostages_released", "prisoners_released")
_WHOLE_DAY_KINDS = frozenset({"truce", "cease-fire"})
_RELEASES_OF = "PS02"
"""P-code of the Gaza Strip: figures of released hostages and prisoners belong to its truces."""


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause, as one or several sources state it."""

    statements: tuple[Row, ...]
    """Rows of the pauses, by id."""
    ends: Ends
    """Between which days it may have begun and ended; an end that nobody states may be any day."""
    reading: Ends | None
    """The same, an unstated end read as the last day of the chronicle; None when no start is stated."""
    areas: tuple[str, ...]
    """P-codes of the territories and countries that it names; empty when it names none."""

    @property
    def is_open(self) -> bool:
        """Whether no source states an end."""
        return all(pd.isna(statement.end) for statement in self.statements)

    @property
    def covers_hours(self) -> bool:
        """Whether it covered some hours of a day only, as its kind says."""
        return not any(statement.kind in _WHOLE_DAY_KINDS for statement in self.statements)


@dataclass(frozen=True, slots=True)
class PauseComparison:
    """A pause with the rates of reports inside and outside."""

    pause: Pause
    areas: tuple[str, ...]
    """P-codes over which reports are counted, as far as the view's area leaves them; empty for all areas."""
    reading: Comparison | None
    widest: Comparison
    """Over every day on which it may have begun or ended."""


@per_snapshot
def pauses_of(snapshot: Snapshot) -> tuple[Pause, ...]:
    """Return the pauses of a snapshot by their first stated day, statements on one pause together.

    Statements are on one pause when area and kind are the same and so is a stated start or a stated end.
    """
    groups: list[list[Row]] = []
    for statement in rows(snapshot.tables["pauses"].sort_index()):
        if pd.isna(statement.start) and pd.isna(statement.end):
            continue
        same = next((group for group in groups if any(_is_same(statement, other) for other in group)), None)
        groups.append([statement]) if same is None else same.append(statement)
    return tuple(sorted((_pause(group, snapshot) for group in groups), key=lambda p: p.ends.start[::-1]))


@per_snapshot
def compared(snapshot: Snapshot, view: View) -> tuple[PauseComparison, ...]:
    """Compare the pauses that meet a view's dates and area; its filters decide which reports count.

    The reports of a pause are counted whatever the view's dates: these only choose the pauses, and the days
    elsewhere. What the filters find counts, drawn or not; undated reports are in no days.
    """
    return tuple(
        _compared(snapshot, view, pause)
        for pause in _in_the_dates(snapshot, view)
        if _has_area(snapshot, view, pause)
    )


def left_out(snapshot: Snapshot, view: View) -> tuple[Pause, ...]:
    """Return the pauses that meet a view's dates, of areas of which its area leaves nothing."""
    return tuple(pause for pause in _in_the_dates(snapshot, view) if not _has_area(snapshot, view, pause))


def _in_the_dates(snapshot: Snapshot, view: View) -> Iterator[Pause]:
    shown = set(snapshot.pauses_in(view).index)
    return (
        pause
        for pause in pauses_of(snapshot)
        if any(statement.pause_id in shown for statement in pause.statements)
    )


def _has_area(snapshot: Snapshot, view: View, pause: Pause) -> bool:
    return not pause.areas or bool(_narrowed(snapshot, view, pause.areas))


def _compared(snapshot: Snapshot, view: View, pause: Pause) -> PauseComparison:
    shown = day_number(view.date_from), day_number(view.date_to)
    first, last = snapshot.span
    span = (day_number(first), day_number(last))
    areas = tuple(_narrowed(snapshot, view, pause.areas))
    found = _reports(snapshot, view.filters().but(date_from=first, date_to=last), areas)
    widest = compare(found, pause.ends, span, shown, some_hours=pause.covers_hours)
    if pause.reading is None or pause.reading == pause.ends:
        return PauseComparison(pause, areas, widest if pause.reading else None, widest)
    reading = compare(found, pause.reading, span, shown, some_hours=pause.covers_hours)
    return PauseComparison(pause, areas, reading, widest)


def releases(snapshot: Snapshot, pause: Pause) -> pd.DataFrame:
    """Return the figures of released hostages and prisoners that are as of a day of a truce, by date.

    They are claims about some time up to that day: whose time is said by the claimant, where it is said.
    """
    tolls = snapshot.tables["tolls"]
    if pause.covers_hours or _RELEASES_OF not in pause.areas:
        return tolls.head(0)
    last = pause.ends.end[1]
    following = [p.ends.start[0] for p in pauses_of(snapshot) if _follows(p, pause)]
    if pause.is_open and following:
        last = min(following) - 1
    begin, end = (pd.Timestamp(day_of(number)) for number in (pause.ends.start[0], last))
    is_then = tolls["as_of_date"].between(begin, end)
    return tolls[tolls["measure"].isin(_RELEASED) & is_then].sort_values(["as_of_date", "toll_id"])


def _is_same(one: Row, other: Row) -> bool:
    if (one.area, one.kind) != (other.area, other.kind):
        return False
    # A missing day equals nothing, itself included.
    return bool(one.start == other.start or one.end == other.end)


def _follows(other: Pause, pause: Pause) -> bool:
    return (
        not other.covers_hours
        and set(other.areas) == set(pause.areas)
        and other.ends.start[0] > pause.ends.start[1]
    )


def _pause(statements: list[Row], snapshot: Snapshot) -> Pause:
    first, last = (day_number(day) for day in snapshot.span)
    starts = [_days(row.start, row.start_precision) for row in statements if not pd.isna(row.start)]
    ends = [_days(row.end, row.end_precision) for row in statements if not pd.isna(row.end)]
    known_end = _hull(ends) if ends else None
    start = _hull(starts) if starts else (min(first, known_end[0]) if known_end else first, _hull(ends)[1])
    end = known_end or (start[0], max(last, start[1]))
    reading = Ends(start, known_end or (end[1], end[1])) if starts else None
    return Pause(
        tuple(statements), Ends(start, end), reading, _areas_named(statements[0].area, snapshot.areas)
    )


def _days(day: pd.Timestamp, precision: str) -> tuple[int, int]:
    if precision == "month":
        month = day.to_period("M")
        return day_number(month.start_time.date()), day_number(month.end_time.date())
    return day_number(day.date()), day_number(day.date())


def _hull(spans: list[tuple[int, int]]) -> tuple[int, int]:
    return min(low for low, _ in spans), max(high for _, high in spans)


def _areas_named(text: str, areas: Areas) -> tuple[str, ...]:
    """Return the territories and countries that a text names, or in which the governorates it names lie."""
    named = [areas[pcode] for pcode in areas.named_in(text)]
    around = {a.parent if a.level == "governorate" and a.parent in areas else a.pcode for a in named}
    return tuple(sorted(around))


def _reports(snapshot: Snapshot, view: View, pcodes: Iterable[str]) -> Intervals:
    store = snapshot.store
    views = [view.but(area=pcode) for pcode in pcodes] or [view]
    found = [store.event_days(part) for part in views]
    none = np.zeros(0, np.int32)
    first, last = (np.concatenate([none, *(days[end] for days in found)]) for end in (0, 1))
    return intervals(first, last)


def _narrowed(snapshot: Snapshot, view: View, pcodes: tuple[str, ...]) -> list[str]:
    """Return the areas that both a pause and the view speak of; the view's where the pause names none."""
    if view.area == ALL_AREAS:
        return list(pcodes)
    if not pcodes:
        return [view.area]
    within = snapshot.areas.within
    return [
        view.area if view.area in within(pcode) else pcode
        for pcode in pcodes
        if view.area in within(pcode) or pcode in within(view.area)
    ]
