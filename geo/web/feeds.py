"""What has changed in a view, for feed readers: Atom and JSON Feed of the same entries."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from geo import __version__
from geo.export.atom import MEDIA_TYPE, atom
from geo.export.view_feed import MOST_SNAPSHOTS, feed_of, json_feed
from geo.filters.permalink import followed_parameters, parse
from geo.model.errors import SnapshotError
from geo.queries.view_answer import answer_view
from geo.snapshot.current import opened
from geo.web.negotiation import NO_SNIFFING, Content, send, version_of
from geo.web.status import BadRequestError, NotFoundError
from geo.web.view_request import dated_snapshots, site, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.filters.view import View
    from geo.queries.view_answer import ViewAnswer
    from geo.snapshot.lineage import Dated
    from geo.snapshot.opened import Snapshot

FORMS = {"atom": (MEDIA_TYPE, atom), "json": ("application/feed+json", json_feed)}
"""Media type and writer of each form, by the ending of the address."""


def feed(request: Request) -> Response:
    """Answer what was added, revised and withdrawn in the view, from the current snapshot back.

    `snap` is where it begins instead. A selected report is left out of account, for it may be withdrawn.
    """
    suffix = str(request.path_params["form"])
    if suffix not in FORMS:
        raise NotFoundError(f"there is no feed .{suffix[:20]}; expected one of {', '.join(FORMS)}")
    snapshot, asked = snapshot_of(request), _asked(request)
    view, dated, root = _view(asked, snapshot), dated_snapshots(snapshot, MOST_SNAPSHOTS), site(request)
    media_type, write = FORMS[suffix]
    query = _own_query(request, asked)
    own = f"{root.rstrip('/')}/feed.{suffix}{'?' if query else ''}{query}"

    def body() -> bytes:
        return write(feed_of(_answers(snapshot, view, dated, asked, root), asked, dated[0]), own)

    content = Content(
        f"{media_type}; charset=utf-8" if suffix == "atom" else media_type,
        body,
        version_of(__version__, own, *(f"{each.id} {each.created}" for each in dated)),
        is_same_bytes=False,
        headers=NO_SNIFFING,
    )
    return send(request, content)


def _asked(request: Request) -> dict[str, str]:
    """Return the parameters that decide what a feed tells; the first of several of one name holds."""
    found, followed = dict[str, str](), followed_parameters()
    for name, value in parse_qsl(request.url.query, keep_blank_values=True, errors="replace"):
        if name in followed:
            found.setdefault(name, value)
    return found


def _own_query(request: Request, asked: Mapping[str, str]) -> str:
    pinned = request.query_params.get("snap")
    return urlencode({**({"snap": pinned} if pinned else {}), **asked})


def _view(asked: Mapping[str, str], snapshot: Snapshot) -> View:
    """Return the view of some parameters; raises BadRequestError when a value cannot be read."""
    parsed = parse(asked, snapshot.default_view(), snapshot.known)
    if parsed.ignored:
        raise BadRequestError("; ".join(map(str, parsed.ignored)))
    return parsed.view


def _answers(
    snapshot: Snapshot, view: View, dated: tuple[Dated, ...], asked: Mapping[str, str], root: str
) -> Iterator[tuple[Dated, ViewAnswer]]:
    """Return the view answered for each snapshot, until one of them cannot be opened."""
    yield dated[0], answer_view(snapshot, view, root)
    first, last = view.date_from, view.date_to
    for each in dated[1:]:
        try:
            older = opened(each.id)
        except SnapshotError:
            return
        # Days that nobody chose are all days of each snapshot.
        first = first if "from" in asked else min(first, older.span[0])
        last = last if "to" in asked else max(last, older.span[1])
        yield each, answer_view(older, view.but(snap=older.id, date_from=first, date_to=last), root)
