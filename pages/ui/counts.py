"""How many reports are shown, how many are not, and why; and a way out of an empty view."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo import wording
from geo.model import NotShown
from geo.rows import rows
from pages.ui import state

if TYPE_CHECKING:
    from geo.store.reports import Counts

LISTED = 1_000
"""Rows of the table of reports not shown; the count above it is always whole."""


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
                    _not_shown_table(sum(counts.reasons.values()))
    if counts.shown == 0:
        _empty(counts)


def _not_shown_table(total: int) -> None:
    words, chronicle = state.language(), state.chronicle()
    reasons = dict(chronicle.left_out(state.view(), LISTED))
    left_out = chronicle.store.by_ids(reasons)
    if total > LISTED:
        st.caption(words("The first {n} of {total}.", n=words.number(LISTED), total=words.number(total)))
    st.dataframe(
        pd.DataFrame(
            {
                words("Reason"): [words(wording.REASONS[reasons[i]]) for i in left_out.index],
                words("Report"): left_out["report_id"],
                words("When"): [wording.when(r, words) for r in rows(left_out)],
                words("Place"): left_out["place_name"],
                words("Claimant"): left_out["claimant"],
                words("Published by"): left_out["publisher"],
                words("Summary"): left_out["summary"],
                words("Address"): left_out["url"],
            }
        ),
        hide_index=True,
        width=720,
        height=360,
    )


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
