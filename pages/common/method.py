"""The sources and method page: who is read, by which rules, from which snapshot."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo import __version__
from geo.wording.method import RULES, source_table
from pages.common import state


def draw() -> None:
    """Draw identity, rules and sources."""
    _identity()
    _rules()
    _sources()


def _identity() -> None:
    words, snapshot = state.language(), state.snapshot()
    first, last = snapshot.span
    facts = {
        words("Snapshot"): snapshot.id,
        words("Reports"): words.number(snapshot.total),
        words("Incidents"): words.number(snapshot.store.incidents()),
        words("Zone statements"): words.number(len(snapshot.zones)),
        words("First and last day"): words.days(first, last),
        words("Software"): f"Shelterline {__version__}",
    }
    rows = "".join(f"<dt>{escape(k)}</dt><dd dir='auto'>{escape(v)}</dd>" for k, v in facts.items())
    with st.container(key="identity"):
        _head(words("This snapshot"))
        st.html(f"<dl class='sl-facts'>{rows}</dl>")


def _head(text: str) -> None:
    st.html(f"<h2 class='sl-h2'>{escape(text)}</h2>")


def _rules() -> None:
    words = state.language()
    rules = "".join(
        f"<section><h3>{escape(words(rule.title))}</h3><p>{escape(rule.said(words))}</p></section>"
        for rule in RULES
    )
    _head(words("How it is made"))
    st.html(f"<div class='sl-rules'>{rules}</div>")


def _sources() -> None:
    words = state.language()
    table = source_table(state.snapshot(), words)
    with st.container(key="source_table"):
        title = words.plural("{n} source of reports", "{n} sources of reports", len(table))
        _head(title)
        st.dataframe(
            table,
            hide_index=True,
            height=520,
            column_config={words("Address"): st.column_config.LinkColumn(words("Address"))},
        )
