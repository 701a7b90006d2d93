"""What is named in the data, in the language of the interface: the one way by which such a name is shown.

The tables stand in `data/names`, outside the snapshots: a translation changes no snapshot's id, and
snapshots of old get the same names. A name that no table has stays in its source's own language. It is
kept apart from the sentence around it by Unicode isolates (UAX 9), which `html` turns into `<bdi>`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from geo.language import Words
from geo.model import Language

NAMES_DIR = Path(__file__).parents[2] / "data" / "names"
FIRST_STRONG_ISOLATE, RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE = "\u2068", "\u2067", "\u2069"
_LATIN, _RIGHT_TO_LEFT = re.compile(r"[A-Za-z\u00c0-\u024f]"), re.compile(r"[\u0590-\u08ff\ufb1d-\ufefc]")
_ISOLATED = re.compile(
    f"([{RIGHT_TO_LEFT_ISOLATE}{FIRST_STRONG_ISOLATE}])([^\u2066-{POP_ISOLATE}]*){POP_ISOLATE}"
)
_CONTROLS = re.compile(r"[\u2066-\u2069]")
_TAG, _ELEMENT = re.compile(r"<[^>]*>"), re.compile(r"<bdi[^>]*>[^<]*</bdi>")


class NameTable(StrEnum):
    """A file of `data/names`, by what it names."""

    STATEMENTS = "statements"
    """Titles of zone statements."""
    CLAIMANTS = "claimants"
    """Whoever speaks or is spoken of: claimants, issuers, publishers and parties."""
    PAUSES = "pauses"
    """Names of pauses, and what of them is disputed."""
    PLACES = "places"
    """Places of reports, and areas of pauses, tolls and figures of people sheltering."""


class ShownName(NamedTuple):
    """A name as it is shown."""

    text: str
    lang: str
    """ISO 639-1 code of the language it is in; empty where that is not known."""


def of(table: NameTable, text: str, lang: Language) -> ShownName:
    """Return what a table calls something in a language; without a translation the text itself."""
    found = _names(table, lang).get(text)
    if found is not None:
        return ShownName(found, _language(found) or lang.value)
    return ShownName(text, _language(text))


def every(table: NameTable, lang: Language) -> Mapping[str, str]:
    """Return what a table calls everything that it names, in a language; without what it calls the same."""
    return {text: name for text, name in _names(table, lang).items() if name != text}


def said(table: NameTable, text: str, words: Words) -> str:
    """Return a name for a sentence, isolated where its letters run against the sentence."""
    return isolated(of(table, text, words.lang).text, words.lang)


def statement(text: str, words: Words) -> str:
    """Return the title of a zone statement for a sentence."""
    return said(NameTable.STATEMENTS, text, words)


def claimant(text: str, words: Words) -> str:
    """Return a claimant, an issuer, a publisher or a party for a sentence."""
    return said(NameTable.CLAIMANTS, text, words)


def pause(text: str, words: Words) -> str:
    """Return the name of a pause, or what of it is disputed, for a sentence."""
    return said(NameTable.PAUSES, text, words)


def place(text: str, words: Words) -> str:
    """Return a place as a report or a figure names it for a sentence."""
    return said(NameTable.PLACES, text, words)


def isolated(text: str, lang: Language) -> str:
    """Return a text that keeps its own order in a sentence of a language; most texts need nothing for it."""
    is_rtl = _RIGHT_TO_LEFT.search(text) is not None
    if lang.direction == "ltr":
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if is_rtl else text
    if _LATIN.search(text) is None:
        return text
    first = RIGHT_TO_LEFT_ISOLATE if is_rtl else FIRST_STRONG_ISOLATE
    return f"{first}{text}{POP_ISOLATE}"


def html(text: str) -> str:
    """Return a text escaped, with an element that names language and direction for each isolate in it."""
    shown, before = escape(text), ""
    # From the innermost outwards: a sentence isolates what it is given, which may be isolated already.
    while shown != before:
        before, shown = shown, _ISOLATED.sub(_element, shown)
    return shown


def plain(text: str) -> str:
    """Return a text without isolates, for what is compared or measured."""
    return _CONTROLS.sub("", text)


def _element(found: re.Match[str]) -> str:
    first, text = found.groups()
    if _ELEMENT.fullmatch(text):
        return text
    if first == RIGHT_TO_LEFT_ISOLATE:
        return f'<bdi dir="rtl">{text}</bdi>'
    lang = _language(_TAG.sub("", text))
    return f'<bdi lang="{lang}" dir="ltr">{text}</bdi>' if lang else f"<bdi>{text}</bdi>"


def _language(text: str) -> str:
    """Return English for a text of Latin letters: what is not translated was written down in English."""
    return "" if _RIGHT_TO_LEFT.search(text) or not _LATIN.search(text) else Language.EN.value


@cache
def _names(table: NameTable, lang: Language) -> dict[str, str]:
    with (NAMES_DIR / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row["en"]: row[lang.value] for row in csv.DictReader(file) if row[lang.value]}
