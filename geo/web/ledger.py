"""The ledgers of a snapshot as CSV: what was rejected, and what was added, revised or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.to_csv import write_ledger
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.ledger_search import LedgerQuery
from geo.web.negotiation import Content, send
from geo.web.status import NotFoundError
from geo.web.view_request import snapshot_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

LEDGERS = ("revisions", "rejects")
_MAX_TEXT = 200
"""Characters of a filter's value."""


def ledger(request: Request) -> Response:
    """Stream the rows that are sought, without those of sources whose terms forbid it."""
    name = str(request.path_params["ledger"])
    if name not in LEDGERS:
        raise NotFoundError(f"there is no {name[:20]!r}; expected one of {', '.join(LEDGERS)}")
    snapshot = shared_snapshot(snapshot_of(request))
    snapshot.check_files()

    def asked_for(name: str) -> str:
        return request.query_params.get(name, "")[:_MAX_TEXT]

    sought = LedgerQuery(
        source_id=asked_for("source_id"),
        file=asked_for("file"),
        column=asked_for("column"),
        change=asked_for("change"),
        report_id=asked_for("report_id"),
        text=asked_for("text"),
    )
    content = Content(
        "text/csv; charset=utf-8",
        lambda: write_ledger(snapshot.ledger_of(name).batches(sought), name),
        headers={"Content-Disposition": f'attachment; filename="shelterline-{snapshot.id}-{name}.csv"'},
    )
    return send(request, content)
