"""Ways out of a part of a page that shows nothing: the nearest day with something, one filter less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from geo.filters.registry import conditions
from geo.filters.view import View
from pages.common import state


def draw(key: str, nearest: date | None, label: str, count: Callable[[View], int]) -> None:
    """Offer what shows something again, each as a button.

    `nearest` is the nearest day with something, if there is one, and `label` what its button says; `count`
    says how much a view would show. `key` is a word of ours for the names of the buttons.
    """
    words, view = state.language(), state.view()
    with st.container(key=f"{key}_ways", horizontal=True):
        if nearest is not None:
            _offer(label, f"{key}_nearest", lambda was: was.but(date_from=nearest, date_to=nearest))
        for condition in conditions():
            if condition.lift is None or (lifted := condition.lift(view)) == view:
                continue
            if n := count(lifted):
                without = f"{words(condition.lift_label)} ({words.number(n)})"
                _offer(without, f"{key}_without_{condition.reason}", condition.lift)


def _offer(label: str, key: str, turn: Callable[[View], View]) -> None:
    st.button(label, key=key, on_click=_take, args=(turn,))


def _take(turn: Callable[[View], View]) -> None:
    state.turn_to(turn)
    # Filters and figures elsewhere on the page change with it.
    state.ask_for_whole_page()
