"""A page for each report, incident, zone statement, source and place, of one snapshot and without script."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from geo.export.thing_page import PageRequest, thing_page
from geo.language import words
from geo.model.errors import ShelterlineError, UnknownSnapshotError
from geo.model.thing_kinds import ThingKind, thing_address
from geo.queries.thing_history import is_there, last_with
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.current import current
from geo.web.negotiation import page_content, send
from geo.web.problem_pages import asked_language, problem_page
from geo.web.status import public_reason, status_of
from geo.web.view_request import dated_snapshots, site, snapshot_of
from geo.wording.refusals import refusal
from geo.wording.thing_sentences import dated_said, none_said

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.language import Words

_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
"""No script and no connection: a style sheet of ours, and an icon that is in the page."""


def page_of_thing(kind: ThingKind) -> Callable[[Request], Response]:
    """Return what answers the pages of one kind, by `snap` and `lang`; other parameters are ignored."""

    def page(request: Request) -> Response:
        return _page(kind, request)

    return page


def _page(kind: ThingKind, request: Request) -> Response:
    key, w = str(request.path_params["key"]), words(asked_language(request))
    try:
        asked = _asked(request, w)
        made = thing_page(kind, key, asked)
    except ShelterlineError as error:
        now = thing_address(kind, key, lang=w.lang)
        ways = [(now, w("Show the current data instead"))] if isinstance(error, UnknownSnapshotError) else []
        said = (w("This page cannot be shown"), refusal(public_reason(error), w))
        return problem_page(status_of(error), w, _POLICY, said, ways)
    if made is None:
        return _unknown(kind, key, asked)
    return send(request, page_content(made, _POLICY))


def _asked(request: Request, w: Words) -> PageRequest:
    snapshot, now = snapshot_of(request), current()
    return PageRequest(
        snapshot=shared_snapshot(snapshot),
        dated=dated_snapshots(snapshot, 1)[0],
        current=None if now.id == snapshot.id else shared_snapshot(now),
        words=w,
        site=site(request),
        read_on=datetime.now(UTC).date(),
    )


def _unknown(kind: ThingKind, key: str, asked: PageRequest) -> Response:
    """Answer that there is no such thing, and where there is one."""
    w, ways = asked.words, []
    said = [w("This page cannot be shown"), none_said(kind, key, asked.snapshot.id, w)]
    if asked.current is not None and is_there(kind, key, asked.current):
        ways.append((thing_address(kind, key, lang=w.lang), w("Show the current data instead")))
    last = last_with(kind, key, asked.snapshot)
    if last is not None:
        said.append(w("Snapshot {snapshot} still has it.", snapshot=dated_said(last, w)))
        ways.append((thing_address(kind, key, last.id, w.lang), w("Show that snapshot")))
    return problem_page(HTTPStatus.NOT_FOUND, w, _POLICY, said, ways)
