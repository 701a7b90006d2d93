"""The parts of the page of sources: who is read, by which rules, with what gaps, what came in."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo import __version__
from geo.charts.coverage_tables import coverage_html
from geo.queries.coverage import coverage
from geo.wording import coverage_sentences
from geo.wording.method import RULES, source_table
from pages.common import cannot_show, ledgers, state, upload_form
from pages.common.widgets import answer, controlled, heading

_PART = "sources_part"


def draw() -> None:
    """Draw the choice of parts and the part that is chosen."""
    words = state.language()
    parts = {
        "method": (words("Sources and method"), _method),
        "coverage": (words("What this selection holds and lacks"), _coverage),
        "came": (words("What came in"), ledgers.came_in),
        "changes": (words("Changes"), ledgers.changes),
        "rejects": (words("Rejected rows"), ledgers.rejects),
        "own": (words("Your file"), upload_form.draw),
    }
    chosen = st.session_state.get(_PART, "method")
    st.segmented_control(
        words("Part of this page"),
        list(parts),
        format_func=lambda part: parts[part][0],
        required=True,
        label_visibility="collapsed",
        **controlled("sources_part_choice", chosen, _choose, parts),
    )
    parts[chosen][1]()


def _choose(part: str | None) -> None:
    if part is not None:
        st.session_state[_PART] = part


def _method() -> None:
    with cannot_show.damage_named():
        answer(coverage_sentences.answer(coverage(state.snapshot()), state.language()))
    _stories()
    _identity()
    _rules()
    _sources()


def _stories() -> None:
    words = state.language()
    link = (
        f"<a href='/stories?lang={words.lang}' target='_blank' rel='noopener'>{escape(words('Stories'))}</a>"
    )
    about = words("Pinned views with a text. Each figure in a text leads to the row that carries it.")
    st.html(f"<p class='sl-plain'>{link}: {escape(about)}</p>")


def _coverage() -> None:
    words, snapshot = state.language(), state.snapshot()
    with st.container(key="coverage"), cannot_show.damage_named():
        heading(words("What this selection holds and lacks"))
        st.html(coverage_html(snapshot, words))


def _identity() -> None:
    words, snapshot = state.language(), state.snapshot()
    first, last = snapshot.span
    facts = {
        words("Snapshot"): snapshot.id,
        words("Reports"): words.number(snapshot.total),
        words("Incidents"): words.number(snapshot.store.database.incidents()),
        words("Zone statements"): words.number(len(snapshot.zones)),
        words("First and last day"): words.days(first, last),
        words("Software"): f"Shelterline {__version__}",
    }
    rows = "".join(f"<dt>{escape(k)}</dt><dd dir='auto'>{escape(v)}</dd>" for k, v in facts.items())
    with st.container(key="identity"):
        heading(words("This snapshot"))
        st.html(f"<dl class='sl-facts'>{rows}</dl>")


def _rules() -> None:
    words = state.language()
    rules = "".join(
        f"<section><h3>{escape(words(rule.title))}</h3><p>{escape(rule.said(words))}</p></section>"
        for rule in RULES
    )
    heading(words("How it is made"))
    st.html(f"<div class='sl-rules'>{rules}</div>")


def _sources() -> None:
    words = state.language()
    table = source_table(state.snapshot(), words)
    with st.container(key="source_table"):
        heading(words.plural("{n} source of reports", "{n} sources of reports", len(table)))
        st.dataframe(
            table,
            hide_index=True,
            height=520,
            column_config={words("Address"): st.column_config.LinkColumn(words("Address"))},
        )
