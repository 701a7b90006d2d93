"""Tiles of a view over HTTP, and the TileJSON document that describes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from geo.filters.view import MAX_ZOOM
from geo.model import Kind
from geo.tiles.tile import FORM, LAYER, Detail, tile_of
from geo.web.negotiation import ASK_FIRST, Content, caching, send
from geo.web.status import BadRequestError
from geo.web.view_request import read_own_view, site

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
_NUMBER = re.compile("[0-9]{1,8}")
"""As many digits as 2^24 has."""


def tile(request: Request) -> Response:
    """Answer one tile; 400 when its address or its filters cannot be read."""
    place = place_of(request)
    snapshot, view = read_own_view(request)
    detail = request.query_params.get("detail", Detail.FULL)
    if detail not in set(Detail):
        raise BadRequestError(f"detail={detail[:20]!r} is not known; expected one of {', '.join(Detail)}")
    found_tile = tile_of(snapshot, view.filters(), place, Detail(detail))
    content = Content(
        MEDIA_TYPE,
        found_tile.body,
        found_tile.version,
        zipped=lambda: found_tile.zipped,
        cache_control=_caching(request),
    )
    return send(request, content)


def _caching(request: Request) -> str:
    # A page of another release asks for tiles of its own form, and these are not.
    is_of_this_form = request.query_params.get("form", str(FORM)) == str(FORM)
    return caching(request, names_site=False) if is_of_this_form else ASK_FIRST


def description(request: Request) -> Response:
    """Answer TileJSON 3.0.0 for the view of the query string."""
    # A view that cannot be read is refused here and not first in each of its tiles.
    read_own_view(request)
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


def place_of(request: Request) -> tuple[int, int, int]:
    """Read zoom, column and row of the tile that is asked for; 400 when there is none such."""
    texts = {name: str(request.path_params[name]) for name in ("z", "x", "y")}
    for name, text in texts.items():
        if not _NUMBER.fullmatch(text):
            raise BadRequestError(f"{name}={text!r} is not a tile number; expected a whole number")
    z, x, y = (int(text) for text in texts.values())
    if z > MAX_ZOOM:
        raise BadRequestError(f"z={z} is too deep; expected 0 to {MAX_ZOOM}")
    for name, number in (("x", x), ("y", y)):
        if number >= 1 << z:
            raise BadRequestError(f"{name}={number} is outside zoom {z}; expected 0 to {(1 << z) - 1}")
    return z, x, y
