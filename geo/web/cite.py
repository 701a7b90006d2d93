"""The citation of a view, for people and for reference managers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geo.export.citation import STYLES, citation_of
from geo.language import words
from geo.web.errors import NotFoundError
from geo.web.negotiation import NO_SNIFFING, Content, send
from geo.web.view_request import read_view_request, site

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def cite(request: Request) -> Response:
    """Answer the citation in the style that the address ends with; the day of reading is today, in UTC."""
    suffix = str(request.path_params["style"])
    if suffix not in STYLES:
        raise NotFoundError(f"there is no citation .{suffix}; expected one of {', '.join(STYLES)}")
    found = read_view_request(request)
    view, style = found.view, STYLES[suffix]
    said = words(view.lang)
    today = datetime.now(UTC).date()
    citation = citation_of(view, found.snapshot.areas, site(request), said, today)
    content = Content(
        style.media_type,
        style.write(citation, said).encode(),
        headers={
            **NO_SNIFFING,
            "Content-Disposition": f'inline; filename="{citation.key}.{suffix}"',
        },
    )
    return send(request, content)
