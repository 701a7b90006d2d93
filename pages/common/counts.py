"""How many reports are shown, how many are not, and why; and a way out of an empty view."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo import wording
from geo.filters.dates import OTHER_DATES
from geo.filters.registry import conditions
from geo.snapshot.report_index import Counts
from geo.wording.empty_view import empty_sentence
from pages.common import not_shown, state


def draw() -> None:
    """Draw the line that keeps the reader honest."""
    words, snapshot = state.language(), state.snapshot()
    counts = snapshot.counts(state.view())
    with st.container(key="counts", horizontal=True, vertical_alignment="center"):
        with st.container(key="shown", width="content"):
            st.html(escape(wording.shown_sentence(counts.shown, snapshot.total, words)))
        with st.container(key="not_shown", width="content"):
            left_out = wording.not_shown_sentence(counts.reasons, words)
            with st.popover(left_out, type="tertiary", on_change="rerun", key="why") as why:
                if why.open:
                    not_shown.draw(counts.reasons)
    if counts.shown == 0:
        _empty(counts)


def _empty(counts: Counts) -> None:
    words, view, snapshot = state.language(), state.view(), state.snapshot()
    sentence = empty_sentence(counts.reasons, view, snapshot.span, words)
    with st.container(key="empty"):
        st.html(f"<p class='sl-notice'>{escape(sentence)}</p>")
        with st.container(key="ways_out", horizontal=True):
            by_dates = OTHER_DATES in counts.reasons
            nearest = snapshot.nearest_day(view) if by_dates else None
            if nearest is not None:
                st.button(
                    words("Go to {day}, the nearest day with a report", day=words.day(nearest)),
                    key="nearest",
                    on_click=state.change,
                    kwargs={"date_from": nearest, "date_to": nearest},
                )
            _one_filter_less(counts)
            st.button(words("Reset filters"), key="empty_reset", on_click=state.reset)


def _one_filter_less(counts: Counts) -> None:
    """Offer to lift each filter without which alone the view shows something, and say how much."""
    words, view, snapshot = state.language(), state.view(), state.snapshot()
    for condition in conditions():
        if condition.lift is None or condition.reason not in counts.reasons:
            continue
        if shown := snapshot.counts(condition.lift(view)).shown:
            st.button(
                f"{words(condition.lift_label)} ({words.number(shown)})",
                key=f"without_{condition.reason}",
                on_click=state.turn_to,
                args=(condition.lift,),
            )
