"""The map in the page: what goes to the browser, and what the reader does there."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.layers.first_tiles import first_tiles
from geo.layers.folium_map import base_map, state_group
from geo.layers.map_state import MapState
from geo.layers.payload import message
from geo.layers.reports import tiles_address
from geo.layers.scene import scene
from geo.tiles.tile import plain_tiles
from geo.web.channel import Channel
from pages.common import area_in_frame, drawn_area, online, sessions, state, upload

_KEY, _DRAWN, _CHANNEL, _SHOWN, _FIRST = "map", "map_drawn", "map_line", "map_shown", "map_first_turn"
_HEIGHT_PX = 600
"""Height until the style sheet fits the map to the window."""


WAITS_S = {"first": 2.5, "connected": 5.0, "later": 0.25}
"""How long the rest of the page waits for the map, at the most: for the first map of a session, for that of a
slow line once its frame is there, and for one that shows something else. Handed all at once, the browser
builds some forty widgets before it so much as tells the map's frame: see docs/decisions."""


_BESIDE = ThreadPoolExecutor(max_workers=2, thread_name_prefix="tiles")
MOST_TOLD_BYTES = 400_000
"""Tiles told along with a state are no larger in all; gzipped they are a third of that."""


def tell() -> None:
    """Let the map know of a change before the rest of the page, and wait until it has painted it."""
    before: MapState | None = st.session_state.get(_DRAWN)
    channel = _channel()
    # The tiles are made beside the counts of the same view, on the other core.
    making = _tiles_beside(channel, before) if before is not None else None
    drawn = _drawn()
    if before is None or drawn is before:
        return
    tiles = making.result() if making and drawn.tiles and drawn.tiles != before.tiles else {}
    # Larger ones the map asks for itself, as it can bear: they are ready by now.
    if sum(map(len, tiles.values())) > MOST_TOLD_BYTES:
        tiles = {}
    if channel.tell(message(drawn, tiles)):
        with sessions.place_lent():
            channel.wait(drawn.turn, WAITS_S["later"])


def _tiles_beside(channel: Channel, before: MapState) -> Future[dict[str, bytes]] | None:
    """When the filters have changed, start making the tiles that the map is looking at."""
    snapshot, view = state.snapshot(), state.view()
    if not channel.tiles or tiles_address(view) == before.tiles:
        return None
    snapshot.find(view)
    return _BESIDE.submit(plain_tiles, snapshot, view, channel.tiles)


def draw() -> MapState:
    """Draw the map of the view, and say what it shows; what changes in it changes in place."""
    is_first = not st.session_state.get(_SHOWN)
    tell()
    drawn = _drawn()
    with st.container(key="mapbox"):
        st_folium(
            base_map(),
            key=_KEY,
            height=_HEIGHT_PX,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=state_group(replace(drawn, at_hand=_at_hand(drawn))),
            on_change=_take,
        )
    if is_first:
        st.session_state[_SHOWN] = True
        with sessions.place_lent():
            _channel().wait(drawn.turn, WAITS_S["first"], WAITS_S["connected"])
    return drawn


def _at_hand(drawn: MapState) -> dict[str, str]:
    """Return the tiles that come with the first state of a session, as long as that is the one."""
    is_first = drawn.turn == st.session_state.setdefault(_FIRST, drawn.turn)
    return first_tiles(state.snapshot(), state.view(), drawn) if is_first else {}


def _drawn() -> MapState:
    """Return what the map shows now; the same object as before when nothing has changed."""
    before: MapState | None = st.session_state.get(_DRAWN)
    now = scene(state.snapshot(), state.view(), state.language(), state.viewport_serial())
    now = drawn_area.on_map(online.on_map(upload.on_map(now)))
    now = replace(now, live=_channel().address, turn=before.turn if before else 0)
    if before is None or now != before:
        # By the clock, so that it grows from session to session as well: a map may outlive its session.
        turn = max(now.turn + 1, time.time_ns() // 1_000_000)
        st.session_state[_DRAWN] = before = replace(now, turn=turn)
    return before


def _channel() -> Channel:
    if _CHANNEL not in st.session_state:
        st.session_state[_CHANNEL] = Channel()
    return st.session_state[_CHANNEL]


def _take() -> None:
    event: dict[str, Any] = st.session_state.get(_KEY) or {}
    place = event.get("viewport")
    if place:
        was_offered = area_in_frame.way_there() is not None
        state.look(place["lat"], place["lon"], place["z"])
        if was_offered != (area_in_frame.way_there() is not None):
            state.ask_for_whole_page()
    area = event.get("area")
    if area and area["n"] != st.session_state.get(drawn_area.TAKEN):
        st.session_state[drawn_area.TAKEN] = area["n"]
        if drawn_area.take_drawn(area):
            state.ask_for_whole_page()
    pick = event.get("pick")
    if pick and pick["n"] != st.session_state.get("pick_taken"):
        st.session_state["pick_taken"] = pick["n"]
        if pick.get("upload"):
            upload.pick(pick["upload"])
        state.pick(pick)
        if pick.get("sheltering"):
            # A figure has no page of its own: the list holds it beside the other claims.
            st.session_state["list_of"] = "sheltering"
