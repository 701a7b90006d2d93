"""Filters that choose among texts: what is in them must not break the link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.filters.party import PARTY
from geo.filters.permalink import emit, parse, query_string
from geo.filters.reader import KnownIds, ParameterReader, escaped, unescaped
from geo.filters.view import View
from geo.language import words
from geo.model import Language
from tests.builders import EN, day, report, shown_ids, snapshot, view_of

EVERYTHING = View("0123456789ab", day("2024-01-01"), day("2024-01-31"))
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["all", "-", "%", ",", "%2C", ""])
"""What a cell of a table may hold: any text that can be encoded."""


def known(values: list[str]) -> KnownIds:
    return KnownIds((), (), lambda _: False, lambda _: values)


@given(texts)
def test_a_text_comes_back_from_its_form_in_a_link(text: str):
    assert unescaped(escaped(text)) == text


@given(texts)
def test_the_form_in_a_link_is_never_taken_for_another_word(text: str):
    assert "," not in escaped(text)
    assert escaped(text) not in {"", "all"}


@given(st.lists(texts))
def test_any_choice_of_texts_comes_back_from_the_link(values: list[str]):
    view = PARTY.choose(EVERYTHING, values)
    parsed = parse(query_string(view), EVERYTHING, known(values))
    assert (parsed.view, parsed.ignored) == (view, ())


@given(st.lists(texts, min_size=1), texts)
def test_a_text_that_the_snapshot_lacks_is_named_and_the_rest_holds(values: list[str], other: str):
    kept = [value for value in values if value != other]
    given_ = emit(PARTY.choose(EVERYTHING, [*values, other]))
    reader = ParameterReader(given_, known(kept))
    assert PARTY.read(reader, EVERYTHING)["party"] == (tuple(sorted(set(kept))) or None)
    assert [error.parameter for error in reader.ignored] == ["party"]


def test_all_that_is_unknown_leaves_the_choice_as_it_was():
    parsed = parse("party=Nobody,Noone", EVERYTHING, known(["Synthetic party A"]))
    assert (parsed.view, [error.text for error in parsed.ignored]) == (EVERYTHING, ["Nobody,Noone"])


def test_the_order_of_the_texts_does_not_matter():
    one, other = (PARTY.choose(EVERYTHING, values) for values in (["b", "a", "b"], ["a", "b"]))
    assert (one, hash(one)) == (other, hash(other))


def test_choosing_nothing_is_the_view_of_everything():
    assert PARTY.choose(PARTY.choose(EVERYTHING, ["a"]), []) == EVERYTHING


def test_what_is_shown_depends_on_the_choice_and_not_on_the_language():
    chosen = PARTY.choose(EVERYTHING, ["a"])
    assert chosen.but(lang=Language.HE, z=5).filters() == chosen.filters() != EVERYTHING.filters()


def test_a_report_that_names_no_party_can_be_chosen():
    opened = snapshot(report("r1"), report("r2", direction_claimed="Synthetic party A"))
    view = PARTY.choose(opened.default_view(), [""])
    assert (emit(view)["party"], shown_ids(opened, view, 9)) == ("-", ["r1"])
    assert opened.counts(view).reasons == {"other_party": 1}


def test_a_link_without_the_parameter_shows_every_party():
    opened = snapshot(report("r1"), report("r2", direction_claimed="Synthetic party A"))
    assert opened.counts(view_of(opened)).shown == 2


@pytest.mark.parametrize(
    ("parties", "said"),
    [
        (["Synthetic party A"], "said to be carried out by Synthetic party A"),
        (["", "A"], "said to be carried out by a party not named and A"),
        (["A", "B", "C", "D"], "said to be carried out by one of 4 parties"),
    ],
)
def test_the_sentence_names_a_few_parties_and_counts_many(parties: list[str], said: str):
    opened = snapshot()
    assert PARTY.phrase(PARTY.choose(opened.default_view(), parties), opened.areas, EN) == said


@pytest.mark.parametrize("lang", Language)
def test_the_sentence_has_every_name_in_every_language(lang: Language):
    opened = snapshot()
    view = PARTY.choose(opened.default_view(), ["Synthetic party A"])
    assert "Synthetic party A" in PARTY.phrase(view, opened.areas, words(lang))
