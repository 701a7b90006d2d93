"""What the map paints from while its dates are dragged, over HTTP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.export.page_dates import dates_file
from geo.filters.view import MAX_ZOOM
from geo.layers.brush_answer import FORM, brush_file
from geo.web.negotiation import ASK_FIRST, NO_SNIFFING, Content, caching, send
from geo.web.status import BadRequestError
from geo.web.view_request import answer_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.tiles.brush_cells import TileName


MOST_TILES = 64
MOST_BETWEEN = 4_096
"""Tiles of the rectangle around those named: memory is taken for all of it."""
_TILE = re.compile(r"(\d{1,2})/(\d{1,8})/(\d{1,8})", re.ASCII)


def brush(request: Request) -> Response:
    """Answer the brush index of the view of the query string; 400 when it cannot be read.

    `tiles` names those on the screen, `z/x/y` with commas between, for views of more than travels whole.
    With `strip=1` the picture of the strip is with it, for a page without Streamlit.
    It passes the gate of everything that is given to others (`answer_request`): nothing restricted is in it.
    """
    answer = answer_request(request)
    tiles = _tiles(request.query_params.get("tiles", ""))
    has_strip = request.query_params.get("strip") == "1"
    snapshot, view = answer.snapshot, answer.view
    made = dates_file(snapshot, view) if has_strip else brush_file(snapshot, view, tiles)
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


def _tiles(text: str) -> tuple[TileName, ...]:
    """Return tiles of one zoom; BadRequestError when the text names no such tiles."""
    parts = text.split(",") if text else []
    found = [tuple(map(int, match.groups())) for part in parts if (match := _TILE.fullmatch(part))]
    is_good = (
        len(found) == len(parts) <= MOST_TILES
        and len({z for z, _, _ in found}) <= 1
        and all(z <= MAX_ZOOM and x < 1 << z and y < 1 << z for z, x, y in found)
        and _extent([x for _, x, _ in found]) * _extent([y for _, _, y in found]) <= MOST_BETWEEN
    )
    if not is_good:
        raise BadRequestError(
            f"tiles={text[:60]!r} is not valid; expected z/x/y of one zoom that lie together, commas between"
        )
    return tuple((z, x, y) for z, x, y in found)


def _extent(places: list[int]) -> int:
    return max(places) - min(places) + 1 if places else 0
