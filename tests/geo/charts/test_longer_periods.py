"""Periods of several series, put together."""

from __future__ import annotations

import numpy as np

from geo.charts.longer_periods import MOST_DRAWN, LongerPeriod, drawn, longer_periods, longest_periods
from geo.snapshot.day_counts import Histogram


def series(*longer: tuple[int, int, int]) -> Histogram:
    none = np.zeros(0, np.int64)
    return Histogram(none, none, np.array(longer, np.int64).reshape(-1, 3), len(longer))


def test_the_same_days_of_two_series_are_one_period():
    found = longer_periods([series((-5, 40, 1), (3, 90, 2)), series((3, 90, 5), (3, 80, 1)), series()])

    assert found == (LongerPeriod(-5, 40, 1), LongerPeriod(3, 80, 1), LongerPeriod(3, 90, 7))


def test_without_longer_reports_there_are_no_periods():
    assert longer_periods([series(), series()]) == ()
    assert longest_periods([]) == (0, [])


def test_the_longest_are_those_that_a_chart_draws_of_all_and_the_others_are_counted():
    chance = np.random.default_rng(5)
    first = chance.integers(0, 90, 900)
    every = [
        series(*np.column_stack([first, first + chance.integers(9, 30, 900), np.ones(900, int)]).tolist()),
        series(*((day, day + 20, 2) for day in range(50))),
    ]

    n, longest = longest_periods(every)

    assert (n, longest) == (1_000, drawn(longer_periods(every)))
    assert len(longest) == MOST_DRAWN
