"""Vector tiles of the point-level reports of a view, and the document that describes them.

Below zoom 14 reports are counted on a grid of 64 cells a tile; from there on each report is a
feature. Area-level reports are never in tiles: they have no point.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from starlette.responses import JSONResponse, Response

from geo.api.asked import view_of
from geo.api.mvt import EXTENT, point_layer
from geo.api.negotiation import ASK_FIRST, caching, etag_of, is_known, reads_gzip
from geo.api.problems import problem
from geo.errors import ShelterlineError
from geo.model import Kind
from geo.store.current import current
from geo.store.derive import GRID_BITS
from geo.store.reports import Cells, tile_box
from geo.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from starlette.requests import Request

    from geo.store.chronicle import Chronicle

T = TypeVar("T")

LAYER = "reports"
SINGLE_FROM_ZOOM = 14
"""From this zoom on, each report is a feature."""
MAX_ZOOM = 17
CELL_BITS = 6
"""A tile has 2^6 cells a side below `SINGLE_FROM_ZOOM`: eight pixels each, as our map shows a tile on 512."""
BLOCK_BITS = 2
"""One scan of the reports answers a block of 4 by 4 tiles."""
MAX_SINGLE = 2_000
"""Features of one tile; a tile of single reports that has more is counted like the others."""
MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
_CACHED_TILES, _CACHED_BLOCKS = 4_000, 200


@dataclass(frozen=True, slots=True)
class Tile:
    """One answer."""

    body: bytes
    """Gzipped vector tile."""
    version: str
    """Changes with the content."""


def tile(request: Request) -> Response:
    """Answer one tile; 400 when its address or its filters cannot be read."""
    asked = _address(request)
    if isinstance(asked, Response):
        return asked
    view = _view(request)
    if isinstance(view, Response):
        return view
    answer = _tile(current(), view.filters(), *asked)
    is_zipped = reads_gzip(request)
    headers = {
        "ETag": etag_of(answer.version, is_zipped=is_zipped),
        "Cache-Control": caching(request),
        "Vary": "Accept-Encoding",
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if is_zipped:
        return Response(answer.body, media_type=MEDIA_TYPE, headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(answer.body), media_type=MEDIA_TYPE, headers=headers)


def plain_tiles(chronicle: Chronicle, view: View, wanted: Iterable[tuple[int, int, int]]) -> dict[str, bytes]:
    """Return tiles of a view, not gzipped, by `z/x/y`; what is no tile is left out."""
    filters = view.filters()
    return {
        f"{z}/{x}/{y}": gzip.decompress(_tile(chronicle, filters, z, x, y).body)
        for z, x, y in wanted
        if z <= MAX_ZOOM and x < 1 << z and y < 1 << z
    }


def description(request: Request) -> Response:
    """Answer TileJSON 3.0.0 for the view of the query string."""
    view = _view(request)
    if isinstance(view, Response):
        return view
    address = str(request.url.replace(path="/tiles/reports/{z}/{x}/{y}.mvt"))
    fields = {
        "n": "Number of reports",
        "kinds": "Bit k is set when a report is of the k-th kind: " + ", ".join(Kind),
        "radius_m": "Largest radius of a footprint, metres",
        "one": "1 when all reports have one coordinate and one radius",
        "killed_min": "Lowest lower end claimed, not a sum; absent when unknown or left open",
        "killed_max": "Highest upper end claimed, not a sum; absent when unknown or left open",
        "killed_open": "Ends that a claim leaves open: 1 the lower, 2 the upper, 3 both; absent when none",
        "id": "Id of the first report; of the only one when n is 1",
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


def _address(request: Request) -> tuple[int, int, int] | Response:
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


def _view(request: Request) -> View | Response:
    try:
        chronicle = current()
    except ShelterlineError as error:
        return problem(503, str(error))
    return view_of(request, chronicle)


class _Once:
    """Keeps answers, and lets those who ask for the same at the same time wait for one of them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._answers: OrderedDict[object, object] = OrderedDict()
        self._busy: dict[object, Lock] = {}
        self._lock = Lock()

    def get(self, key: object, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]  # type: ignore[return-value]
            turn = self._busy.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._answers:
                    return self._answers[key]  # type: ignore[return-value]
            answer = make()
            with self._lock:
                self._answers[key] = answer
                self._busy.pop(key, None)
                if len(self._answers) > self._size:
                    self._answers.popitem(last=False)
        return answer


_TILES, _BLOCKS = _Once(_CACHED_TILES), _Once(_CACHED_BLOCKS)


def _tile(chronicle: Chronicle, view: View, z: int, x: int, y: int) -> Tile:
    return _TILES.get((view, z, x, y), lambda: _make(chronicle, view, z, x, y))


def _make(chronicle: Chronicle, view: View, z: int, x: int, y: int) -> Tile:
    cells = cells_of_tile(chronicle, view, z, x, y)
    body = gzip.compress(point_layer(LAYER, _points(cells, tile_box(z, x, y))), compresslevel=5, mtime=0)
    return Tile(body, hashlib.sha256(body).hexdigest()[:16])


def cell_shift(z: int) -> int:
    """Return of how many finest cells a side (as a power of two) a cell of a tile is."""
    return GRID_BITS - z - CELL_BITS


def cells_of_tile(chronicle: Chronicle, view: View, z: int, x: int, y: int) -> Cells:
    """Return what a tile shows: counts on a grid, or single reports when they are few enough."""
    if z >= SINGLE_FROM_ZOOM:
        single = chronicle.aggregate(view, 0, tile_box(z, x, y))
        if len(single.n) <= MAX_SINGLE:
            return single
        return chronicle.aggregate(view, cell_shift(z), tile_box(z, x, y))
    bits = min(BLOCK_BITS, z)
    block = (z, x >> bits, y >> bits)
    counted = _BLOCKS.get((view, *block), lambda: _count(chronicle, view, bits, block))
    side = CELL_BITS
    return counted.within((x << side, y << side, (x + 1) << side, (y + 1) << side))


def _count(chronicle: Chronicle, view: View, bits: int, block: tuple[int, int, int]) -> Cells:
    z, x, y = block
    west, north, _, _ = tile_box(z, x << bits, y << bits)
    size = 1 << (GRID_BITS - z + bits)
    return chronicle.aggregate(view, cell_shift(z), (west, north, west + size, north + size))


def _points(cells: Cells, box: tuple[int, int, int, int]) -> Iterator[tuple[int, int, dict[str, int | str]]]:
    size = box[2] - box[0]
    xs = ((cells.gx.astype("int64") - box[0]) * EXTENT // size).tolist()
    ys = ((cells.gy.astype("int64") - box[1]) * EXTENT // size).tolist()
    columns = (cells.n, cells.kinds, cells.radius_m, cells.is_one_place, cells.sample_id)
    killed = (cells.killed_min, cells.killed_max, cells.killed_open)
    rows = zip(*(column.tolist() for column in (*columns, *killed)), strict=True)
    for x, y, (n, kinds, radius_m, one, sample, low, high, is_open) in zip(xs, ys, rows, strict=True):
        properties: dict[str, int | str] = {
            "n": int(n),
            "kinds": int(kinds),
            "radius_m": int(radius_m),
            "one": int(one),
            "id": str(sample),
        }
        if low == low:  # noqa: PLR0124 not NaN: a lower end was claimed
            properties["killed_min"] = int(low)
        if high == high:  # noqa: PLR0124 not NaN: an upper end was claimed
            properties["killed_max"] = int(high)
        if is_open:
            properties["killed_open"] = int(is_open)
        yield x, y, properties
