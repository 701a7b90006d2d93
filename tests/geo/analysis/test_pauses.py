"""Rates in and outside a pause, against cases worked out by hand and against plain enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.pause_rates import Ends, Rate, compare, incidents, reports

SPAN = (0, 30)


def found(*days: tuple[int, int], maybe: tuple[tuple[int, int], ...] = ()):
    """Reports of some days, and of other days such that may not count."""
    return reports(columns([*days, *maybe]), np.arange(len(days) + len(maybe)) < len(days))


def columns(days: list[tuple[int, int]]):
    first, last = (np.array([day[end] for day in days], np.int32) for end in (0, 1))
    return first, last


def inside(reports, start: int, end: int) -> Rate:
    rate = compare(reports, Ends((start, start), (end, end)), SPAN, SPAN).inside
    assert rate is not None
    return rate


def test_a_report_of_a_day_between_the_ends_is_in_the_pause_or_not():
    rate = inside(found((11, 11), (12, 12), (20, 20)), 10, 13)

    assert rate == Rate(2 / 4, 2 / 2, 2, 2, (2, 4))


def test_an_interval_that_overlaps_is_only_possible():
    rate = inside(found((11, 12), (5, 11), (12, 20)), 10, 13)

    assert (rate.certain, rate.possible) == (1, 3)
    assert (rate.least, rate.most) == (1 / 4, 3 / 2)


@pytest.mark.parametrize("day", [10, 13])
def test_the_days_on_which_a_pause_begins_and_ends_are_possibly_in_it_and_possibly_outside(day: int):
    said = compare(found((day, day)), Ends((10, 10), (13, 13)), SPAN, SPAN)

    beside = said.before if day == 10 else said.after
    assert [(rate.certain, rate.possible) for rate in (said.inside, beside, said.elsewhere)] == [(0, 1)] * 3


def test_a_pause_of_a_day_has_no_upper_limit_once_a_report_may_lie_in_it():
    assert inside(found((10, 10)), 10, 10) == Rate(0, np.inf, 0, 1, (0, 1))
    assert inside(found((11, 11)), 10, 10) == Rate(0, 0, 0, 0, (0, 1))


def test_no_day_of_a_pause_of_some_hours_is_certain():
    said = compare(found((11, 11), (9, 9)), Ends((10, 10), (13, 13)), SPAN, SPAN, some_hours=True)

    assert said.inside == Rate(0, np.inf, 0, 1, (0, 4))
    assert said.before == Rate(1 / 5, 1 / 4, 1, 1, (4, 5))


def test_beside_a_pause_are_as_many_days_before_and_as_many_after():
    said = compare(found((6, 6), (9, 9), (14, 14), (5, 5), (18, 18)), Ends((10, 10), (13, 13)), SPAN, SPAN)

    assert said.before == Rate(2 / 5, 2 / 4, 2, 2, (4, 5))
    assert said.after == Rate(1 / 5, 1 / 4, 1, 1, (4, 5))


def test_a_report_that_may_not_count_is_never_certain():
    rate = inside(found((11, 11), maybe=((12, 12),)), 10, 13)

    assert (rate.certain, rate.possible) == (1, 2)
    assert (rate.least, rate.most) == (1 / 4, 2 / 2)


def test_days_before_the_chronicle_are_not_counted():
    said = compare(found((0, 0)), Ends((1, 1), (4, 4)), SPAN, SPAN)

    assert said.before is not None
    assert said.before.days == (1, 2)


def test_elsewhere_are_the_days_shown_that_are_not_in_the_pause():
    said = compare(found((8, 8), (25, 25)), Ends((10, 10), (13, 13)), SPAN, (7, 16))

    assert said.elsewhere == Rate(1 / 8, 1 / 6, 1, 1, (6, 8))


def test_a_pause_over_all_days_leaves_only_parts_of_its_first_and_last_outside():
    said = compare(found((3, 3)), Ends((0, 0), (30, 30)), SPAN, SPAN)

    assert said.before == said.after == Rate(0, 0, 0, 0, (0, 1))
    assert said.elsewhere == Rate(0, 0, 0, 0, (0, 2))


def test_days_shown_that_are_all_between_the_ends_of_a_pause_leave_none_elsewhere():
    assert compare(found((12, 12)), Ends((10, 10), (13, 13)), SPAN, (11, 12)).elsewhere is None


def test_a_report_that_spans_a_pause_is_counted_once_outside():
    said = compare(found((8, 20)), Ends((10, 10), (13, 13)), SPAN, SPAN)

    assert said.elsewhere is not None
    assert (said.elsewhere.certain, said.elsewhere.possible) == (0, 1)


def test_a_disputed_end_widens_the_range():
    reports = found((10, 10), (15, 15))
    sure, disputed = (
        compare(reports, Ends((10, 10), ends), SPAN, SPAN).inside for ends in ((13, 13), (11, 16))
    )

    assert sure is not None
    assert disputed is not None
    assert disputed.least <= sure.least <= sure.most <= disputed.most
    assert disputed.days == (0, 7)


def test_ends_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="cannot end"):
        compare(found((1, 1)), Ends((10, 10), (3, 4)), SPAN, SPAN)


def test_no_report_is_a_rate_of_none():
    assert inside(found(), 10, 13) == Rate(0, 0, 0, 0, (2, 4))


def test_days_shown_beyond_the_chronicle_are_not_counted():
    said, wide = (compare(found((8, 8)), Ends((10, 10), (13, 13)), SPAN, shown) for shown in (SPAN, (-9, 99)))

    assert wide.elsewhere == said.elsewhere
    assert compare(found((8, 8)), Ends((10, 10), (13, 13)), SPAN, (40, 50)).elsewhere is None


DAY = st.integers(*SPAN)
DAYS = st.tuples(DAY, DAY).map(lambda ends: (min(ends), max(ends)))


PAUSES = st.tuples(DAYS, st.integers(0, 3), st.integers(0, 3)).map(
    lambda said: Ends((said[0][0], min(said[0][0] + said[1], said[0][1])), (said[0][1], said[0][1] + said[2]))
)
"""Pauses of which either end may be open by some days, the last beyond the chronicle."""


SHOWN = st.tuples(st.integers(-9, 39), st.integers(-9, 39)).map(lambda ends: (min(ends), max(ends)))
"""Days shown, some of them before the chronicle and after it."""


COUNTED = st.lists(st.tuples(DAYS, st.booleans(), st.integers(-1, 3)), max_size=15)
"""Reports: their days, whether they surely count, and their incidents, -1 for one of its own."""


@given(COUNTED, PAUSES, SHOWN, st.booleans())
def test_rates_are_those_of_a_plain_enumeration(counted, ends, shown, some_hours):
    days, is_sure = columns([one for one, _, _ in counted]), np.array([sure for _, sure, _ in counted], bool)
    of = np.array([incident for _, _, incident in counted], np.int64)

    said = compare(reports(days, is_sure), ends, SPAN, shown, some_hours=some_hours)
    by_incident = compare(incidents(days, is_sure, of), ends, SPAN, shown, some_hours=some_hours)

    every = [(s, e) for s in range(*span(ends.start)) for e in range(*span(ends.end)) if s <= e]
    snapshot = set(range(*span(SPAN)))
    view = snapshot & set(range(*span(shown)))
    alone = [[(one, sure)] for one, sure, _ in counted]
    together = [
        [(one, sure) for one, sure, incident in counted if incident == number] for number in range(4)
    ] + [[(one, sure)] for one, sure, incident in counted if incident < 0]
    for name, stretch in {
        "inside": lambda s, e: (
            set() if some_hours else snapshot & {*range(s + 1, e)},
            snapshot & {*range(s, e + 1)},
        ),
        "before": lambda s, e: (
            snapshot & {*range(2 * s - e - 1, s)},
            snapshot & {*range(2 * s - e - 1, s + 1)},
        ),
        "after": lambda s, e: (
            snapshot & {*range(e + 1, 2 * e - s + 2)},
            snapshot & {*range(e, 2 * e - s + 2)},
        ),
        "elsewhere": lambda s, e: (view - {*range(s, e + 1)}, view - {*range(s + 1, e)}),
    }.items():
        stretches = [stretch(s, e) for s, e in every]
        assert plain(getattr(said, name)) == plain_rate(stretches, alone)
        assert plain(getattr(by_incident, name)) == plain_rate(stretches, together)


def test_two_reports_of_one_incident_are_one_incident_and_two_without_a_key_are_two():
    days, is_sure = columns([(11, 11), (12, 12), (11, 11), (11, 11)]), np.ones(4, bool)
    said = compare(incidents(days, is_sure, np.array([0, 0, -1, -1])), Ends((10, 10), (13, 13)), SPAN, SPAN)

    assert said.inside == Rate(3 / 4, 3 / 2, 3, 3, (2, 4))


WHEN = DAYS.flatmap(lambda days: st.tuples(st.just(days), st.floats(days[0], days[1] + 1, exclude_max=True)))
"""Days that a report states, and the moment of them at which what it reports happened."""


@given(st.lists(WHEN, max_size=15), st.floats(1, 29), st.floats(1, 29))
def test_a_rate_holds_the_one_that_moments_would_give(reports, one, other):
    begin, end = min(one, other), max(one, other)
    if begin == end:
        end += 0.5
    ends = Ends((int(begin), int(begin)), (int(end), int(end)))

    said = compare(found(*(days for days, _ in reports)), ends, SPAN, SPAN)

    moments = [moment for _, moment in reports]
    n_inside = sum(begin <= moment < end for moment in moments)
    outside = SPAN[1] + 1 - (end - begin)
    for rate, truth in (
        (said.inside, n_inside / (end - begin)),
        (said.elsewhere, (len(moments) - n_inside) / outside),
    ):
        assert rate.least <= truth * (1 + 1e-9)
        assert truth <= rate.most * (1 + 1e-9)


def span(ends: tuple[int, int]) -> tuple[int, int]:
    return ends[0], ends[1] + 1


def plain(rate: Rate | None):
    return (
        None
        if rate is None
        else (pytest.approx(rate.least), pytest.approx(rate.most), rate.certain, rate.possible, rate.days)
    )


def plain_rate(stretches: list[tuple[set[int], set[int]]], groups: list[list[tuple[tuple[int, int], bool]]]):
    """The rate of groups of reports, each counted once; a report is its days and whether it counts."""
    sets = [[(set(range(*span(days))), is_sure) for days, is_sure in group] for group in groups]
    rates = [
        (
            sum(any(is_sure and one <= sure for one, is_sure in group) for group in sets),
            sum(any(one & may for one, _ in group) for group in sets),
            len(sure),
            len(may),
        )
        for sure, may in stretches
        if may
    ]
    if not rates:
        return None
    return (
        min(certain / most for certain, _, _, most in rates),
        max(possible / fewest if fewest else np.inf if possible else 0 for _, possible, fewest, _ in rates),
        min(certain for certain, _, _, _ in rates),
        max(possible for _, possible, _, _ in rates),
        (min(fewest for _, _, fewest, _ in rates), max(most for _, _, _, most in rates)),
    )
