"""Below the detail of a report: what may be the same incident, and what changed in the report."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.layers import cards
from geo.model.rows import rows
from geo.snapshot.ledger_search import LedgerQuery
from pages.common import state

MOST_CHANGES = 20
"""Changes listed in the detail; the page of sources lists all."""


def draw(report_id: str) -> None:
    """Draw both, as far as there is any."""
    _candidates(report_id)
    _history(report_id)


def _candidates(report_id: str) -> None:
    words, snapshot = state.language(), state.snapshot()
    # One that this server may not show is no candidate here.
    found = [one for one in rows(snapshot.candidates_of(report_id)) if one.other_id in snapshot.store]
    if not found:
        return
    with st.container(key="candidates", gap="small"):
        head = words("Possibly the same as")
        said = words(
            "Found by comparing place, days, kind and harm. A hint, not a finding: nothing is merged and no "
            "count changes."
        )
        st.html(f"<h2 class='sl-h2'>{escape(head)}</h2><p class='sl-caveat'>{escape(said)}</p>")
        for place, candidate in enumerate(found):
            st.html(cards.candidate_card(candidate, snapshot, words))
            st.button(
                words("Show this report"),
                key=f"candidate_{place}",
                on_click=state.select,
                args=(candidate.other_id,),
            )


def _history(report_id: str) -> None:
    words, ledger = state.language(), state.snapshot().ledger_of("revisions")
    sought = LedgerQuery(report_id=report_id)
    n = ledger.count(sought)
    if not n:
        return
    more = (
        words("The first {n} of {total}.", n=words.number(MOST_CHANGES), total=words.number(n))
        if n > MOST_CHANGES
        else ""
    )
    with st.container(key="history"):
        title = words.plural("History of this report: {n} change", "History of this report: {n} changes", n)
        listed = cards.history(ledger.page(sought, MOST_CHANGES), words, more=more)
        st.html(f"<details class='sl-more'><summary>{escape(title)}</summary>{listed}</details>")
