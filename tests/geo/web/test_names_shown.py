"""What is shown without Streamlit names things in the reader's language, and marks what is English."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from geo.filters.permalink import query_string
from geo.model import Language
from tests.builders import view_of
from tests.translated_names import translated_names

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from geo.snapshot.opened import Snapshot

RTL = (Language.AR, Language.HE)
PAGES = ("/embed", "/embed?format=text", "/export/view.svg", "/cite.txt")
IN_ENGLISH = re.compile(r"<(\w+)[^>]*\blang=\"en\"[^>]*>.*?</\1>", re.DOTALL)
NO_TEXT = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


def shown(client: TestClient, bundled: Snapshot, page: str, lang: Language, **changed: str) -> str:
    view = view_of(bundled, "2023-12-01", "2023-12-31").but(lang=lang)
    for parameter, value in changed.items():
        view = view.choosing(parameter, (value,))
    answer = client.get(f"{page}{'&' if '?' in page else '?'}{query_string(view)}")
    assert answer.status_code == 200
    return answer.text


def own_text(page: str) -> str:
    """Return the text of a page without what it marks as English."""
    return unescape(NO_TEXT.sub(" ", IN_ENGLISH.sub(" ", page)))


@pytest.mark.parametrize("lang", RTL)
@pytest.mark.parametrize("page", PAGES)
def test_no_name_that_has_a_translation_is_shown_in_english(
    client: TestClient, bundled: Snapshot, page: str, lang: Language
):
    text = own_text(shown(client, bundled, page, lang))
    assert translated_names(text, lang) == []


def test_an_english_page_shows_names_as_they_were_recorded(client: TestClient, bundled: Snapshot):
    text = unescape(NO_TEXT.sub(" ", shown(client, bundled, "/embed?format=text", Language.EN)))
    assert len(set(translated_names(text, Language.AR))) > 20


@pytest.mark.parametrize("lang", RTL)
def test_a_name_without_a_translation_is_marked_in_the_text_version(
    client: TestClient, bundled: Snapshot, lang: Language
):
    page = shown(client, bundled, "/embed?format=text", lang)
    assert re.search(r'<bdi lang="en" dir="ltr">[A-Z][\w ]+</bdi>', page)


@pytest.mark.parametrize("lang", RTL)
def test_a_citation_keeps_author_snapshot_and_address_in_their_own_order(
    client: TestClient, bundled: Snapshot, lang: Language
):
    text = shown(client, bundled, "/cite.txt", lang, claimant="Israeli military")
    isolates = re.findall("\u2068([^\u2066-\u2069]*)\u2069", text)
    assert isolates[0] == "Shelterline contributors"
    assert bundled.id in isolates
    assert isolates[-1].startswith("http")
    assert "Israel" not in text.split("http")[0]


def test_an_english_citation_has_no_isolates(client: TestClient, bundled: Snapshot):
    assert not re.search("[\u2066-\u2069]", shown(client, bundled, "/cite.txt", Language.EN))


@pytest.mark.parametrize("lang", RTL)
def test_an_export_carries_the_words_of_the_source(client: TestClient, bundled: Snapshot, lang: Language):
    table = shown(client, bundled, "/export/reports.csv", lang)
    assert "Israel Defense Forces" in table
    assert "Part of Khan Younis" not in table
    assert '"Gaza City"' in table
