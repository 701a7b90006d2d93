"""The map in the page: what goes to the browser, and what the reader does there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit_folium import st_folium

from geo.api.tiles import cell_shift
from geo.render.map import base_map, state_group
from geo.render.scene import scene
from pages.ui import state

if TYPE_CHECKING:
    from geo.render.state import MapState

_KEY = "map"
_HEIGHT_PX = 600
"""Height until the style sheet fits the map to the window."""


HEAD_START_S = 0.7
"""What a first map gets before the browser is handed the rest of the page. Handed all at once, the browser
builds some forty widgets before it so much as asks for the map's frame: see docs/decisions."""


def draw() -> MapState:
    """Draw the map of the view, and say what it shows; what changes in it changes in place."""
    drawn = scene(state.chronicle(), state.view(), state.language(), state.viewport_serial())
    with st.container(key="mapbox"):
        st_folium(
            base_map(),
            key=_KEY,
            height=_HEIGHT_PX,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=state_group(drawn),
            on_change=_take,
        )
    return drawn


def give_head_start() -> None:
    """Wait once, before the rest of the first page, until the browser has had time for the map."""
    if "had_map" not in st.session_state:
        st.session_state["had_map"] = True
        time.sleep(HEAD_START_S)


def _take() -> None:
    event: dict[str, Any] = st.session_state.get(_KEY) or {}
    place = event.get("viewport")
    if place:
        state.look(place["lat"], place["lon"], place["z"])
    pick = event.get("pick")
    if pick and pick["n"] != st.session_state.get("pick_taken"):
        st.session_state["pick_taken"] = pick["n"]
        grid = pick.get("cells") or {"z": 0, "cells": []}
        cells = [(int(x), int(y)) for x, y in grid["cells"]]
        state.pick(pick["reports"], cells, cell_shift(int(grid["z"])), pick["areas"], pick["zones"])
        if pick.get("sheltering"):
            # A figure has no page of its own: the list holds it beside the other claims.
            st.session_state["list_of"] = "sheltering"
