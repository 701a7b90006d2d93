"""What a view says first, above its map: the figures most spoken of, each with who claims it."""

from __future__ import annotations

import streamlit as st

from geo.layers import cards
from geo.queries.key_figures import key_figures_of
from pages.common import state


def draw() -> None:
    """Draw the figures; their room is there without them, so that the map stays where it is."""
    snapshot, view = state.snapshot(), state.view()
    said = cards.key_figures(key_figures_of(snapshot, view.filters()), snapshot, state.language())
    if said:
        st.html(said)
