"""Vector tiles of the point-level reports of a view, and the document that describes them.

Below zoom 14 reports are counted on a grid of 64 cells a tile side, each radius apart, or of 32 and all
together where they crowd, so that no tile has more than 1,024; from there on each report is a feature.
Area-level reports are never in tiles: they have no point.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from starlette.responses import JSONResponse, Response

from geo.api.asked import asked, site
from geo.api.mvt import EXTENT, point_layer
from geo.api.negotiation import ASK_FIRST, caching, etag_of, is_known, reads_gzip
from geo.api.problems import problem
from geo.model import Kind
from geo.store.derive import GRID_BITS, tile_box
from geo.store.grid import EVERY_RADIUS
from geo.store.once import Once
from geo.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.requests import Request

    from geo.store.chronicle import Chronicle
    from geo.store.grid import Cells

FORM = 2
"""What our map, and readers of the description, name in a tile's address: browsers keep tiles for a year.
Raise it whenever the same reports come out as other bytes: other fields, cells, order or units."""
LAYER = "reports"
SINGLE_FROM_ZOOM = 14
"""From this zoom on, each report is a feature."""
MAX_ZOOM = 17
FINE_BITS = 6
"""A tile has 2^6 cells a side below `SINGLE_FROM_ZOOM`: eight pixels each, as our map shows a tile on 512."""
CROWD = 300
"""A tile of more cells has cells of twice the side and of every radius: one of 300 has a symbol every 30
pixels already."""
MAX_SINGLE = 2_000
"""Features of one tile; a tile of single reports that has more is counted like the others."""
MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
_CACHED_TILES = 4_000


@dataclass(frozen=True)
class Tile:
    """One answer."""

    body: bytes
    """Vector tile."""

    @cached_property
    def version(self) -> str:
        """What changes with the content."""
        return hashlib.sha256(self.body).hexdigest()[:16]

    @cached_property
    def zipped(self) -> bytes:
        """The same, gzipped; the same bytes every time."""
        return gzip.compress(self.body, compresslevel=5, mtime=0)


def tile(request: Request) -> Response:
    """Answer one tile; 400 when its address or its filters cannot be read."""
    place = place_of(request)
    if isinstance(place, Response):
        return place
    found = asked(request)
    if isinstance(found, Response):
        return found
    detail = request.query_params.get("detail", Detail.FULL)
    if detail not in set(Detail):
        return problem(400, f"detail={detail[:20]!r} is not known; expected one of {', '.join(Detail)}")
    answer = _tile(found.chronicle, found.view.filters(), place, Detail(detail))
    is_zipped = reads_gzip(request)
    headers = {
        "ETag": etag_of(answer.version, is_zipped=is_zipped),
        "Cache-Control": _caching(request),
        "Vary": "Accept-Encoding",
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if is_zipped:
        return Response(answer.zipped, media_type=MEDIA_TYPE, headers={**headers, "Content-Encoding": "gzip"})
    return Response(answer.body, media_type=MEDIA_TYPE, headers=headers)


def _caching(request: Request) -> str:
    # A page of another release asks for tiles of its own form, and these are not.
    return caching(request) if request.query_params.get("form", str(FORM)) == str(FORM) else ASK_FIRST


def plain_tiles(chronicle: Chronicle, view: View, wanted: Iterable[tuple[int, int, int]]) -> dict[str, bytes]:
    """Return tiles of a view for our map, not gzipped, by `z/x/y`; what is no tile is left out."""
    filters = view.filters()
    return {
        f"{z}/{x}/{y}": _tile(chronicle, filters, (z, x, y), Detail.MAP).body
        for z, x, y in wanted
        if z <= MAX_ZOOM and x < 1 << z and y < 1 << z
    }


def description(request: Request) -> Response:
    """Answer TileJSON 3.0.0 for the view of the query string."""
    found = asked(request)
    if isinstance(found, Response):
        return found
    query = "&".join(part for part in (request.url.query, f"form={FORM}") if part)
    address = f"{site(request).rstrip('/')}/tiles/reports/{{z}}/{{x}}/{{y}}.mvt?{query}"
    fields = {
        "n": "Number of reports",
        "kinds": "Bit k is set when a report is of the k-th kind: " + ", ".join(Kind),
        "radius_m": "Largest radius of a footprint, metres",
        "one": "1 when all reports have one coordinate and one radius",
        "killed_min": "Lowest lower end claimed, not a sum; absent when unknown or left open",
        "killed_max": "Highest upper end claimed, not a sum; absent when unknown or left open",
        "killed_open": "Ends that a claim leaves open: 1 the lower, 2 the upper, 3 both; absent when none",
        "id": "Id of the first report; of the only one when n is 1",
        "grid": "Zoom of the grid that reports were counted on; absent where each report is a feature",
        "group": "Which radii were counted here, where the cell's others are features of their own",
    }
    return JSONResponse(
        {
            "tilejson": "3.0.0",
            "name": "Shelterline strike reports",
            "description": "Reports with a point. Every figure is somebody's claim; none is added up.",
            "version": "1.0.0",
            "scheme": "xyz",
            "tiles": [address],
            "minzoom": 0,
            "maxzoom": MAX_ZOOM,
            "vector_layers": [{"id": LAYER, "fields": fields}],
        },
        headers={"Cache-Control": ASK_FIRST},
    )


def place_of(request: Request) -> tuple[int, int, int] | Response:
    """Read zoom, column and row of the tile that is asked for; 400 when there is none such."""
    texts = {name: str(request.path_params[name]) for name in ("z", "x", "y")}
    for name, text in texts.items():
        if not (text.isascii() and text.isdigit() and len(text) <= 8):  # noqa: PLR2004 digits of 2^24
            return problem(400, f"{name}={text!r} is not a tile number; expected a whole number")
    z, x, y = (int(text) for text in texts.values())
    if z > MAX_ZOOM:
        return problem(400, f"z={z} is too deep; expected 0 to {MAX_ZOOM}")
    for name, number in (("x", x), ("y", y)):
        if number >= 1 << z:
            return problem(400, f"{name}={number} is outside zoom {z}; expected 0 to {(1 << z) - 1}")
    return z, x, y


class Detail(StrEnum):
    """How much a tile says."""

    FULL = "full"
    MAP = "map"
    """What our own map reads: no harm, no radius where there is no one ring, no id but a single report's."""


_TILES: Once[Tile] = Once(_CACHED_TILES)


def _tile(chronicle: Chronicle, view: View, place: tuple[int, int, int], detail: Detail) -> Tile:
    return _TILES.get((view, place, detail), lambda: make_tile(chronicle, view, place, detail))


def make_tile(chronicle: Chronicle, view: View, place: tuple[int, int, int], detail: Detail) -> Tile:
    """Make a tile, whether or not there is one already."""
    cells, box = cells_of_tile(chronicle, view, *place), tile_box(*place)
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
    ids = np.flatnonzero(is_named), chronicle.id_column(cells.first[is_named])
    return Tile(point_layer(LAYER, across, down, columns, {"id": ids}))


def cells_of_tile(chronicle: Chronicle, view: View, z: int, x: int, y: int) -> Cells:
    """Return what a tile shows: counts on a grid, or single reports when they are few enough.

    Where a grid of `FINE_BITS` would be a crowd, one of half as many cells a side is counted instead:
    symbols that close to each other become one on any screen.
    """
    box = tile_box(z, x, y)
    if z >= SINGLE_FROM_ZOOM:
        single = chronicle.aggregate(view, 0, box)
        if len(single) <= MAX_SINGLE:
            return single
    return chronicle.aggregate(view, GRID_BITS - z - FINE_BITS, box, CROWD)


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
