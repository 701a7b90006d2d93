"""Counts over time, held against an enumeration of the intervals one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.bins import Unit, bins_of
from geo.model.days import day_number
from geo.snapshot.day_counts import Counter as BinCounter
from tests.builders import filters, report, snapshot, view_of
from tests.geo.plain import World

a_view = st.data()
few = settings(max_examples=5)
units = st.sampled_from(Unit)
intervals = st.lists(
    st.tuples(
        st.integers(-5, 70), st.sampled_from([0, 0, 0, 1, 6, 13, 40]), st.integers(0, 2), st.booleans()
    ),
    max_size=40,
)
edges = st.sets(st.integers(0, 60), min_size=2, max_size=20).map(sorted)


@given(intervals, edges)
def test_each_bin_counts_what_lies_in_it_and_what_meets_it(
    given_: list[tuple[int, int, int, bool]], edges: list[int]
):
    first = np.array([start for start, *_ in given_], np.int32)
    last = np.array([start + days for start, days, *_ in given_], np.int32)
    code = np.array([code for *_, code, _ in given_], np.int8)

    chosen = np.array([wanted for *_, wanted in given_], bool)

    counted = BinCounter(first, last, code, edges, 3).count(chosen)
    longest = max(after - start for start, after in pairwise(edges))

    for series in range(3):
        own = [(a, a + days) for a, days, c, wanted in given_ if wanted and c == series]
        for place, (start, after) in enumerate(pairwise(edges)):
            in_bars = [(a, b) for a, b in own if b - a < longest]
            inside = sum(start <= a and b < after for a, b in own)
            meeting = sum(a < after and b >= start for a, b in in_bars)
            assert counted[series].certain[place] == inside
            assert counted[series].possible[place] == meeting
        in_any = Counter((a, b) for a, b in own if a < edges[-1] and b >= edges[0])
        longer = {(a, b): n for (a, b), n in in_any.items() if b - a >= longest}
        assert {(a, b): n for a, b, n in counted[series].longer.tolist()} == longer
        assert counted[series].n_longer == sum(longer.values())
        assert counted[series].total == in_any.total()


@given(a_view, units)
@few
def test_a_views_bins_are_those_of_a_plain_enumeration(world: World, data: st.DataObject, unit: Unit):
    view = data.draw(filters(world.opened, world.words))
    first, last = world.opened.span
    bins = bins_of(first, last, unit)

    counted = world.opened.histogram(view, bins.edges, "kind")

    shown = world.shown(view.but(date_from=first, date_to=last))
    begins, ends = (days[shown.index].to_numpy() for days in (world.begins, world.ends))
    kinds = shown["kind"].to_numpy()
    n_days = (ends - begins) / np.timedelta64(1, "D") + 1
    is_short = n_days <= max((last - first).days + 1 for first, last in bins.days())
    certain, possible = Counter(), Counter()
    for place, days in enumerate(bins.days()):
        low, high = (np.datetime64(day) for day in days)
        meeting = is_short & (begins <= high) & (ends >= low)
        inside = (begins >= low) & (ends <= high)
        certain.update((kind, place) for kind in kinds[inside])
        possible.update((kind, place) for kind in kinds[meeting])
    for kind, both in counted.items():
        for place in range(len(bins)):
            assert both.certain[place] == certain.pop((kind, place), 0)
            assert both.possible[place] == possible.pop((kind, place), 0)
    assert not +certain
    assert not +possible


@given(a_view)
@few
def test_reports_of_one_day_add_up_to_those_shown(world: World, data: st.DataObject):
    first, last = world.opened.span
    view = data.draw(filters(world.opened, world.words)).but(date_from=first, date_to=last)
    shown = world.shown(view)
    of_one_day = int((world.begins[shown.index] == world.ends[shown.index]).sum())

    counted = world.opened.histogram(view, bins_of(first, last, Unit.DAY).edges, "source_id")

    assert sum(int(both.certain.sum()) for both in counted.values()) == of_one_day


def test_the_dates_of_a_view_do_not_change_its_bins():
    opened = snapshot(report("a"), report("b", event_start="2024-02-01", event_end="2024-02-01"))
    bins = bins_of(*opened.span, Unit.MONTH)
    whole = opened.histogram(view_of(opened), bins.edges, "kind")
    part = opened.histogram(view_of(opened, "2024-02-01"), bins.edges, "kind")
    assert {k: v.possible.tolist() for k, v in whole.items()} == {
        k: v.possible.tolist() for k, v in part.items()
    }


def test_a_report_of_a_month_is_in_no_week_and_stands_apart_with_its_days():
    opened = snapshot(report("m", event_start="2024-02-01", event_end="2024-02-29", date_precision="month"))
    [weeks] = opened.histogram(view_of(opened), bins_of(*opened.span, Unit.WEEK).edges, "kind").values()
    [months] = opened.histogram(view_of(opened), bins_of(*opened.span, Unit.MONTH).edges, "kind").values()
    assert (weeks.certain.tolist(), weeks.possible.tolist()) == ([0] * 5, [0] * 5)
    assert weeks.longer.tolist() == [[day_number(date(2024, 2, 1)), day_number(date(2024, 2, 29)), 1]]
    assert (weeks.total, months.n_longer) == (1, 0)
    assert (months.certain.tolist(), months.possible.tolist()) == ([1], [1])


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 900), units)
def test_bins_leave_no_day_out_and_hold_none_twice(first: date, n_days: int, unit: Unit):
    last = first + timedelta(days=n_days)
    bins = bins_of(first, last, unit)
    days = list(bins.days())
    assert days[0][0] <= first <= days[0][1]
    assert days[-1][0] <= last <= days[-1][1]
    assert all(a[1] + timedelta(days=1) == b[0] for a, b in pairwise(days))
