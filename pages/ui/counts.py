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
    from datetime import date

    from geo.store.chronicle import Selected


def draw() -> None:
    """Draw the line that keeps the reader honest."""
    words, chronicle = state.language(), state.chronicle()
    selected = chronicle.select(state.view())
    with st.container(key="counts", horizontal=True, vertical_alignment="center"):
        with st.container(key="shown", width="content"):
            total = len(chronicle.reports)
            st.html(escape(wording.shown_sentence(len(selected.shown), total, words)))
        with st.container(key="not_shown", width="content"):
            left_out = wording.not_shown_sentence(selected.reasons(), words)
            with st.popover(left_out, type="tertiary", on_change="rerun", key="why") as why:
                if why.open:
                    _not_shown_table(selected)
    if selected.shown.empty:
        _empty(selected)


def _not_shown_table(selected: Selected) -> None:
    words, chronicle = state.language(), state.chronicle()
    left_out = chronicle.reports.loc[selected.not_shown.index]
    st.dataframe(
        pd.DataFrame(
            {
                words("Reason"): selected.not_shown.map(lambda r: words(wording.REASONS[r])),
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


def _empty(selected: Selected) -> None:
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
        nearest = _nearest_day(selected)
        if nearest is not None:
            st.button(
                words("Go to {day}, the nearest day with a report", day=words.day(nearest)),
                key="nearest",
                on_click=state.change,
                kwargs={"date_from": nearest, "date_to": nearest},
            )
        st.button(words("Reset filters"), key="empty_reset", on_click=state.reset)


def _nearest_day(selected: Selected) -> date | None:
    """Return the day nearest to the view's dates on which something would be shown."""
    view, chronicle = state.view(), state.chronicle()
    if NotShown.OTHER_DATES not in selected.reasons():
        return None
    days = chronicle.select(view.but(date_from=chronicle.span[0], date_to=chronicle.span[1])).shown
    if days.empty:
        return None
    gap = (days["event_start"] - pd.Timestamp(view.date_to)).abs()
    return days.loc[gap.idxmin(), "event_start"].date()
