"""Outlines as matplotlib takes them: from shapely, from the table's SVG paths, from circles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from geo.geometry.frame import Box, Frame
from geo.layers.draw import Circles, Segments, Shape, Symbols
from geo.layers.land import seen
from geo.layers.symbols import KINDS
from geo.model import Kind

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_TOKENS = re.compile(r"([MLHVZA])([^MLHVZA]*)")
_NUMBERS = re.compile(r"-?\d*\.?\d+")
NOTHING = Path(np.empty((0, 2)))


def as_path(shape: Shape) -> Path:
    """Return a shape of the drawing interface as a path."""
    if isinstance(shape, Circles):
        return circles(shape.places, shape.radius)
    if isinstance(shape, Segments):
        return segments(shape.lines)
    if isinstance(shape, Symbols):
        return symbols(shape.kind, shape.places, shape.side)
    if isinstance(shape, Box):
        return rectangle(shape.x0, shape.y0, shape.x1, shape.y1)
    return path_of(shape)


def path_seen(geometry: BaseGeometry, frame: Frame) -> Path:
    """Return what a frame shows of a geometry as a path in the frame's pixels."""
    return path_of(seen(geometry, frame))


def path_of(geometry: BaseGeometry) -> Path:
    """Return the outlines of polygons (holes turn the other way) and the lines of a geometry."""
    parts: list[Path] = []
    for part in shapely.get_parts(geometry).tolist():
        if part.is_empty:
            continue
        if part.geom_type == "Polygon":
            turned = shapely.orient_polygons(part)
            rings = [turned.exterior, *turned.interiors]
            parts += [Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in rings]
        elif part.geom_type in {"LineString", "LinearRing"}:
            parts.append(Path(np.asarray(part.coords)[:, :2]))
        elif part.geom_type.startswith(("Multi", "Geometry")):
            parts.append(path_of(part))
    return joined(parts)


def joined(paths: Iterable[Path]) -> Path:
    """Return many paths as one: one artist, one stroke."""
    some = [path for path in paths if len(np.asarray(path.vertices))]
    return Path.make_compound_path(*some) if some else NOTHING


def circles(places: Sequence[tuple[float, float]], radius: float) -> Path:
    """Return circles of one radius around places, as one path."""
    return joined(Path.circle(place, radius) for place in places)


def segments(lines: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> Path:
    """Return straight lines as one path."""
    return joined(Path(np.asarray(line)) for line in lines)


def rectangle(x0: float, y0: float, x1: float, y1: float) -> Path:
    """Return a rectangle."""
    return Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], closed=True)


def symbols(kind: Kind, places: Sequence[tuple[float, float]], side: float) -> Path:
    """Return the table's symbol of a kind at each place, as one path; `side` of its unit square."""
    unit = _svg_path(KINDS[kind].path)
    centred = Affine2D().translate(-0.5, -0.5).scale(side)
    return joined(unit.transformed(centred + Affine2D().translate(x, y)) for x, y in places)


@cache
def _svg_path(text: str) -> Path:
    """Read what the table uses of SVG: M, L, H, V, Z and arcs of circles."""
    parts: list[Path] = []
    points: list[Path] = []
    at = np.zeros(2)
    for command, arguments in _TOKENS.findall(text):
        numbers = [float(number) for number in _NUMBERS.findall(arguments)]
        if command == "Z":
            ring = Path.make_compound_path(*points)
            vertices, codes = _continuous(ring)
            parts.append(Path(np.array([*vertices, vertices[0]]), [*codes, int(Path.CLOSEPOLY)]))
            points = []
        elif command == "A":
            end = np.array(numbers[5:7])
            points.append(_arc(at, end, numbers[0], sweep=numbers[4] > 0, large=numbers[3] > 0))
            at = end
        else:
            end = at.copy()
            end[slice(2) if command in "ML" else slice(1) if command == "H" else slice(1, 2)] = numbers
            points.append(Path(np.array([at if command != "M" else end, end])))
            at = end
    return joined(parts)


def _continuous(path: Path) -> tuple[list[np.ndarray], list[int]]:
    """Turn the begins of the parts of an outline into lines: each begins where the one before ends."""
    vertices, codes = np.asarray(path.vertices), np.array(path.codes)
    codes[1:][codes[1:] == Path.MOVETO] = Path.LINETO
    return list(vertices), codes.tolist()


def _arc(start: np.ndarray, end: np.ndarray, radius: float, *, sweep: bool, large: bool) -> Path:
    """Return an arc of a circle, by the implementation notes of SVG 1.1, F.6.5."""
    half = (end - start) / 2
    out = np.sqrt(max(0.0, radius**2 - half @ half)) * np.array([-half[1], half[0]])
    out = out / (np.hypot(*half) or 1.0)
    centre = (start + end) / 2 + (out if sweep != large else -out)
    first, last = (np.degrees(np.arctan2(*(p - centre)[::-1])) for p in (start, end))
    # y grows downwards, so angles grow clockwise, as a sweep of SVG does.
    arc = Path.arc(first, last if last > first else last + 360) if sweep else None
    if arc is None:
        turned = Path.arc(last, first if first > last else first + 360)
        arc = Path(np.asarray(turned.vertices)[::-1], turned.codes)
    return arc.transformed(Affine2D().scale(radius).translate(*centre))
