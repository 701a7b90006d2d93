"""The drawing interface of layers: a layer says what is drawn and where, a canvas draws it.

Here stands what a painter of the map may ask of a sheet (`Pane`), and of whoever draws the legend
(`SwatchPen`: SVG for pages, a sheet for figures). Neither names the library that draws, so that the pages
of a server start without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, TypeVar

from shapely.geometry.base import BaseGeometry

from geo.geometry.frame import Box
from geo.layers.symbols import Colour, LineStyle, Pattern, Theme, ZoneSymbol
from geo.model import Kind

Swatch = TypeVar("Swatch", covariant=True)  # noqa: PLC0105 that of a protocol, named for what it is
Spot: TypeAlias = tuple[float, float]
"""A point in pixels of the pane, y downwards."""

PLAIN, BOLD = 400, 600
"""Weights of the type."""


@dataclass(frozen=True, slots=True)
class Circles:
    """Circles of one radius around places."""

    places: Sequence[Spot]
    radius: float


@dataclass(frozen=True, slots=True)
class Segments:
    """Straight lines, each from its first point to its second."""

    lines: Sequence[tuple[Spot, Spot]]


@dataclass(frozen=True, slots=True)
class Symbols:
    """The table's symbol of a kind at each place."""

    kind: Kind
    places: Sequence[Spot]
    side: float
    """Of the symbol's unit square, pixels."""


Shape: TypeAlias = Circles | Segments | Symbols | Box | BaseGeometry
"""What can be filled or outlined, in pixels of the pane."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a line of text looks."""

    size: float
    """Pixels."""
    colour: Colour
    weight: int = PLAIN
    halo: Colour | None = None
    """Drawn around the letters, to part them from the map."""
    halo_px: float = 2.8


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of text with the room that they take."""

    lines: list[str]
    width: float
    height: float


class Pane(Protocol):
    """A part of a sheet to draw on; what lies outside of it is cut off."""

    width: float
    """Pixels of the pane."""
    height: float
    """Pixels of the pane."""

    @property
    def theme(self) -> Theme:
        """The colours in which the sheet is drawn."""

    def fill(self, shape: Shape, colour: Colour, alpha: float = 1.0) -> None:
        """Fill the inside of a shape."""

    def stroke(self, shape: Shape, line: LineStyle, colour: Colour) -> None:
        """Draw a shape's outline with a line of the table."""

    def both(self, shape: Shape, fill: Colour, line: LineStyle, colour: Colour) -> None:
        """Fill a shape and draw its outline."""

    def each(self, shapes: Sequence[Shape], colours: Sequence[str], alpha: float, line: LineStyle) -> None:
        """Fill each shape by itself, so that those that overlap darken, and outline it in its colour."""

    def hatch(self, ground: BaseGeometry, pattern: Pattern, colour: Colour, *, tighter: float = 1.0) -> None:
        """Fill polygons with a pattern; `tighter` below 1 puts its lines closer."""

    def text_width(self, text: str, look: Look) -> float:
        """Return how wide a line of text is."""

    def text_block(self, text: str, look: Look, limit: float, pad: float = 0) -> TextBlock:
        """Break a text into even lines, none wider than a limit where its words allow it."""

    def write(self, at: Spot, text: str, look: Look, *, align: float = 0.0, rtl: bool = False) -> None:
        """Write a line on a base line; `align` is 0 at its left end, 0.5 in its middle, 1 at its right."""

    def write_middle(
        self, x: float, y: float, lines: Sequence[str], look: Look, *, rtl: bool = False
    ) -> None:
        """Write lines one below the other, their block centred on a point."""


class SwatchPen(Protocol[Swatch]):
    """Draws a piece of the map for a line of the legend."""

    def symbol(self, kind: Kind) -> Swatch:
        """Draw a single report."""

    def discs(self) -> Swatch:
        """Draw two discs with numbers."""

    def ring(self) -> Swatch:
        """Draw a symbol on the ring of its footprint."""

    def box(self, line: LineStyle, colour: Colour, pattern: Pattern | None, ground: Colour) -> Swatch:
        """Draw a piece of ground: its outline, and the pattern inside it when it has one."""

    def tint(self, colour: Colour, alpha: float, line: LineStyle) -> Swatch:
        """Draw a piece of ground in a light colour, with its outline."""

    def band(self, lines: Iterable[tuple[LineStyle, Colour]]) -> Swatch:
        """Draw lines from side to side, one over the other."""

    def circles(self, lines: Iterable[tuple[float, LineStyle]], colour: Colour) -> Swatch:
        """Draw circles around the middle, each of a radius in pixels."""

    def crossing(self, symbol: ZoneSymbol) -> Swatch:
        """Draw the square of a crossing."""
