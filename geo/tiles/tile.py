"""Vector tiles of the point-level reports of a view: which reports a tile holds, and how they are counted.

Below zoom 14 reports are counted on a grid of 64 cells a tile side, each radius apart, or of 32 and all
together where they crowd, so that no tile has more than 1,024; from there on each report is a feature.
Area-level reports are never in tiles: they have no point.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geo.filters.view import MAX_ZOOM, View
from geo.model.lock_free import lock_free_property
from geo.snapshot.derive import GRID_BITS, tile_box
from geo.snapshot.grid import EVERY_RADIUS, Cells
from geo.snapshot.opened import Snapshot
from geo.snapshot.single_flight import SingleFlightCache
from geo.tiles.mvt import EXTENT, point_layer

FORM = 2
"""What our map, and readers of the description, name in a tile's address: browsers keep tiles for a year.
Raise it whenever the same reports come out as other bytes: other fields, cells, order or units."""
LAYER = "reports"
SINGLE_FROM_ZOOM = 14
"""From this zoom on, each report is a feature."""
FINE_BITS = 6
"""A tile has 2^6 cells a side below `SINGLE_FROM_ZOOM`: eight pixels each, as our map shows a tile on 512."""
CROWD = 300
"""A tile of more cells has cells of twice the side and of every radius: one of 300 has a symbol every 30
pixels already."""
MAX_SINGLE = 2_000
"""Features of one tile; a tile of single reports that has more is counted like the others."""
_CACHED_TILES = 4_000


class Detail(StrEnum):
    """How much a tile says."""

    FULL = "full"
    MAP = "map"
    """What our own map reads: no harm, no radius where there is no one ring, no id but a single report's."""


@dataclass(frozen=True)
class Tile:
    """One answer."""

    body: bytes
    """Vector tile."""

    @lock_free_property
    def version(self) -> str:
        """What changes with the content."""
        return hashlib.sha256(self.body).hexdigest()[:16]

    @lock_free_property
    def zipped(self) -> bytes:
        """The same, gzipped; the same bytes every time."""
        return gzip.compress(self.body, compresslevel=5, mtime=0)


def plain_tiles(snapshot: Snapshot, view: View, wanted: Iterable[tuple[int, int, int]]) -> dict[str, bytes]:
    """Return tiles of a view for our map, not gzipped, by `z/x/y`; what is no tile is left out."""
    filters = view.filters()
    return {
        f"{z}/{x}/{y}": tile_of(snapshot, filters, (z, x, y), Detail.MAP).body
        for z, x, y in wanted
        if z <= MAX_ZOOM and x < 1 << z and y < 1 << z
    }


_TILES: SingleFlightCache[Tile] = SingleFlightCache(_CACHED_TILES)


def tile_of(snapshot: Snapshot, view: View, place: tuple[int, int, int], detail: Detail) -> Tile:
    """Return a tile, made once; of the view only the filters count, `place` is zoom, column and row."""
    return _TILES.get((view, place, detail), lambda: make_tile(snapshot, view, place, detail))


def make_tile(snapshot: Snapshot, view: View, place: tuple[int, int, int], detail: Detail) -> Tile:
    """Make a tile, whether or not there is one already."""
    cells, box = cells_of_tile(snapshot, view, *place), tile_box(*place)
    size = box[2] - box[0]
    is_single = cells.n == 1
    columns, is_named = (
        (_for_map(cells), is_single) if detail is Detail.MAP else (_in_full(cells), np.ones(len(cells), bool))
    )
    if cells.shift:
        columns["grid"] = np.full(len(cells), GRID_BITS - cells.shift)
        columns["group"] = np.ma.masked_array(cells.group, mask=(cells.group == EVERY_RADIUS) | is_single)
    across = (cells.gx.astype(np.int64) - box[0]) * EXTENT // size
    down = (cells.gy.astype(np.int64) - box[1]) * EXTENT // size
    ids = np.flatnonzero(is_named), snapshot.id_column(cells.first[is_named])
    return Tile(point_layer(LAYER, across, down, columns, {"id": ids}))


def cells_of_tile(snapshot: Snapshot, view: View, z: int, x: int, y: int) -> Cells:
    """Return what a tile shows: counts on a grid, or single reports when they are few enough.

    Where a grid of `FINE_BITS` would be a crowd, one of half as many cells a side is counted instead:
    symbols that close to each other become one on any screen.
    """
    box = tile_box(z, x, y)
    if z >= SINGLE_FROM_ZOOM:
        single = snapshot.aggregate(view, 0, box)
        if len(single) <= MAX_SINGLE:
            return single
    return snapshot.aggregate(view, GRID_BITS - z - FINE_BITS, box, CROWD)


Columns = dict[str, "np.ndarray | Sequence[int | str | None]"]


def _in_full(cells: Cells) -> Columns:
    return {
        "n": cells.n,
        "kinds": cells.kinds.astype(np.int64),
        "radius_m": cells.radius_m.astype(np.int64),
        "one": cells.is_one_place.astype(np.int64),
        "killed_min": _whole(cells.killed_min),
        "killed_max": _whole(cells.killed_max),
        "killed_open": np.ma.masked_equal(cells.killed_open.astype(np.int64), 0),
    }


def _for_map(cells: Cells) -> Columns:
    radius_m = cells.radius_m.astype(np.int64)
    return {
        "n": cells.n,
        "kinds": cells.kinds.astype(np.int64),
        "radius_m": np.ma.masked_array(radius_m, mask=~cells.is_one_place),
    }


def _whole(numbers: np.ndarray) -> np.ma.MaskedArray:
    return np.ma.masked_array(np.nan_to_num(numbers).astype(np.int64), mask=np.isnan(numbers))
