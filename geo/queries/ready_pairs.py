"""Pairs of views that readers often ask for, made from what a snapshot and a view have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import pandas as pd

from geo.filters.choice import ChoiceFilter
from geo.filters.claimant import CLAIMANT
from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.ends import ENDS
from geo.filters.sources import SOURCES
from geo.filters.view import ALL_AREAS, EARLIEST, View
from geo.filters.view_pair import ViewPair
from geo.geometry.area_around import around_zone
from geo.model import ZoneStatus
from geo.model.days import day_number, day_of
from geo.model.rows import Row, rows
from geo.queries.in_area import zones_in
from geo.queries.pause_comparison import pauses_met
from geo.queries.pauses import Pause, ends_of
from geo.snapshot.opened import Snapshot

MOST_PAUSES, MOST_ORDERS = 4, 3
"""Offered of each, the latest of the view."""
ORDER_DAYS = 7
"""Before and after an order."""
_TO_THE_DAY = frozenset({"day", "hour"})
_MOST_DAYS = 90
"""Before and after a pause, which may last for months."""


class PairKind(StrEnum):
    """What two views are compared by."""

    PAUSE = "pause"
    YEAR = "year"
    CLAIMANTS = "claimants"
    PUBLISHERS = "publishers"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class ReadyPair:
    """One pair, with what it is named after."""

    kind: PairKind
    pair: ViewPair
    pause: Pause | None = None
    order: Row | None = None
    values: tuple[str, str] | None = None
    """The two claimants, or the ids of the two sources."""
    n_days: int = 0
    """Of each view, before and after a pause or an order."""


def ready_pairs(snapshot: Snapshot, view: View) -> list[ReadyPair]:
    """Return the pairs that a view's snapshot can show; each keeps the view's other filters."""
    return [
        *_of_pauses(snapshot, view),
        *_a_year_apart(snapshot, view),
        *_by_values(snapshot, view, CLAIMANT, PairKind.CLAIMANTS),
        *_by_values(snapshot, view, SOURCES, PairKind.PUBLISHERS),
        *_of_orders(snapshot, view),
    ]


def _around(view: View, first: date, last: date, n_days: int) -> ViewPair:
    """Return so many days before one day and after another; the two days are in neither view."""
    whole = timedelta(days=n_days)
    day = timedelta(days=1)
    before = view.but(date_from=first - whole, date_to=first - day)
    return ViewPair(before, view.but(date_from=last + day, date_to=last + whole))


def _of_pauses(snapshot: Snapshot, view: View) -> Iterator[ReadyPair]:
    if not snapshot.is_dated:
        return
    span = [day_number(day) for day in snapshot.span]
    found = []
    for pause in pauses_met(snapshot, view):
        first, last = pause.start[0], ends_of(snapshot, pause, ENDS.chosen(view)).end[1]
        n_days = min(last - first + 1, _MOST_DAYS)
        # On both sides there must be a day of the chronicle.
        if first > span[0] and last < span[1]:
            seen = view.but(area=pause.areas[0]) if _is_of_one_area(pause, view) else view
            pair = _around(seen, day_of(first), day_of(last), n_days)
            found.append(ReadyPair(PairKind.PAUSE, pair, pause=pause, n_days=n_days))
    yield from found[::-1][:MOST_PAUSES]


def _is_of_one_area(pause: Pause, view: View) -> bool:
    return view.area == ALL_AREAS and len(pause.areas) == 1


def _a_year_apart(snapshot: Snapshot, view: View) -> Iterator[ReadyPair]:
    first, last = snapshot.span
    for other in (_in_year(view, -1), _in_year(view, 1)):
        if other and other.date_from <= last and other.date_to >= first:
            yield ReadyPair(PairKind.YEAR, ViewPair(view, other))
            return


def _in_year(view: View, step: int) -> View | None:
    """Return the same days of another year; None where they lie beyond all calendars."""
    try:
        first, last = (_moved(day, step) for day in (view.date_from, view.date_to))
        return view.but(date_from=first, date_to=last) if first >= EARLIEST else None
    except ValueError:
        return None


def _moved(day: date, step: int) -> date:
    # The last of February stands for the 29th of it.
    return day.replace(year=day.year + step, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _by_values(snapshot: Snapshot, view: View, each: ChoiceFilter, kind: PairKind) -> Iterator[ReadyPair]:
    """Compare the two values of which the view would show most reports."""
    counts = {value: n for value, n in snapshot.facet_in(view, each).items() if value and n}
    first_two = sorted(counts, key=lambda value: (-counts[value], value))[:2]
    if len(first_two) == 2:  # noqa: PLR2004
        one, other = first_two
        pair = ViewPair(each.choose(view, [one]), each.choose(view, [other]))
        yield ReadyPair(kind, pair, values=(one, other))


def _of_orders(snapshot: Snapshot, view: View) -> Iterator[ReadyPair]:
    first, last = (view.date_from, view.date_to)
    orders = [
        zone
        for zone in rows(zones_in(snapshot, view))
        if zone.status == ZoneStatus.ORDERED_TO_EVACUATE
        and zone.time_precision in _TO_THE_DAY
        and not pd.isna(zone.valid_from)
        and first <= zone.valid_from.date() <= last
    ]
    # The one that is selected comes first, then the latest.
    orders.sort(key=lambda zone: (zone.zone_id == view.selected, zone.valid_from, zone.zone_id), reverse=True)
    n = 0
    for zone in orders:
        area = around_zone(zone, snapshot.areas)
        if area is None:
            continue
        day = zone.valid_from.date()
        pair = _around(DRAWN_AREA.choose(view.but(area=ALL_AREAS), area), day, day, ORDER_DAYS)
        yield ReadyPair(PairKind.ORDER, pair, order=zone, n_days=ORDER_DAYS)
        n += 1
        if n == MOST_ORDERS:
            return
