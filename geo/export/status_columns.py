"""Derived columns of an export: which statuses may have been in force at a report's place and time.

A cell is null for a report without a location that can be compared; an empty text says that no status is
known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.analysis.orders import UNKNOWN_H, Orders, lead_hours
from geo.analysis.periods import InForce
from geo.analysis.spots import Spots
from geo.model import EndReading, ZoneStatus
from geo.model.rows import rows
from geo.queries.exposure_inputs import exposure_inputs_of
from geo.queries.exposures import in_force_of, orders_at_spots
from geo.queries.status_summary import ROLES
from geo.snapshot.opened import Snapshot

LEAD_MIN_H, LEAD_MAX_H = "order_lead_min_h", "order_lead_max_h"
_LEAD_DIGITS = 3
"""Of hours: four seconds."""
HXL_TAGS = {
    "statuses_certain": "#meta+status+id+certain+list",
    "statuses_possible": "#meta+status+id+possible+list",
    **{
        f"{role}_{sure}": f"#meta+status+issuer+{role.value.replace('_', '')}+{sure}+list"
        for role in ROLES
        for sure in ("certain", "possible")
    },
    LEAD_MIN_H: "#meta+order+lead_h+min",
    LEAD_MAX_H: "#meta+order+lead_h+max",
}
"""The HXL tag of each derived column, in their order."""
SCHEMA = pa.schema(
    [(name, pa.float64() if name in {LEAD_MIN_H, LEAD_MAX_H} else pa.string()) for name in HXL_TAGS]
)


@dataclass(frozen=True, slots=True)
class StatusColumns:
    """Inputs of the derived columns of one snapshot."""

    spots: Spots
    orders: Orders
    in_force: InForce
    zone_ids: pa.Array
    issuers: pa.Array
    """Who gave a status, each once."""
    issuer: np.ndarray
    """Position among them of each status."""
    role: np.ndarray
    """Position in `ROLES` of each status; -1 for others."""

    def columns(self, row: np.ndarray) -> list[pa.Array]:
        """Return the derived columns of reports by their places in the list."""
        spot = self.spots.of_row[row]
        n, places = self.orders.of(spot)
        status, is_certain = self.orders.status[places], self.orders.is_certain[places]
        report = np.repeat(np.arange(len(row)), n)
        unknown = pa.array(spot < 0)
        of_role = [self.role[status] == role for role in range(len(ROLES))]
        by_role = [part for here in of_role for part in (here & is_certain, here)]
        return [
            *(
                _lists(report[part], status[part], self.zone_ids, unknown)
                for part in (is_certain, slice(None))
            ),
            *(self._issuers(report[part], status[part], unknown) for part in by_role),
            *self._lead(spot, report, status),
        ]

    def _issuers(self, report: np.ndarray, status: np.ndarray, unknown: pa.Array) -> pa.Array:
        base = np.int64(len(self.issuers) + 1)
        pairs = np.unique(report * base + self.issuer[status])
        return _lists(pairs // base, pairs % base, self.issuers, unknown)

    def _lead(self, spot: np.ndarray, report: np.ndarray, status: np.ndarray) -> list[pa.Array]:
        """Return the hours from the latest order that may have been in force to the event."""
        ordered = np.flatnonzero(self.role[status] == ROLES.index(ZoneStatus.ORDERED_TO_EVACUATE))
        # Statuses of a report come by their first days: the last one stays.
        latest = np.full(len(spot), -1)
        latest[report[ordered]] = status[ordered]
        has_order = latest >= 0
        here, order = spot[has_order], latest[has_order]
        minutes, start_minutes = self.spots.minutes, self.in_force.start_minutes
        lead = lead_hours(
            self.spots.days.at(here),
            self.in_force.starts.at(order),
            minutes.at(here) if minutes else None,
            start_minutes.at(order) if start_minutes else None,
        )
        low, high = np.full((2, len(spot)), UNKNOWN_H)
        low[has_order], high[has_order] = lead
        return [
            pa.array(hours.round(_LEAD_DIGITS), pa.float64(), mask=hours == UNKNOWN_H)
            for hours in (low, high)
        ]


def _lists(report: np.ndarray, code: np.ndarray, words: pa.Array, unknown: pa.Array) -> pa.Array:
    """Join the words of each report with semicolons; `report` ascends."""
    ends = np.searchsorted(report, np.arange(len(unknown) + 1)).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(ends), words.take(pa.array(code)))
    return pc.if_else(unknown, pa.scalar(None, pa.string()), pc.binary_join(lists, ";"))


def status_columns_of(snapshot: Snapshot, reading: EndReading) -> StatusColumns:
    """Return the inputs of the derived columns of a snapshot; `reading` is of statements without an end."""
    zones = list(rows(snapshot.zones))
    names = [zone.issued_by or zone.publisher for zone in zones]
    issuers = sorted(set(names))
    roles = [str(role) for role in ROLES]
    return StatusColumns(
        exposure_inputs_of(snapshot).spots,
        orders_at_spots(snapshot, reading),
        in_force_of(snapshot, reading),
        zone_ids=pa.array([zone.zone_id for zone in zones], pa.string()),
        issuers=pa.array(issuers, pa.string()),
        issuer=np.array([issuers.index(name) for name in names], np.int64),
        role=np.array([roles.index(zone.status) if zone.status in roles else -1 for zone in zones], np.int64),
    )
