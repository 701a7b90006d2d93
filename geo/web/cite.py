"""The citation of a view, for people and for reference managers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geo.export.citation import STYLES, citation_of
from geo.web.negotiation import NO_SNIFFING, Content, send
from geo.web.status import NotFoundError
from geo.web.view_request import answer_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def cite(request: Request) -> Response:
    """Answer the citation in the style that the address ends with; the day of reading is today, in UTC."""
    suffix = str(request.path_params["style"])
    if suffix not in STYLES:
        raise NotFoundError(f"there is no citation .{suffix}; expected one of {', '.join(STYLES)}")
    answer, style = answer_request(request), STYLES[suffix]
    citation = citation_of(answer, datetime.now(UTC).date())
    content = Content(
        style.media_type,
        style.write(citation, answer.words).encode(),
        headers={
            **NO_SNIFFING,
            "Content-Disposition": f'inline; filename="{citation.key}.{suffix}"',
        },
    )
    return send(request, content)
