"""How many reports are shown, how many are not, and why; and a way out of an empty view."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geo import wording
from geo.model import NotShown
from pages.ui import not_shown, state

if TYPE_CHECKING:
    from geo.store.reports import Counts


def draw() -> None:
    """Draw the line that keeps the reader honest."""
    words, chronicle = state.language(), state.chronicle()
    counts = chronicle.counts(state.view())
    with st.container(key="counts", horizontal=True, vertical_alignment="center"):
        with st.container(key="shown", width="content"):
            st.html(escape(wording.shown_sentence(counts.shown, chronicle.total, words)))
        with st.container(key="not_shown", width="content"):
            left_out = wording.not_shown_sentence(counts.reasons, words)
            with st.popover(left_out, type="tertiary", on_change="rerun", key="why") as why:
                if why.open:
                    not_shown.draw(counts.reasons)
    if counts.shown == 0:
        _empty(counts)


def _empty(counts: Counts) -> None:
    words, view, chronicle = state.language(), state.view(), state.chronicle()
    first, last = chronicle.span
    with st.container(key="empty"):
        st.html(
            "<p class='sl-notice'>"
            + escape(
                words(
                    "No report to show for {days}. The chronicle runs from {first} to {last}.",
                    days=words.days(view.date_from, view.date_to),
                    first=words.day(first),
                    last=words.day(last),
                )
            )
            + "</p>"
        )
        by_dates = NotShown.OTHER_DATES in counts.reasons
        nearest = chronicle.nearest_day(view) if by_dates else None
        if nearest is not None:
            st.button(
                words("Go to {day}, the nearest day with a report", day=words.day(nearest)),
                key="nearest",
                on_click=state.change,
                kwargs={"date_from": nearest, "date_to": nearest},
            )
        st.button(words("Reset filters"), key="empty_reset", on_click=state.reset)
