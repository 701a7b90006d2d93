"""Certain and possible in time, held against every choice of days and hours there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.periods import (
    ALWAYS,
    NEVER,
    WINDOWS_DAYS,
    Days,
    Period,
    events,
    in_force,
    time_codes,
    unpacked,
)
from geo.model import EndReading

HOURS = (0.2, 0.5, 0.8)
"""Parts of a day at which something begins, happens or ends."""
day = st.integers(0, 12)


def found(event: tuple[int, int], status: tuple[int, int, int, int]) -> dict[Period, tuple[bool, bool]]:
    """Whether an event certainly and possibly was in each period of a status."""
    codes = time_codes(Days(*(np.array([end]) for end in event)), status, WINDOWS_DAYS)
    certain, possible = unpacked(codes, len(WINDOWS_DAYS))
    return dict(zip(Period, zip(certain[0].tolist(), possible[0].tolist(), strict=True), strict=True))


def every_choice(
    event: tuple[int, int], status: tuple[int, int, int, int]
) -> dict[Period, tuple[bool, bool]]:
    """The same, from every moment of the event, and every beginning and end of the status."""
    moments = [d + h for d, h in product(range(event[0], event[1] + 1), HOURS)]
    begins = [d + h for d, h in product(range(status[0], status[1] + 1), HOURS)]
    ends = [d + h for d, h in product(range(status[2], status[3] + 1), HOURS)]
    said: dict[Period, list[bool]] = {period: [] for period in Period}
    for moment, begin, end in product(moments, begins, ends):
        if begin > end:
            continue
        said[Period.DURING].append(begin <= moment < end)
        for days in WINDOWS_DAYS:
            before = moment < begin and int(begin) - int(moment) <= days
            after = moment >= end and int(moment) - int(end) <= days
            said[Period(f"before_{days}")].append(before)
            said[Period(f"after_{days}")].append(after)
    return {period: (all(cases), any(cases)) for period, cases in said.items()}


@given(event=st.tuples(day, day), begins=st.tuples(day, day), ends=st.tuples(day, day))
def test_certain_is_what_holds_for_every_choice_and_possible_what_holds_for_one(event, begins, ends):
    event = min(event), max(event)
    first = sorted(begins)
    last = sorted(first[1] + end for end in ends)
    status = (*first, *last)
    assert found(event, status) == every_choice(event, status)


@given(event=st.tuples(day, day), begins=st.tuples(day, day))
def test_of_a_status_without_an_end_only_what_was_before_it_is_certain(event, begins):
    event, begins = (min(event), max(event)), (min(begins), max(begins))
    said = found(event, (*begins, ALWAYS, NEVER))
    assert not [period for period, (certain, _) in said.items() if certain and "before" not in period]
    assert said[Period.DURING][1] == (event[1] >= begins[0])


@pytest.mark.parametrize(
    ("event", "during"),
    [
        ((9, 9), (False, False)),
        ((10, 10), (False, True)),
        ((9, 10), (False, True)),
        ((11, 11), (True, True)),
        ((11, 19), (True, True)),
        ((11, 20), (False, True)),
        ((20, 20), (False, True)),
        ((21, 21), (False, False)),
    ],
)
def test_days_that_touch_a_beginning_or_an_end_are_possible_and_not_certain(event, during):
    assert found(event, (10, 10, 20, 20))[Period.DURING] == during


def test_each_window_holds_the_narrower_ones():
    assert found((9, 9), (10, 10, 20, 20))[Period.BEFORE_1] == (True, True)
    assert [found((4, 4), (10, 10, 20, 20))[Period(f"before_{n}")][0] for n in (1, 7, 30)] == [
        False,
        True,
        True,
    ]
    assert [found((27, 27), (10, 10, 20, 20))[Period(f"after_{n}")][0] for n in (1, 7, 30)] == [
        False,
        True,
        True,
    ]


def zones(*said: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(said, columns=["zone_key", "valid_from", "valid_to", "time_precision"])
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("valid_from", "valid_to")})


DAY_0 = 19_000
"""Day on which the days of `day` begin."""


def iso_day(number: int) -> str:
    return str(np.datetime64(DAY_0 + number, "D"))


def iso(days: np.ndarray) -> list[str]:
    return ["…" if abs(n) >= NEVER else str(np.datetime64(int(n), "D")) for n in days]


def test_a_status_known_to_the_month_may_begin_on_any_of_its_days():
    when = in_force(zones(("a", "2024-02-01", "2024-04-30", "month")))
    assert [iso(part) for part in (*when.starts, *when.ends)] == [
        ["2024-02-01"], ["2024-02-29"], ["2024-04-01"], ["2024-04-30"],
    ]  # fmt: skip


def test_a_statement_without_an_end_may_hold_until_the_next_on_its_place_and_no_further():
    said = zones(
        ("a", "2024-01-10", "", "day"), ("b", "2024-01-12", "", "day"), ("a", "2024-03-01", "", "day")
    )
    when = in_force(said)
    assert (iso(when.ends.last), iso(when.ends.first)) == (["2024-03-01", "…", "…"], ["…", "…", "…"])


def test_read_as_of_its_day_only_it_ends_on_that_day():
    said = zones(("a", "2024-01-10", "", "day"), ("a", "2024-02-01", "", "month"))
    when = in_force(said, EndReading.DAY)
    assert iso(when.ends.first) == ["2024-01-10", "2024-02-01"]
    assert iso(when.ends.last) == ["2024-01-10", "2024-02-29"]


def test_read_without_limit_no_later_statement_ends_it():
    said = zones(("a", "2024-01-10", "", "day"), ("a", "2024-03-01", "", "day"))
    when = in_force(said, EndReading.OPEN)
    assert (iso(when.ends.first), iso(when.ends.last)) == (["…", "…"], ["…", "…"])


@pytest.mark.parametrize("reading", EndReading)
def test_no_reading_moves_an_end_that_was_stated(reading: EndReading):
    said = zones(("a", "2024-01-10", "2024-01-20", "day"), ("a", "2024-01-15", "", "day"))
    when = in_force(said, reading)
    assert (iso(when.ends.first)[0], iso(when.ends.last)[0]) == ("2024-01-20", "2024-01-20")


@given(st.lists(st.tuples(st.sampled_from("ab"), day, st.none() | day), min_size=1, max_size=6), day, day)
def test_each_reading_leaves_possible_what_a_narrower_one_does_and_none_makes_anything_certain_in_force(
    said, first, last
):
    frame = zones(*((place, iso_day(a), "" if b is None else iso_day(a + b), "day") for place, a, b in said))
    event = Days(*(np.array([end + DAY_0]) for end in (min(first, last), max(first, last))))
    found = {}
    for reading in EndReading:
        when = in_force(frame, reading)
        codes = np.concatenate([time_codes(event, when[n], WINDOWS_DAYS) for n in range(len(frame))])
        found[reading] = unpacked(codes, len(WINDOWS_DAYS))
    narrow, usual, wide = (found[r][1] for r in (EndReading.DAY, EndReading.UNTIL_NEXT, EndReading.OPEN))
    assert (narrow <= usual).all()
    assert (usual <= wide).all()
    during = list(Period).index(Period.DURING)
    certain = [found[reading][0][:, during].tolist() for reading in EndReading]
    assert certain[0] == certain[1] == certain[2]


def test_two_statements_of_one_day_do_not_end_each_other():
    said = zones(("a", "2024-01-10", "", "day"), ("a", "2024-01-10", "", "day"))
    assert iso(in_force(said).ends.last) == ["…", "…"]


def test_an_event_known_to_the_month_may_be_on_any_of_its_days_and_an_open_one_may_last():
    first, last = (np.array([np.datetime64("2024-02-10").astype(int)] * 3) for _ in range(2))
    days = events(first, last, np.array([True, False, False]), np.array([False, True, False]))
    assert iso(days.first) == ["2024-02-01", "2024-02-10", "2024-02-10"]
    assert iso(days.last) == ["2024-02-29", "…", "2024-02-10"]
