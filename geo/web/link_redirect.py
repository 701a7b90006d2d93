"""Short links: each sends on to the whole link of a view that this server has shared.

Nobody can make one over HTTP: they are made in the share panel, and the web side only reads.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

from geo.language import words
from geo.snapshot.home import home
from geo.snapshot.short_links import read_link
from geo.web.negotiation import FOREVER
from geo.web.problem_pages import asked_language, problem_page

if TYPE_CHECKING:
    from starlette.requests import Request

_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"


def short_link(request: Request) -> Response:
    """Send on to the view that a short link stands for; 404 when none is kept under its name."""
    found = read_link(home(), str(request.path_params["name"]))
    if found is None:
        w = words(asked_language(request))
        said = (
            w("This link cannot be opened"),
            w("This server keeps no short link of that name. Ask whoever gave it to you for the whole one."),
        )
        return problem_page(
            HTTPStatus.NOT_FOUND, w, _POLICY, said, [("/", w("Show the current data instead"))]
        )
    # Not from the root: a proxy may serve us below a path of its own.
    headers = {"Location": f"../{found.page}?{found.query}", "Cache-Control": FOREVER}
    return Response(status_code=HTTPStatus.PERMANENT_REDIRECT, headers=headers)
