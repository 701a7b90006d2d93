"""Ways out of a part of a page that shows nothing: the nearest day with something, one filter less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from geo.filters.registry import conditions
from geo.filters.view import View
from pages.common import state

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def draw(nearest: date | None, label: str, count: Callable[[View], int], prefix: str = "") -> DeltaGenerator:
    """Offer what shows something again, each as a button.

    `nearest` is the nearest day with something, if there is one, and `label` what its button says; `count`
    says how much a view would show. `prefix` tells these buttons from those of another part of the page.
    Returns the row of buttons, for what else a page offers there.
    """
    words, view = state.language(), state.view()
    row = st.container(key=f"{prefix}ways_out", horizontal=True)
    with row:
        if nearest is not None:
            _offer(label, f"{prefix}nearest", lambda was: was.but(date_from=nearest, date_to=nearest))
        for condition in conditions():
            if condition.lift is None or (lifted := condition.lift(view)) == view:
                continue
            if n := count(lifted):
                without = f"{words(condition.lift_label)} ({words.number(n)})"
                _offer(without, f"{prefix}without_{condition.reason}", condition.lift)
    return row


def _offer(label: str, key: str, turn: Callable[[View], View]) -> None:
    st.button(label, key=key, on_click=_take, args=(turn,))


def _take(turn: Callable[[View], View]) -> None:
    state.turn_to(turn)
    # Filters and figures elsewhere on the page change with it.
    state.ask_for_whole_page()
