"""The rows of a view as a file to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import __version__
from geo.export.formats import FORMATS, OF_ROWS, Suffix, write
from geo.export.report_rows import rows_of
from geo.filters.permalink import query_string
from geo.web.negotiation import Content, as_file, caching, send, version_of
from geo.web.status import BadRequestError, NotFoundError
from geo.web.view_request import answer_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_YES_OR_NO = {"": False, "0": False, "1": True}


def export(request: Request) -> Response:
    """Answer the rows of a view in the format that the address ends with; a part at a time is in memory."""
    ending = str(request.path_params["suffix"])
    if ending not in OF_ROWS:
        raise NotFoundError(f"there is no export .{ending}; expected one of {', '.join(OF_ROWS)}")
    return _file(request, Suffix(ending))


def package(request: Request) -> Response:
    """Answer the rows of a view in three formats with what there is to know of them, as one zip."""
    return _file(request, Suffix.ZIP)


def _file(request: Request, suffix: Suffix) -> Response:
    hxl = request.query_params.get("hxl", "")
    if hxl not in _YES_OR_NO:
        raise BadRequestError(f"hxl={hxl[:20]!r} is not valid; expected 1 for a row of HXL tags, or 0")
    answer, has_hxl = answer_request(request), _YES_OR_NO[hxl]
    # What is known to be damaged is refused before anything is sent.
    answer.snapshot.check_files()
    content = Content(
        FORMATS[suffix].media_type,
        lambda: write(rows_of(answer), suffix, has_hxl=has_hxl),
        version_of(__version__, suffix, answer.site, query_string(answer.requested), str(has_hxl)),
        # A GeoPackage notes the second of its writing.
        is_same_bytes=False,
        cache_control=caching(request, names_site=True),
        headers=as_file(f"shelterline-{FORMATS[suffix].name}-{answer.view.snap}.{suffix}"),
    )
    return send(request, content)
