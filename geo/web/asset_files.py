"""Leaflet, our own script and style, and the geography: the only files a map asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from geo.layers import geography
from geo.layers.assets import assets
from geo.web.errors import NotFoundError
from geo.web.negotiation import ASK_FIRST, FOREVER, etag_of, is_known, reads_gzip
from geo.web.view_request import snapshot_of

if TYPE_CHECKING:
    from starlette.requests import Request


def asset(request: Request) -> Response:
    """Answer one file; for ever when the address names its content, else with a check."""
    name = request.path_params["name"]
    if name == geography.NAME:
        return _geography(request)
    found = assets().get(name)
    if found is None:
        raise NotFoundError(f"there is no asset {name!r}")
    return _answer(request, found.content, found.media_type, found.version, etag_of(found.version))


def _geography(request: Request) -> Response:
    snapshot = snapshot_of(request)
    current = geography.geography_of(snapshot)
    is_zipped = reads_gzip(request)
    content = current.zipped if is_zipped else current.body
    etag = etag_of(current.digest, is_zipped=is_zipped)
    answer = _answer(request, content, "application/json", current.digest, etag)
    answer.headers["Vary"] = "Accept-Encoding"
    if is_zipped and answer.status_code == 200:  # noqa: PLR2004 OK
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _answer(request: Request, content: bytes, media_type: str, version: str, etag: str) -> Response:
    headers = {
        "ETag": etag,
        "Cache-Control": FOREVER if request.query_params.get("v") == version else ASK_FIRST,
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
