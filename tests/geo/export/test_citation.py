"""Citations as reference managers read them."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from urllib.parse import urlencode

import bibtexparser
import pytest
import rispy
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given

from geo.export.citation import AUTHOR, Citation, bibtex, citation_of, csl_json, plain, ris
from geo.filters.claimant import CLAIMANT
from geo.filters.party import PARTY
from geo.filters.permalink import emit, parameters, query_string
from geo.filters.view import View
from geo.language import words
from geo.model import Language
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from tests.builders import bundled_views, snapshot, view_of

SITE = "https://maps.example.invalid/"
TODAY = date(2026, 1, 5)
HOSTILE = r"{a}} \b %c $d & #e _f ~g ^h @misc{x, @comment } { “q” <b>"


def cited(opened: Snapshot, view: View | None = None, accessed: date | None = TODAY) -> Citation:
    return citation_of(answer_view(opened, view or opened.default_view(), SITE), accessed)


def test_a_citation_says_who_what_which_data_when_and_where():
    opened = snapshot()
    assert plain(cited(opened), words(Language.EN)) == (
        "Shelterline contributors: Strike reports, 10 Jan 2024 · Gaza and the region · all sources. "
        f"Data set, snapshot {opened.id}, read on 5 Jan 2026. {SITE}?{query_string(opened.default_view())}"
    )


def test_a_citation_without_a_day_names_none():
    assert "read on" not in plain(cited(snapshot(), accessed=None), words(Language.EN))


def test_a_citation_is_in_the_language_of_its_view(bundled: Snapshot):
    assert "تقارير" in cited(bundled, bundled.default_view().but(lang=Language.AR)).title


@given(bundled_views)
def test_bibtex_is_read_whole_whatever_a_view_says(view: View):
    made = cited(chronicle_of(view), view)
    # The same entry twice: nothing of the first may swallow the second.
    library = bibtexparser.parse_string(bibtex(made) + bibtex(made).replace(made.key, "second"))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [made.key, "second"]
    fields = library.entries[0].fields_dict
    assert (fields["url"].value, fields["urldate"].value) == (made.address, "2026-01-05")


@given(bundled_views)
def test_braces_are_balanced_for_every_reader_that_counts_them(view: View):
    text = bibtex(cited(chronicle_of(view), view))
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0


def test_bibtex_specials_are_escaped():
    opened = snapshot()
    title = bibtex(cited(opened, view_of(opened, text=HOSTILE))).splitlines()[2]
    for escaped in (r"\%c", r"\$d", r"\&", r"\#e", r"\_f", r"\textasciitilde{}g", r"\textasciicircum{}h"):
        assert escaped in title
    assert r"\textbraceleft{}a\textbraceright{}" in title
    assert r"\textbackslash{}b" in title


@given(bundled_views)
def test_ris_is_read_whole_whatever_a_view_says(view: View):
    made = cited(chronicle_of(view), view)
    (entry,) = rispy.loads(ris(made))
    assert (entry["type_of_reference"], entry["title"]) == ("DATA", made.title)
    assert (entry["authors"], entry["urls"]) == ([AUTHOR], [made.address])
    assert ris(made).count("\r\n") == ris(made).count("\n") == 11


@given(bundled_views)
def test_csl_json_has_only_what_the_schema_has(view: View):
    made = cited(chronicle_of(view), view)
    (item,) = json.loads(csl_json(made))
    assert item == {
        "id": made.key,
        "type": "dataset",
        "title": made.title,
        "author": [{"literal": AUTHOR}],
        "publisher": "Shelterline",
        "version": f"Snapshot {made.snapshot}",
        "URL": made.address,
        "accessed": {"date-parts": [[2026, 1, 5]]},
        "language": str(view.lang),
        "note": made.note,
    }


@pytest.mark.filterwarnings("ignore::UserWarning:citeproc")  # of CSL 1.0.2 it knows less than it is given
def test_csl_json_becomes_a_sentence_in_a_style_of_others(bundled: Snapshot):
    made = cited(bundled)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    source = CiteProcJSON(json.loads(csl_json(made)))
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Cited([CitationItem(made.key)]))
    said = str(bibliography.bibliography()[0])
    assert made.title in said


def test_one_view_has_one_key_and_another_another():
    opened = snapshot()
    other = view_of(opened, text="Testville")
    assert cited(opened).key == cited(opened).key != cited(opened, other).key


def test_a_filter_that_came_later_leaves_keys_of_old_as_they_were():
    opened = snapshot()
    view = opened.default_view()
    first_parameters = parameters()[: parameters().index("sel") + 1]
    query_of_old = urlencode({name: emit(view)[name] for name in first_parameters})
    assert cited(opened).key == f"shelterline-{opened.id}-{sha256(query_of_old.encode()).hexdigest()[:8]}"

    chosen = (PARTY.choose(view, ["A"]), CLAIMANT.choose(view, ["A"]), CLAIMANT.choose(view, ["B"]))
    assert len({cited(opened, each).key for each in (view, *chosen)}) == 4


def chronicle_of(view: View) -> Snapshot:
    from geo.snapshot.current import current  # noqa: PLC0415 after the home of the tests is set

    assert current().id == view.snap
    return current()
