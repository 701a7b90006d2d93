"""The share panel of two views: their link, their embed, their files and their citation."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from geo.export.embed_code import FrameSize, embed_code
from geo.export.pair_page import CSV_PATH, EMBED_PATH, FIGURE_PATH, pair_citation, title_of
from geo.filters.permalink import query_string
from geo.filters.view_pair import pair_query
from geo.language import Words
from geo.queries.pair_answer import PairAnswer, answer_pair
from pages.common import share, state

_SIZE = FrameSize(960, 900)


def button() -> None:
    """Draw the button; what the panel holds is worked out when the reader opens it."""
    share.panel(_parts)


def _parts(words: Words) -> share.Parts:
    return {
        "link": (words("Link"), _link),
        "embed": (words("Embed"), _embed),
        "files": (words("Download"), _files),
        "cite": (words("Cite"), _cite),
    }


def _answer() -> PairAnswer:
    return answer_pair(state.snapshot(), state.pair(), f"{share.site()}/")


def _link(words: Words) -> None:
    share.link(words, title_of(_answer()))


def _embed(words: Words) -> None:
    st.write(words("A light page of both views for your own site, with its sources."))
    query = pair_query(state.pair())
    code = embed_code(f"{share.site()}{EMBED_PATH}?{query}", title_of(_answer()), _SIZE)
    st.code(code, language=None, wrap_lines=True)
    st.html(share.links(words("Without a map"), {words("Text only"): f"{EMBED_PATH}?{query}&format=text"}))


def _files(words: Words) -> None:
    pair = state.pair()
    query = pair_query(pair)
    st.html(share.links(words("What is counted in each view"), {"CSV": f"{CSV_PATH}?{query}"}))
    share.figures(words, FIGURE_PATH, query)
    rows = {
        words("A"): f"/export/reports.csv?{query_string(pair.a)}",
        words("B"): f"/export/reports.csv?{query_string(pair.b)}",
    }
    st.html(share.links(words("Rows of each view, as CSV"), rows))


def _cite(words: Words) -> None:
    citation = pair_citation(_answer(), datetime.now(UTC).date())
    share.cite(words, citation, words("Citation of both views"), pair_query(state.pair()))
