"""Where a view shows nothing of a kind: the day nearest to it on which it would."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np

from geo.analysis.status_history import change_days
from geo.filters.filter_index import NO_DAY
from geo.filters.view import EARLIEST, LATEST, View
from geo.model.days import day_of
from geo.queries.claims import incidents_of
from geo.queries.in_area import statements_in
from geo.queries.pause_comparison import pauses_met
from geo.queries.tolls import tolls_in
from geo.snapshot.opened import Snapshot


def nearest_day(view: View, days: Iterable[date], count: Callable[[View], int]) -> date | None:
    """Return the day nearest to a view's last day of which the view would show something, the earlier of two.

    `days` are those that come into question, and `count` says of how much a view would show; None when
    there is no such day.
    """
    for day in sorted(set(days), key=lambda day: (abs((day - view.date_to).days), day)):
        if count(view.but(date_from=day, date_to=day)):
            return day
    return None


def toll_days(snapshot: Snapshot, view: View) -> list[date]:
    """Return the days as of which a view's other filters find tolls."""
    return [day.date() for day in tolls_in(snapshot, _of_any_day(view)).found["as_of_date"].unique()]


def pause_days(snapshot: Snapshot, view: View) -> list[date]:
    """Return the first and, where one is stated, the last day of each pause that concerns a view's area."""
    pauses = pauses_met(snapshot, _of_any_day(view))
    ends = [pause.stated_end[1] for pause in pauses if pause.stated_end]
    return [day_of(day) for day in (*(pause.start[0] for pause in pauses), *ends)]


def status_days(snapshot: Snapshot, view: View) -> list[date]:
    """Return the days on which what is stated of a view's area changes."""
    zones = snapshot.zones
    return change_days(zones[zones.index.isin(statements_in(snapshot, view.area))])


def contested_days(snapshot: Snapshot, view: View) -> list[date]:
    """Return the first days of reports, found by the other filters, of incidents with several claims."""
    store = snapshot.store
    is_found = store.found(_of_any_day(view)) & (incidents_of(snapshot).of_report >= 0)
    days = np.unique(store.columns.day_first[is_found])
    return [day_of(int(day)) for day in days if day != NO_DAY]


def _of_any_day(view: View) -> View:
    return view.but(date_from=EARLIEST, date_to=LATEST)
