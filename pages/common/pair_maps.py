"""Both maps in the page: a frame of ours that stays while what it shows changes."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from geo.export.pair_page import frame_html
from geo.filters.view import MAX_LON, MAX_ZOOM, MIN_ZOOM
from geo.geometry.frame import MAX_LAT
from geo.layers.legend import joint_entries, legend_html
from geo.layers.pair_scene import packed_pair, pair_data, pair_states
from pages.common import state

_KEY = "pair_maps"
_maps = st.components.v2.component(
    "shelterline_pair",
    js=(Path(__file__).parent / "pair_maps.js").read_text(encoding="utf-8"),
)


def draw() -> None:
    """Draw both maps, and the key to what either shows."""
    words, pair, snapshot = state.language(), state.pair(), state.snapshot()
    states = pair_states(snapshot, (pair.a, pair.b), words, state.viewport_serial())
    said = {
        "data": pair_data(states, pair, words),
        "html": frame_html(words),
        "title": words("Two maps"),
    }
    with st.container(key="pair_maps_box"):
        _maps(key=_KEY, data=packed_pair(said), on_place_change=_take)
    entries = joint_entries(states, dark=st.context.theme.type == "dark")
    head, key = escape(words("Key to all signs")), legend_html(entries, words)
    st.html(
        f"<details class='sl-fold'><summary>{head}</summary>"
        f"<div class='sl-legend-body sl-pair-key' tabindex='0' role='group' aria-label='{head}'>"
        f"{key}</div></details>"
    )


def _take() -> None:
    """Take over where the reader moved the maps to; ignore what is no place of a map."""
    event: Any = st.session_state[_KEY].get("place")
    try:
        lat, lon, z = float(event["lat"]), float(event["lon"]), int(event["z"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return
    if abs(lat) <= MAX_LAT and abs(lon) <= MAX_LON and MIN_ZOOM <= z <= MAX_ZOOM:
        state.look(lat, lon, z)
