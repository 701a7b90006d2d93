from __future__ import annotations

import pytest

from geo.language import names, words
from geo.language.names import NameTable
from geo.model import Language
from tests.builders import EN

AR, HE = words(Language.AR), words(Language.HE)
PART = "Part of Khan Younis city (1 sq km)"


def test_a_statement_on_a_part_of_a_city_is_named_as_one_in_every_language():
    assert names.statement(PART, AR).startswith("جزء من")
    assert names.statement(PART, HE).startswith("חלק מ")


@pytest.mark.parametrize(("said", "lang"), [(AR, "ar"), (HE, "he")])
def test_a_translated_name_is_in_the_language_of_the_page(said, lang):
    assert names.of(NameTable.CLAIMANTS, "UNRWA", said.lang).lang == lang


def test_a_name_without_a_translation_stays_in_its_own_language_and_says_so():
    assert names.of(NameTable.CLAIMANTS, "Testville Gazette", Language.AR) == ("Testville Gazette", "en")


@pytest.mark.parametrize("text", ["UNRWA", "Testville Gazette", PART])
def test_english_names_are_shown_as_they_are(text: str):
    assert names.said(NameTable.STATEMENTS, text, EN) == text


def test_a_name_that_runs_against_its_sentence_is_isolated():
    assert names.claimant("Testville Gazette", AR) == "\u2068Testville Gazette\u2069"
    assert names.isolated("غزة", Language.EN) == "\u2068غزة\u2069"


def test_a_name_that_runs_as_its_sentence_is_not_isolated():
    assert names.isolated("غزة", Language.AR) == "غزة"
    assert names.isolated("Testville", Language.EN) == "Testville"


def test_a_translation_with_latin_letters_keeps_the_direction_of_its_page():
    said = names.isolated("BBC (דרך Testville)", Language.HE)
    assert said == "\u2067BBC (דרך Testville)\u2069"
    assert names.html(said) == '<bdi dir="rtl">BBC (דרך Testville)</bdi>'


def test_an_isolate_becomes_an_element_with_its_language_and_everything_is_escaped():
    said = f"{names.claimant('A & <b>', AR)} · نص <i>"
    assert names.html(said) == '<bdi lang="en" dir="ltr">A &amp; &lt;b&gt;</bdi> · نص &lt;i&gt;'


def test_an_isolate_of_other_letters_claims_no_language():
    assert names.html("\u2068שם\u2069") == "<bdi>שם</bdi>"


def test_a_text_without_isolates_is_what_is_compared():
    assert names.plain(names.claimant("Testville Gazette", AR)) == "Testville Gazette"


def test_an_empty_name_stays_empty():
    assert names.claimant("", AR) == ""


def test_a_name_isolated_twice_is_one_element():
    shown = names.html(f"\u2068{names.claimant('Testville Gazette', AR)}\u2069")
    assert shown == '<bdi lang="en" dir="ltr">Testville Gazette</bdi>'
