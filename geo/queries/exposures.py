"""Exposure of the reports of an opened snapshot to its zone statuses, and the orders in force at them.

What does not depend on a view is computed once for a snapshot; the figures of each view are cached too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geo.analysis.distance import DISTANCES_M
from geo.analysis.exposure import CERTAIN, PERIODS, POSSIBLE, Exposure, ExposureCell, Relations, relate
from geo.analysis.orders import (
    UNKNOWN_H,
    Orders,
    has_both_minutes,
    lead_hours,
    orders_of,
)
from geo.analysis.periods import WINDOWS_DAYS, InForce, in_force
from geo.analysis.planes import Ground
from geo.analysis.spots import Spots
from geo.analysis.window_days import window_days
from geo.filters.ends import ENDS
from geo.filters.filter_index import AREA
from geo.filters.view import View
from geo.geometry.clocks import NO_MINUTE
from geo.model import EndReading
from geo.model.days import day_number
from geo.model.rows import Row, rows
from geo.queries.exposure_inputs import (
    ExposureInputs,
    exposure_inputs_of,
    exposure_inputs_of_one,
    status_minutes_of,
    zone_places_of,
)
from geo.queries.incident_counts import incident_codes
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

__all__ = ["DISTANCES_M", "PERIODS", "Exposure", "ExposureCell", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of a reader that change the figures."""

    with_areas: bool = True
    """Whether reports of a whole area count; where they happened is never certain."""


EVERYTHING = Options()


@dataclass(frozen=True, slots=True)
class StatusAtEvent:
    """A status that may have been in force at the place and time of a report."""

    zone: Row
    """A row of `Snapshot.zones`."""
    is_certain: bool
    lead_min_h: float
    """Hours from the status to the event, at least; below zero where it may have come after the event."""
    lead_max_h: float | None
    """At most; None when it cannot be told."""
    has_hours: bool = False
    """Whether both are known to the minute; else the lead time is one of days, and less than its end."""
    is_later: bool = False
    """Whether the status began after the event, on a day of the event: it was not in force."""


def exposure_of(snapshot: Snapshot, view: View, options: Options = EVERYTHING) -> Exposure:
    """Count the reports of a view inside and near each zone status.

    Raises SnapshotError when the view is of another snapshot.
    """
    return _exposure_of(snapshot, snapshot.filters_of(view), options)


@per_snapshot
def _exposure_of(snapshot: Snapshot, view: View, options: Options) -> Exposure:
    reading = ENDS.chosen(view)
    inputs, relations = exposure_inputs_of(snapshot), _relations(snapshot, reading)
    counts = relations.counts(_at_spots(snapshot, view, options))
    row = np.flatnonzero(is_counted(snapshot, view, options) & (inputs.spots.of_row >= 0))
    spot, incident = inputs.spots.of_row[row], incident_codes(snapshot)[row]
    incidents = relations.incident_counts(spot, incident, len(inputs.spots))
    days = _window_days(snapshot, reading)
    return Exposure(zone_places_of(snapshot).zone_ids, counts, incidents, days)


@per_snapshot
def _window_days(snapshot: Snapshot, reading: EndReading) -> np.ndarray:
    first, last = map(day_number, snapshot.span)
    return window_days(in_force_of(snapshot, reading), WINDOWS_DAYS, (first, last))


def behind(snapshot: Snapshot, view: View, cell: ExposureCell, options: Options = EVERYTHING) -> list[str]:
    """Return the ids of the reports counted in one cell, by event date.

    Raises SnapshotError when the view is of another snapshot.
    """
    inputs, relations = exposure_inputs_of(snapshot), _relations(snapshot, ENDS.chosen(view))
    place = DISTANCES_M.index(cell.distance_m), PERIODS.index(cell.period)
    counted = relations.holds[(slice(None), *place, CERTAIN if cell.is_certain else POSSIBLE)]
    status = zone_places_of(snapshot).zone_ids.index(cell.zone_id)
    spot, _ = relations.pairs((relations.status == status) & counted)
    # The spot -1 of a report that is nowhere looks at the last place, which is no spot.
    is_there = np.zeros(len(inputs.spots) + 1, bool)
    is_there[spot] = True
    if not options.with_areas:
        is_there[:-1] &= ~inputs.is_area
    is_shown = snapshot.store.shown(snapshot.filters_of(view))
    return snapshot.ids(np.flatnonzero(is_there[inputs.spots.of_row] & is_shown))


def statuses_at(
    snapshot: Snapshot, report: Row, reading: EndReading = EndReading.UNTIL_NEXT
) -> list[StatusAtEvent] | None:
    """Return the statuses that may have been in force at the place and time of a report of the store.

    The certain come first, then the latest; after them those that only their hours exclude, for they began
    later on a day of the event. None when the report cannot be compared: it has no date, or no
    location that can be drawn.
    """
    inputs, when = exposure_inputs_of_one(snapshot, report), in_force_of(snapshot, reading)
    if not len(inputs.spots):
        return None
    orders = _orders(snapshot, inputs, reading)
    found = _statuses(snapshot, inputs.spots, when, orders.status, orders.is_certain)
    # Statuses come by their beginning.
    found.reverse()
    found.sort(key=lambda one: not one.is_certain)
    later = _later_that_day(snapshot, inputs, reading, when, orders)
    nothing_certain = np.zeros(len(later), bool)
    return [
        *found,
        *(
            replace(one, is_later=True)
            for one in _statuses(snapshot, inputs.spots, when, later, nothing_certain)
            if one.lead_max_h is not None and one.lead_max_h < 0
        ),
    ]


def _statuses(
    snapshot: Snapshot, spots: Spots, when: InForce, status: np.ndarray, is_certain: np.ndarray
) -> list[StatusAtEvent]:
    """Return some statuses with their lead time to a single spot."""
    spot = np.zeros(len(status), np.int64)
    starts, has_hours = when.starts.at(status), np.zeros(len(status), bool)
    event_minutes = spots.minutes.at(spot) if spots.minutes else None
    start_minutes = when.start_minutes.at(status) if when.start_minutes else None
    lead = lead_hours(spots.days.at(spot), starts, event_minutes, start_minutes)
    if event_minutes and start_minutes:
        has_hours = has_both_minutes(event_minutes, start_minutes)
    columns = (is_certain, *lead, has_hours)
    return [
        StatusAtEvent(zone, is_sure, low, None if high == UNKNOWN_H else high, to_the_minute)
        for zone, is_sure, low, high, to_the_minute in zip(
            rows(snapshot.zones.iloc[status]), *(column.tolist() for column in columns), strict=True
        )
    ]


def _later_that_day(
    snapshot: Snapshot, inputs: ExposureInputs, reading: EndReading, when: InForce, orders: Orders
) -> np.ndarray:
    """Return the statuses that only their hours exclude: by their days they may have been in force."""
    if inputs.spots.minutes is None or when.start_minutes is None:
        return np.zeros(0, np.int64)
    days = inputs.spots.days
    began_then = (when.starts.first <= days.last[0]) & (when.starts.last >= days.first[0])
    # On most days nothing was stated with an hour: the ground is not looked at once more.
    if not (began_then & (when.start_minutes.first != NO_MINUTE)).any():
        return np.zeros(0, np.int64)
    by_day = _orders(snapshot, replace(inputs, spots=replace(inputs.spots, minutes=None)), reading)
    return np.setdiff1d(by_day.status, orders.status)


@per_snapshot
def orders_at_spots(snapshot: Snapshot, reading: EndReading) -> Orders:
    """Return the statuses that may have been in force at each place and time of a snapshot's reports."""
    return _orders(snapshot, exposure_inputs_of(snapshot), reading)


def _orders(snapshot: Snapshot, inputs: ExposureInputs, reading: EndReading) -> Orders:
    related = _related(snapshot, inputs, reading, distances_m=(0,), windows=())
    return orders_of(related, len(inputs.spots))


@per_snapshot
def in_force_of(snapshot: Snapshot, reading: EndReading) -> InForce:
    """Return when each zone status was in force, in the order of `Snapshot.zones`."""
    return in_force(snapshot.zones, reading, status_minutes_of(snapshot))


@per_snapshot
def _relations(snapshot: Snapshot, reading: EndReading) -> Relations:
    return _related(snapshot, exposure_inputs_of(snapshot), reading, DISTANCES_M, WINDOWS_DAYS)


def _related(
    snapshot: Snapshot,
    inputs: ExposureInputs,
    reading: EndReading,
    distances_m: Sequence[int],
    windows: Sequence[int],
) -> Relations:
    places = zone_places_of(snapshot)
    ground = Ground(inputs.discs, inputs.areas, places.outlines, distances_m)
    return relate(inputs.spots, ground, in_force_of(snapshot, reading), places.number, windows)


def _at_spots(snapshot: Snapshot, view: View, options: Options) -> np.ndarray:
    inputs = exposure_inputs_of(snapshot)
    counted = inputs.spots.counted(snapshot.store.shown(view))
    return counted if options.with_areas else np.where(inputs.is_area, 0, counted)


def is_counted(snapshot: Snapshot, view: View, options: Options) -> np.ndarray:
    """Return which reports count, by place in the list."""
    is_shown = snapshot.store.shown(view)
    return is_shown if options.with_areas else is_shown & (snapshot.store.columns.footprint != AREA)
