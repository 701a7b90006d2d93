"""The rows of a view as a file to take away."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import Response, StreamingResponse

from geo import __version__
from geo.export.formats import FORMATS, Suffix, write
from geo.export.report_rows import rows_of
from geo.export.terms import LICENCE_URL
from geo.filters.permalink import query_string
from geo.language import words
from geo.web.errors import BadRequestError, NotFoundError
from geo.web.negotiation import caching, etag_of, is_known
from geo.web.view_request import ViewRequest, read_view_request, site

if TYPE_CHECKING:
    from starlette.requests import Request

_YES_OR_NO = {"": False, "0": False, "1": True}


def export(request: Request) -> Response:
    """Answer the rows of a view in the format that the address ends with; a part at a time is in memory."""
    ending = str(request.path_params["suffix"])
    if ending not in FORMATS:
        raise NotFoundError(f"there is no export .{ending}; expected one of {', '.join(FORMATS)}")
    suffix = Suffix(ending)
    hxl = request.query_params.get("hxl", "")
    if hxl not in _YES_OR_NO:
        raise BadRequestError(f"hxl={hxl[:20]!r} is not valid; expected 1 for a row of HXL tags, or 0")
    found = read_view_request(request)
    address, has_hxl = site(request), _YES_OR_NO[hxl]
    headers = {
        "ETag": "W/" + etag_of(_version(found, suffix, address, has_hxl=has_hxl)),
        "Cache-Control": caching(request),
        "Content-Disposition": f'attachment; filename="shelterline-reports-{found.view.snap}.{suffix}"',
        "Link": f'<{LICENCE_URL}>; rel="license"',
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request, headers["ETag"].removeprefix("W/")):
        return Response(status_code=304, headers=headers)
    media_type = FORMATS[suffix].media_type
    if request.method == "HEAD":
        answer = Response(headers=headers, media_type=media_type)
        # How long the file is shows only when it is written, and it is not zero.
        del answer.headers["Content-Length"]
        return answer
    rows = rows_of(found.snapshot, found.view, address, words(found.view.lang))
    return StreamingResponse(write(rows, suffix, has_hxl=has_hxl), headers=headers, media_type=media_type)


def _version(found: ViewRequest, suffix: Suffix, address: str, *, has_hxl: bool) -> str:
    """Return what changes when the file does; weakly, for a GeoPackage notes the second of its writing."""
    said = (__version__, suffix, address, query_string(found.view), str(has_hxl))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
