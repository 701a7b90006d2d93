"""Where the rows of a package come from: what its snapshot was made of, and when it was written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from geo.model.errors import SnapshotError
from geo.snapshot.current import created, inputs_of
from geo.snapshot.restricted import RESTRICTED_LICENCE


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a snapshot says of its making."""

    snapshot_id: str
    written_on: date
    """Day, in UTC, on which it was written on this machine; the day of today when it is no longer there."""
    inputs: Sequence[Mapping[str, str]]
    """What was read, in order: name, and where they are known `sha256`, `licence` and `retrieved` (a day)."""


def provenance_of(snapshot_id: str) -> Provenance:
    """Return the provenance of a snapshot, without inputs whose terms forbid giving them to others."""
    try:
        written_on, inputs = created(snapshot_id), inputs_of(snapshot_id)
    except SnapshotError:
        # One that is open may have been removed from the disk since.
        written_on, inputs = datetime.now(UTC).date(), ()
    return Provenance(snapshot_id, written_on, [each for each in inputs if _may_be_named(each)])


def _may_be_named(each: Mapping[str, str]) -> bool:
    licence = each.get("licence", "").casefold()
    return bool(each.get("name")) and not licence.startswith(RESTRICTED_LICENCE.casefold())
