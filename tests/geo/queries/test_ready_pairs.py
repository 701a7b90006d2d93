"""Pairs that readers often ask for: made from the snapshot and the view, none written down beforehand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geo.filters.view import View
from geo.filters.view_pair import pair_query, parse_pair
from geo.language import words
from geo.model import Language
from geo.model.days import day_of
from geo.queries.ready_pairs import ORDER_DAYS, PairKind, ReadyPair, ready_pairs
from geo.snapshot.opened import Snapshot
from geo.wording.comparison_sentences import ready_said
from tests.builders import day, report, snapshot

DAY = timedelta(days=1)


def of_kind(pairs: list[ReadyPair], kind: PairKind) -> list[ReadyPair]:
    return [ready for ready in pairs if ready.kind is kind]


@pytest.fixture
def view(bundled: Snapshot) -> View:
    return bundled.default_view().but(date_from=day("2023-11-20"), date_to=day("2023-12-10"))


def test_every_kind_is_offered_and_each_is_a_link_with_a_name(bundled: Snapshot, view: View):
    found = ready_pairs(bundled, view)
    assert {ready.kind for ready in found} == set(PairKind)
    for ready in found:
        parsed = parse_pair(pair_query(ready.pair), bundled.default_view(), bundled.known)
        assert (parsed.pair, parsed.ignored) == (ready.pair, ())
        assert all(ready_said(ready, bundled, words(lang)) for lang in Language)
        assert not ready.pair.is_equal


def test_a_pause_and_an_order_leave_their_own_days_out(bundled: Snapshot, view: View):
    pauses = of_kind(ready_pairs(bundled, view), PairKind.PAUSE)
    assert pauses
    for ready in pauses:
        before, after = ready.pair.a, ready.pair.b
        assert before.date_to + DAY == day_of(ready.pause.start[0])
        assert (before.date_to - before.date_from) == (after.date_to - after.date_from)
    for ready in of_kind(ready_pairs(bundled, view), PairKind.ORDER):
        order = ready.order.valid_from.date()
        assert (ready.pair.a.date_to, ready.pair.b.date_from) == (order - DAY, order + DAY)
        assert (ready.pair.b.date_to - order).days == ORDER_DAYS
        assert ready.pair.a.choice("aoi") == ready.pair.b.choice("aoi")
        assert ready.pair.a.choice("aoi")


def test_a_pair_keeps_the_other_filters_of_the_view(bundled: Snapshot, view: View):
    asked = view.but(text="school")
    assert {ready.pair.b.text for ready in ready_pairs(bundled, asked)} == {"school"}


def test_a_leap_day_has_its_day_in_other_years():
    opened = snapshot(
        report("r1", event_start="2023-02-01", event_end="2023-02-01"),
        report("r2", event_start="2024-03-01", event_end="2024-03-01"),
    )
    leap = opened.default_view().but(date_from=day("2024-02-29"), date_to=day("2024-03-01"))
    (ready,) = of_kind(ready_pairs(opened, leap), PairKind.YEAR)
    assert (ready.pair.b.date_from, ready.pair.b.date_to) == (day("2023-02-28"), day("2023-03-01"))


def test_nothing_is_offered_that_the_snapshot_has_not():
    opened = snapshot(report("r1", event_start="2024-01-05", event_end="2024-01-05"))
    assert ready_pairs(opened, opened.default_view()) == []
