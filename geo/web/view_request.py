"""What a request asks for: a view of a snapshot that is here, and the address under which it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from geo.export.address import public_site
from geo.export.redistributable import redistributable
from geo.filters.permalink import parse
from geo.model.errors import ShelterlineError, UnknownSnapshotError
from geo.snapshot.current import current, opened
from geo.web.problems import problem

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """A view, and the snapshot to answer it from."""

    snapshot: Snapshot
    view: View


def read_view_request(request: Request) -> ViewRequest | Response:
    """Read the view of the query string; 400 for bad values, 404 for an unknown snapshot, 503 without one."""
    snapshot = snapshot_of(request)
    if isinstance(snapshot, Response):
        return snapshot
    parsed = parse(request.url.query, snapshot.default_view(), snapshot.known)
    if parsed.ignored:
        return problem(400, "; ".join(map(str, parsed.ignored)))
    return ViewRequest(snapshot, parsed.view)


def to_others(found: ViewRequest) -> ViewRequest:
    """Return what was asked for without the sources whose rows may not be given to others."""
    return ViewRequest(found.snapshot, redistributable(found.snapshot, found.view)[0])


def snapshot_of(request: Request) -> Snapshot | Response:
    """Open the snapshot that a request names, or the current one; 404 when there is none of that name."""
    try:
        now = current()
        named = request.query_params.get("snap", now.id)
        return now if named == now.id else opened(named)
    except UnknownSnapshotError as error:
        return problem(404, str(error))
    except ShelterlineError as error:
        return problem(503, str(error))


def site(request: Request) -> str:
    """Return the address of the map page, without a query: as the operator says, or as it was asked for."""
    # The host is what the client says: nothing in it may end a quotation or a line of a file.
    return public_site() or quote(str(request.base_url), safe=":/[]@%")
