"""Tiles of an uploaded file, at an address that only its session knows; no cache keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.filters.permalink import parse
from geo.snapshot.upload import open_under
from geo.tiles.tile import Detail, make_tile
from geo.web.negotiation import Content, send
from geo.web.status import BadRequestError, NotFoundError
from geo.web.tiles import MEDIA_TYPE, place_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/own/{token}/{z}/{x}/{y}.mvt"
_UNSEEN = {"Referrer-Policy": "no-referrer"}


def upload_tile(request: Request) -> Response:
    """Answer one tile of a file that is open; 404 when none is open under this name."""
    place = place_of(request)
    upload = open_under(request.path_params["token"])
    if upload is None:
        raise NotFoundError("no file is open under this name; it is forgotten with its session")
    parsed = parse(request.url.query, upload.snapshot.default_view(), upload.known)
    if parsed.ignored:
        raise BadRequestError("; ".join(map(str, parsed.ignored)))
    made = make_tile(upload.snapshot, parsed.view.filters(), place, Detail.MAP)
    content = Content(
        MEDIA_TYPE, made.body, zipped=lambda: made.zipped, cache_control="no-store", headers=_UNSEEN
    )
    return send(request, content)
