"""What a view leaves out as a file to take away, for one reason or for all of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import Response, StreamingResponse

from geo import __version__
from geo.export.excluded_rows import not_shown_csv
from geo.export.formats import FORMATS, Suffix
from geo.export.terms import LICENCE_URL
from geo.filters.permalink import query_string
from geo.filters.registry import reasons
from geo.language import words
from geo.model import ExclusionReason
from geo.web.negotiation import caching, etag_of, is_known
from geo.web.problems import problem
from geo.web.view_request import read_view_request, site

if TYPE_CHECKING:
    from starlette.requests import Request

ALL_REASONS = "all"


def not_shown(request: Request) -> Response:
    """Answer the reports that the view leaves out; `reason` is one of the registry, or `all`."""
    named = request.query_params.get("reason", ALL_REASONS)
    if named not in {ALL_REASONS, *reasons()}:
        return problem(400, f"reason={named[:20]!r} is not valid; expected all, {', '.join(reasons())}")
    found = read_view_request(request)
    if isinstance(found, Response):
        return found
    address = site(request)
    said = "\n".join((__version__, named, address, query_string(found.view)))
    etag = etag_of(hashlib.sha256(said.encode()).hexdigest()[:16])
    headers = {
        "ETag": f"W/{etag}",
        "Cache-Control": caching(request),
        "Content-Disposition": f'attachment; filename="shelterline-not-shown-{named}-{found.view.snap}.csv"',
        "Link": f'<{LICENCE_URL}>; rel="license"',
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    media_type = FORMATS[Suffix.CSV].media_type
    if request.method == "HEAD":
        answer = Response(headers=headers, media_type=media_type)
        del answer.headers["Content-Length"]
        return answer
    reason = None if named == ALL_REASONS else ExclusionReason(named)
    parts = not_shown_csv(found.snapshot, found.view, reason, address, words(found.view.lang))
    return StreamingResponse(parts, headers=headers, media_type=media_type)
