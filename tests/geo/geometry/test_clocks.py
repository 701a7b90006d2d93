"""Times of day on the clocks of the region, held against every minute of UTC there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geometry.clocks import (
    CLOCKS,
    NO_MINUTE,
    clock_at,
    clock_number,
    clock_of,
    clock_of_statement,
    minute_of,
    utc_minutes,
)
from geo.geometry.gazetteer import Areas
from geo.model.days import day_number
from geo.snapshot.opened import DATA_DIR
from tests.builders import row, snapshot

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHANGES = [
    (date(2025, 4, 12), "Asia/Gaza"),
    (date(2024, 10, 26), "Asia/Gaza"),
    (date(2025, 3, 28), "Asia/Jerusalem"),
    (date(2024, 10, 27), "Asia/Jerusalem"),
    (date(2024, 3, 31), "Asia/Beirut"),
]
any_day = st.dates(date(2023, 10, 1), date(2026, 12, 31)).flatmap(
    lambda day: st.sampled_from(CLOCKS).map(lambda clock: (day, clock))
)


def moments(day: date, time: str, clock: str) -> tuple[int, int]:
    first, last = utc_minutes(
        np.array([day_number(day)]), np.array([minute_of(time)]), np.array([clock_number(clock)])
    )
    return int(first[0]), int(last[0])


def every_moment(day: date, minute: int, clock: str) -> list[int]:
    """The minutes of UTC at which a clock shows a time, found by looking at it all through three days."""
    zone, start = ZoneInfo(clock), datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    wanted = datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001 what a clock shows
    all_of_them = (start + timedelta(minutes=n) for n in range(3 * 1_440))
    shown = [moment for moment in all_of_them if moment.astimezone(zone).replace(tzinfo=None) == wanted]
    return [int((moment - EPOCH).total_seconds() // 60) for moment in shown]


@given(on=st.one_of(st.sampled_from(CHANGES), any_day), minute=st.integers(0, 1_439))
def test_a_time_is_every_minute_at_which_the_clock_shows_it(on: tuple[date, str], minute: int):
    day, clock = on
    first, last = moments(day, f"{minute // 60:02}:{minute % 60:02}", clock)
    shown = every_moment(day, minute, clock)
    if shown:
        assert (first, last) == (shown[0], shown[-1])
    else:
        # A time that clocks leave out: an hour either way.
        assert last - first == 60


def test_an_hour_that_clocks_leave_out_and_one_that_they_show_twice_are_intervals_of_an_hour():
    twice, never = (
        moments(date(2024, 10, 27), "01:30", "Asia/Jerusalem"),
        moments(date(2025, 3, 28), "02:30", "Asia/Jerusalem"),
    )
    assert (twice[1] - twice[0], never[1] - never[0]) == (60, 60)


def test_in_some_weeks_a_time_in_israel_is_another_moment_than_in_gaza():
    apart = [
        moments(day, "08:00", "Asia/Gaza")[0] - moments(day, "08:00", "Asia/Jerusalem")[0]
        for day in (date(2025, 3, 23), date(2025, 4, 5), date(2025, 7, 1))
    ]
    assert apart == [0, 60, 0]


def test_what_is_not_known_is_no_minute():
    first, last = utc_minutes(np.array([19_000, 19_000]), np.array([-1, 60]), np.array([0, -1]))
    assert (first.tolist(), last.tolist()) == ([NO_MINUTE] * 2, [NO_MINUTE] * 2)


def test_a_million_times_are_worked_out_from_each_distinct_day():
    day = np.repeat(np.arange(19_600, 20_600), 1_000)
    minute = np.arange(len(day)) % 1_440
    first, last = utc_minutes(day, minute, np.arange(len(day)) % len(CLOCKS))
    assert ((last - first >= 0) & (last - first <= 60)).all()
    assert abs(first - (day * 1_440 + minute)).max() <= 5 * 60


@pytest.mark.parametrize(
    ("pcode", "clock"),
    [("PS0275", "Asia/Gaza"), ("ISR", "Asia/Jerusalem"), ("LB63", "Asia/Beirut"), ("IRN", "Asia/Tehran"),
     ("XX01", ""), ("", "")],
)  # fmt: skip
def test_an_area_goes_by_the_clock_of_its_country(pcode: str, clock: str):
    assert clock_of(pcode) == clock


def test_every_bundled_area_has_a_clock_and_every_clock_is_known():
    assert all(clock_of(area.pcode) for area in Areas.read(DATA_DIR / "outlines.geojson"))
    assert all(ZoneInfo(clock) for clock in CLOCKS)


def test_a_point_goes_by_the_clock_of_the_outlines_that_hold_it():
    areas = Areas.read(DATA_DIR / "outlines.geojson")
    assert (clock_at(34.30, 31.35, areas), clock_at(35.5, 33.88, areas), clock_at(20.0, 30.0, areas)) == (
        "Asia/Gaza",
        "Asia/Beirut",
        "",
    )


def test_a_statement_without_p_codes_goes_by_those_that_its_basis_names():
    said = {"pcodes": "", "geometry_basis": "not drawn: lies within PS0275", "issued_by": "IDF"}
    opened = snapshot(zones=[row("zones", "z1", **said)])
    assert clock_of_statement(next(opened.zones.itertuples()), opened.areas) == "Asia/Jerusalem"


@pytest.mark.parametrize(
    ("issuer", "pcodes", "clock"),
    [
        ("Israel Defense Forces", "PS0275", "Asia/Jerusalem"),
        ("Israeli military (Arabic spokesperson)", "PS0255;PS0260", "Asia/Jerusalem"),
        ("COGAT", "PS02", "Asia/Jerusalem"),
        ("UNRWA", "PS0275", "Asia/Gaza"),
        ("Israel Defense Forces", "LB63", "Asia/Beirut"),
        ("Israel Defense Forces", "PS0275;LB63", ""),
        ("Testville council", "XX0101", ""),
    ],
)
def test_what_israels_military_says_of_gaza_is_in_israel_time(issuer: str, pcodes: str, clock: str):
    opened = snapshot(zones=[row("zones", "z1", issued_by=issuer, pcodes=pcodes)])
    zone = next(opened.zones.itertuples())
    assert clock_of_statement(zone, opened.areas) == clock
