"""Exposure of the reports of an opened snapshot to its zone statuses, and the orders in force at them.

What does not depend on a view is computed once for a snapshot; the figures of each view are cached too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.analysis.distance import DISTANCES_M
from geo.analysis.exposure import (
    CERTAIN,
    PERIODS,
    POSSIBLE,
    Exposure,
    ExposureCell,
    Relations,
    relate,
)
from geo.analysis.orders import UNKNOWN_H, Orders, lead_hours, orders_of, spots_by_group
from geo.analysis.periods import WINDOWS_DAYS, Days, InForce, Reading, in_force
from geo.analysis.planes import Ground
from geo.filters.filter_index import AREA
from geo.filters.view import View
from geo.model import ZoneStatus
from geo.model.days import day_number
from geo.model.rows import Row, rows
from geo.queries.exposure_inputs import (
    ExposureInputs,
    exposure_inputs_of,
    exposure_inputs_of_one,
    zone_places_of,
)
from geo.queries.in_area import statements_in
from geo.queries.incident_counts import count_incidents, incident_codes
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

__all__ = ["DISTANCES_M", "PERIODS", "Exposure", "ExposureCell", "Options", "Reading", "Share", "Summary"]

ROLES = (ZoneStatus.LABELLED_HUMANITARIAN, ZoneStatus.ORDERED_TO_EVACUATE)
"""Statuses that the summary of a view speaks of."""


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of a reader that change the figures."""

    with_areas: bool = True
    """Whether reports of a whole area count; where they happened is never certain."""
    reading: Reading = Reading.STATED


EVERYTHING = Options()


@dataclass(frozen=True, slots=True)
class Share:
    """Reports of a view inside the places to which one issuer had given a status at that time."""

    status: ZoneStatus
    issuer: str
    """Who gave it: the publisher when no issuer was named."""
    certain: int
    possible: int
    """Includes the certain."""
    certain_incidents: int
    """Incidents of which the certain reports speak."""
    possible_incidents: int
    """The same of the possible ones."""
    statements: int
    """Statements that may have been in force on some day of the view and have an outline to compare with."""
    without_end: int
    """Those of them whose end was not read."""
    without_outline: int
    """Further statements that may have been in force but have no outline to compare with."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Number of reports of a view that lay where a status was in force, by status and issuer."""

    reports: int
    """Reports that the view shows, less those of an area when they are left out."""
    incidents: int
    """Incidents of which they speak."""
    shares: tuple[Share, ...]
    """By status in the order of `ROLES`, then by number of reports."""


@dataclass(frozen=True, slots=True)
class StatusAtEvent:
    """A status that may have been in force where and when a report says that something happened."""

    zone: Row
    """A row of `Snapshot.zones`."""
    is_certain: bool
    lead_min_h: int
    """Hours from the status to the event, at least."""
    lead_max_h: int | None
    """At most; None when it cannot be told."""


def exposure_of(snapshot: Snapshot, view: View, options: Options = EVERYTHING) -> Exposure:
    """Count the reports of a view inside and near each zone status.

    Raises SnapshotError when the view is of another snapshot.
    """
    return _exposure_of(snapshot, snapshot.filters_of(view), options)


@per_snapshot
def _exposure_of(snapshot: Snapshot, view: View, options: Options) -> Exposure:
    inputs, relations = exposure_inputs_of(snapshot), _relations(snapshot, options.reading)
    counts = relations.counts(_at_spots(snapshot, view, options))
    row = np.flatnonzero(_is_counted(snapshot, view, options) & (inputs.spots.of_row >= 0))
    spot, incident = inputs.spots.of_row[row], incident_codes(snapshot)[row]
    incidents = relations.incident_counts(spot, incident, len(inputs.spots))
    return Exposure(zone_places_of(snapshot).zone_ids, counts, incidents)


def behind(snapshot: Snapshot, view: View, cell: ExposureCell, options: Options = EVERYTHING) -> list[str]:
    """Return the ids of the reports counted in one cell, by event date.

    Raises SnapshotError when the view is of another snapshot.
    """
    inputs, relations = exposure_inputs_of(snapshot), _relations(snapshot, options.reading)
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


def summary_of(snapshot: Snapshot, view: View, options: Options = EVERYTHING) -> Summary:
    """Count the reports of a view that lay where a status was in force.

    Raises SnapshotError when the view is of another snapshot.
    """
    return _summary_of(snapshot, snapshot.filters_of(view), options)


@per_snapshot
def _summary_of(snapshot: Snapshot, view: View, options: Options) -> Summary:
    zones, is_counted = snapshot.zones, _is_counted(snapshot, view, options)
    spots = exposure_inputs_of(snapshot).spots

    def there(found: np.ndarray) -> np.ndarray:
        # The spot -1 of a report that is nowhere looks at the last place, which is no spot.
        is_there = np.zeros(len(spots) + 1, bool)
        is_there[found] = True
        return np.asarray(is_there[spots.of_row] & is_counted)

    has_outline, no_end = zone_places_of(snapshot).number >= 0, zones["valid_to"].isna().to_numpy()
    then = _may_be_in_force(in_force_of(snapshot, options.reading), view)
    then &= zones.index.isin(list(statements_in(snapshot, view.area)))
    groups, group = _groups(snapshot)
    found = []
    for number, (certain, possible) in enumerate(_spots_by_group(snapshot, options.reading)):
        here = then & (group == number)
        is_certain, is_possible = there(certain), there(possible)
        share = Share(
            *groups[number],
            certain=int(np.count_nonzero(is_certain)),
            possible=int(np.count_nonzero(is_possible)),
            certain_incidents=count_incidents(snapshot, is_certain),
            possible_incidents=count_incidents(snapshot, is_possible),
            statements=int((here & has_outline).sum()),
            without_end=int((here & has_outline & no_end).sum()),
            without_outline=int((here & ~has_outline).sum()),
        )
        if here.any() or share.possible:
            found.append(share)
    found.sort(
        key=lambda share: (ROLES.index(share.status), -share.possible, -share.statements, share.issuer)
    )
    n = int(np.count_nonzero(is_counted))
    return Summary(n, count_incidents(snapshot, is_counted), tuple(found))


@per_snapshot
def _groups(snapshot: Snapshot) -> tuple[list[tuple[ZoneStatus, str]], np.ndarray]:
    """Return each status of `ROLES` with each issuer, and the position of every zone status among them."""
    names = [(ZoneStatus(zone.status), zone.issued_by or zone.publisher) for zone in rows(snapshot.zones)]
    groups = sorted({name for name in names if name[0] in ROLES})
    return groups, np.array([groups.index(name) if name in groups else -1 for name in names], int)


@per_snapshot
def _spots_by_group(snapshot: Snapshot, reading: Reading) -> list[tuple[np.ndarray, np.ndarray]]:
    groups, group = _groups(snapshot)
    return spots_by_group(orders_at_spots(snapshot, reading), group, len(groups))


def statuses_at(
    snapshot: Snapshot, report: Row, reading: Reading = Reading.STATED
) -> list[StatusAtEvent] | None:
    """Return the statuses that may have been in force at the place and time of a report of the store.

    The certain come first, then the latest. None when the report cannot be compared: it has no date, or no
    location that can be drawn.
    """
    inputs, when = exposure_inputs_of_one(snapshot, report), in_force_of(snapshot, reading)
    if not len(inputs.spots):
        return None
    orders = _orders(snapshot, inputs, reading)
    status = orders.status
    event = Days(*(np.broadcast_to(column, len(status)) for column in inputs.spots.days))
    lead = lead_hours(event, Days(*(column[status] for column in when.starts)))
    hours = zip(lead.first.tolist(), lead.last.tolist(), strict=True)
    found = zip(rows(snapshot.zones.iloc[status]), orders.is_certain.tolist(), hours, strict=True)
    statuses = [
        StatusAtEvent(zone, is_certain, low, None if high == UNKNOWN_H else high)
        for zone, is_certain, (low, high) in found
    ]
    # Statuses come by first day.
    statuses.reverse()
    return sorted(statuses, key=lambda one: not one.is_certain)


@per_snapshot
def orders_at_spots(snapshot: Snapshot, reading: Reading) -> Orders:
    """Return the statuses that may have been in force at each place and time of a snapshot's reports."""
    return _orders(snapshot, exposure_inputs_of(snapshot), reading)


def _orders(snapshot: Snapshot, inputs: ExposureInputs, reading: Reading) -> Orders:
    related = _related(snapshot, inputs, reading, distances_m=(0,), windows=())
    return orders_of(related, len(inputs.spots))


@per_snapshot
def in_force_of(snapshot: Snapshot, reading: Reading) -> InForce:
    """Return when each zone status was in force, in the order of `Snapshot.zones`."""
    return in_force(snapshot.zones, reading)


@per_snapshot
def _relations(snapshot: Snapshot, reading: Reading) -> Relations:
    return _related(snapshot, exposure_inputs_of(snapshot), reading, DISTANCES_M, WINDOWS_DAYS)


def _related(
    snapshot: Snapshot,
    inputs: ExposureInputs,
    reading: Reading,
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


def _is_counted(snapshot: Snapshot, view: View, options: Options) -> np.ndarray:
    """Return which reports count, by place in the list."""
    is_shown = snapshot.store.shown(view)
    return is_shown if options.with_areas else is_shown & (snapshot.store.columns.footprint != AREA)


def _may_be_in_force(when: InForce, view: View) -> np.ndarray:
    """Return which statuses may have been in force on some day of a view."""
    first, last = map(day_number, (view.date_from, view.date_to))
    return np.asarray((when.starts.first <= last) & (when.ends.last >= first))
