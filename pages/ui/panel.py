"""Beside the map: the detail of what is selected, and the list twin of what the map shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import wording
from geo.render import cards
from pages.ui import state
from pages.ui.widgets import controlled, plain

if TYPE_CHECKING:
    import pandas as pd

PAGE = 50
"""Rows of the list at a time; more would cost the browser more than a reader can read."""


def draw() -> None:
    """Draw detail and list; both stay where they are, whatever is selected."""
    with st.container(key="panel", gap="small"):
        with st.container(key="detail", gap="small"):
            _detail()
        with st.container(key="list", gap="small"):
            _lists()


def _detail() -> None:
    chronicle, words, selected = state.chronicle(), state.language(), state.view().selected
    if not selected:
        return
    with st.container(key="detail_head", horizontal=True, vertical_alignment="center", wrap=False):
        _here(state.picked())
        st.button(words("Close"), key="close_detail", on_click=state.select, args=("",))
    card = cards.report_card if selected in chronicle.reports.index else cards.zone_card
    st.html(card(selected, chronicle, words))


def _here(picked: tuple[str, ...]) -> None:
    """Let the reader reach everything that lies under one click."""
    words = state.language()
    if len(picked) <= 1:
        st.html(f"<h2 class='sl-h2'>{words('Selected')}</h2>")
        return
    st.selectbox(
        words("{n} at this place", n=words.number(len(picked))),
        picked,
        format_func=lambda i: f"{picked.index(i) + 1}. {plain(_label(i))}",
        **controlled("picked_one", state.view().selected, state.select),
    )


def _lists() -> None:
    chronicle, words, view = state.chronicle(), state.language(), state.view()
    shown = chronicle.select(view).shown
    zones = chronicle.zones_in(view)
    figures = chronicle.sheltering_in(view)
    pauses = chronicle.pauses_in(view)
    names = {
        "reports": (words("Reports"), len(shown)),
        "zones": (words("Zones"), len(zones)),
        "sheltering": (words("Sheltering"), len(figures)),
        "pauses": (words("Pauses"), len(pauses)),
    }
    chosen = st.segmented_control(
        words("List"),
        list(names),
        format_func=lambda name: f"{names[name][0]} {words.number(names[name][1])}",
        default="reports",
        required=True,
        key="list_of",
        label_visibility="collapsed",
    )
    if chosen == "reports":
        _radio_list(shown)
    elif chosen == "zones":
        _radio_list(zones)
    elif chosen == "sheltering":
        st.html(cards.sheltering_list(figures, words))
    else:
        st.html(cards.pauses_list(pauses, words))


def _radio_list(frame: pd.DataFrame) -> None:
    """Draw rows as one group of radio buttons: arrow keys walk it, and the map follows."""
    words, selected = state.language(), state.view().selected
    ids = list(frame.index)
    if not ids:
        return
    last = (len(ids) - 1) // PAGE
    at = ids.index(selected) // PAGE if selected in ids else 0
    page = 0
    if last:
        page = st.number_input(
            words("Part {n} of {total}", n=words.number(at + 1), total=words.number(last + 1)),
            min_value=1,
            max_value=last + 1,
            value=at + 1,
        ) - 1
    rows = ids[page * PAGE : (page + 1) * PAGE]
    st.radio(
        words("What the map shows"),
        rows,
        format_func=lambda i: plain(_label(i)),
        label_visibility="collapsed",
        width="stretch",
        **controlled("row", selected if selected in rows else None, _select_row),
    )


def _select_row(item_id: str | None) -> None:
    if item_id is not None:
        state.select(item_id)


def _label(item_id: str) -> str:
    chronicle, words = state.chronicle(), state.language()
    if item_id in chronicle.reports.index:
        return wording.title(cards.row_of(chronicle.reports, item_id), words)
    zone = cards.row_of(chronicle.zones, item_id)
    return f"{wording.zone_name(zone, words.lang)}: {wording.zone_status(zone, words)}"
