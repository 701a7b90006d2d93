"""Two views side by side: changed over they say the same turned round, and each says what it says alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.filters.view import View
from geo.filters.view_pair import ViewPair
from geo.model import Kind
from geo.queries.view_comparison import (
    MEASURES,
    NONE,
    ComparedRow,
    CountRange,
    GroupTally,
    ViewComparison,
    compare_views,
)
from geo.snapshot.current import current
from geo.snapshot.opened import Snapshot
from tests.builders import day, filters, report, snapshot

views = st.deferred(lambda: filters(current(), ("", "gaza", "hospital")))
pairs = st.builds(ViewPair, views, views)
few = settings(max_examples=25, deadline=None)


def rows(comparison: ViewComparison) -> list[ComparedRow]:
    return [comparison.total, *(row for measure in MEASURES for row in comparison.rows(measure))]


def turned(row: ComparedRow) -> ComparedRow:
    return ComparedRow(row.measure, row.group, row.b, row.a)


def differences(row: ComparedRow) -> tuple[CountRange, CountRange]:
    return row.b.reports.minus(row.a.reports), row.b.incidents.minus(row.a.incidents)


@few
@given(pairs)
def test_views_changed_over_change_every_column_and_turn_every_difference(pair: ViewPair):
    one, other = compare_views(current(), pair.a, pair.b), compare_views(current(), pair.b, pair.a)
    assert rows(other) == [turned(row) for row in rows(one)]
    assert (other.a, other.b, other.n_in_both) == (one.b, one.a, one.n_in_both)
    for row, back in zip(rows(one), rows(other), strict=True):
        turned_back = [CountRange(-n.certain, -n.possible) for n in differences(back)]
        assert list(differences(row)) == turned_back


@few
@given(views)
def test_equal_views_differ_by_nothing(view: View):
    found = compare_views(current(), view, view)
    assert all(n == NONE for row in rows(found) for n in differences(row))
    assert found.n_in_both == found.a.total.reports.possible
    assert found.a.rate(found.a.total.reports) == found.b.rate(found.b.total.reports)


@few
@given(pairs)
def test_each_view_is_counted_as_on_its_own_page(pair: ViewPair):
    found = compare_views(current(), pair.a, pair.b)
    for view, tallies in ((pair.a, found.a), (pair.b, found.b)):
        counts = current().counts(view)
        assert tallies.total.reports.possible == counts.shown
        if counts.inside is not None:
            assert tallies.total.reports.certain <= counts.inside.certain
        for measure in MEASURES:
            groups = tallies.groups[measure].values()
            assert sum(group.reports.possible for group in groups) == counts.shown
            assert sum(group.reports.certain for group in groups) == tallies.total.reports.certain
            assert all(group.reports.possible for group in groups)


@pytest.fixture
def testville() -> Snapshot:
    def on(first: str, last: str = "", **cells: str) -> dict[str, str]:
        return {"event_start": first, "event_end": last or first, **cells}

    return snapshot(
        report("r1", incident_key="one", **on("2024-01-05", claimant="council")),
        report("r2", incident_key="one", **on("2024-01-05", claimant="agency")),
        report("r3", incident_key="two", **on("2024-01-09", "2024-01-12", date_precision="range")),
        report("r4", incident_key="four", **on("2024-01-20", kind="drone")),
    )


def in_days(opened: Snapshot, first: str, last: str) -> View:
    return opened.default_view().but(date_from=day(first), date_to=day(last))


def test_certain_is_what_lies_in_the_days_and_an_incident_counts_once(testville: Snapshot):
    a, b = in_days(testville, "2024-01-05", "2024-01-10"), in_days(testville, "2024-01-11", "2024-01-20")
    found = compare_views(testville, a, b)
    assert found.a.total == GroupTally(CountRange(2, 3), CountRange(1, 2))
    assert found.b.total == GroupTally(CountRange(1, 2), CountRange(1, 2))
    assert found.n_in_both == 1
    assert found.b.groups["kind"][Kind.DRONE] == GroupTally(CountRange(1, 1), CountRange(1, 1))


def test_rates_go_by_the_days_of_the_chronicle(testville: Snapshot):
    view = in_days(testville, "2024-01-01", "2024-01-08")
    found = compare_views(testville, view, in_days(testville, "2025-01-01", "2025-01-08"))
    # The first report is of 5 January.
    assert found.a.n_days == 4
    rate = found.a.rate(found.a.total.reports)
    assert rate is not None
    assert (rate.least, rate.most) == (0.5, 0.5)
    assert found.b.rate(found.b.total.reports) is None


def test_who_says_nothing_is_a_group_of_its_own(testville: Snapshot):
    view = testville.default_view()
    found = compare_views(testville, view, view.but(kinds=(Kind.DRONE,)))
    assert {row.group for row in found.rows("claimant")} >= {"council", "agency"}
    assert found.rows("kind")[0].group != Kind.DRONE
