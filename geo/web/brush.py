"""What the map paints from while its dates are dragged, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.page_dates import dates_file
from geo.layers.brush_answer import FORM, brush_file
from geo.web.negotiation import ASK_FIRST, NO_SNIFFING, Content, caching, send
from geo.web.view_request import answer_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def brush(request: Request) -> Response:
    """Answer the brush index of the view of the query string; 400 when it cannot be read.

    With `strip=1` the picture of the strip is with it, for a page without Streamlit.
    It passes the gate of everything that is given to others (`answer_request`): nothing restricted is in it.
    """
    answer = answer_request(request)
    has_strip = request.query_params.get("strip") == "1"
    made = (dates_file if has_strip else brush_file)(answer.snapshot, answer.view)
    # A page of another release asks for an answer of its own form, and this is none.
    is_of_this_form = request.query_params.get("form", str(FORM)) == str(FORM)
    content = Content(
        "application/json",
        made.body,
        made.version,
        zipped=lambda: made.zipped,
        cache_control=caching(request, names_site=False) if is_of_this_form else ASK_FIRST,
        headers=NO_SNIFFING,
    )
    return send(request, content)
