"""A page that says why there is none, for people; it says the same as a problem document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from geo.layers.card_templates import filled
from geo.model import Language
from geo.web.negotiation import ASK_FIRST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from http import HTTPStatus

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.language import Words


def asked_language(request: Request) -> Language:
    """Return the language that an address names; English when it names none that there is."""
    lang = request.query_params.get("lang", "")
    return Language(lang) if lang in set(Language) else Language.EN


def problem_page(
    status: HTTPStatus,
    words: Words,
    policy: str,
    said: Sequence[str],
    ways: Sequence[tuple[str, str]] = (),
) -> Response:
    """Return a page with a heading and sentences, and ways to go on from there.

    `said` has the heading first, then the reason, then what else there is to say; `ways` are addresses with
    their texts, `policy` is its Content-Security-Policy.
    """
    title, reason, *notes = said
    html = filled("unknown.html", words, title=title, reason=reason, notes=notes, ways=ways)
    headers = {"Cache-Control": ASK_FIRST, "Content-Security-Policy": policy}
    return HTMLResponse(html, status_code=status, headers=headers)
