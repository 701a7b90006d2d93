"""Figures of views, drawn and read back."""

from __future__ import annotations

from geo.export.figure.figure_request import FigureRequest
from geo.export.figure.sheet import Figure, draw_figure
from geo.export.figure.sizes import FigureSuffix, Size
from geo.export.figure.write import write_figure
from geo.filters.view import View
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot

SITE = "https://maps.example.invalid/"


def wanted(opened: Snapshot, view: View | None = None, size: Size = Size.PRINT) -> FigureRequest:
    """The figure of a view, or of everything."""
    return FigureRequest(answer_view(opened, view or opened.default_view(), SITE), size)


def drawn(opened: Snapshot, view: View | None = None, size: Size = Size.PRINT) -> Figure:
    """A figure before it becomes a file."""
    return draw_figure(wanted(opened, view, size))


def file_of(
    opened: Snapshot, suffix: FigureSuffix, view: View | None = None, size: Size = Size.PRINT
) -> bytes:
    """A whole file."""
    return write_figure(wanted(opened, view, size), suffix)
