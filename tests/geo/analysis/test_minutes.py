"""Certain, possible and lead times where hours are known, held against every choice of minutes."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.orders import UNKNOWN_H, lead_hours
from geo.analysis.periods import (
    ALWAYS,
    NEVER,
    WINDOWS_DAYS,
    Days,
    Period,
    in_force,
    time_codes,
    unpacked,
)
from geo.analysis.spots import spots_of
from geo.geometry.clocks import DAY_MINUTES, NO_MINUTE
from geo.model import EndReading

PARTS = (0.2, 0.8)
"""Parts of a minute at which something begins, happens or ends."""
DAY_4 = 4 * DAY_MINUTES
minute = st.integers(DAY_4 - 20, DAY_4 + 20)
"""Round a midnight, so that days and minutes are put to each other."""
interval = st.tuples(minute, st.integers(0, 3)).map(lambda said: (said[0], said[0] + said[1]))


def days_of(minutes: tuple[int, int]) -> tuple[int, int]:
    return minutes[0] // DAY_MINUTES, minutes[1] // DAY_MINUTES


def found(event, begins, ends, *, has_minutes: bool = True) -> dict[Period, tuple[bool, bool]]:
    """Whether an event certainly and possibly was in each period of a status, all of them in minutes."""
    status = (*days_of(begins), *days_of(ends))
    columns = Days(*(np.array([end]) for end in days_of(event)))
    minutes = Days(*(np.array([end if has_minutes else NO_MINUTE]) for end in event))
    codes = time_codes(columns, status, WINDOWS_DAYS, minutes, (*begins, *ends))
    certain, possible = unpacked(codes, len(WINDOWS_DAYS))
    return dict(zip(Period, zip(certain[0].tolist(), possible[0].tolist(), strict=True), strict=True))


def moments(minutes: tuple[int, int]) -> list[float]:
    return [m + part for m, part in product(range(minutes[0], minutes[1] + 1), PARTS)]


@given(event=interval, begins=interval, ends=interval)
def test_certain_is_what_holds_for_every_choice_of_minutes_and_possible_what_holds_for_one(
    event, begins, ends
):
    # The latest beginning comes before the earliest end, as of any status that has both.
    ends = tuple(max(begins[1] + 1, end) for end in ends)
    said = found(event, begins, ends)
    choices = [
        begin <= moment < end
        for moment, begin, end in product(moments(event), moments(begins), moments(ends))
    ]
    assert said[Period.DURING] == (all(choices), any(choices))
    before = [moment < begin for moment, begin in product(moments(event), moments(begins))]
    after = [moment >= end for moment, end in product(moments(event), moments(ends))]
    # Near a midnight every window of days holds what is before and after.
    assert said[Period.BEFORE_30] == (all(before), any(before))
    assert said[Period.AFTER_30] == (all(after), any(after))


@given(event=interval, begins=interval, ends=interval)
def test_minutes_never_widen_what_days_say(event, begins, ends):
    ends = tuple(max(begins[1] + 1, end) for end in ends)
    by_day, by_minute = (found(event, begins, ends, has_minutes=known) for known in (False, True))
    for period in (Period.BEFORE_30, Period.DURING, Period.AFTER_30):
        assert by_day[period][0] <= by_minute[period][0] <= by_minute[period][1] <= by_day[period][1]


@given(event=interval, begins=interval)
def test_where_the_status_is_known_to_the_day_hours_of_the_event_change_nothing(event, begins):
    status = (*days_of(begins), 9, 9)
    days = Days(*(np.array([end]) for end in days_of(event)))
    minutes = Days(*(np.array([end]) for end in event))
    assert time_codes(days, status, WINDOWS_DAYS, minutes) == time_codes(days, status, WINDOWS_DAYS)


@given(event=interval, begins=interval)
def test_a_lead_time_holds_every_choice_of_minutes_and_is_reached(event, begins):
    columns = [Days(*(np.array([end]) for end in days_of(said))) for said in (event, begins)]
    minutes = [Days(*(np.array([end]) for end in said)) for said in (event, begins)]
    lead = lead_hours(*columns, *minutes)
    every = [
        moment - begin
        for moment, begin in product(range(event[0], event[1] + 1), range(begins[0], begins[1] + 1))
    ]
    assert (round(lead.first[0] * 60), round(lead.last[0] * 60)) == (min(every), max(every))


def test_a_lead_time_of_days_stays_what_it_was_beside_one_of_minutes():
    event, start = Days(np.array([4, 4]), np.array([4, 4])), Days(np.array([2, 4]), np.array([2, 4]))
    minutes = Days(np.array([NO_MINUTE, DAY_4 + 260]), np.array([NO_MINUTE, DAY_4 + 300]))
    began = Days(np.array([NO_MINUTE, DAY_4 + 501]), np.array([NO_MINUTE, DAY_4 + 501]))
    lead = lead_hours(event, start, minutes, began)
    assert (lead.first[0], lead.last[0]) == (24, 72)
    assert (round(lead.first[1] * 60), round(lead.last[1] * 60)) == (-241, -201)
    assert UNKNOWN_H < -1e9


def zones(*said: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(said, columns=["zone_key", "valid_from", "valid_to"]).assign(time_precision="day")
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("valid_from", "valid_to")})


def known(*minutes: int) -> Days:
    return Days(np.array(minutes, np.int32), np.array(minutes, np.int32))


def day(text: str) -> int:
    return int(np.datetime64(text, "D").astype(int))


def test_a_statement_without_an_end_ends_at_the_minute_at_which_the_next_begins():
    said = zones(("a", "2024-01-10", ""), ("a", "2024-03-01", ""), ("b", "2024-03-02", ""))
    began = known(*(day(text) * DAY_MINUTES + 600 for text in ("2024-01-10", "2024-03-01", "2024-03-02")))
    when = in_force(said, EndReading.UNTIL_NEXT, (began, known(NO_MINUTE, NO_MINUTE, NO_MINUTE)))
    assert when.end_minutes.last.tolist() == [began.first[1], NO_MINUTE, NO_MINUTE]
    assert when.end_minutes.first.tolist() == [ALWAYS * DAY_MINUTES, NO_MINUTE, NO_MINUTE]


@pytest.mark.parametrize("reading", [EndReading.DAY, EndReading.OPEN])
def test_read_in_another_way_the_next_statement_ends_none(reading: EndReading):
    said = zones(("a", "2024-01-10", ""), ("a", "2024-03-01", ""))
    began = known(*(day(text) * DAY_MINUTES + 600 for text in ("2024-01-10", "2024-03-01")))
    when = in_force(said, reading, (began, known(NO_MINUTE, NO_MINUTE)))
    assert when.end_minutes.last.tolist() == [NO_MINUTE, NO_MINUTE]


def test_where_one_of_the_next_statements_has_no_hour_the_end_is_known_to_the_day():
    said = zones(("a", "2024-01-10", ""), ("a", "2024-03-01", ""), ("a", "2024-03-01", ""))
    began = known(NO_MINUTE, day("2024-03-01") * DAY_MINUTES, NO_MINUTE)
    when = in_force(said, EndReading.UNTIL_NEXT, (began, known(*[NO_MINUTE] * 3)))
    assert when.end_minutes.last[0] == NO_MINUTE
    assert when.ends.last[1] == NEVER


def test_reports_of_one_day_and_place_are_apart_where_their_hours_are():
    days = Days(np.full(4, 150), np.full(4, 150))
    minutes = Days(np.array([10, 10, NO_MINUTE, 7], np.int32), np.array([12, 12, NO_MINUTE, 7], np.int32))
    spots = spots_of(np.zeros(4, int), days, minutes)
    pairs = {(int(a), int(b)) for a, b in zip(*(side[spots.of_row] for side in spots.minutes), strict=True)}
    assert (len(spots), pairs) == (3, {(10, 12), (NO_MINUTE, NO_MINUTE), (7, 7)})
