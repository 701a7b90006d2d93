"""What a view says first: the figures most spoken of, people sheltering, and the pause nearest to its end.

The rules prefer nobody: they look at numbers of claims, at days and at figures, never at who claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.model import EndReading
from geo.model.days import day_number
from geo.model.rows import Row, rows
from geo.queries.in_area import pauses_in, sheltering_in
from geo.queries.pauses import Pause, ends_of, pauses_of
from geo.snapshot.caches import per_snapshot

if TYPE_CHECKING:
    from datetime import date

    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot

MOST_REPORTS = 5_000
"""Of a view that shows more, no incident is picked: a handful would stand for too many."""
MOST_INCIDENTS = 2


@dataclass(frozen=True, slots=True)
class NearestPause:
    """The pause that began or ended last by the end of a view."""

    pause: Pause
    statement: Row
    """Which of the statements on it states the day."""
    day: date
    """The stated day on which it began or ended."""
    has_ended: bool
    """Whether that day is its end."""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """What a view says first."""

    incidents: tuple[tuple[Row, ...], ...]
    """Claims with a figure that the view shows, by incident: of the incidents with the most such claims, of
    as many those with the largest figure; in each by date of publication."""
    sheltering: Row | None
    """Of the newest figures of people sheltering, the largest."""
    pause: NearestPause | None


@per_snapshot
def key_figures_of(snapshot: Snapshot, view: View) -> KeyFigures:
    """Return what a view says first; `view` without place, language and selection, so that it is kept."""
    return KeyFigures(
        tuple(_incidents(snapshot, view)),
        _sheltering(sheltering_in(snapshot, view)),
        _nearest_pause(snapshot, view),
    )


def _incidents(snapshot: Snapshot, view: View) -> list[tuple[Row, ...]]:
    if snapshot.counts(view).shown > MOST_REPORTS:
        return []
    shown = np.flatnonzero(snapshot.store.shown(view))
    found = snapshot.store.database.most_claimed(shown, MOST_INCIDENTS)
    # The first always stands; of those that one claim alone speaks of the list has as many.
    found = [ids for place, ids in enumerate(found) if place == 0 or len(ids) > 1]
    return [tuple(rows(snapshot.store.by_ids(ids))) for ids in found]


def _sheltering(figures: pd.DataFrame) -> Row | None:
    if figures.empty:
        return None
    people = figures["people_min"].fillna(figures["people_max"])
    ranked = figures.assign(people=people).sort_values(["as_of_date", "people"], na_position="first")
    return list(rows(ranked))[-1]


def _nearest_pause(snapshot: Snapshot, view: View) -> NearestPause | None:
    listed = set(pauses_in(snapshot, view).index)
    found = (
        one
        for one in _beginnings_and_ends(snapshot)
        if one.day <= view.date_to and one.statement.pause_id in listed
    )
    # What begins on the day on which another ends is what holds after it.
    return max(found, key=lambda one: (one.day, not one.has_ended), default=None)


@per_snapshot
def _beginnings_and_ends(snapshot: Snapshot) -> tuple[NearestPause, ...]:
    """Return every stated day on which a pause began, or ended without another that goes on."""
    return tuple(
        NearestPause(pause, statement, day.date(), has_ended)
        for pause in pauses_of(snapshot)
        for statement in pause.statements
        for day, has_ended in ((statement.start, False), (statement.end, True))
        if not pd.isna(day) and not (has_ended and _goes_on(snapshot, pause, day_number(day.date())))
    )


def _goes_on(snapshot: Snapshot, pause: Pause, end: int) -> bool:
    """Whether a pause of the same parties in the same area begins by the day after an end and goes on."""
    return any(
        other is not pause
        and not other.covers_hours
        and set(other.areas) & set(pause.areas)
        and (not other.parties or not pause.parties or other.parties & pause.parties)
        and other.start[0] <= end + 1
        and ends_of(snapshot, other, EndReading.UNTIL_NEXT).end[1] > end
        for other in pauses_of(snapshot)
    )
