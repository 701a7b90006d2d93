"""What a person asks for, who may have mistyped: one bad value falls back and is named, the rest holds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from geo.filters.permalink import parse
from geo.web.view_request import ViewRequest, read_view_request

if TYPE_CHECKING:
    from geo.model.errors import PermalinkError


def asked_by_a_person(request: Request) -> tuple[ViewRequest, tuple[PermalinkError, ...]] | Response:
    """Read the view of the query string, and what was ignored; 404 for an unknown snapshot, 503 without one.

    A snapshot never falls back: nothing is shown under a wrong name.
    """
    named = request.query_params.getlist("snap")[:1]
    only = urlencode([("snap", name) for name in named])
    found = read_view_request(Request({**request.scope, "query_string": only.encode()}))
    if isinstance(found, Response):
        return found
    snapshot = found.snapshot
    parsed = parse(request.url.query, snapshot.default_view(), snapshot.known)
    return ViewRequest(snapshot, parsed.view), parsed.ignored
