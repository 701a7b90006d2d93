"""Layers that ask another server: drawn once a reader has turned one on, never because a link says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.layers.all_layers import layers_on
from pages.common import state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.layers.map_state import MapState
    from geo.model import Layer

_TURNED_ON = "online_layers_turned_on"


def choose(layers: Iterable[Layer]) -> None:
    """Take over the layers that the reader chose; what is new among them was turned on by hand."""
    chosen = tuple(layers)
    _turn_on(set(chosen) - set(state.view().layers))
    state.change(layers=chosen)


def on_map(drawn: MapState) -> MapState:
    """Return what the map draws without the layers that only a link asks for; the link keeps them."""
    waiting = _waiting()
    return replace(drawn, layers=tuple(name for name in drawn.layers if name not in waiting))


def offer() -> None:
    """Say which layers of the link wait for the reader's leave, with a button that gives it."""
    words, waiting = state.language(), _waiting()
    for layer in layers_on(waiting):
        said = words(
            "The link has the layer {layer}. It is not drawn until you say so, for it asks another server.",
            layer=words(layer.label),
        )
        st.caption(said)
        st.button(
            words("Draw {layer}", layer=words(layer.label)),
            key=f"online_{layer.name}",
            on_click=_turn_on,
            args=({layer.name},),
        )


def _waiting() -> set[Layer]:
    turned_on: set[Layer] = st.session_state.get(_TURNED_ON, set())
    return {layer.name for layer in layers_on(state.view().layers) if layer.host} - turned_on


def _turn_on(layers: set[Layer]) -> None:
    st.session_state[_TURNED_ON] = st.session_state.get(_TURNED_ON, set()) | layers
