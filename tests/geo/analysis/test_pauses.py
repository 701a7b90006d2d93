"""Rates in and outside a pause, against cases worked out by hand and against plain enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.pauses import Ends, Rate, compare, intervals

SPAN = (0, 30)


def found(*days: tuple[int, int]):
    return intervals(*(np.array([day[end] for day in days], np.int32) for end in (0, 1)))


def inside(reports, start: int, end: int) -> Rate:
    rate = compare(reports, Ends((start, start), (end, end)), SPAN, SPAN).inside
    assert rate is not None
    return rate


def test_a_day_precise_report_is_in_the_pause_or_not():
    rate = inside(found((10, 10), (12, 12), (20, 20)), 10, 13)

    assert rate == Rate(0.5, 0.5, 2, 2, (4, 4))


def test_an_interval_that_overlaps_is_only_possible():
    rate = inside(found((10, 11), (5, 10), (13, 20)), 10, 13)

    assert (rate.certain, rate.possible) == (1, 3)
    assert (rate.least, rate.most) == (0.25, 0.75)


def test_beside_a_pause_are_as_many_days_before_and_after():
    said = compare(found((6, 6), (9, 9), (14, 14), (5, 5), (18, 18)), Ends((10, 10), (13, 13)), SPAN, SPAN)

    assert said.beside == Rate(3 / 8, 3 / 8, 3, 3, (8, 8))


def test_days_before_the_chronicle_are_not_counted():
    said = compare(found((0, 0)), Ends((1, 1), (4, 4)), SPAN, SPAN)

    assert said.beside is not None
    assert said.beside.days == (5, 5)


def test_elsewhere_are_the_days_shown_that_are_not_in_the_pause():
    said = compare(found((8, 8), (25, 25)), Ends((10, 10), (13, 13)), SPAN, (7, 16))

    assert said.elsewhere == Rate(1 / 6, 1 / 6, 1, 1, (6, 6))


def test_a_pause_over_all_days_has_nothing_outside():
    said = compare(found((3, 3)), Ends((0, 0), (30, 30)), SPAN, SPAN)

    assert (said.beside, said.elsewhere) == (None, None)


def test_a_report_that_spans_a_pause_is_counted_once_outside():
    said = compare(found((8, 20)), Ends((10, 10), (13, 13)), SPAN, SPAN)

    assert said.beside is not None
    assert (said.beside.certain, said.beside.possible) == (0, 1)


def test_a_disputed_end_widens_the_range():
    reports = found((10, 10), (15, 15))
    sure, disputed = (
        compare(reports, Ends((10, 10), ends), SPAN, SPAN).inside for ends in ((13, 13), (11, 16))
    )

    assert sure is not None
    assert disputed is not None
    assert disputed.least <= sure.least <= sure.most <= disputed.most
    assert disputed.days == (2, 7)


def test_ends_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="cannot end"):
        compare(found((1, 1)), Ends((10, 10), (3, 4)), SPAN, SPAN)


def test_no_report_is_a_rate_of_none():
    assert inside(found(), 10, 13) == Rate(0, 0, 0, 0, (4, 4))


DAY = st.integers(*SPAN)
DAYS = st.tuples(DAY, DAY).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(DAYS, max_size=15), DAYS, st.integers(0, 3), st.integers(0, 3), DAYS)
def test_rates_are_those_of_a_plain_enumeration(days, pause, early, late, shown):
    start, end = pause
    ends = Ends((start, min(start + early, end)), (end, end + late))

    said = compare(found(*days), ends, SPAN, shown)

    every = [(s, e) for s in range(*span(ends.start)) for e in range(*span(ends.end)) if s <= e]
    for name, stretch in {
        "inside": lambda s, e: range(s, e + 1),
        "beside": lambda s, e: [
            d for d in (*range(2 * s - e - 1, s), *range(e + 1, 2 * e - s + 2)) if SPAN[0] <= d <= SPAN[1]
        ],
        "elsewhere": lambda s, e: [d for d in range(*span(shown)) if not s <= d <= e],
    }.items():
        assert plain(getattr(said, name)) == plain_rate([set(stretch(s, e)) for s, e in every], days)


def span(ends: tuple[int, int]) -> tuple[int, int]:
    return ends[0], ends[1] + 1


def plain(rate: Rate | None):
    return (
        None
        if rate is None
        else (pytest.approx(rate.least), pytest.approx(rate.most), rate.certain, rate.possible)
    )


def plain_rate(stretches: list[set[int]], days: list[tuple[int, int]]):
    reports = [set(range(*span(one))) for one in days]
    rates = [
        (sum(one <= stretch for one in reports), sum(bool(one & stretch) for one in reports), len(stretch))
        for stretch in stretches
        if stretch
    ]
    if not rates:
        return None
    return (
        min(certain / n for certain, _, n in rates),
        max(possible / n for _, possible, n in rates),
        min(certain for certain, _, _ in rates),
        max(possible for _, possible, _ in rates),
    )
