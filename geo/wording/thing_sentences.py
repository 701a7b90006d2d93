"""Sentences on the page of one thing: what it is, and what other snapshots say of it.

Everything here returns plain text; whoever shows it escapes it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from geo import wording
from geo.language import N_, Words
from geo.model import Change
from geo.model.thing_kinds import ThingKind

if TYPE_CHECKING:
    from geo.model.rows import Row
    from geo.queries.thing_history import HistoryStep, ThingDifference
    from geo.snapshot.lineage import Dated

PLACE_KINDS = {
    "country": N_("country"),
    "territory": N_("territory"),
    "governorate": N_("governorate"),
    "district": N_("district"),
    "city": N_("city or town"),
    "village": N_("village"),
    "neighbourhood": N_("part of a town"),
    "camp": N_("refugee camp"),
    "hospital": N_("hospital"),
    "crossing": N_("crossing"),
    "corridor": N_("corridor"),
    "landmark": N_("landmark"),
}
"""Levels of areas and kinds of places of the gazetteer."""
_NONE = {
    ThingKind.REPORT: N_("There is no report {id} in snapshot {snapshot}."),
    ThingKind.INCIDENT: N_("There is no incident {id} in snapshot {snapshot}."),
    ThingKind.ZONE: N_("There is no zone statement {id} in snapshot {snapshot}."),
    ThingKind.SOURCE: N_("There is no source {id} in snapshot {snapshot}."),
    ThingKind.PLACE: N_("There is no place {id} in snapshot {snapshot}."),
}
_LONGEST = 80
"""Characters of an unknown id that are repeated."""


def none_said(kind: ThingKind, key: str, snapshot_id: str, words: Words) -> str:
    """Return that a snapshot has no such thing."""
    shown = key if len(key) <= _LONGEST else f"{key[:_LONGEST]}…"
    return words(_NONE[kind], id=shown, snapshot=snapshot_id)


def published_sentence(row: Row, words: Words) -> str:
    """Return who published a statement and when, as a sentence of its own."""
    return words("Published by {publisher}.", publisher=wording.published(row, words))


def since_said(difference: ThingDifference | None, words: Words) -> str:
    """Return whether the current data say the same of a thing as an older snapshot."""
    if difference is None:
        return words("The current data say the same of it.")
    if difference.change is Change.WITHDRAWN:
        return words("It is no longer in the current data.")
    return words("The current data say something else of it.")


def shown_snapshot_said(dated: Dated, words: Words) -> str:
    """Return of which snapshot a page is that does not show the current data."""
    return words("This page shows snapshot {snapshot} of {day}.", snapshot=dated.id, day=_day(dated, words))


def step_said(step: HistoryStep, words: Words) -> str:
    """Return in which snapshot a thing was added or revised."""
    return words(
        "{change} in snapshot {snapshot} of {day}",
        change=words(wording.CHANGES[step.difference.change]),
        snapshot=step.snapshot.id,
        day=_day(step.snapshot, words),
    )


def dated_said(dated: Dated, words: Words) -> str:
    """Return a snapshot with its day."""
    return words("{snapshot} of {day}", snapshot=dated.id, day=_day(dated, words))


def rough_point(lat: float, lon: float, words: Words) -> str:
    """Return a place of the gazetteer to some kilometre, and that it is no finer."""
    return words("about {lat} N, {lon} E, to some kilometre", lat=f"{lat:.2f}", lon=f"{lon:.2f}")


def _day(dated: Dated, words: Words) -> str:
    return words.day(datetime.fromisoformat(dated.created).date())
