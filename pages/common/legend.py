"""The key above the map, and the switch of its layers."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.layers.all_layers import LAYERS, statements_of
from geo.layers.legend import key_html, legend_entries, legend_html
from geo.layers.map_state import MapState
from pages.common import online, state
from pages.common.widgets import controlled


def draw(drawn: MapState) -> None:
    """Draw what the signs on the map mean, for those that are there: a line, and all of them at a click."""
    words = state.language()
    entries = legend_entries(drawn, dark=st.context.theme.type == "dark")
    said = "".join(f"<p class='sl-legend-head'>{escape(sentence)}</p>" for sentence in statements_of(drawn))
    head = escape(words("Key to all signs"))
    st.html(
        f"<div class='sl-key-box'>{key_html(entries, words)}"
        f"<details class='sl-legend'><summary>{head}</summary>"
        f"<div class='sl-legend-body' tabindex='0' role='group' aria-label='{head}'>"
        f"{legend_html(entries, words)}{said}</div></details></div>"
    )


def layer_switch() -> None:
    """Draw the choice of layers, kept in the view.

    What the panel holds is sent once it is open: a browser that first sees a choice some runs after its value
    was told shows none of it, and takes that for the reader's.
    """
    words = state.language()
    with st.popover(words("Layers"), key="layers_panel", on_change="rerun") as panel:
        if panel.open:
            _choice()


def _choice() -> None:
    words = state.language()
    st.pills(
        words("Layers"),
        list(LAYERS),
        selection_mode="multi",
        format_func=lambda layer: words(LAYERS[layer].label),
        **controlled("layers", list(state.view().layers), online.choose, set(LAYERS)),
    )
    online.offer()
    for hint in filter(None, (layer.hint for layer in LAYERS.values())):
        st.caption(words(hint))
