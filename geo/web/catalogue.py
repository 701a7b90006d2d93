"""The snapshots of this server as a catalogue of data sets, for libraries and portals of open data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from geo import __version__
from geo.export.dcat_catalogue import MEDIA_TYPE, MOST_SNAPSHOTS, address_of_part, dcat_catalogue
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.current import current
from geo.snapshot.lineage import known_manifests
from geo.web.negotiation import NO_SNIFFING, Content, send, version_of
from geo.web.status import BadRequestError, NotFoundError
from geo.web.view_request import site

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_PART = re.compile(r"\d{1,6}", re.ASCII)


def catalogue(request: Request) -> Response:
    """Answer a part of the catalogue; `part` counts from 0, and the answer says where the next is."""
    said = request.query_params.get("part", "0")
    if not _PART.fullmatch(said):
        raise BadRequestError(f"part={said[:20]!r} is not valid; expected a whole number from 0")
    snapshot, root, part = shared_snapshot(current()), site(request), int(said)
    manifests = known_manifests()
    is_last = (part + 1) * MOST_SNAPSHOTS >= len(manifests)
    if part and part * MOST_SNAPSHOTS >= len(manifests):
        raise NotFoundError(f"the catalogue has no part {part}; {len(manifests)} snapshots are in it")
    made = dcat_catalogue(manifests, snapshot, root, part)
    following = f'<{address_of_part(root.rstrip("/"), part + 1)}>; rel="next"'
    known = (f"{each.id} {each.created}" for each in manifests)
    content = Content(
        MEDIA_TYPE,
        (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode(),
        version_of(__version__, root, said, snapshot.id, *known),
        headers=NO_SNIFFING if is_last else {**NO_SNIFFING, "Link": following},
    )
    return send(request, content)
