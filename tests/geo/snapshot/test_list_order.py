"""The orders of a list, held against Python's own sort of the raw rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.filters.filter_index import NO_DAY
from geo.queries.incident_counts import claims_on_incidents
from geo.snapshot.list_order import ListOrder, ListOrders, SortBy
from tests.builders import filters, report, shown_ids, snapshot, view_of

if TYPE_CHECKING:
    from geo.model.rows import Row
    from geo.snapshot.opened import Snapshot
    from tests.geo.plain import World

few = settings(max_examples=8)
ORDERS = [ListOrder(sort, by_incident=together) for sort in SortBy for together in (False, True)]


def listed(opened: Snapshot, order: ListOrder = ListOrder()) -> list[str]:  # noqa: B008  frozen
    return opened.listed(view_of(opened), order, opened.total)


def figures(row: Row) -> tuple[int, ...]:
    """What a report claims to be killed, injured and struck, the lower ends; 0 for what is not stated."""

    def lower(what: str) -> int:
        ends = (getattr(row, f"{what}_min"), getattr(row, f"{what}_max"))
        return next((int(end) for end in ends if not pd.isna(end)), 0)

    return lower("killed"), lower("injured"), lower("strikes")


@given(st.data())
@few
@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_a_list_has_what_the_view_shows_each_once(world: World, order: ListOrder, data: st.DataObject):
    view, opened = data.draw(filters(world.opened, world.words)), world.opened
    ids = opened.listed(view, order, opened.total)
    assert sorted(ids) == sorted(shown_ids(opened, view, opened.total))
    assert [i for start in range(0, len(ids), 7) for i in opened.listed(view, order, 7, start)][:500] == ids[
        :500
    ]


@given(st.data())
@few
def test_the_oldest_first_is_the_order_of_files(world: World, data: st.DataObject):
    view, opened = data.draw(filters(world.opened, world.words)), world.opened
    assert opened.listed(view, ListOrder(SortBy.OLDEST), 500) == list(opened.page(view, 500).index)


@given(st.data())
@few
def test_the_newest_first_is_by_first_day_and_then_by_id(world: World, data: st.DataObject):
    view, opened = data.draw(filters(world.opened, world.words)), world.opened
    days = opened.store.by_ids(shown_ids(opened, view, opened.total), ["event_start"])["event_start"]
    by_id = sorted(days.index)
    expected = sorted(by_id, key=lambda i: days[i], reverse=True)
    assert opened.listed(view, ListOrder(SortBy.NEWEST), opened.total) == expected


@given(st.data())
@few
def test_no_figure_stands_above_a_larger_one(world: World, data: st.DataObject):
    view, opened = data.draw(filters(world.opened, world.words)), world.opened
    ids = opened.listed(view, ListOrder(SortBy.FIGURE), 400)
    found = [figures(row) for row in opened.store.by_ids(ids).itertuples()]
    assert found == sorted(found, reverse=True)


@given(st.data())
@few
@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_a_place_in_the_list_is_where_a_report_stands(world: World, order: ListOrder, data: st.DataObject):
    view, opened = data.draw(filters(world.opened, world.words)), world.opened
    ids = opened.listed(view, order, opened.total)
    places = range(0, len(ids), len(ids) // 3 + 1)
    assert [opened.place_in_list(view, order, ids[place]) for place in places] == list(places)
    left_out = [i for i, _ in opened.left_out(view, 3)]
    assert {opened.place_in_list(view, order, i) for i in (*left_out, "no such report")} == {None}


@pytest.mark.parametrize("share", [0, 0.0005, 0.02, 0.5, 1])
@pytest.mark.parametrize("n_days", [3, 700])
def test_the_first_of_the_newest_are_the_first_of_all(share: float, n_days: int):
    chance = np.random.default_rng(3)
    days = np.sort(chance.integers(0, n_days, 20_000)).astype(np.int32)
    days[-50:] = NO_DAY
    orders = ListOrders(lambda _: np.zeros(0), lambda: pa.array(days).cast(pa.date32()))
    shown = (chance.random(len(days)) < share) & (days != NO_DAY)
    every = orders.rows(shown, ListOrder(SortBy.NEWEST))
    for n in (1, 7, 25, 100):
        assert orders.newest(shown, n).tolist() == every[:n].tolist()


CLAIMS = (
    report("r1", incident_key="alone", killed_min=9, killed_max=9),
    report("r2", incident_key="twice", killed_min=20, killed_max=""),
    report("r3", incident_key="thrice", killed_min=1, killed_max=1),
    report("r4", incident_key="twice", killed_min="", killed_max=5),
    report("r5", incident_key="thrice", killed_min=0, killed_max=0, injured_min=7, injured_max=7),
    report("r6", incident_key="thrice", killed_min="", killed_max="", strikes_min=400, strikes_max=400),
)


def test_people_killed_come_before_people_injured_and_these_before_strikes():
    assert listed(snapshot(*CLAIMS), ListOrder(SortBy.FIGURE)) == ["r2", "r1", "r4", "r3", "r5", "r6"]


def test_reports_of_the_incident_with_the_most_claims_come_first():
    assert listed(snapshot(*CLAIMS), ListOrder(SortBy.CLAIMS)) == ["r3", "r5", "r6", "r2", "r4", "r1"]


def test_claims_on_an_incident_stand_together_where_the_first_of_them_stood():
    by_figure = ListOrder(SortBy.FIGURE, by_incident=True)
    assert listed(snapshot(*CLAIMS), by_figure) == ["r2", "r4", "r1", "r3", "r5", "r6"]
    assert listed(snapshot(*CLAIMS)) == ["r1", "r2", "r3", "r4", "r5", "r6"]


def test_a_list_of_nothing_is_empty_in_every_order():
    opened = snapshot(*CLAIMS)
    view = view_of(opened, text="no such words")
    assert {len(opened.listed(view, order, 9)) for order in ORDERS} == {0}


def test_claims_are_counted_over_the_whole_snapshot():
    counted = claims_on_incidents(snapshot(*CLAIMS), ["r6", "r1", "no such report", "r2"])
    assert counted == {"r6": 3, "r1": 1, "r2": 2}
