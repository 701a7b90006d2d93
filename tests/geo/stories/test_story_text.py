"""Texts of stories: a few marks are read, links lead to rows alone, and nothing of it runs."""

from __future__ import annotations

import pytest

from geo.model.errors import SourceError
from geo.stories.row_names import RowKind, RowName
from geo.stories.story_text import passages, rows_cited, story_html


def shown(text: str) -> str:
    return story_html(text, lambda row: f"/{row.kind}/{row.key}")


def test_paragraphs_emphasis_lists_and_rows_are_shown():
    html = shown("A *word* and [12 houses](report:r1).\n\n- one\n- **two**")
    assert "<em>word</em>" in html
    assert '<a href="/report/r1"' in html
    assert html.count("<li>") == 2
    assert "<strong>two</strong>" in html


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![a](report:r1)",
    "[a](javascript:alert(1))",
    "[a](data:text/html,<script>)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n[a]",
    "`<b>` ~~~ \\<b>",
    "{{ 7 * 7 }} {% raw %}",
    "[" * 2_000,
    "*" * 4_000,
    "- " * 2_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_else_becomes_markup(text: str):
    html = shown(text)
    for mark in ("<script", "<img", "<b>", 'href="javascript', 'href="data', "49"):
        assert mark not in html


@pytest.mark.parametrize(
    "href", ["https://example.org", "report:", "report:../x", "source:s1", "/report/r1", "#x"]
)
def test_a_link_that_leads_to_no_row_is_refused(href: str):
    with pytest.raises(SourceError, match="names no row"):
        shown(f"[a]({href})")


def test_a_row_that_is_not_given_away_leaves_its_words():
    html = story_html("[12 houses](report:r1) and [a zone](zone:z1)", lambda row: "#z" * (row.kind == "zone"))
    assert html == '<p>12 houses and <a href="#z" class="sl-row" data-row="zone:z1">a zone</a></p>\n'


def test_rows_are_told_once_and_emphasis_does_not_part_a_figure():
    text = "[1 *December*](report:r1) [2](report:r1) [3](toll:t1)"
    assert rows_cited(text) == [RowName(RowKind.REPORT, "r1"), RowName(RowKind.TOLL, "t1")]
    assert passages(text)[0][0].text == "1 December"


def test_a_list_begins_with_one():
    passages("1. responders")
    with pytest.raises(SourceError, match="begins with 1"):
        passages("15. responders")
