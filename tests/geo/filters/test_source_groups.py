"""Sources in groups: what is offered, what is shown as chosen, and what a change of it does."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.filters.source_groups import SourceGroups
from geo.model import SourceKind


class FormerSource(NamedTuple):
    """A row of a table from before there were countries."""

    source_id: str
    name: str
    kind: str


class Source(NamedTuple):
    """A row of the table of sources."""

    source_id: str
    name: str
    kind: str
    country: str


SOURCES = [
    Source("u1", "Synthetic office", "un", ""),
    Source("a1", "Alpha paper", "media", "AAA"),
    Source("a2", "Alpha radio", "media", "AAA"),
    Source("a3", "Alpha wire", "media", "AAA"),
    Source("b1", "Beta paper", "media", "BBB"),
    Source("x1", "Paper of nowhere", "media", ""),
    Source("x2", "Radio of nowhere", "media", ""),
    Source("n1", "Without a report", "media", "AAA"),
]
COUNTS = {"u1": 5, "a1": 1, "a2": 7, "a3": 1, "b1": 20, "x1": 40, "x2": 1}
GROUPS = SourceGroups.of(SOURCES, COUNTS)
ALPHA = ("a2", "a1", "a3")
TOKENS = [*GROUPS.ids, *GROUPS.choosable]

some_sources = st.sets(st.sampled_from(sorted(GROUPS.ids)))


def test_groups_go_by_kind_then_by_reports_and_those_without_a_country_come_last():
    assert [(group.kind, group.country, group.ids) for group in GROUPS.groups] == [
        ("un", "", ("u1",)),
        ("media", "BBB", ("b1",)),
        ("media", "AAA", ALPHA),
        ("media", "", ("x1", "x2")),
    ]


def test_a_group_is_offered_before_its_sources_and_not_when_it_is_one_source_or_a_kind():
    offered = [option for option, _ in GROUPS.options()]
    assert offered == ["u1", "b1", "media/AAA", *ALPHA, "media/", "x1", "x2"]


def test_a_table_of_sources_without_countries_has_a_group_for_each_kind():
    groups = SourceGroups.of([FormerSource(*source[:3]) for source in SOURCES], COUNTS)
    assert groups.choosable == {}
    assert groups.kinds == {SourceKind.UN: ("u1",), SourceKind.MEDIA: ("x1", "b1", "a2", "a1", "a3", "x2")}


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ((), []),
        (("a1",), ["a1"]),
        (ALPHA, ["media/AAA"]),
        ((*ALPHA, "b1"), ["b1", "media/AAA"]),
        (GROUPS.kinds[SourceKind.MEDIA], []),
        ((*GROUPS.kinds[SourceKind.MEDIA], "u1"), []),
        (("n1",), []),
    ],
)
def test_whole_groups_are_shown_as_one_and_whole_kinds_not_at_all(chosen: tuple[str, ...], shown: list[str]):
    assert GROUPS.shown(chosen) == shown


@pytest.mark.parametrize(
    ("chosen", "shown", "after"),
    [
        ((), ["media/AAA"], ALPHA),
        (ALPHA, ["media/AAA", "b1"], (*ALPHA, "b1")),
        (ALPHA, [], ()),
        (ALPHA, ["media/AAA", "a2"], ("a1", "a3")),
        (("a1", "a2"), ["a1", "a2", "media/AAA"], ALPHA),
        (GROUPS.kinds[SourceKind.MEDIA], ["x1"], (*ALPHA, "b1", "x2")),
        (GROUPS.kinds[SourceKind.MEDIA], ["media/AAA"], ("b1", "x1", "x2")),
        (("n1",), ["b1"], ("b1",)),
        ((), ["media/AAA", *ALPHA], ALPHA),
        (ALPHA, ["media/AAA", "a1", "b1"], (*ALPHA, "b1")),
    ],
    ids=[
        "a group is added",
        "a source is added",
        "a group is given back",
        "a source leaves its group",
        "a group takes in what is chosen of it",
        "a source leaves its kind",
        "a group leaves its kind",
        "what cannot be shown is dropped",
        "all that a search finds, a group and its sources",
        "all that a search finds, some of it chosen before",
    ],
)
def test_a_change_of_what_is_shown(chosen: tuple[str, ...], shown: list[str], after: tuple[str, ...]):
    assert sorted(GROUPS.changed(chosen, shown)) == sorted(after)


@given(some_sources)
def test_nothing_changes_when_what_is_shown_stays(chosen: set[str]):
    assert set(GROUPS.changed(chosen, GROUPS.shown(chosen))) == chosen


@given(some_sources, st.sampled_from(TOKENS))
def test_picking_twice_is_as_not_picking(chosen: set[str], option: str):
    members = set(GROUPS.choosable.get(option, (option,)))
    once = GROUPS.changed(chosen, [*GROUPS.shown(chosen), option])
    if option in GROUPS.shown(chosen):
        assert set(once) == chosen
    else:
        assert set(once) == (chosen - members if members <= chosen else chosen | members)


@given(some_sources)
def test_what_is_chosen_is_shown_or_part_of_what_is(chosen: set[str]):
    shown, included = set(GROUPS.shown(chosen)), GROUPS.included(chosen)
    assert chosen == (shown | included) & GROUPS.ids
    assert shown.isdisjoint(included)
