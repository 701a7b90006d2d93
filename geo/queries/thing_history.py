"""What one snapshot says otherwise than another of a single thing, and how it came to say what it says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.model import Change
from geo.model.errors import SnapshotError
from geo.model.rows import row_of
from geo.model.thing_kinds import ThingKind
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.current import opened
from geo.snapshot.differences import FieldDifference, cells_of, fields_of
from geo.snapshot.lineage import Dated, lineage
from geo.snapshot.restricted import is_restricted_row, names_by_id, names_restricted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.snapshot.opened import Snapshot

MOST_SNAPSHOTS = 3
"""Snapshots that are compared for the page of one thing: the one that is shown and those before it."""
_ROWS = frozenset({ThingKind.REPORT, ThingKind.ZONE})
_TABLES = {ThingKind.ZONE: "zones", ThingKind.SOURCE: "sources", ThingKind.PLACE: "places"}


@dataclass(frozen=True, slots=True)
class ThingDifference:
    """What a newer snapshot says otherwise of a thing."""

    change: Change
    fields: tuple[FieldDifference, ...] = ()
    """Of what is one row in both."""
    claims: tuple[tuple[Change, str], ...] = ()
    """Of an incident: reports of it that were added, revised or withdrawn, by id."""


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A difference, and the snapshot that brought it."""

    snapshot: Dated
    difference: ThingDifference


def is_there(kind: ThingKind, key: str, snapshot: Snapshot) -> bool:
    """Whether a snapshot has a thing."""
    match kind:
        case ThingKind.REPORT:
            return key in snapshot.store
        case ThingKind.INCIDENT:
            return bool(key) and not snapshot.store.where_equal("incident_key", key).empty
        case ThingKind.PLACE if key in snapshot.areas:
            return True
    return key in snapshot.tables[_TABLES[kind]].index


def thing_difference(kind: ThingKind, key: str, older: Snapshot, newer: Snapshot) -> ThingDifference | None:
    """Return what the newer snapshot says otherwise; None when nothing, or when neither has the thing.

    Outlines of areas are not compared.
    """
    before, now = is_there(kind, key, older), is_there(kind, key, newer)
    if not before or not now:
        change = Change.ADDED if now else Change.WITHDRAWN
        return ThingDifference(change) if before or now else None
    if kind is ThingKind.INCIDENT:
        claims = tuple(_claims_changed(key, older, newer))
        return ThingDifference(Change.REVISED, claims=claims) if claims else None
    if kind is ThingKind.REPORT:
        fields = fields_of(older, newer, key)
    elif key in newer.tables[_TABLES[kind]].index and key in older.tables[_TABLES[kind]].index:
        fields = cells_of(older, newer, _TABLES[kind], key)
    else:
        fields = []
    restricted = names_by_id(newer.tables["sources"])
    free = [field for field in fields if not names_restricted(field.before, restricted)]
    return ThingDifference(Change.REVISED, tuple(free)) if free else None


def _claims_changed(key: str, older: Snapshot, newer: Snapshot) -> list[tuple[Change, str]]:
    before, now = (list(side.store.where_equal("incident_key", key).index) for side in (older, newer))
    restricted = names_by_id(newer.tables["sources"])
    kept = [report_id for report_id in now if report_id in before]
    gone = [report_id for report_id in before if report_id not in now]
    return [
        *((Change.ADDED, report_id) for report_id in now if report_id not in before),
        *((Change.REVISED, each) for each in kept if fields_of(older, newer, each)),
        *((Change.WITHDRAWN, each) for each in gone if not _is_restricted_now(each, older, restricted)),
    ]


def steps_of(kind: ThingKind, key: str, snapshot: Snapshot) -> list[HistoryStep]:
    """Return what the snapshots before one said otherwise of a thing, the newest change first.

    `snapshot` may be given to others, and so is whatever it is compared with. What lies before
    a snapshot that cannot be opened is not told.
    """
    steps: list[HistoryStep] = []
    for (dated, newer), (_, older) in pairwise([(_newest(snapshot), snapshot), *_before(snapshot)]):
        found = thing_difference(kind, key, older, newer)
        if found is not None and dated is not None:
            steps.append(HistoryStep(dated, found))
    return steps


def last_with(kind: ThingKind, key: str, snapshot: Snapshot) -> Dated | None:
    """Return the last snapshot before one that has a thing whose terms have not changed since."""
    restricted = names_by_id(snapshot.tables["sources"])
    for dated, older in _before(snapshot):
        if is_there(kind, key, older):
            is_hidden = names_restricted(key, restricted) or (
                kind in _ROWS and _is_restricted_now(key, older, restricted)
            )
            return None if is_hidden else dated
    return None


def _is_restricted_now(key: str, older: Snapshot, restricted: Mapping[str, str]) -> bool:
    """Whether terms forbid by now what an older snapshot could give: a report or a zone statement."""
    row = older.report(key) if key in older.store else row_of(older.tables["zones"], key)
    return is_restricted_row(key, row, restricted)


def _newest(snapshot: Snapshot) -> Dated | None:
    return next(iter(lineage(snapshot.id, 1)), None)


def _before(snapshot: Snapshot) -> Iterator[tuple[Dated, Snapshot]]:
    """Return the snapshots before one as they may be given to others, the newest first."""
    for dated in lineage(snapshot.id, MOST_SNAPSHOTS)[1:]:
        try:
            older = shared_snapshot(opened(dated.id))
        except SnapshotError:
            return
        yield dated, older
