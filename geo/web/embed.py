"""A view as a plain page: the embed, its twin of text, what lies under a click, and the page as one file."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import numpy as np

from geo import __version__
from geo.export.embed_code import embed_query, live_said
from geo.export.page import page_of
from geo.export.page_dates import dates_address, dates_words
from geo.export.preview import preview_html
from geo.export.single_page import single_page
from geo.export.text_twin import twin_of
from geo.filters.view_pair import pair_parameters
from geo.geometry.frame import Box, world
from geo.language import N_, words
from geo.layers.all_layers import without_hosts
from geo.layers.card_templates import filled
from geo.layers.frame_counts import frame_sentence, outside_sentence
from geo.layers.generalise import light_geography
from geo.layers.here import MOST_CELLS, cards_here
from geo.layers.layer import Click
from geo.layers.leaflet_options import OPTIONS
from geo.layers.payload import as_literal
from geo.layers.scene import scene
from geo.model.errors import ShelterlineError
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.current import created, current
from geo.snapshot.grid import Spot
from geo.web.embed_options import embed_options
from geo.web.export_limits import FIGURES
from geo.web.negotiation import NO_SNIFFING, Content, caching, page_content, send, version_of
from geo.web.problem_pages import asked_language, problem_page
from geo.web.status import BadRequestError, public_reason, status_of
from geo.web.view_request import answer_lenient_query, answer_request, site
from geo.wording.changes import since_sentence
from geo.wording.refusals import refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.export.embed_code import EmbedOptions
    from geo.export.page import Page
    from geo.layers.map_state import MapState
    from geo.model.errors import PermalinkError
    from geo.queries.view_answer import ViewAnswer
    from geo.snapshot.grid import Cell

_NOT_HERE = N_(
    "Its link names data that are not here. To keep the name true, nothing else is shown in their place."
)
MOST_ROWS = 500
"""Reports in the text twin."""
MOST_ROWS_BESIDE = 20
"""Reports that stand in an embed for who runs no scripts, with a link to all in the text twin."""
MOST_HERE = 50
"""Reports, and zones, listed for one click."""
_MOST_LON, _MOST_LAT = 540, 90
"""Degrees at the edge of a frame: a wide window shows parts of the world twice."""
_ANYWHERE = "frame-ancestors *"
"""Any site may frame an embed; see `geo.web.framing` for all other pages."""
_CELL = re.compile(r"(\d{1,2})\.(\d{1,8})\.(\d{1,8})\.(-1|\d{1,3})", re.ASCII)


def embed(request: Request) -> Response:
    """Answer the view as a page with a map, or with `format=text` as text; a bad value is named on it."""
    options, odd = embed_options(request)
    try:
        answer, ignored = answer_lenient_query(request.url.query, site(request), is_live=options.is_live)
        return _shown(request, answer, options, (*ignored, *odd))
    except ShelterlineError as error:
        return embed_refused(request, error)


def _shown(
    request: Request, answer: ViewAnswer, options: EmbedOptions, ignored: tuple[PermalinkError, ...]
) -> Response:
    """Answer a view that could be read. Raises ShelterlineError where its rows cannot."""
    since = _since(answer, options)
    state = without_hosts(scene(answer.snapshot, answer.view, answer.words, viewport_serial=1))
    page = page_of(answer, state, ignored, since)
    own = embed_query(answer.view, answer.snapshot.span, replace(options, is_fitted=False))
    page = replace(page, text_address=f"{answer.site.rstrip('/')}/embed?{own}&format=text")
    if request.query_params.get("format", "") == "text":
        body, policy = _text(answer, page, options), embed_policy(with_scripts=False)
    else:
        body, policy = _map(answer, state, page, options), embed_policy(with_scripts=True)
    return send(request, page_content(body.encode(), policy))


def _since(answer: ViewAnswer, options: EmbedOptions) -> str:
    """Say that a view follows the data, or what has changed since the snapshot with which it stays."""
    now, shown, words = shared_snapshot(current()), answer.snapshot, answer.words
    if options.is_live:
        return live_said(words, shown.id, words.day(created(shown.id)))
    if now.id == shown.id:
        return ""
    return since_sentence(shown, now, answer.view, answer.words)


def _map(answer: ViewAnswer, drawn: MapState, page: Page, options: EmbedOptions) -> str:
    words, dates = answer.words, dates_address(answer)
    state = replace(drawn, geography=f"/embed/geography.json?{answer.query}")
    data = {
        "options": OPTIONS,
        "most_cells": MOST_CELLS,
        "state": state,
        "here": f"/embed/here?{answer.query}",
        "in_frame": f"/embed/frame?{answer.query}",
        "geography": drawn.geography,
        "dates": dates,
        "words": {
            "failed": words("What lies here could not be loaded. Try again in a moment."),
            **dates_words(answer.view, words),
        },
    }
    return filled(
        "embed.html",
        words,
        page=page,
        preview_head=preview_html(page.preview, words),
        data=as_literal(data),
        geography=state.geography,
        has_dates=dates is not None,
        scheme=options.scheme,
        is_fitted=options.is_fitted,
        twin=twin_of(answer, MOST_ROWS_BESIDE),
    )


def _text(answer: ViewAnswer, page: Page, options: EmbedOptions) -> str:
    words, twin = answer.words, twin_of(answer, MOST_ROWS)
    head = preview_html(page.preview, words)
    return filled("text.html", words, page=page, twin=twin, preview_head=head, scheme=options.scheme)


def embed_refused(request: Request, error: ShelterlineError) -> Response:
    """Answer a person with a page that says the same as a problem document, and offers the current data."""
    status, w = status_of(error), words(asked_language(request))
    said, ways = [w("This view cannot be shown"), refusal(public_reason(error), w)], []
    if status == HTTPStatus.NOT_FOUND:
        rest = "&".join(
            part
            for part in request.url.query.split("&")
            if part.partition("=")[0] in {*pair_parameters(), "scheme", "fit", "format"} - {"snap", "sel"}
        )
        said.append(w(_NOT_HERE))
        ways.append((f"{request.url.path}?{rest}", w("Show the current data instead")))
    return problem_page(status, w, embed_policy(with_scripts=False), said, ways)


def geography(request: Request) -> Response:
    """Answer the outlines that the first picture of an embed needs, fine where it looks."""
    answer = answer_request(request)
    state = scene(answer.snapshot, answer.view, answer.words, viewport_serial=1)
    content = light_geography(answer.snapshot, state)
    return send(request, page_content(content, _ANYWHERE, media_type="application/json"))


def here(request: Request) -> Response:
    """Answer what lies under a click as HTML to put into the page: reports, zone statuses, figures."""
    answer = answer_request(request)
    named = request.query_params.get("cells", "")
    cells = _cells(named)
    if cells is None:
        raise BadRequestError(
            f"cells={named[:40]!r} is not valid; expected zoom.column.row.group, with commas between"
        )
    spot = Spot(_listed(request, "ids"), cells, _listed(request, "areas"))
    click = Click(answer.snapshot, answer.view, answer.words, spot, MOST_HERE)
    return send(request, page_content(cards_here(click).encode(), embed_policy(with_scripts=False)))


def in_frame(request: Request) -> Response:
    """Answer in a sentence how many of the reports that a view shows lie in a frame; nothing when all do.

    `bbox` is the frame: west, south, east and north in degrees, as OGC API writes it. With `say=outside` the
    sentence counts those that lie outside of it.
    """
    answer = answer_request(request)
    bounds = _bounds(request.query_params.get("bbox", ""))
    sentence = outside_sentence if request.query_params.get("say") == "outside" else frame_sentence
    said = sentence(answer.snapshot, answer.view, bounds, answer.words)
    content = page_content(said.encode(), _ANYWHERE, media_type="text/plain; charset=utf-8")
    return send(request, content)


def view_html(request: Request) -> Response:
    """Answer the view as one file that needs no network."""
    answer = answer_request(request)
    name = f"shelterline-view-{answer.view.snap}.html"
    content = Content(
        "text/html",
        lambda: single_page(answer),
        version_of(__version__, "html", answer.site, answer.query),
        is_same_bytes=False,
        workers=FIGURES,
        # A file says what it says for ever.
        cache_control=caching(request, names_site=True),
        headers={
            **NO_SNIFFING,
            "Content-Security-Policy": embed_policy(with_scripts=False),
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )
    return send(request, content)


def _listed(request: Request, name: str) -> tuple[str, ...]:
    return tuple(part for part in request.query_params.get(name, "").split(",") if part)[:MOST_CELLS]


def _bounds(text: str) -> Box:
    """Return a frame that is given in degrees on the mercator plane.

    Raises BadRequestError when the text is no such frame.
    """
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-_MOST_LON <= west < east <= _MOST_LON and -_MOST_LAT <= south < north <= _MOST_LAT):
        raise BadRequestError(f"bbox={text[:60]!r} is not valid; expected west,south,east,north in degrees")
    (x0, y1), (x1, y0) = world(np.array([west, east]), np.array([south, north]))
    return Box(float(x0), float(y0), float(x1), float(y1))


def _cells(text: str) -> tuple[Cell, ...] | None:
    """Return cells, or None when the text is no list of them."""
    found = [_CELL.fullmatch(part) for part in text.split(",") if part]
    if len(found) > MOST_CELLS or not all(found):
        return None
    return tuple((int(match[1]), int(match[2]), int(match[3]), int(match[4])) for match in found if match)


def embed_policy(*, with_scripts: bool) -> str:
    """Return the Content-Security-Policy of a page that other sites may frame."""
    scripts = "script-src 'self'; connect-src 'self'; " if with_scripts else ""
    fixed = f"base-uri 'none'; form-action 'none'; {_ANYWHERE}"
    return f"default-src 'none'; {scripts}style-src 'self'; img-src 'self' data:; {fixed}"
