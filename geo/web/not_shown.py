"""What a view leaves out as a file to take away, for one reason or for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import __version__
from geo.export.excluded_rows import not_shown_csv
from geo.export.formats import FORMATS, Suffix
from geo.filters.permalink import query_string
from geo.filters.registry import reasons
from geo.model import ExclusionReason
from geo.web.negotiation import Content, as_file, caching, send, version_of
from geo.web.status import BadRequestError
from geo.web.view_request import answer_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

ALL_REASONS = "all"


def not_shown(request: Request) -> Response:
    """Answer the reports that the view leaves out; `reason` is one of the registry, or `all`."""
    named = request.query_params.get("reason", ALL_REASONS)
    if named not in {ALL_REASONS, *reasons()}:
        raise BadRequestError(f"reason={named[:20]!r} is not valid; expected all, {', '.join(reasons())}")
    answer = answer_request(request)
    answer.snapshot.check_files()
    reason = None if named == ALL_REASONS else ExclusionReason(named)
    content = Content(
        FORMATS[Suffix.CSV].media_type,
        lambda: not_shown_csv(answer, reason),
        version_of(__version__, named, answer.site, query_string(answer.requested)),
        is_same_bytes=False,
        cache_control=caching(request, names_site=True),
        headers=as_file(f"shelterline-not-shown-{named}-{answer.view.snap}.csv"),
    )
    return send(request, content)
