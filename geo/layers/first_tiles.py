"""Tiles that come with a map's first state, so that its first picture need not ask for them.

On a line with 150 ms to an answer they would be the last thing that the picture waits for. How large the map
will be is not known yet: what a larger one lacks it asks for as ever.
"""

from __future__ import annotations

from base64 import b64encode

from geo.filters.view import View
from geo.geometry.frame import frame_around
from geo.layers.map_state import MapState
from geo.layers.places import wanted_tiles
from geo.snapshot.opened import Snapshot
from geo.tiles.tile import plain_tiles

_WIDTH_PX, _HEIGHT_PX = 1_000, 640
"""Of the map in a window of 1,300 by 850 pixels."""
_MOST_BYTES = 12_000
"""In all; larger ones would take longer than to ask for them."""


def first_tiles(snapshot: Snapshot, view: View, state: MapState) -> dict[str, str]:
    """Return tiles of the place that a state looks at by `z/x/y`, in base64; none where they are large."""
    if not state.tiles:
        return {}
    place = state.viewport
    frame = frame_around(place.lat, place.lon, place.z, width=_WIDTH_PX, height=_HEIGHT_PX)
    tiles = plain_tiles(snapshot, view, wanted_tiles(frame, state.largest_radius_m))
    if sum(map(len, tiles.values())) > _MOST_BYTES:
        return {}
    return {name: b64encode(tile).decode() for name, tile in tiles.items()}
