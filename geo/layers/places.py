"""Which places the map asks for, and on which grid: `geo/static/js/tile_source.js` for figures.

A picture stands on the tiles that a screen of its size would ask for, with the margin that a screen has,
so that both put the same reports into the same symbols.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from geo.filters.view import MAX_ZOOM, View
from geo.geometry.frame import Box, Frame, world_length
from geo.snapshot.derive import GRID_BITS
from geo.snapshot.opened import Snapshot
from geo.tiles.display import MARGIN, PLACE_BITS, RING_FROM_PX, RING_ZOOM, RING_ZOOM_STEP, TILE_PX
from geo.tiles.tile import cells_of_tile

Tile = tuple[int, int, int]
"""Zoom, column, row."""


@dataclass(frozen=True, slots=True)
class MapPlace:
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

    def on_grid(self, zooms: int) -> MapPlace:
        """Return the place on the grid of so many zooms deeper."""
        return replace(self, gx=self.gx << zooms, gy=self.gy << zooms)


@dataclass(frozen=True, slots=True)
class MapPlaces:
    """All places that a picture stands on."""

    found: list[MapPlace]
    side: int
    """Places along a side of the mercator plane."""
    covered: Box
    """What the picture's own tiles cover on the mercator plane: those for rings only are beyond it."""


def places_in(snapshot: Snapshot, view: View, frame: Frame) -> MapPlaces:
    """Return the point-level reports of a view that a frame shows, counted by cell."""
    filters = view.filters()
    blocks = _blocks_of(frame, snapshot.counts(view).largest_radius_m)
    zoom = blocks[0].zoom
    found = [place for tile in blocks[0].tiles() for place in _places_of(snapshot, filters, tile)]
    for finer, block in pairwise(blocks):
        more = zoom - block.zoom
        for tile in block.tiles():
            if not finer.holds(tile):
                places = _places_of(snapshot, filters, tile)
                found += [place.on_grid(more) for place in places if finer.is_beyond(place, block.zoom)]
    side, first = 1 << zoom, blocks[0]
    box = Box(first.x0 / side, first.y0 / side, first.x1 / side, first.y1 / side)
    return MapPlaces(found, side << PLACE_BITS, box)


def wanted_tiles(frame: Frame, radius_m: float) -> list[Tile]:
    """Return the tiles that a screen asks for: with footprints of at most so many metres."""
    blocks = _blocks_of(frame, radius_m)
    around = (tile for finer, block in pairwise(blocks) for tile in block.tiles() if not finer.holds(tile))
    return [*blocks[0].tiles(), *around]


def _blocks_of(frame: Frame, radius_m: float) -> list[_Block]:
    zoom = max(0, min(MAX_ZOOM, round(frame.zoom - math.log2(TILE_PX / 256))))
    return _blocks(_bounds(frame), zoom, radius_m)


def _bounds(frame: Frame) -> Box:
    box = frame.bounds()
    x, y = box.width * MARGIN, box.height * MARGIN
    return Box(box.x0 - x, box.y0 - y, box.x1 + x, box.y1 + y)


@dataclass(frozen=True, slots=True)
class _Block:
    """Tiles of one zoom side by side; the ends are exclusive."""

    zoom: int
    x0: int
    y0: int
    x1: int
    y1: int
    radius_m: float
    """No ring of at most this radius reaches into the picture from beyond the block."""

    @classmethod
    def around(cls, bounds: Box, zoom: int, radius_m: float) -> _Block:
        side = 1 << zoom
        west, north, east, south = (
            max(0, min(side - 1, math.floor(along * side)))
            for along in (bounds.x0, bounds.y0, bounds.x1, bounds.y1)
        )
        return cls(zoom, west, north, east + 1, south + 1, radius_m)

    def tiles(self) -> Iterator[Tile]:
        for y in range(self.y0, self.y1):
            for x in range(self.x0, self.x1):
                yield self.zoom, x, y

    def holds(self, tile: Tile) -> bool:
        """Whether all of a larger tile lies in the block."""
        zoom, x, y = tile
        more = 1 << (self.zoom - zoom)
        box = Box(self.x0, self.y0, self.x1, self.y1)
        return box.contains(Box(x * more, y * more, (x + 1) * more, (y + 1) * more))

    def is_beyond(self, place: MapPlace, zoom: int) -> bool:
        """Whether a place of a larger zoom's tile may reach into the picture from beyond the block."""
        x, y = ((at << self.zoom - zoom) >> PLACE_BITS for at in (place.gx, place.gy))
        is_in = self.x0 <= x < self.x1 and self.y0 <= y < self.y1
        return place.radius_m > self.radius_m and not is_in


def _blocks(bounds: Box, zoom: int, radius_m: float) -> list[_Block]:
    """Return the tiles of the picture, then larger ones around them, until all rings are found."""
    reach = _reach(bounds, radius_m)
    if reach * TILE_PX * 2**zoom <= RING_FROM_PX:
        return [_Block.around(bounds, zoom, radius_m)]
    far = 0.0 if zoom > RING_ZOOM else _around(reach, zoom)
    blocks = [_Block.around(bounds.grown(far), zoom, radius_m * far / reach)]
    for larger in range(RING_ZOOM, -1, -RING_ZOOM_STEP):
        if larger < zoom and far < reach:
            far = _around(reach, larger)
            blocks.append(_Block.around(bounds.grown(far), larger, radius_m * far / reach))
    return blocks


def _reach(bounds: Box, radius_m: float) -> float:
    # Mercator stretches the rings nearest to a pole most.
    edge = max(0.0, min(bounds.y0, 1 - bounds.y1))
    return world_length(radius_m, max(0.0, edge - world_length(radius_m, edge)))


def _around(reach: float, zoom: int) -> float:
    return min(reach, 0.5 / (1 << zoom))


def _places_of(snapshot: Snapshot, filters: View, tile: Tile) -> Iterator[MapPlace]:
    cells = cells_of_tile(snapshot, filters, *tile)
    finer = GRID_BITS - tile[0] - PLACE_BITS
    columns = (cells.gx, cells.gy, cells.n, cells.kinds, cells.radius_m, cells.is_one_place)
    for gx, gy, n, kinds, radius_m, is_one in zip(*(c.tolist() for c in columns), strict=True):
        x, y = (int(v) >> finer if finer >= 0 else int(v) << -finer for v in (gx, gy))
        yield MapPlace(x, y, int(n), int(kinds), int(radius_m) if is_one else 0)
