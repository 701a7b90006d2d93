"""The registry, and a filter that is in it for one test only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.filters import registry
from geo.filters.choice import ChoiceFilter
from geo.filters.permalink import emit, parameters, parse, query_string
from geo.filters.view import View
from geo.language import N_
from geo.model import ExclusionReason
from geo.snapshot.opened import Snapshot
from geo.tiles.tile import Detail, make_tile
from geo.wording import not_shown_sentence, view_sentence
from geo.wording.method import RULES
from tests.builders import EN, report, snapshot
from tests.geo.web.mvt_reader import read_layers

GUIDE = (Path(__file__).parents[3] / "docs" / "user-guide.md").read_text(encoding="utf-8")
THROWAWAY = ChoiceFilter(
    parameter="testville",
    column="place_name",
    label=N_("Testville or not"),
    reason=ExclusionReason("not_testville"),
    reason_label=N_("not Testville"),
    lift_label=N_("Show every place"),
    said=lambda places, words: f"only {words.listed(places)}",
)
CHOSEN = ("Testville, east", "Farville")
IN_THE_LINK = "Farville,Testville%2C east"


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> ChoiceFilter:
    monkeypatch.setattr(registry, "ADDED", (*registry.ADDED, THROWAWAY))
    return THROWAWAY


@pytest.fixture
def opened() -> Snapshot:
    return snapshot(
        report("r1", place_name="Testville, east"),
        report("r2", place_name="Farville"),
        report("r3", place_name="Nowhere in particular"),
    )


def chosen(opened: Snapshot) -> View:
    return THROWAWAY.choose(opened.default_view(), CHOSEN)


def test_a_filter_of_one_line_is_in_the_link(registered: ChoiceFilter, opened: Snapshot):
    view = chosen(opened)
    assert parameters()[-1] == registered.parameter
    assert emit(view)[registered.parameter] == IN_THE_LINK
    assert parse(query_string(view), opened.default_view(), opened.known).view == view


def test_it_is_written_out_where_nothing_is_chosen(registered: ChoiceFilter, opened: Snapshot):
    assert emit(opened.default_view())[registered.parameter] == "all"


def test_what_no_report_says_is_named_and_ignored(registered: ChoiceFilter, opened: Snapshot):
    parsed = parse({registered.parameter: f"{IN_THE_LINK},Elsewhere"}, opened.default_view(), opened.known)
    assert (parsed.view, [str(error.text) for error in parsed.ignored]) == (chosen(opened), ["Elsewhere"])


@pytest.mark.usefixtures("registered")
def test_it_counts_and_gives_its_reason(opened: Snapshot):
    counts = opened.counts(chosen(opened))
    assert (counts.shown, counts.reasons) == (2, {"not_testville": 1})
    assert not_shown_sentence(counts.reasons, EN) == "1 not shown: not Testville 1"


@pytest.mark.usefixtures("registered")
def test_its_reason_stands_before_those_of_the_map():
    assert registry.reasons()[-3:] == ("not_testville", "unlocated", "layer_off")


@pytest.mark.usefixtures("registered")
def test_it_is_in_the_sentence(opened: Snapshot):
    said = view_sentence(chosen(opened), opened.areas, EN)
    assert said.endswith(" · all sources · only Farville and Testville, east")


@pytest.mark.usefixtures("registered")
def test_tiles_hold_what_it_keeps(opened: Snapshot):
    [layer] = read_layers(make_tile(opened, chosen(opened).filters(), (4, 9, 6), Detail.MAP).body)
    assert sum(feature.properties["n"] for feature in layer.features) == 2


@pytest.mark.usefixtures("registered")
def test_lifting_its_condition_shows_everything(opened: Snapshot):
    [condition] = THROWAWAY.conditions
    assert condition.lift is not None
    assert condition.lift(chosen(opened)) == opened.default_view()


@pytest.mark.usefixtures("registered")
def test_the_method_page_lists_its_reason():
    [rule] = (rule for rule in RULES if "{reasons}" in rule.text)
    assert rule.said(EN).endswith("not Testville; unlocated; layer switched off.")


def test_a_filter_that_is_in_no_registry_is_in_no_link():
    assert THROWAWAY.parameter not in parameters()


def test_no_parameter_and_no_reason_is_there_twice():
    for names in (parameters(), registry.reasons()):
        assert len(set(names)) == len(names)


def test_every_condition_that_can_be_lifted_says_how():
    assert all(bool(each.lift) == bool(each.lift_label) for each in registry.conditions())


def test_the_guide_lists_every_parameter_in_order():
    table = GUIDE.split("| parameter | holds |", 1)[1].split("\n\n", 1)[0]
    rows = (line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == parameters()


def test_the_guide_lists_every_reason_in_order():
    listed = " ".join(GUIDE.split()).split("The first reason that holds is given, in this order: ", 1)[1]
    assert listed.startswith(", ".join(registry.reason_labels().values()) + ".")
