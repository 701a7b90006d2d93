"""Reports and incidents inside and outside the pauses of a view.

A pause concerns its parties in its area: what is counted are reports of that area which a party of the pause
is said to have carried out. One that names no party, or one not known here, may be such a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.analysis.pause_rates import Comparison, Ends, compare, incidents, reports
from geo.filters.ends import ENDS
from geo.filters.filter_index import NO_DAY, CodedColumn
from geo.filters.view import ALL_AREAS, View
from geo.geometry.gazetteer import Areas
from geo.model import EndReading
from geo.model.days import day_number
from geo.model.parties import known_parties_in, parties_named
from geo.queries.claims import incidents_of
from geo.queries.pauses import Pause, ends_of, pauses_of, statements_in
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

_OUT, _MAY, _SURE = np.int8(0), np.int8(1), np.int8(2)
"""How surely a report is one that a pause concerns."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted in a pause and outside it."""

    reports: Comparison
    incidents: Comparison


@dataclass(frozen=True, slots=True)
class PauseComparison:
    """A pause with the rates of reports and incidents inside and outside."""

    pause: Pause
    areas: tuple[str, ...]
    """P-codes over which reports are counted, as far as the view's area leaves them; empty for all areas."""
    reading: EndReading
    """How a missing end is read."""
    ends: Ends
    """Between which days it may have begun and ended, in that reading."""
    stated: Figures | None
    """With a missing end read as the last day that the reading leaves; None when no start is stated."""
    widest: Figures
    """Over every day on which it may have begun or ended."""

    @property
    def shown(self) -> Figures:
        """What stands first."""
        return self.stated or self.widest


@per_snapshot
def compared(snapshot: Snapshot, view: View) -> tuple[PauseComparison, ...]:
    """Compare the pauses that meet a view's dates and area; its filters decide which reports count.

    The reports of a pause are counted whatever the view's dates: these only choose the pauses, and the days
    elsewhere. What the filters find counts, drawn or not; undated reports are in no days.
    """
    return tuple(_compared(snapshot, view, pause) for pause in pauses_met(snapshot, view))


def pauses_met(snapshot: Snapshot, view: View) -> tuple[Pause, ...]:
    """Return the pauses that meet a view's dates and area."""
    return tuple(pause for pause in _in_the_dates(snapshot, view) if _has_area(snapshot, view, pause))


def left_out(snapshot: Snapshot, view: View) -> tuple[Pause, ...]:
    """Return the pauses that meet a view's dates, of areas of which its area leaves nothing."""
    return tuple(pause for pause in _in_the_dates(snapshot, view) if not _has_area(snapshot, view, pause))


def of_other_dates(snapshot: Snapshot, view: View) -> int:
    """Return how many pauses do not meet a view's dates."""
    return len(pauses_of(snapshot)) - sum(1 for _ in _in_the_dates(snapshot, view))


def _in_the_dates(snapshot: Snapshot, view: View) -> Iterator[Pause]:
    shown = set(statements_in(snapshot, view).index)
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
    reading = ENDS.chosen(view)
    days, is_sure, incident = _counted(snapshot, view.filters().but(date_from=first, date_to=last), pause)
    one_each = reports(days, is_sure)
    by_incident = incidents(days, is_sure, incident)

    def figures(ends: Ends) -> Figures:
        found = (
            compare(counted, ends, span, shown, some_hours=pause.covers_hours)
            for counted in (one_each, by_incident)
        )
        return Figures(*found)

    ends = ends_of(snapshot, pause, reading)
    widest = figures(ends)
    stated = widest if pause.has_start else None
    if stated and pause.is_open and reading is not EndReading.DAY:
        stated = figures(Ends(ends.start, (ends.end[1], ends.end[1])))
    areas = tuple(_narrowed(snapshot, view, pause.areas))
    return PauseComparison(pause, areas, reading, ends, stated, widest)


def _counted(
    snapshot: Snapshot, view: View, pause: Pause
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray, np.ndarray]:
    """Return days, whether they surely count, and incidents, of the reports that may be of a pause."""
    store = snapshot.store
    by_party = _by_party(store.coded("direction_claimed"), pause.parties)
    by_area = _by_area(store.coded("area_pcode"), pause.areas, snapshot.areas)
    sureness = np.minimum(by_party, by_area)
    row = np.flatnonzero(store.found(view) & (sureness > _OUT) & (store.columns.day_first != NO_DAY))
    days = store.columns.day_first[row], store.columns.day_last[row]
    return days, sureness[row] == _SURE, incidents_of(snapshot).of_report[row]


def _by_party(column: CodedColumn, parties: frozenset[str]) -> np.ndarray:
    """Return how surely each report is said to be carried out by a party; of no parties, each one is."""
    if not parties:
        return np.full(len(column.codes), _SURE)
    return _of_words(column, [_is_of(word, parties) for word in column.words])


def _is_of(claimed: str, parties: frozenset[str]) -> np.int8:
    if parties_named(claimed) & parties:
        return _SURE
    # Who is named and is not known here may be a part of one of the parties.
    return _OUT if known_parties_in(claimed) else _MAY


def _by_area(column: CodedColumn, pcodes: tuple[str, ...], areas: Areas) -> np.ndarray:
    """Return how surely each report is of one of some areas; of no areas, every one is."""
    if not pcodes:
        return np.full(len(column.codes), _SURE)
    inside = frozenset[str]().union(*(areas.within(pcode) for pcode in pcodes))
    around = {area.pcode for area in areas if not areas.within(area.pcode).isdisjoint(pcodes)}

    def lies(pcode: str) -> np.int8:
        if pcode in inside:
            return _SURE
        return _MAY if not pcode or pcode in around else _OUT

    return _of_words(column, [lies(pcode) for pcode in column.words])


def _of_words(column: CodedColumn, sureness: list[np.int8]) -> np.ndarray:
    # A report without a code looks at the last place.
    return np.asarray(np.array([*sureness, _MAY], np.int8)[column.codes])


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
