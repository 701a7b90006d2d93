"""What a request asks for: a view of a snapshot that is here, and the address under which it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from geo.export.address import public_site
from geo.export.redistributable import redistributable
from geo.filters.permalink import parse
from geo.snapshot.current import current, opened
from geo.web.errors import BadRequestError

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.filters.view import View
    from geo.model.errors import PermalinkError
    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """A view, and the snapshot to answer it from."""

    snapshot: Snapshot
    view: View
    ignored: tuple[PermalinkError, ...] = ()
    """Values of the address that could not be read; the view has the default's in their place."""


def read_view_request(request: Request) -> ViewRequest:
    """Read the view of the query string.

    Raises:
        BadRequestError: when a value cannot be read.
        UnknownSnapshotError: when no snapshot here has the name that is given.
        ShelterlineError: when no snapshot opens.

    """
    found = _read(request, request.query_params.get("snap"))
    if found.ignored:
        raise BadRequestError("; ".join(map(str, found.ignored)))
    return found


def read_lenient_view_request(request: Request) -> ViewRequest:
    """Read the view that a person asks for, who may have mistyped: a bad value falls back and is named.

    A snapshot never falls back: nothing is shown under a wrong name.

    Raises:
        UnknownSnapshotError: when no snapshot here has the name that is given.
        ShelterlineError: when no snapshot opens.

    """
    return _read(request, next(iter(request.query_params.getlist("snap")), None))


def _read(request: Request, snapshot_id: str | None) -> ViewRequest:
    snapshot = open_snapshot(snapshot_id)
    parsed = parse(request.url.query, snapshot.default_view(), snapshot.known)
    return ViewRequest(snapshot, parsed.view, parsed.ignored)


def to_others(found: ViewRequest) -> ViewRequest:
    """Return what was asked for without the sources whose rows may not be given to others."""
    return ViewRequest(found.snapshot, redistributable(found.snapshot, found.view)[0], found.ignored)


def snapshot_of(request: Request) -> Snapshot:
    """Open the snapshot that a request names, or the current one."""
    return open_snapshot(request.query_params.get("snap"))


def open_snapshot(snapshot_id: str | None) -> Snapshot:
    """Open a snapshot by its id; the current one when none is given."""
    now = current()
    return now if snapshot_id is None or snapshot_id == now.id else opened(snapshot_id)


def site(request: Request) -> str:
    """Return the address of the map page, without a query: as the operator says, or as it was asked for."""
    # The host is what the client says: nothing in it may end a quotation or a line of a file.
    return public_site() or quote(str(request.base_url), safe=":/[]@%")
