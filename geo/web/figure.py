"""The captioned figure of a view: the map as on screen, as a picture or a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import __version__
from geo.export.figure.figure_request import FigureRequest
from geo.export.figure.sizes import FIGURE_FORMATS, FigureSuffix, Size
from geo.web.compare import answer_pair_request
from geo.web.export_limits import FIGURES
from geo.web.negotiation import Content, as_file, caching, send, version_of
from geo.web.status import BadRequestError, NotFoundError
from geo.web.view_request import answer_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.queries.pair_answer import PairAnswer

_NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
"""For SVG, which a browser could run; ours has text, shapes and its own fonts."""


def figure(request: Request) -> Response:
    """Answer the figure of a view in the format that the address ends with, in one of three sizes."""
    suffix, size = _form(request)
    answer = answer_request(request)
    content = Content(
        FIGURE_FORMATS[suffix].media_type,
        lambda: _drawn(FigureRequest(answer, size), suffix),
        # The same view is drawn as the same bytes.
        version_of(__version__, suffix, size, answer.site, answer.query),
        workers=FIGURES,
        cache_control=caching(request, names_site=True),
        headers={
            **as_file(f"shelterline-{answer.view.snap}-{size}.{suffix}", "inline"),
            "Content-Security-Policy": _NOTHING_RUNS,
        },
    )
    return send(request, content)


def pair_figure(request: Request) -> Response:
    """Answer the figure of two views, in the same formats and sizes."""
    suffix, size = _form(request)
    answer = answer_pair_request(request)
    content = Content(
        FIGURE_FORMATS[suffix].media_type,
        lambda: _pair_drawn(answer, size, suffix),
        version_of(__version__, "compare", suffix, size, answer.site, answer.query),
        workers=FIGURES,
        n_places=2,
        cache_control=caching(request, names_site=True),
        headers={
            **as_file(f"shelterline-compare-{answer.snapshot.id}-{size}.{suffix}", "inline"),
            "Content-Security-Policy": _NOTHING_RUNS,
        },
    )
    return send(request, content)


def _form(request: Request) -> tuple[FigureSuffix, Size]:
    ending = str(request.path_params["suffix"])
    if ending not in FIGURE_FORMATS:
        raise NotFoundError(f"there is no figure .{ending}; expected one of {', '.join(FIGURE_FORMATS)}")
    size = request.query_params.get("size", Size.PRINT)
    if size not in list(Size):
        raise BadRequestError(f"size={size[:20]!r} is not a size; expected one of {', '.join(Size)}")
    return FigureSuffix(ending), Size(size)


def _drawn(figure_request: FigureRequest, suffix: FigureSuffix) -> bytes:
    # matplotlib takes a second to load: whoever asks for no figure does not wait for it.
    from geo.export.figure.write import write_figure  # noqa: PLC0415

    return write_figure(figure_request, suffix)


def _pair_drawn(answer: PairAnswer, size: Size, suffix: FigureSuffix) -> bytes:
    from geo.export.figure.write import write_pair  # noqa: PLC0415

    return write_pair(answer, size, suffix)
