"""Which places the map asks for, and on which grid: `geo/render/js/source.js` for figures.

A picture stands on the tiles that a screen of its size would ask for, with the margin that a screen has,
so that both put the same reports into the same symbols.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.api.tiles import MAX_ZOOM, cells_of_tile
from geo.export.figure.frame import Box, Frame, world_length
from geo.store.derive import GRID_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.store.chronicle import Chronicle
    from geo.view import View

TILE_PX = 512
"""Side on which a tile is shown."""
PLACE_BITS = 12
"""A tile has 2^12 places a side."""
MARGIN = 0.12
"""Part of the map's size that is drawn beyond each edge."""
RING_M, RING_FROM_PX, RING_ZOOM = 5_000.0, 8.0, 11
"""No ring is larger; from where it shows, rings come in from outside; beyond this zoom in larger tiles."""

Tile = tuple[int, int, int]
"""Zoom, column, row."""


@dataclass(frozen=True, slots=True)
class Place:
    """Reports of one cell of a tile, at the place of the first."""

    gx: int
    """Column on the zoom's grid of places."""
    gy: int
    """Row on the zoom's grid of places."""
    n: int
    """Number of reports."""
    kinds: int
    """Bit k is set when a report is of the k-th kind."""
    radius_m: int
    """Of the one ring around all of them; 0 when there is no one ring."""


@dataclass(frozen=True, slots=True)
class Places:
    """All places that a picture stands on."""

    found: list[Place]
    side: int
    """Places along a side of the mercator plane."""
    own: Box
    """What the picture's own tiles cover on the mercator plane: those for rings only are beyond it."""


def places_in(chronicle: Chronicle, view: View, frame: Frame) -> Places:
    """Return the point-level reports of a view that a frame shows, counted by cell."""
    filters = view.filters()
    zoom = max(0, min(MAX_ZOOM, round(frame.zoom - math.log2(TILE_PX / 256))))
    bounds = _bounds(frame)
    own = _tiles_in(bounds, zoom)
    first, last = own[0], own[-1]
    box = Box(first[1], first[2], last[1] + 1, last[2] + 1)
    found = [place for tile in own for place in _places_of(chronicle, filters, tile)]
    for tile in _ring_tiles(bounds, zoom, box):
        more = zoom - tile[0]
        for place in _places_of(chronicle, filters, tile):
            at = (place.gx << more, place.gy << more)
            inside = box.x0 <= at[0] >> PLACE_BITS < box.x1 and box.y0 <= at[1] >> PLACE_BITS < box.y1
            if place.radius_m and not inside:
                found.append(Place(*at, place.n, place.kinds, place.radius_m))
    side = 1 << zoom
    return Places(found, side << PLACE_BITS, Box(box.x0 / side, box.y0 / side, box.x1 / side, box.y1 / side))


def _bounds(frame: Frame) -> Box:
    box = frame.bounds()
    x, y = box.width * MARGIN, box.height * MARGIN
    bounds = Box(box.x0 - x, box.y0 - y, box.x1 + x, box.y1 + y)
    reach = _reach(bounds)
    # Up to the zoom of rings, rings from outside come with whole tiles of the picture's own zoom.
    if _shows_rings(reach, frame) and frame.zoom - 1 <= RING_ZOOM:
        return bounds.grown(reach)
    return bounds


def _reach(bounds: Box) -> float:
    return world_length(RING_M, min(max(bounds.middle[1], 0), 1))


def _shows_rings(reach: float, frame: Frame) -> bool:
    return reach * frame.scale > RING_FROM_PX


def _ring_tiles(bounds: Box, zoom: int, own: Box) -> Iterator[Tile]:
    """Yield the larger tiles beside a close picture whose rings may reach into it."""
    if zoom <= RING_ZOOM:
        return
    more = 1 << (zoom - RING_ZOOM)
    for z, x, y in _tiles_in(bounds.grown(_reach(bounds)), RING_ZOOM):
        if not own.contains(Box(x * more, y * more, (x + 1) * more, (y + 1) * more)):
            yield z, x, y


def _tiles_in(bounds: Box, zoom: int) -> list[Tile]:
    side = 1 << zoom

    def at(along: float) -> int:
        return max(0, min(side - 1, math.floor(along * side)))

    columns = range(at(bounds.x0), at(bounds.x1) + 1)
    return [(zoom, x, y) for y in range(at(bounds.y0), at(bounds.y1) + 1) for x in columns]


def _places_of(chronicle: Chronicle, filters: View, tile: Tile) -> Iterator[Place]:
    cells = cells_of_tile(chronicle, filters, *tile)
    finer = GRID_BITS - tile[0] - PLACE_BITS
    columns = (cells.gx, cells.gy, cells.n, cells.kinds, cells.radius_m, cells.is_one_place)
    for gx, gy, n, kinds, radius_m, is_one in zip(*(c.tolist() for c in columns), strict=True):
        x, y = (int(v) >> finer if finer >= 0 else int(v) << -finer for v in (gx, gy))
        yield Place(x, y, int(n), int(kinds), int(radius_m) if is_one else 0)
