"""What a request asks for: a view of a snapshot that is here, and the address under which it was asked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

from geo.export.address import public_site
from geo.filters.permalink import parse
from geo.queries.view_answer import answer_view
from geo.snapshot.current import current, opened
from geo.snapshot.lineage import Dated, lineage
from geo.web.status import BadRequestError

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.filters.view import View
    from geo.model.errors import PermalinkError
    from geo.queries.view_answer import ViewAnswer
    from geo.snapshot.opened import Snapshot


def answer_request(request: Request) -> ViewAnswer:
    """Answer the view of the query string for others: what every route gives away is drawn from this.

    Raises BadRequestError when a value cannot be read; UnknownSnapshotError when no snapshot here has the
    name that is given; ShelterlineError when no snapshot opens.
    """
    return answer_view(*read_own_view(request), site(request))


def answer_lenient_request(request: Request) -> tuple[ViewAnswer, tuple[PermalinkError, ...]]:
    """Answer the view that a person asks for, who may have mistyped, and return what was ignored.

    One bad value falls back and is named, the rest holds. A snapshot never falls back: nothing is shown
    under a wrong name.

    Raises UnknownSnapshotError when no snapshot here has the name that is given; ShelterlineError when no
    snapshot opens.
    """
    return answer_lenient_query(request.url.query, site(request))


def answer_lenient_query(
    query: str, root: str, *, is_live: bool = False
) -> tuple[ViewAnswer, tuple[PermalinkError, ...]]:
    """Answer the view of a query string as `answer_lenient_request` does.

    `root` is the address of the map page; a live view is of the current snapshot, whichever the query names.

    Raises: as `answer_lenient_request`.
    """
    asked = parse_qsl(query, keep_blank_values=True, errors="replace")
    named = next((value for name, value in asked if name == "snap"), None)
    snapshot = open_snapshot(None if is_live else named)
    if is_live:
        query = urlencode([(name, value) for name, value in asked if name != "snap"])
    parsed = parse(query, snapshot.default_view(), snapshot.known)
    return answer_view(snapshot, parsed.view, root), parsed.ignored


def read_own_view(request: Request) -> tuple[Snapshot, View]:
    """Read the view of the query string for this server's own map, which shows its user all rows.

    Raises: as `answer_request`.
    """
    snapshot = snapshot_of(request)
    parsed = parse(request.url.query, snapshot.default_view(), snapshot.known)
    if parsed.ignored:
        raise BadRequestError("; ".join(map(str, parsed.ignored)))
    return snapshot, parsed.view


def snapshot_of(request: Request) -> Snapshot:
    """Open the snapshot that a request names, or the current one."""
    return open_snapshot(request.query_params.get("snap"))


def open_snapshot(snapshot_id: str | None) -> Snapshot:
    """Open a snapshot by its id; the current one when none is given."""
    now = current()
    return now if snapshot_id is None or snapshot_id == now.id else opened(snapshot_id)


def dated_snapshots(snapshot: Snapshot, most: int) -> tuple[Dated, ...]:
    """Return an opened snapshot and those before it, with the time of their writing, the newest first."""
    # One that is open may have been removed from the disk since.
    return lineage(snapshot.id, most) or (Dated(snapshot.id, datetime.now(UTC).isoformat()),)


def site(request: Request) -> str:
    """Return the address of the map page, without a query: as the operator says, or as it was asked for."""
    # The host is what the client says: nothing in it may end a quotation or a line of a file.
    return public_site() or quote(str(request.base_url), safe=":/[]@%")
