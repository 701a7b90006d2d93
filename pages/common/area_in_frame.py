"""The way to an area that is chosen, where the map does not show all of it."""

from __future__ import annotations

import streamlit as st

from geo.filters.view import ALL_AREAS, MIN_ZOOM
from geo.geometry.frame import Box, Frame, degrees, frame_around, frame_of, world
from pages.common import state

_SIZE = {"width": 336.0, "height": 396.0}
"""Pixels that every map has, a phone's as well, without a margin of 12. How large that of a reader is, only
the browser knows: on a larger one the way is offered to an area near its edge as well."""
_CLOSEST = 13
"""Zoom level; as close as the map's own button for all results goes."""


def draw() -> None:
    """Offer to go there; nothing moves by itself."""
    there = way_there()
    if there is None:
        return
    words = state.language()
    st.button(words("Go there"), key="go_there", type="tertiary", on_click=state.go, args=there)


def way_there() -> tuple[float, float, int] | None:
    """Return latitude, longitude and zoom that show the chosen area; None when the map shows all of it."""
    view = state.view()
    if view.area == ALL_AREAS:
        return None
    west, south, east, north = state.snapshot().areas[view.area].geometry.bounds
    bounds = Box(*map(float, (*world(west, north), *world(east, south))))
    there = frame_of(bounds, range(MIN_ZOOM, _CLOSEST + 1), **_SIZE)
    here = frame_around(view.lat, view.lon, view.z, **_SIZE)
    if here.bounds().contains(bounds) or _place(here) == _place(there):
        return None
    return _place(there)


def _place(frame: Frame) -> tuple[float, float, int]:
    lat, lon = degrees(*frame.bounds().middle)
    # As precise as a view is.
    return round(lat, 5), round(lon, 5), frame.zoom
