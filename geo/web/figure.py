"""The captioned figure of a view: the map as on screen, as a picture or a page to print."""

from __future__ import annotations

import hashlib
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from starlette.responses import Response

from geo import __version__
from geo.export.figure.figure_request import FigureRequest
from geo.export.figure.sizes import MEDIA_TYPES, FigureSuffix, Size
from geo.export.terms import LICENCE_URL
from geo.filters.permalink import query_string
from geo.language import words
from geo.web.errors import BadRequestError, BusyError, NotFoundError
from geo.web.negotiation import caching, etag_of, is_known
from geo.web.view_request import ViewRequest, read_view_request, site, to_others

if TYPE_CHECKING:
    from starlette.requests import Request

_AT_ONCE = BoundedSemaphore(6)
"""One is drawn at a time; more that waited would take the threads in which tiles are answered."""
_NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
"""For SVG, which a browser could run; ours has text, shapes and its own fonts."""


def figure(request: Request) -> Response:
    """Answer the figure of a view in the format that the address ends with, in one of three sizes."""
    form = _form(request)
    found = read_view_request(request)
    found = to_others(found)
    (suffix, size), address = form, site(request)
    headers = {
        "ETag": etag_of(_version(found, suffix, size, address)),
        "Cache-Control": caching(request),
        "Content-Disposition": f'inline; filename="shelterline-{found.view.snap}-{size}.{suffix}"',
        "Content-Security-Policy": _NOTHING_RUNS,
        "Link": f'<{LICENCE_URL}>; rel="license"',
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        answer = Response(headers=headers, media_type=MEDIA_TYPES[suffix])
        # How long the file is shows only when it is drawn, and it is not zero.
        del answer.headers["Content-Length"]
        return answer
    wanted = FigureRequest(found.snapshot, found.view, address, words(found.view.lang), size)
    return _drawn(wanted, suffix, headers)


def _form(request: Request) -> tuple[FigureSuffix, Size]:
    ending = str(request.path_params["suffix"])
    if ending not in MEDIA_TYPES:
        raise NotFoundError(f"there is no figure .{ending}; expected one of {', '.join(MEDIA_TYPES)}")
    size = request.query_params.get("size", Size.PRINT)
    if size not in list(Size):
        raise BadRequestError(f"size={size[:20]!r} is not a size; expected one of {', '.join(Size)}")
    return FigureSuffix(ending), Size(size)


def _drawn(wanted: FigureRequest, suffix: FigureSuffix, headers: dict[str, str]) -> Response:
    # matplotlib takes a second to load: whoever asks for no figure does not wait for it.
    from geo.export.figure.write import write_figure  # noqa: PLC0415

    if not _AT_ONCE.acquire(blocking=False):
        raise BusyError("too many figures are being drawn; ask again in some seconds", {"Retry-After": "10"})
    try:
        content = write_figure(wanted, suffix)
    finally:
        _AT_ONCE.release()
    return Response(content, headers=headers, media_type=MEDIA_TYPES[suffix])


def _version(found: ViewRequest, suffix: FigureSuffix, size: Size, address: str) -> str:
    """Return what changes when the file does: the same view is drawn as the same bytes."""
    said = (__version__, suffix, size, address, query_string(found.view))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
