"""Pieces of the map for the legend of a figure, drawn by what draws the map."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import shapely

from geo.geometry.frame import Box
from geo.layers.draw import Circles, Pane, Segments, Symbols
from geo.layers.legend import HEIGHT_PX, SWATCH_SCALE, WIDTH_PX
from geo.layers.points import Disc, draw_disc
from geo.layers.symbols import (
    GROUND,
    KINDS,
    RING_FILL,
    SYMBOL_PX,
    UNCERTAINTY,
    Colour,
    LineStyle,
    Pattern,
    ZoneSymbol,
)
from geo.layers.zones import paint_crossing
from geo.model import Kind

Swatch = Callable[["Pane"], None]
"""Draws into a pane of `WIDTH_PX` by `HEIGHT_PX`."""
_X, _Y = WIDTH_PX / 2, HEIGHT_PX / 2
_ACROSS = Segments([((2, _Y), (WIDTH_PX - 2, _Y))])
_BOX = Box(3.0, 3.0, WIDTH_PX - 3.0, HEIGHT_PX - 3.0)


class PaperPen:
    """Each piece as what draws it; see `geo.layers.draw.SwatchPen`."""

    def symbol(self, kind: Kind) -> Swatch:
        """Draw a single report."""
        shape = Symbols(kind, [(_X, _Y)], SYMBOL_PX * 1.1)
        return lambda pane: pane.both(shape, KINDS[kind].fill, LineStyle(1), GROUND.outline)

    def discs(self) -> Swatch:
        """Draw two discs with numbers."""

        def draw(pane: Pane) -> None:
            for x, r, text in ((8.5, 6.5, "3"), (24, 8.5, "12")):
                draw_disc(pane, Disc(x, _Y, r, text))

        return draw

    def ring(self) -> Swatch:
        """Draw a symbol on the ring of its footprint."""

        def draw(pane: Pane) -> None:
            ring, on_edge = Circles([(15, 10.5)], 8), Circles([(20.66, 4.84)], 3)
            pane.fill(ring, GROUND.ink, RING_FILL)
            pane.stroke(ring, UNCERTAINTY, GROUND.ink)
            pane.fill(on_edge, GROUND.ink)

        return draw

    def box(self, line: LineStyle, colour: Colour, pattern: Pattern | None, ground: Colour) -> Swatch:
        """Draw a piece of ground: its outline, and the pattern inside it when it has one."""

        def draw(pane: Pane) -> None:
            if pattern is not None:
                inside = shapely.box(_BOX.x0, _BOX.y0, _BOX.x1, _BOX.y1)
                pane.hatch(inside, pattern, ground, tighter=SWATCH_SCALE)
            pane.stroke(_BOX, line, colour)

        return draw

    def tint(self, colour: Colour, alpha: float, line: LineStyle) -> Swatch:
        """Draw a piece of ground in a light colour, with its outline."""

        def draw(pane: Pane) -> None:
            pane.fill(_BOX, colour, alpha)
            pane.stroke(_BOX, line, colour)

        return draw

    def band(self, lines: Iterable[tuple[LineStyle, Colour]]) -> Swatch:
        """Draw lines from side to side, one over the other."""
        kept = tuple(lines)

        def draw(pane: Pane) -> None:
            for line, colour in kept:
                pane.stroke(_ACROSS, line, colour)

        return draw

    def circles(self, lines: Iterable[tuple[float, LineStyle]], colour: Colour) -> Swatch:
        """Draw circles around the middle, each of a radius in pixels."""
        kept = tuple(lines)

        def draw(pane: Pane) -> None:
            for radius, line in kept:
                pane.stroke(Circles([(_X, _Y)], radius), line, colour)

        return draw

    def crossing(self, symbol: ZoneSymbol) -> Swatch:
        """Draw the square of a crossing."""
        return lambda pane: paint_crossing(pane, (_X, _Y), symbol)
