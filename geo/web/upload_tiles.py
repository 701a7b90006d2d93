"""Tiles of a reader's own file, under a name that only its session knows; kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from geo.filters.permalink import parse
from geo.snapshot.upload import open_under
from geo.tiles.tile import Detail, make_tile
from geo.web.negotiation import reads_gzip
from geo.web.problems import problem
from geo.web.tiles import MEDIA_TYPE, place_of

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "/own/{token}/{z}/{x}/{y}.mvt"
_UNSEEN = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Vary": "Accept-Encoding"}


def upload_tile(request: Request) -> Response:
    """Answer one tile of a file that is open; 404 when none is open under this name."""
    place = place_of(request)
    if isinstance(place, Response):
        return place
    own = open_under(request.path_params["token"])
    if own is None:
        return problem(404, "no file is open under this name; it is forgotten with its session")
    parsed = parse(request.url.query, own.snapshot.default_view(), own.known)
    if parsed.ignored:
        return problem(400, "; ".join(map(str, parsed.ignored)))
    answer = make_tile(own.snapshot, parsed.view.filters(), place, Detail.MAP)
    if reads_gzip(request):
        headers = {**_UNSEEN, "Content-Encoding": "gzip"}
        return Response(answer.zipped, media_type=MEDIA_TYPE, headers=headers)
    return Response(answer.body, media_type=MEDIA_TYPE, headers=_UNSEEN)
