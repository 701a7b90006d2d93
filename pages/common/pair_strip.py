"""The dates of both views on one strip: those that the sidebar changes can be dragged."""

from __future__ import annotations

import streamlit as st

from geo.charts.histogram import histogram, packed, strip_script
from geo.model.days import day_number
from geo.wording.comparison_sentences import sides
from pages.common import state
from pages.common.histogram import take_dates
from pages.common.pair_state import ChangedSide, side
from pages.common.widgets import caveat

_KEY, _TAKEN = "pair_strip", "pair_strip_taken"
_strip = st.components.v2.component("shelterline_pair_strip", js=strip_script())


def draw() -> None:
    """Draw the strip; its bars are of the view whose dates can be dragged."""
    words, pair, snapshot = state.language(), state.pair(), state.snapshot()
    letters = sides(words)
    is_b = side() is ChangedSide.B
    other = pair.a if is_b else pair.b
    own, others = letters[is_b], letters[not is_b]
    data = {
        **histogram(snapshot, state.view(), words),
        "own": own,
        "other": {"from": day_number(other.date_from), "to": day_number(other.date_to), "label": others},
        "n": st.session_state.get(_TAKEN, 0),
        "brush": {"script": "", "index": "", "by_tiles": False},
    }
    with st.container(key="timeline"):
        _strip(key=_KEY, data=packed(data), height="stretch", on_range_change=_take)
    caveat(
        words(
            "Bars and handles are of {own}; the dashed frame has the dates of {other}. “Filters of” swaps "
            "them.",
            own=own,
            other=others,
        )
    )


def _take() -> None:
    take_dates(_KEY, _TAKEN)
