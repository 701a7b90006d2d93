"""The sitemap of the pages of things, for search engines and archives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo import __version__
from geo.export.sitemap import MEDIA_TYPE, sitemap_index, sitemap_part
from geo.model.thing_kinds import ThingKind
from geo.queries.view_answer import shared_snapshot
from geo.web.negotiation import NO_SNIFFING, Content, send, version_of
from geo.web.status import BadRequestError
from geo.web.view_request import site, snapshot_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_PART = re.compile(r"\d{1,6}", re.ASCII)


def sitemap(request: Request) -> Response:
    """Answer the list of parts, or one of them: `of` is a kind of thing, `part` counts from 0."""
    kind, part = request.query_params.get("of", ""), request.query_params.get("part", "0")
    if "of" in request.query_params and kind not in set(ThingKind):
        raise BadRequestError(f"of={kind[:20]!r} is not valid; expected {', '.join(ThingKind)}")
    if not _PART.fullmatch(part):
        raise BadRequestError(f"part={part[:20]!r} is not valid; expected a whole number from 0")
    snapshot, root = shared_snapshot(snapshot_of(request)), site(request)
    content = Content(
        MEDIA_TYPE,
        (lambda: sitemap_part(snapshot, root, ThingKind(kind), int(part)))
        if kind
        else sitemap_index(snapshot, root),
        version_of(__version__, snapshot.id, root, kind, part),
        is_same_bytes=False,
        headers=NO_SNIFFING,
    )
    return send(request, content)
