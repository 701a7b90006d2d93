"""A view as a plain page: the embed, its twin of text, what lies under a click, and the page as one file."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from geo.export.page import page_of
from geo.export.preview import preview_html
from geo.export.single_page import single_page
from geo.export.text_twin import twin_of
from geo.filters.permalink import parameters, query_string
from geo.language import words
from geo.layers.cards import cards_here, filled
from geo.layers.generalise import light_geography
from geo.layers.geography import geography_of
from geo.layers.leaflet_options import OPTIONS
from geo.layers.payload import as_literal
from geo.layers.scene import scene
from geo.model import Language, Layer
from geo.model.rows import rows
from geo.snapshot.grid import Spot
from geo.web.lenient import asked_by_a_person
from geo.web.negotiation import ASK_FIRST, caching, etag_of, is_known
from geo.web.problems import problem
from geo.web.view_request import ViewRequest, read_view_request, site, to_others

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.model.errors import PermalinkError
    from geo.snapshot.grid import Cell

MOST_ROWS = 500
"""Reports in the text twin."""
MOST_HERE = 50
"""Reports, and zones, listed for one click."""
MOST_CELLS = 200
_ANYWHERE = "frame-ancestors *"
"""Any site may frame an embed; see `geo.web.framing` for all other pages."""
_OSM = "https://tile.openstreetmap.org"
_CELL = re.compile(r"(\d{1,2})\.(\d{1,8})\.(\d{1,8})\.(-1|\d{1,3})", re.ASCII)


def embed(request: Request) -> Response:
    """Answer the view as a page with a map, or with `format=text` as text; a bad value is named on it."""
    found = asked_by_a_person(request)
    if isinstance(found, Response):
        return _cannot(request, found)
    what, ignored = to_others(found[0]), found[1]
    if request.query_params.get("format", "") == "text":
        text = _text(request, what, ignored)
        return _answer(request, text.encode(), _policy(with_scripts=False, online=False))
    policy = _policy(with_scripts=True, online=Layer.OSM in what.view.layers)
    return _answer(request, _map(request, what, ignored).encode(), policy)


def _map(request: Request, what: ViewRequest, ignored: tuple[PermalinkError, ...]) -> str:
    snapshot, view, w = what.snapshot, what.view, words(what.view.lang)
    query = query_string(view)
    geography = f"/embed/geography.json?{query}"
    state = replace(scene(snapshot, view, w, viewport_serial=1), geography=geography)
    page = page_of(snapshot, view, state, site(request), ignored)
    data = {
        "options": OPTIONS,
        "state": state,
        "here": f"/embed/here?{query}",
        "geography": geography_of(snapshot).address,
        "words": {"failed": w("What lies here could not be loaded. Try again in a moment.")},
    }
    return filled(
        "embed.html",
        w,
        page=page,
        preview_head=preview_html(page.preview, w),
        data=as_literal(data),
        geography=geography,
    )


def _text(request: Request, what: ViewRequest, ignored: tuple[PermalinkError, ...]) -> str:
    snapshot, view, w = what.snapshot, what.view, words(what.view.lang)
    state = scene(snapshot, view, w, viewport_serial=1)
    page = page_of(snapshot, view, state, site(request), ignored)
    twin = twin_of(snapshot, view, w, MOST_ROWS)
    return filled("text.html", w, page=page, twin=twin, preview_head=preview_html(page.preview, w))


def _cannot(request: Request, answer: Response) -> Response:
    """Say to a person what a program is told in a problem document, and offer the current data."""
    lang = request.query_params.get("lang", "")
    w = words(Language(lang) if lang in set(Language) else Language.EN)
    rest = "&".join(
        part
        for part in request.url.query.split("&")
        if part.partition("=")[0] in {*parameters()} - {"snap", "sel"}
    )
    html = filled(
        "unknown.html",
        w,
        reason=json.loads(bytes(answer.body))["detail"],
        current_address=f"{request.url.path}?{rest}" if answer.status_code == 404 else "",  # noqa: PLR2004 not found
    )
    headers = {
        "Cache-Control": ASK_FIRST,
        "Content-Security-Policy": _policy(with_scripts=False, online=False),
    }
    return HTMLResponse(html, status_code=answer.status_code, headers=headers)


def geography(request: Request) -> Response:
    """Answer the outlines that the first picture of an embed needs, fine where it looks."""
    found = read_view_request(request)
    if isinstance(found, Response):
        return found
    state = scene(found.snapshot, found.view, words(found.view.lang), viewport_serial=1)
    return _answer(request, light_geography(found.snapshot, state), _ANYWHERE, media_type="application/json")


def here(request: Request) -> Response:
    """Answer what lies under a click as HTML to put into the page: reports, zone statuses, figures."""
    found = read_view_request(request)
    if isinstance(found, Response):
        return found
    named = request.query_params.get("cells", "")
    cells = _cells(named)
    if cells is None:
        return problem(
            400, f"cells={named[:40]!r} is not valid; expected zoom.column.row.group, with commas between"
        )
    snapshot, view, w = found.snapshot, found.view, words(found.view.lang)
    ids, areas = _listed(request, "ids"), _listed(request, "areas")
    n_reports, reports = snapshot.here(view, Spot(ids, cells, areas), MOST_HERE)
    figures = snapshot.sheltering_in(view)
    html = cards_here(
        list(rows(snapshot.store.by_ids(reports))),
        [zone for zone in rows(snapshot.zones) if zone.zone_id in ids][:MOST_HERE],
        figures[figures.index.isin(ids)],
        snapshot,
        w,
        more=w("The first {n}; the full view has all of them.", n=w.number(MOST_HERE))
        if n_reports > MOST_HERE
        else "",
    )
    return _answer(request, html.encode(), _policy(with_scripts=False, online=False))


def view_html(request: Request) -> Response:
    """Answer the view as one file that needs no network."""
    found = read_view_request(request)
    if isinstance(found, Response):
        return found
    content = single_page(found.snapshot, found.view, site(request), words(found.view.lang))
    answer = _answer(request, content, _policy(with_scripts=False, online=False))
    # A file says what it says for ever.
    answer.headers["Cache-Control"] = caching(request)
    answer.headers["Content-Disposition"] = f'attachment; filename="shelterline-view-{found.view.snap}.html"'
    return answer


def _listed(request: Request, name: str) -> tuple[str, ...]:
    return tuple(part for part in request.query_params.get(name, "").split(",") if part)[:MOST_CELLS]


def _cells(text: str) -> tuple[Cell, ...] | None:
    """Return cells, or None when the text is no list of them."""
    found = [_CELL.fullmatch(part) for part in text.split(",") if part]
    if len(found) > MOST_CELLS or not all(found):
        return None
    return tuple((int(match[1]), int(match[2]), int(match[3]), int(match[4])) for match in found if match)


def _policy(*, with_scripts: bool, online: bool) -> str:
    """Return what the browser may do with a page of ours that stands in somebody else's."""
    own = "script-src 'self'; connect-src 'self'; " if with_scripts else ""
    pictures = f"img-src 'self' data:{' ' + _OSM if online else ''}"
    fixed = f"base-uri 'none'; form-action 'none'; {_ANYWHERE}"
    return f"default-src 'none'; {own}style-src 'self'; {pictures}; {fixed}"


def _answer(request: Request, content: bytes, policy: str, media_type: str = "text/html") -> Response:
    """Answer what a browser asks for again each time: it names scripts and tiles of this release."""
    headers = {
        # Weak: the server may still zip it.
        "ETag": "W/" + (etag := etag_of(hashlib.sha256(content).hexdigest()[:16])),
        "Cache-Control": ASK_FIRST,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
