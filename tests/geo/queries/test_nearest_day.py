"""The day nearest to a view that shows nothing of a kind, on which it would show some."""

from __future__ import annotations

from datetime import date

import pytest

from geo.filters.view import View
from geo.queries.in_area import zones_then_in
from geo.queries.nearest_day import contested_days, nearest_day, pause_days, status_days, toll_days
from geo.queries.pause_comparison import pauses_met
from geo.queries.tolls import tolls_in
from geo.snapshot.current import current
from tests.builders import view_of

BEFORE, AFTER = "2019-01-01", "2031-01-01"


def day_in(year: int, month: int, day: int) -> date:
    return date(year, month, day)


@pytest.mark.parametrize(
    ("shown", "nearest"), [("2024-01-04", day_in(2024, 1, 2)), ("2024-01-09", day_in(2024, 1, 10))]
)
def test_the_nearest_day_is_the_one_least_far_from_the_last_shown(shown: str, nearest: date) -> None:
    days = [day_in(2024, 1, 2), day_in(2024, 1, 10)]
    assert nearest_day(view_of(current(), shown), days, lambda _: 1) == nearest


def test_of_two_days_as_near_it_is_the_earlier() -> None:
    days = [day_in(2024, 1, 8), day_in(2024, 1, 2)]
    assert nearest_day(view_of(current(), "2024-01-05"), days, lambda _: 1) == day_in(2024, 1, 2)


def test_a_day_that_would_show_nothing_is_passed_over() -> None:
    days = [day_in(2024, 1, 2), day_in(2024, 1, 10)]
    far = nearest_day(view_of(current(), "2024-01-03"), days, lambda view: view.date_from.day == 10)
    assert far == day_in(2024, 1, 10)
    assert nearest_day(view_of(current(), "2024-01-03"), days, lambda _: 0) is None


@pytest.mark.parametrize("shown", [BEFORE, AFTER])
def test_tolls_pauses_and_statuses_are_led_to_from_either_side(shown: str) -> None:
    snapshot, view = current(), view_of(current(), shown)

    def n_tolls(changed: View) -> int:
        return len(tolls_in(snapshot, changed).found)

    def n_pauses(changed: View) -> int:
        return len(pauses_met(snapshot, changed))

    def n_statuses(changed: View) -> int:
        return len(zones_then_in(snapshot, changed))

    for days, count in ((toll_days, n_tolls), (pause_days, n_pauses), (status_days, n_statuses)):
        found = nearest_day(view, days(snapshot, view), count)
        assert found is not None
        assert count(view.but(date_from=found, date_to=found)) > 0


def test_contested_incidents_are_led_to_from_before_the_chronicle() -> None:
    snapshot = current()
    days = contested_days(snapshot, view_of(snapshot, BEFORE))
    assert min(days) == snapshot.span[0]


def test_what_the_filters_leave_out_is_on_no_day() -> None:
    snapshot = current()
    sources, tolls = snapshot.tables["sources"], snapshot.tables["tolls"]
    without = sources.index[~sources["name"].isin(tolls["publisher"])][0]
    assert toll_days(snapshot, view_of(snapshot, BEFORE).but(sources=(without,))) == []
    assert contested_days(snapshot, view_of(snapshot, BEFORE).but(text="no report says this")) == []
