"""Words and phrases that the report must say."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.filters.filter import Condition, Filter, Widget
from geo.filters.filter_index import FilterIndex, SearchTerm, Test
from geo.filters.reader import ParameterReader
from geo.filters.view import MAX_TEXT, View, fold
from geo.geometry.gazetteer import Areas, search_form
from geo.language import N_, Words
from geo.model import ExclusionReason

# A mark within a word is part of it: Hebrew writes acronyms so.
_PHRASE = re.compile(r'(?<!\S)["“”„«]([^"“”„«»]+)["“”»](?!\S)')


def search_terms(text: str) -> tuple[SearchTerm, ...]:
    """Return what a text searches for: each phrase in quotation marks, and the words beside them."""
    found, end = [], 0
    for phrase in _PHRASE.finditer(text):
        found += [SearchTerm(search_form(text[end : phrase.start()]), is_phrase=False)]
        found += [SearchTerm(search_form(phrase[1]), is_phrase=True)]
        end = phrase.end()
    found.append(SearchTerm(search_form(text[end:]), is_phrase=False))
    return tuple(term for term in found if term.form)


def _says(view: View, index: FilterIndex) -> Test | None:
    terms = search_terms(view.text)
    if not terms:
        return None
    has_text = index.has_text(terms)
    return lambda rows: has_text[rows]


def _lifted(view: View) -> View:
    return view.but(text="")


class TextFilter(Filter):
    """Keeps the reports that say every word and every phrase looked for."""

    parameters = ("q",)
    conditions = (
        Condition(ExclusionReason("text"), N_("without the text"), _says, _lifted, N_("Clear the text")),
    )
    label = N_("Text")
    widget = Widget.TEXT

    def emit(self, view: View) -> tuple[str, ...]:
        """Return the text."""
        return (view.text,)

    def read(self, reader: ParameterReader, default: View) -> Mapping[str, object]:
        """Read a text of no more than `MAX_TEXT` characters."""
        value = reader.parameters.get("q", default.text)
        if len(value) > MAX_TEXT:
            reader.ignore("q", value, f"at most {MAX_TEXT} characters")
            value = default.text
        return {"text": fold(value)}

    def is_chosen(self, view: View) -> bool:
        """Whether there is a text."""
        return bool(view.text)

    def phrase(self, view: View, _areas: Areas, words: Words) -> str:
        """Return the text in quotation marks."""
        return words("with “{text}”", text=view.text) if view.text else ""


TEXT = TextFilter()
