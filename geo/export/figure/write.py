"""A figure as the bytes of a file, the same bytes each time."""

from __future__ import annotations

import io
from threading import Lock
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from geo import __version__
from geo.export.citation import AUTHOR
from geo.export.figure.pair_sheet import draw_pair
from geo.export.figure.pdf import readable
from geo.export.figure.sheet import draw_figure
from geo.export.figure.sizes import FigureSuffix
from geo.export.figure.svg import finished

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.export.figure.caption import FigureCaption
    from geo.export.figure.figure_request import FigureRequest
    from geo.export.figure.pair_sheet import PairFigure
    from geo.export.figure.sheet import Figure
    from geo.export.figure.sizes import Size
    from geo.language import Words
    from geo.queries.pair_answer import PairAnswer

_ONE_AT_A_TIME = Lock()
"""matplotlib's settings and fonts belong to the process; and one figure takes up a core."""
_SETTINGS: dict[Any, Any] = {
    # TrueType as it is, so that text can be selected and searched; type 3 fonts cannot be edited.
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    # Names inside an SVG come from this and its content, instead of from chance.
    "svg.hashsalt": "shelterline",
    "text.usetex": False,
    "text.parse_math": False,
    "text.hinting": "none",
    "lines.scale_dashes": True,
}


def write_figure(request: FigureRequest, suffix: FigureSuffix) -> bytes:
    """Return a figure as a file.

    Raises SnapshotError when the view is of another snapshot.
    """
    return _written(lambda is_outlined: draw_figure(request, is_outlined=is_outlined), suffix, request.words)


def write_pair(answer: PairAnswer, size: Size, suffix: FigureSuffix) -> bytes:
    """Return the figure of two views as a file.

    Raises SnapshotError when the views are of another snapshot.
    """
    return _written(
        lambda is_outlined: draw_pair(answer, size, is_outlined=is_outlined), suffix, answer.words
    )


def _written(draw: Callable[[bool], Figure | PairFigure], suffix: FigureSuffix, words: Words) -> bytes:
    with _ONE_AT_A_TIME, mpl.rc_context(_SETTINGS):
        drawn = draw(suffix is FigureSuffix.PDF)
        sink = io.BytesIO()
        metadata = _metadata(suffix, drawn.caption, words)
        drawn.canvas.figure.savefig(sink, format=str(suffix), dpi=drawn.sheet.dpi, metadata=metadata)
        if suffix is FigureSuffix.SVG:
            return finished(sink.getvalue(), drawn.canvas.texts, words.lang)
        if suffix is FigureSuffix.PDF:
            return readable(sink.getvalue(), drawn.canvas, drawn.caption.text, words.lang)
        return sink.getvalue()


def _metadata(suffix: FigureSuffix, caption: FigureCaption, words: Words) -> dict[str, object]:
    """Return what a file says of itself where its format has a place for it; dates are left out."""
    software = f"Shelterline {__version__}"
    if suffix is FigureSuffix.PNG:
        return {
            "Title": caption.title,
            "Author": AUTHOR,
            "Description": caption.description,
            "Copyright": caption.licence,
            "Source": caption.citation,
            "Software": software,
        }
    if suffix is FigureSuffix.PDF:
        return {
            "Title": caption.title,
            "Author": AUTHOR,
            "Subject": caption.citation,
            "Keywords": caption.licence,
            "Creator": software,
            "Producer": software,
            "CreationDate": None,
            "ModDate": None,
        }
    return {
        "Title": caption.title,
        "Creator": [AUTHOR],
        "Description": caption.description,
        "Rights": [caption.licence],
        "Source": caption.citation,
        "Language": str(words.lang),
        "Date": None,
    }
