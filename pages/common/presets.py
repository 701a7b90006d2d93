"""Ready-made date ranges: the whole chronicle, its last days, each pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from geo import wording
from geo.filters.view import OPENING_DAYS
from geo.language import Words
from geo.model.rows import rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

LAST_DAYS = (30, OPENING_DAYS)


@dataclass(frozen=True, slots=True)
class Preset:
    """A named date range, both days inclusive."""

    label: str
    first: date
    last: date


@per_snapshot
def presets(snapshot: Snapshot, words: Words) -> list[Preset]:
    """Return the ready-made ranges; a pause without a stated end runs to the last day of data."""
    first, last = snapshot.span
    made = [
        Preset(words("Whole chronicle"), first, last),
        *(
            Preset(
                words.plural("Last {n} day of data", "Last {n} days of data", n),
                last - timedelta(days=n - 1),
                last,
            )
            for n in LAST_DAYS
        ),
    ]
    for pause in rows(snapshot.tables["pauses"]):
        start, end = wording.day_of(pause.start), wording.day_of(pause.end)
        label = f"{pause.name} ({wording.pause_days(pause, words)})"
        known = start or end
        if known is not None:
            made.append(Preset(label, known, max(end or last, known)))
    return made
