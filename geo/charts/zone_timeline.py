"""Zone statements as strips: one row for a place, one bar for a statement, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo import wording
from geo.analysis.periods import days_held
from geo.analysis.status_history import EndKnown, gaps, history
from geo.language import Words
from geo.layers.symbols import zone_symbol_key
from geo.model import EndReading, ZoneKind, ZoneStatus
from geo.model.rows import Row, rows
from geo.queries.in_area import places_in
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot
from geo.snapshot.statements import STATEMENT_FRESH_DAYS


@dataclass(frozen=True, slots=True)
class Bar:
    """One statement."""

    id: str
    """Zone id."""
    symbol: str
    """Key of `geo.layers.symbols.ZONES`."""
    begins: date
    ends: date | None
    """Last day, inclusive; the day of the next statement when `end_known` is `followed`; else None."""
    end_known: EndKnown
    fresh_until: date | None
    """Day from which a status without a known end is an outline only; None when it is drawn in full."""
    lane: int
    """0 unless statements on the place hold at the same time."""
    said: str
    """Who stated what, from when to when, published where; plain text."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days for which no statement on the place is known, both inclusive."""

    begins: date
    ends: date
    said: str


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """The statements on one place."""

    place: str
    """`zone_key`."""
    label: str
    lanes: int
    bars: tuple[Bar, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Places of one kind."""

    title: str
    strips: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True)
class ZoneTimeline:
    """Every place of an area, and the days that the chart runs over."""

    first: date
    last: date
    groups: tuple[Group, ...]
    elsewhere: int
    """Number of places that do not lie in the area."""

    @property
    def ids(self) -> frozenset[str]:
        """Ids of every statement in the chart."""
        return frozenset(bar.id for group in self.groups for strip in group.strips for bar in strip.bars)


@per_snapshot
def zone_timeline(
    snapshot: Snapshot, area: str, words: Words, reading: EndReading = EndReading.UNTIL_NEXT
) -> ZoneTimeline:
    """Return the strips of every place in an area (a p-code, or `all`), grouped by kind, by first day.

    `reading` is of statements without a stated end.
    """
    first, last = days_of(snapshot)
    places = places_in(snapshot, area)
    statements, elsewhere = _by_place(rows(snapshot.zones), "zone_key", places)
    intervals = history(snapshot.zones, reading)
    fresh_until = _fresh_until(snapshot, intervals, reading)
    held, _ = _by_place(rows(intervals), "place", places)
    unknown, _ = _by_place(rows(gaps(snapshot.zones, first, last)), "place", places)
    by_kind: dict[ZoneKind, list[TimelineRow]] = {kind: [] for kind in wording.ZONE_KINDS}
    for place, said in statements.items():
        days = held.get(place, []), unknown.get(place, [])
        strip = _strip(place, said, days, fresh_until, words)
        by_kind[ZoneKind(said[0].kind)].append(strip)
    groups = (
        Group(words(wording.ZONE_KINDS[kind]), tuple(found)) for kind, found in by_kind.items() if found
    )
    return ZoneTimeline(first, last, tuple(groups), elsewhere)


def _by_place(found: Iterator[Row], column: str, places: frozenset[str]) -> tuple[dict[str, list[Row]], int]:
    """Return the rows of each place in their order, and how many other places there are."""
    kept: dict[str, list[Row]] = {}
    others = set()
    for row in found:
        place = getattr(row, column)
        if place in places:
            kept.setdefault(place, []).append(row)
        else:
            others.add(place)
    return kept, len(others)


def days_of(snapshot: Snapshot) -> tuple[date, date]:
    """Return the first and last day that the strips run over: of reports and zone statements alike."""
    zones = snapshot.zones
    said = [day.date() for column in ("begins", "ends") for day in zones[column].dropna()]
    if snapshot.is_dated or not said:
        said.extend(snapshot.span)
    return min(said), max(said)


def _strip(
    place: str,
    statements: list[Row],
    days: tuple[list[Row], list[Row]],
    fresh_until: Mapping[str, date | None],
    words: Words,
) -> TimelineRow:
    held, unknown = days
    zones = {zone.zone_id: zone for zone in statements}
    # Each statement has a name of its own; the shortest says the least about a single one.
    label = min((wording.zone_name(zone, words) for zone in statements), key=len)
    return TimelineRow(
        place,
        label,
        lanes=max((row.lane for row in held), default=0) + 1,
        bars=tuple(_bar(zones[row.Index], row, fresh_until[row.Index], words) for row in held),
        gaps=tuple(_gap(label, gap, words) for gap in unknown),
    )


def _bar(zone: Row, held: Row, fresh_until: date | None, words: Words) -> Bar:
    begins = held.begins.date()
    end_known = EndKnown(held.end_known)
    return Bar(
        id=zone.zone_id,
        symbol=zone_symbol_key(ZoneKind(zone.kind), ZoneStatus(zone.status)),
        begins=begins,
        ends=wording.day_of(held.ends),
        end_known=end_known,
        fresh_until=fresh_until,
        lane=int(held.lane),
        said=statement_said(zone, words),
    )


def _fresh_until(snapshot: Snapshot, held: pd.DataFrame, reading: EndReading) -> Mapping[str, date | None]:
    """Return, by statement, from which day the map draws it as an outline only, or not at all."""
    is_stated = held["end_known"] == EndKnown.STATED
    if reading is EndReading.DAY:
        days = days_held(snapshot.zones, reading).loc[held.index, "ends"] + pd.Timedelta(days=1)
        return dict(zip(held.index, map(wording.day_of, days.where(~is_stated)), strict=True))
    # Until the next statement on the place it is drawn in full, as on the map.
    is_open = held["end_known"] == EndKnown.NOT_STATED
    days = held["begins"] + pd.Timedelta(days=STATEMENT_FRESH_DAYS)
    return dict(zip(held.index, map(wording.day_of, days.where(is_open)), strict=True))


def statement_said(zone: Row, words: Words) -> str:
    """Return a zone statement in a sentence or two: what, by whom, from when to when, published where."""
    told = words(
        "{zone}: {status}, {days}",
        zone=wording.zone_name(zone, words),
        status=wording.zone_status(zone, words),
        days=wording.zone_days(zone, words),
    )
    precision = words(wording.TIME_PRECISIONS.get(zone.time_precision, zone.time_precision))
    return words(
        "{statement} ({precision}). Published by {source}.",
        statement=told,
        precision=precision,
        source=wording.published(zone, words),
    )


def _gap(label: str, gap: Row, words: Words) -> Gap:
    begins, ends = gap.begins.date(), gap.ends.date()
    days = words.days(begins, ends)
    return Gap(begins, ends, words("{zone}: no statement known, {days}", zone=label, days=days))
