"""Beside the map: the detail of what is selected, and the list twin of what the map shows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import streamlit as st

from geo import wording
from geo.render import cards
from geo.render.geography import has_outline
from geo.rows import row_of
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
        head = words("Selected")
        st.html(f"<h2 class='sl-h2'>{head}</h2>")
        return
    st.selectbox(
        words("{n} at this place", n=words.number(len(picked))),
        picked,
        format_func=lambda i: f"{picked.index(i) + 1}. {_label(i)}",
        **controlled("picked_one", state.view().selected, state.select, picked),
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
    rows = _part(ids, selected)
    labels = {i: _label(i) for i in rows}
    said = Counter(labels.values())
    st.radio(
        words("What the map shows"),
        rows,
        # Streamlit tells rows apart by their label: those that read the same say which they are.
        format_func=lambda i: plain(labels[i] if said[labels[i]] == 1 else f"{labels[i]} · {i}"),
        label_visibility="collapsed",
        width="stretch",
        **controlled("row", selected if selected in rows else None, _select_row, rows),
    )


def _part(ids: list[str], selected: str) -> list[str]:
    """Return the rows of one part of a long list: the part of the selection, or the part asked for."""
    words = state.language()
    if len(ids) <= PAGE:
        return ids
    first = _first_row(ids, selected)
    with st.container(key="paging", horizontal=True, vertical_alignment="center"):
        last = min(first + PAGE, len(ids))
        st.button(
            words("Earlier rows"),
            key="rows_before",
            disabled=first == 0,
            on_click=_turn,
            args=(first - PAGE,),
        )
        st.html(f"{words.number(first + 1)}–{words.number(last)} / {words.number(len(ids))}")
        st.button(
            words("Later rows"),
            key="rows_after",
            disabled=last == len(ids),
            on_click=_turn,
            args=(last,),
        )
    return ids[first : first + PAGE]


def _first_row(ids: list[str], selected: str) -> int:
    asked = st.session_state.get("first_row", 0)
    followed = st.session_state.get("row_followed")
    if selected in ids and selected != followed:
        # The map or a link chose a row of another part: turn to it, once.
        asked = ids.index(selected) // PAGE * PAGE
    st.session_state["row_followed"] = selected
    st.session_state["first_row"] = first = asked if asked < len(ids) else 0
    return first


def _turn(first: int) -> None:
    st.session_state["first_row"] = max(first, 0)


def _select_row(item_id: str | None) -> None:
    if item_id is not None:
        state.select(item_id)


def _label(item_id: str) -> str:
    chronicle, words = state.chronicle(), state.language()
    if item_id in chronicle.reports.index:
        return wording.title(row_of(chronicle.reports, item_id), words)
    zone = row_of(chronicle.zones, item_id)
    stated = words(
        "{zone}: {status}",
        zone=wording.zone_name(zone, words.lang),
        status=wording.zone_status(zone, words),
    )
    if has_outline(zone, chronicle.areas):
        return stated
    return words("{statement} (not on the map: no outline could be drawn)", statement=stated)
