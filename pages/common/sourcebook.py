"""The parts of the page of sources: who is read, by which rules, with what gaps, what came in."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from geo import __version__
from geo.charts.coverage_tables import coverage_html
from geo.language import Words, names
from geo.layers import cards
from geo.layers.card_templates import PageLink
from geo.model.thing_kinds import ThingKind, thing_address
from geo.queries.coverage import coverage
from geo.wording import coverage_sentences
from geo.wording.method import RULES, SOURCE_ORDERS, SourceOrder, source_table
from pages.common import cannot_show, ledgers, state, table_file, upload_form
from pages.common.widgets import answer, controlled, heading

MOST_SOURCES = 500
"""Sources that are listed; the file has all of them."""
_PART, _ORDER = "sources_part", "sources_order"


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
    snapshot, chosen = state.snapshot(), st.session_state.get(_ORDER, SourceOrder.REPORTS)
    table = source_table(snapshot, words, chosen)
    with st.container(key="source_table"):
        heading(words.plural("{n} source of reports", "{n} sources of reports", len(table)))
        st.selectbox(
            words("Order of the list"),
            list(SOURCE_ORDERS),
            format_func=lambda order: words(SOURCE_ORDERS[order]),
            width=240,
            **controlled("source_order_choice", chosen, _put_in_order, SOURCE_ORDERS),
        )
        listed = _listed(table.head(MOST_SOURCES), snapshot.id, words)
        if len(table) > MOST_SOURCES:
            n, total = words.number(MOST_SOURCES), words.number(len(table))
            st.caption(words("The first {n} of {total}.", n=n, total=total))
        st.html(cards.table(words("Sources"), listed, words))
        units = words("Reports of each source in this snapshot, and the first and last day of what they say.")
        table_file.offer("sources", words("Sources"), units, lambda: table, is_of_view=False)


def _listed(table: pd.DataFrame, snap: str, words: Words) -> pd.DataFrame:
    """Return the sources as texts, each with the way to its page."""
    name, n = words("Source"), words("Reports")
    pages = [thing_address(ThingKind.SOURCE, str(source_id), snap, words.lang) for source_id in table.index]
    texts: dict[str, list[str | PageLink]] = {
        name: [PageLink(*link) for link in zip(table[name], pages, strict=True)],
        n: [words.number(number) for number in table[n]],
    }
    # What a source says of itself was written down in English.
    for recorded in (words("Licence"), words("Caveat")):
        texts[recorded] = [names.isolated(str(text), words.lang) for text in table[recorded]]
    for days in (words("First event"), words("Last event")):
        texts[days] = ["" if pd.isna(day) else words.day(day) for day in table[days]]
    return pd.DataFrame({title: texts.get(str(title), table[title]) for title in table})


def _put_in_order(order: SourceOrder) -> None:
    st.session_state[_ORDER] = order
