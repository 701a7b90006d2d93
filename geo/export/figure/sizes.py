"""The formats and sizes in which a figure is given, in two tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo.language import N_


class FigureSuffix(StrEnum):
    """How the name of a figure's file ends."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class FigureFormat:
    """What a figure's file is called."""

    media_type: str
    label: str
    """What people call it; the same in every language."""


FIGURE_FORMATS: Mapping[FigureSuffix, FigureFormat] = {
    FigureSuffix.PNG: FigureFormat("image/png", "PNG"),
    FigureSuffix.SVG: FigureFormat("image/svg+xml", "SVG"),
    FigureSuffix.PDF: FigureFormat("application/pdf", "PDF"),
}


class Size(StrEnum):
    """What a figure is for."""

    PRINT = "print"
    SLIDE = "slide"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The name and the measures of one size, in pixels of a screen (1/96 inch)."""

    label: str
    """English msgid."""
    width: float
    height: float
    dpi: float
    """Of a PNG: pixels an inch of the sheet."""
    margin: float
    title: float
    """Size of the type."""
    counts: float
    legend: float
    caption: float
    panel: float
    """Width of the column beside the map that holds legend and caption; 0 when they stand below it."""
    columns: int
    """Of legend and caption below the map."""
    most_sources: int
    """Sources that are named; the others are counted."""
    least_map: float
    """Height below which the map never falls: rather the type gets smaller."""
    map_scale: float = 1.0
    """Size of a pixel of the screen's map: below 1 more of the map has room."""
    is_short: bool = False
    """Whether the caption leaves out what the title says, and how to read the map."""


SHEETS: Mapping[Size, Sheet] = {
    # 190 by 251 mm at 300 dpi: the width of two columns of a page, or of an A4 page without its margins.
    Size.PRINT: Sheet(N_("Print"), 720, 948, 300, 26, 19, 11.5, 10.5, 9, 0, 3, 24, 440),
    # 1920 by 1080 pixels.
    Size.SLIDE: Sheet(N_("Slide"), 1280, 720, 144, 32, 25, 14, 12.5, 10.5, 350, 1, 16, 440),
    # 1200 by 630 pixels, as link previews ask; large type, for they are shown at half that size.
    Size.SOCIAL: Sheet(
        N_("Social media"), 720, 378, 160, 14, 17, 10, 9.5, 7.8, 284, 1, 3, 240, 0.8, is_short=True
    ),
}
