"""The citation of a view, or of two compared, for people and for reference managers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geo.export.citation import STYLES, citation_of
from geo.export.pair_page import pair_citation
from geo.filters.view_pair import names_pair
from geo.web.compare import answer_pair_request
from geo.web.negotiation import NO_SNIFFING, Content, send
from geo.web.status import NotFoundError
from geo.web.view_request import answer_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.queries.pair_answer import PairAnswer
    from geo.queries.view_answer import ViewAnswer


def cite(request: Request) -> Response:
    """Answer the citation in the style that the address ends with; the day of reading is today, in UTC."""
    suffix = str(request.path_params["style"])
    if suffix not in STYLES:
        raise NotFoundError(f"there is no citation .{suffix}; expected one of {', '.join(STYLES)}")
    style, today = STYLES[suffix], datetime.now(UTC).date()
    answer: ViewAnswer | PairAnswer
    if names_pair(request.query_params):
        answer = answer_pair_request(request)
        citation = pair_citation(answer, today)
    else:
        answer = answer_request(request)
        citation = citation_of(answer, today)
    content = Content(
        style.media_type,
        style.write(citation, answer.words).encode(),
        headers={
            **NO_SNIFFING,
            "Content-Disposition": f'inline; filename="{citation.key}.{suffix}"',
        },
    )
    return send(request, content)
