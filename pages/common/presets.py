"""Preset periods, each inside the chronicle: all of it, its last days, each month, each pause."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from geo import wording
from geo.filters.view import OPENING_DAYS
from geo.language import Words, names
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
    """Return the preset periods; a pause without a stated end runs to the last day of data.

    None begins before the first report or ends after the last: what lies wholly outside is left out.
    """
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
            if first < last - timedelta(days=n - 1)
        ),
    ]
    made += [
        Preset(words.month(month), max(month, first), min(_last_day(month), last))
        for month in _months(first, last)
    ]
    for pause in rows(snapshot.tables["pauses"]):
        start, end = wording.day_of(pause.start), wording.day_of(pause.end)
        label = f"{names.pause(pause.name, words)} ({wording.pause_days(pause, words)})"
        known = start or end
        ends = end or last
        if known is not None and known <= last and first <= max(ends, known):
            made.append(Preset(label, max(known, first), min(max(ends, known), last)))
    return made


def _months(first: date, last: date) -> list[date]:
    """Return the first day of each month that has some of the days, newest first."""
    n_months = (last.year - first.year) * 12 + last.month - first.month
    months = ((first.year * 12 + first.month - 1 + n) for n in range(n_months, -1, -1))
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
