"""Patterns of the table as lines and dots, cut to the ground that they fill.

matplotlib's own hatches are repeated pictures: their lines have no angle and no distance of one's own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.export.figure.shapes import circles, path_of
from geo.layers.symbols import Hatch, LineStyle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.export.figure.canvas import CanvasPane
    from geo.layers.symbols import Colour, Pattern

_ROW = 0.866
"""Distance of two rows of dots, in distances of two dots."""


def fill(
    pane: CanvasPane, ground: BaseGeometry, pattern: Pattern, colour: Colour, *, tighter: float = 1.0
) -> None:
    """Fill polygons, in the pane's pixels, with a pattern; `tighter` below 1 puts its lines closer."""
    ground = _inside(ground, pane)
    if ground.is_empty:
        return
    step = pattern.spacing_px * tighter
    if pattern.hatch is Hatch.DOTS:
        pane.fill(circles(list(_dots(ground, step)), pattern.width_px / 2), colour, pattern.alpha)
        return
    angles = (
        [pattern.angle_deg] if pattern.hatch is Hatch.LINES else [pattern.angle_deg, pattern.angle_deg + 90]
    )
    for angle in angles:
        lines = shapely.intersection(_lines(ground.bounds, angle, step), ground)
        pane.stroke(path_of(lines), LineStyle(pattern.width_px, (), pattern.alpha), colour)


def _inside(ground: BaseGeometry, pane: CanvasPane) -> BaseGeometry:
    cut = shapely.clip_by_rect(ground, -2, -2, pane.width + 2, pane.height + 2)
    return cut if cut.is_valid else shapely.make_valid(cut)


def _lines(bounds: tuple[float, float, float, float], angle_deg: float, step: float) -> BaseGeometry:
    """Return lines across a rectangle; 45 degrees rise to the right."""
    x0, y0, x1, y1 = bounds
    along = np.array([math.cos(math.radians(angle_deg)), -math.sin(math.radians(angle_deg))])
    across = np.array([-along[1], along[0]])
    corners = np.array([(x, y) for x in (x0, x1) for y in (y0, y1)])
    reach = corners @ along
    offsets = corners @ across
    # Counted from the pane's corner, so that grounds that touch share their lines.
    numbers = np.arange(math.ceil(offsets.min() / step), math.floor(offsets.max() / step) + 1)
    ends = [
        [k * step * across + reach.min() * along, k * step * across + reach.max() * along] for k in numbers
    ]
    return shapely.MultiLineString(ends)


def _dots(ground: BaseGeometry, step: float) -> Iterator[tuple[float, float]]:
    x0, y0, x1, y1 = ground.bounds
    shapely.prepare(ground)
    row = step * _ROW
    for r in range(math.floor(y0 / row), math.ceil(y1 / row) + 1):
        shift = (r % 2) * step / 2
        columns = np.arange(math.floor(x0 / step), math.ceil(x1 / step) + 1)
        xs = columns * step + shift
        inside = shapely.contains_xy(ground, xs, np.full_like(xs, r * row, dtype=float))
        yield from ((float(x), r * row) for x in xs[inside])
