from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import geo
import pages
from geo.language import LOCALE_DIR, words
from geo.model import Language
from tests.builders import EN

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

TRANSLATED = [Language.AR, Language.HE]
PLURAL_FORMS = {"en": 2, "ar": 6}
PLACEHOLDER = re.compile(r"\{(\w*)\}")
KEYWORDS = {**DEFAULT_KEYWORDS, "words": None, "self": None, "plural": (1, 2)}
IN_TEMPLATES = re.compile(r'\bw(?:\.plural)?\("([^"]*)"(?:, "([^"]*)")?')
TEMPLATES = Path(geo.__file__).parent / "layers" / "templates"


@cache
def catalogue(lang: str) -> Catalog:
    path = LOCALE_DIR / lang / "LC_MESSAGES" / "shelterline.po"
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def messages(lang: str) -> Iterator[Message]:
    return (message for message in catalogue(lang) if message.id)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def languages() -> list[str]:
    present = {path.parts[-3] for path in LOCALE_DIR.glob("*/LC_MESSAGES/shelterline.po")}
    return sorted(present | set(Language))


@cache
def source_messages() -> frozenset[str]:
    """The first form of every message of the Python source and of the templates."""
    found: set[str] = set()
    for package in (geo, pages):
        rows = extract_from_dir(Path(package.__file__).parent, [("**.py", "python")], keywords=KEYWORDS)
        found |= {forms(message)[0] for _, _, message, _, _ in rows}
    for template in TEMPLATES.glob("*.html"):
        found |= {one for one, _ in IN_TEMPLATES.findall(template.read_text(encoding="utf-8"))}
    return frozenset(found - {""})


@pytest.mark.parametrize("lang", languages())
def test_every_translation_has_the_placeholders_of_its_message(lang: str):
    wrong = [
        (source, form)
        for message in messages(lang)
        for source in forms(message.id)
        for form in forms(message.string)
        if form and placeholders(form) != placeholders(source)
    ]
    assert not wrong


@pytest.mark.parametrize("lang", languages())
def test_every_message_of_the_source_is_in_the_catalogue(lang: str):
    present = {forms(message.id)[0] for message in messages(lang)}
    assert not sorted(source_messages() - present)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_message_is_left_untranslated(lang: str):
    assert not [m.id for m in messages(lang) if not all(forms(m.string))]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_translation_is_marked_as_a_guess_of_the_tool(lang: str):
    assert not [message.id for message in messages(lang) if message.fuzzy]


@pytest.mark.parametrize("lang", languages())
def test_every_plural_has_the_forms_that_its_header_promises(lang: str):
    promised = catalogue(lang).num_plurals
    wrong = [m.id for m in messages(lang) if m.pluralizable and len(forms(m.string)) != promised]
    assert not wrong


@pytest.mark.parametrize(("lang", "number"), PLURAL_FORMS.items())
def test_a_language_has_its_number_of_plural_forms(lang: str, number: int):
    assert catalogue(lang).num_plurals == number


def test_hebrew_tells_one_from_many():
    assert catalogue("he").num_plurals >= 2


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translated_word_is_shown_in_its_own_letters(lang: Language):
    letters = {"ar": r"[\u0600-\u06ff]", "he": r"[\u0590-\u05ff]"}[lang]
    assert re.search(letters, words(lang)("unknown"))


def test_digits_are_latin_in_every_language():
    said = [words(lang).day(date(2023, 12, 2)) + words(lang).number(1234) for lang in Language]
    assert not [text for text in said if re.search(r"[\u0660-\u0669\u06f0-\u06f9]", text)]


def test_an_interval_says_nothing_twice():
    assert EN.days(date(2023, 12, 1), date(2023, 12, 2)) == "1–2 Dec 2023"


def test_a_value_in_braces_is_not_filled_in_again():
    assert EN("{claimant} says:", claimant="{secret}") == "{secret} says:"


def test_the_empty_message_is_empty_and_not_the_catalogues_header():
    assert [words(lang)("") for lang in Language] == ["", "", ""]


def test_arabic_and_hebrew_run_from_right_to_left():
    assert [lang.direction for lang in Language] == ["ltr", "rtl", "rtl"]


def test_eleven_to_ninety_nine_take_the_accusative_in_arabic():
    """CLDR's "many" is the last form; the one before it is for hundreds alone, which take the genitive."""
    told = [message for message in messages("ar") if isinstance(message.id, tuple)]
    wrong = [m.id[1] for m in told if m.string[4].count("\u064b") > m.string[5].count("\u064b")]
    assert len(told) > 50
    assert wrong == []


MOST_WORDS = 25


def test_no_sentence_on_the_screen_is_long():
    sentences = {
        sentence
        for message in source_messages()
        for text in forms(message)
        for sentence in re.split(r"(?<=[.!?:;])\s+", text)
    }
    long = sorted(sentence for sentence in sentences if len(sentence.split()) > MOST_WORDS)
    assert long == []
