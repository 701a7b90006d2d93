"""Pieces of the map for the legend of a figure, drawn by what draws the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shapely

from geo.export.figure import hatch
from geo.export.figure.points import Disc, draw_disc
from geo.export.figure.regions import draw_crossing, draw_outline
from geo.layers.legend import HEIGHT_PX, SWATCH_SCALE, WIDTH_PX
from geo.layers.shapes import circles, rectangle, segments, symbols
from geo.layers.symbols import (
    AREA_HATCHES,
    BORDERS,
    EARLIER,
    GROUND,
    KINDS,
    RING_FILL,
    SHELTERING_MAX,
    SHELTERING_MIN,
    SYMBOL_PX,
    UNCERTAINTY,
    ZONES,
    LineStyle,
)

if TYPE_CHECKING:
    from geo.export.figure.canvas import Pane
    from geo.layers.symbols import Colour, Pattern, ZoneSymbol
    from geo.model import Kind

Swatch = Callable[["Pane"], None]
"""Draws into a pane of `WIDTH_PX` by `HEIGHT_PX`."""
_X, _Y = WIDTH_PX / 2, HEIGHT_PX / 2
_ACROSS = segments([((2, _Y), (WIDTH_PX - 2, _Y))])
_BOX = (3.0, 3.0, WIDTH_PX - 3.0, HEIGHT_PX - 3.0)


class Swatches:
    """Each piece as what draws it; see `geo.layers.legend.Draw`."""

    def kind(self, kind: Kind) -> Swatch:
        """A single report."""
        path = symbols(kind, [(_X, _Y)], SYMBOL_PX * 1.1)
        return lambda pane: pane.both(path, KINDS[kind].fill, LineStyle(1), GROUND.outline)

    def several(self) -> Swatch:
        """Two discs with numbers."""

        def draw(pane: Pane) -> None:
            for x, r, text in ((8.5, 6.5, "3"), (24, 8.5, "12")):
                draw_disc(pane, Disc(x, _Y, r, text))

        return draw

    def ring(self) -> Swatch:
        """A symbol on the ring of its footprint."""

        def draw(pane: Pane) -> None:
            ring, on_edge = circles([(15, 10.5)], 8), circles([(20.66, 4.84)], 3)
            pane.fill(ring, GROUND.ink, RING_FILL)
            pane.stroke(ring, UNCERTAINTY, GROUND.ink)
            pane.fill(on_edge, GROUND.ink)

        return draw

    def area(self) -> Swatch:
        """An area that reports lie somewhere in."""
        look = AREA_HATCHES[0]
        return _boxed(look.outline, GROUND.ink, look.pattern, GROUND.ink)

    def zone(self, symbol: ZoneSymbol) -> Swatch:
        """A zone status."""
        if symbol.form == "crossing":
            return lambda pane: draw_crossing(pane, (_X, _Y), symbol)
        if symbol.form == "corridor":
            return lambda pane: draw_outline(pane, _ACROSS, symbol, earlier=False)
        return _boxed(symbol.outline, symbol.colour, symbol.pattern, symbol.ground)

    def earlier(self) -> Swatch:
        """A zone status that another has followed."""
        return _boxed(EARLIER, ZONES["evacuate"].colour, None, GROUND.ink)

    def sheltering(self) -> Swatch:
        """Two rings of people."""

        def draw(pane: Pane) -> None:
            pane.stroke(circles([(_X, _Y)], 5), SHELTERING_MIN, GROUND.sheltering)
            pane.stroke(circles([(_X, _Y)], 8.5), SHELTERING_MAX, GROUND.sheltering)

        return draw

    def disputed(self) -> Swatch:
        """A disputed boundary."""
        return lambda pane: pane.stroke(_ACROSS, BORDERS["disputed"], GROUND.border)


def _boxed(line: LineStyle, colour: Colour, pattern: Pattern | None, ground: Colour) -> Swatch:
    def draw(pane: Pane) -> None:
        if pattern is not None:
            hatch.fill(pane, shapely.box(*_BOX), pattern, ground, tighter=SWATCH_SCALE)
        pane.stroke(rectangle(*_BOX), line, colour)

    return draw
