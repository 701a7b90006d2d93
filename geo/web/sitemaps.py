"""The sitemap of the pages of things and stories, for search engines and archives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo import __version__
from geo.export.sitemap import MEDIA_TYPE, sitemap_index, sitemap_of, sitemap_part
from geo.model.thing_kinds import ThingKind
from geo.queries.view_answer import shared_snapshot
from geo.web.negotiation import NO_SNIFFING, Content, send, version_of
from geo.web.status import BadRequestError
from geo.web.stories import story_addresses
from geo.web.view_request import site, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.snapshot.opened import Snapshot

OF_STORIES = "story"
_PART = re.compile(r"\d{1,6}", re.ASCII)


def sitemap(request: Request) -> Response:
    """Answer the list of parts, or one of them: `of` is a kind of thing, `part` counts from 0."""
    kind, part = request.query_params.get("of", ""), request.query_params.get("part", "0")
    if "of" in request.query_params and kind not in {*ThingKind, OF_STORIES}:
        raise BadRequestError(
            f"of={kind[:20]!r} is not valid; expected {', '.join((*ThingKind, OF_STORIES))}"
        )
    if not _PART.fullmatch(part):
        raise BadRequestError(f"part={part[:20]!r} is not valid; expected a whole number from 0")
    snapshot, root = shared_snapshot(snapshot_of(request)), site(request)
    content = Content(
        MEDIA_TYPE,
        _part(kind, int(part), snapshot, root) if kind else sitemap_index(snapshot, root, [OF_STORIES]),
        version_of(__version__, snapshot.id, root, kind, part),
        is_same_bytes=False,
        headers=NO_SNIFFING,
    )
    return send(request, content)


def _part(kind: str, part: int, snapshot: Snapshot, root: str) -> Callable[[], Iterator[bytes]]:
    if kind == OF_STORIES:
        return lambda: sitemap_of(root, [] if part else story_addresses())
    return lambda: sitemap_part(snapshot, root, ThingKind(kind), part)
