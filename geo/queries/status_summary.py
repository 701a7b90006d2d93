"""How many reports of a view lay where an issuer had given a status, such as *labelled humanitarian*."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.analysis.orders import spots_by_group
from geo.analysis.periods import InForce
from geo.filters.ends import ENDS
from geo.filters.view import View
from geo.model import EndReading, ZoneStatus
from geo.model.days import day_number
from geo.model.rows import rows
from geo.queries.exposure_inputs import exposure_inputs_of, zone_places_of
from geo.queries.exposures import EVERYTHING, Options, in_force_of, is_counted, orders_at_spots
from geo.queries.in_area import statements_in
from geo.queries.incident_counts import count_incidents
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

ROLES = (ZoneStatus.LABELLED_HUMANITARIAN, ZoneStatus.ORDERED_TO_EVACUATE)
"""Statuses that the summary of a view speaks of."""


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
    zone_ids: tuple[str, ...]
    """Statements that may have been in force on some day of the view and have an outline to compare with."""
    without_end: int
    """Those of them whose end was not read."""
    reading: EndReading
    """How these were read."""
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


def summary_of(snapshot: Snapshot, view: View, options: Options = EVERYTHING) -> Summary:
    """Count the reports of a view that lay where a status was in force.

    Raises SnapshotError when the view is of another snapshot.
    """
    return _summary_of(snapshot, snapshot.filters_of(view), options)


@per_snapshot
def _summary_of(snapshot: Snapshot, view: View, options: Options) -> Summary:
    zones, counts = snapshot.zones, is_counted(snapshot, view, options)
    spots = exposure_inputs_of(snapshot).spots

    def there(found: np.ndarray) -> np.ndarray:
        # The spot -1 of a report that is nowhere looks at the last place, which is no spot.
        is_there = np.zeros(len(spots) + 1, bool)
        is_there[found] = True
        return np.asarray(is_there[spots.of_row] & counts)

    has_outline, no_end = zone_places_of(snapshot).number >= 0, zones["valid_to"].isna().to_numpy()
    reading = ENDS.chosen(view)
    then = _may_be_in_force(in_force_of(snapshot, reading), view)
    then &= zones.index.isin(list(statements_in(snapshot, view.area)))
    groups, group = _groups(snapshot)
    found = []
    for number, (certain, possible) in enumerate(_spots_by_group(snapshot, reading)):
        here = then & (group == number)
        is_certain, is_possible = there(certain), there(possible)
        share = Share(
            *groups[number],
            certain=int(np.count_nonzero(is_certain)),
            possible=int(np.count_nonzero(is_possible)),
            certain_incidents=count_incidents(snapshot, is_certain),
            possible_incidents=count_incidents(snapshot, is_possible),
            zone_ids=tuple(zones.index[here & has_outline]),
            without_end=int((here & has_outline & no_end).sum()),
            reading=reading,
            without_outline=int((here & ~has_outline).sum()),
        )
        if here.any() or share.possible:
            found.append(share)
    found.sort(
        key=lambda share: (ROLES.index(share.status), -share.possible, -len(share.zone_ids), share.issuer)
    )
    n = int(np.count_nonzero(counts))
    return Summary(n, count_incidents(snapshot, counts), tuple(found))


@per_snapshot
def _groups(snapshot: Snapshot) -> tuple[list[tuple[ZoneStatus, str]], np.ndarray]:
    """Return each status of `ROLES` with each issuer, and the position of every zone status among them."""
    names = [(ZoneStatus(zone.status), zone.issued_by or zone.publisher) for zone in rows(snapshot.zones)]
    groups = sorted({name for name in names if name[0] in ROLES})
    return groups, np.array([groups.index(name) if name in groups else -1 for name in names], int)


@per_snapshot
def _spots_by_group(snapshot: Snapshot, reading: EndReading) -> list[tuple[np.ndarray, np.ndarray]]:
    groups, group = _groups(snapshot)
    return spots_by_group(orders_at_spots(snapshot, reading), group, len(groups))


def _may_be_in_force(when: InForce, view: View) -> np.ndarray:
    """Return which statuses may have been in force on some day of a view."""
    first, last = map(day_number, (view.date_from, view.date_to))
    return np.asarray((when.starts.first <= last) & (when.ends.last >= first))
