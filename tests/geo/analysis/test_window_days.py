"""Days of windows, against an enumeration of every beginning and end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.periods import ALWAYS, NEVER, WINDOWS_DAYS, Days, InForce, Period
from geo.analysis.window_days import window_days

SPAN = (0, 60)
day = st.integers(-40, 100)


def found(status: tuple[int, int, int, int]) -> dict[Period, tuple[int, int]]:
    """The fewest and the most days of each period of a status."""
    a, b, c, d = (np.array([end]) for end in status)
    (days,) = window_days(InForce(Days(a, b), Days(c, d)), WINDOWS_DAYS, SPAN).tolist()
    return dict(zip(Period, map(tuple, days), strict=True))


@given(begins=st.tuples(day, day), lasts=st.tuples(st.integers(0, 9), st.integers(0, 9)))
def test_the_days_of_a_window_are_those_of_a_plain_enumeration(begins, lasts):
    first = sorted(begins)
    last = sorted(first[1] + n for n in lasts)
    chronicle = set(range(SPAN[0], SPAN[1] + 1))
    sizes: dict[Period, list[tuple[int, int]]] = {period: [] for period in Period}
    for s in range(first[0], first[1] + 1):
        for e in range(last[0], last[1] + 1):
            days = {Period.DURING: ({*range(s + 1, e)}, {*range(s, e + 1)})}
            for n in WINDOWS_DAYS:
                days[Period(f"before_{n}")] = ({*range(s - n, s)}, {*range(s - n, s + 1)})
                days[Period(f"after_{n}")] = ({*range(e + 1, e + n + 1)}, {*range(e, e + n + 1)})
            for period, (sure, may) in days.items():
                sizes[period].append((len(sure & chronicle), len(may & chronicle)))
    expected = {
        period: (min(sure for sure, _ in counts), max(may for _, may in counts))
        for period, counts in sizes.items()
    }

    assert found((*first, *last)) == expected


def test_a_window_has_its_days_and_the_day_that_it_touches():
    said = found((40, 40, 50, 50))

    assert [said[Period(f"before_{n}")] for n in WINDOWS_DAYS] == [(1, 2), (7, 8), (30, 31)]
    assert said[Period.DURING] == (9, 11)
    assert said[Period.AFTER_30] == (10, 11)


@pytest.mark.parametrize(("end", "days"), [((ALWAYS, 50), (9, 11)), ((ALWAYS, NEVER), (19, 21))])
def test_a_missing_end_is_taken_as_the_last_day_that_its_reading_leaves(end, days):
    assert found((40, 40, *end))[Period.DURING] == days
