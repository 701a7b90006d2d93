"""The zone statuses in force at the claims about one incident, each once, with the claims it concerns."""

from __future__ import annotations

from typing import NamedTuple

from geo.model.rows import Row, rows
from geo.queries.claims import ClaimComparison
from geo.queries.exposures import StatusAtEvent, statuses_at
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

MOST_CLAIMS = 40
"""Claims that are compared with statuses."""


class StatusOfClaims(NamedTuple):
    """A status, and the letters of the claims at which it was in force."""

    status: StatusAtEvent
    """At one of these claims."""
    certain: tuple[str, ...]
    possible: tuple[str, ...]


def whole_incident(snapshot: Snapshot, key: str) -> ClaimComparison | None:
    """Return all claims about an incident, by date of publication; None when there is none."""
    found = snapshot.store.where_equal("incident_key", key) if key else None
    if found is None or found.empty:
        return None
    claims = tuple(rows(found.sort_values(["published_date", "report_id"])))
    return ClaimComparison(key, claims, (True,) * len(claims))


@per_snapshot
def statuses_of_claims(snapshot: Snapshot, key: str) -> tuple[StatusOfClaims, ...]:
    """Return the statuses that may have been in force where and when any claim about an incident says."""
    comparison = whole_incident(snapshot, key)
    if comparison is None:
        return ()
    # Most claims about one incident name the same ground and time: each is looked at once.
    at: dict[tuple[object, ...], list[StatusAtEvent]] = {}
    found: dict[str, tuple[StatusAtEvent, list[str], list[str]]] = {}
    for position, claim in enumerate(comparison.claims[:MOST_CLAIMS]):
        spot = _spot(claim)
        if spot not in at:
            at[spot] = [status for status in statuses_at(snapshot, claim) or () if not status.is_later]
        for status in at[spot]:
            _, certain, possible = found.setdefault(status.zone.zone_id, (status, [], []))
            (certain if status.is_certain else possible).append(comparison.mark(position))
    return tuple(
        StatusOfClaims(status, tuple(certain), tuple(possible))
        for status, certain, possible in found.values()
    )


def _spot(claim: Row) -> tuple[object, ...]:
    """Return the ground and the time of a claim, as texts: an empty cell is like an empty cell."""
    ground = (
        claim.footprint,
        claim.footprint_pcode,
        claim.footprint_radius_m,
        claim.area_pcode,
        claim.lat,
        claim.lon,
    )
    time = claim.date_precision, claim.event_start, claim.event_end, claim.time_from, claim.time_to
    return tuple(map(str, (*ground, *time)))
