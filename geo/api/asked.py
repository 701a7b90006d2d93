"""What a request asks for: a view of a snapshot that is here, and the address under which it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from geo.api.problems import problem
from geo.errors import ShelterlineError
from geo.export.address import public_site
from geo.permalink import parse
from geo.store.current import current

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.store.chronicle import Chronicle
    from geo.view import View


@dataclass(frozen=True, slots=True)
class Asked:
    """A view, and the snapshot to answer it from."""

    chronicle: Chronicle
    view: View


def asked(request: Request) -> Asked | Response:
    """Read the view of the query string; 400 for bad values, 404 for an unknown snapshot, 503 without one."""
    try:
        chronicle = current()
    except ShelterlineError as error:
        return problem(503, str(error))
    view = view_of(request, chronicle)
    return view if isinstance(view, Response) else Asked(chronicle, view)


def view_of(request: Request, chronicle: Chronicle) -> View | Response:
    """Read the view of the query string; 400 for bad values, 404 for an unknown snapshot."""
    parsed = parse(request.url.query, chronicle.default_view(), chronicle.known)
    if any(error.parameter == "snap" for error in parsed.ignored):
        return problem(404, f"there is no snapshot {request.query_params['snap']!r} here")
    if parsed.ignored:
        return problem(400, "; ".join(map(str, parsed.ignored)))
    return parsed.view


def site(request: Request) -> str:
    """Return the address of the map page, without a query: as the operator says, or as it was asked for."""
    # The host is what the client says: nothing in it may end a quotation or a line of a file.
    return public_site() or quote(str(request.base_url), safe=":/[]@%")
