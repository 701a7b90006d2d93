"""Ground that is searched for what lies on it: a box of degrees, perhaps across the date line, or of metres.

Its edge belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.geometry.footprints import from_metres, to_metres

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

BOX_VALUES, BOX_VALUES_WITH_HEIGHT = 4, 6
_WORLD = (-180.0, 180.0)
_M_PER_DEGREE = 111_320.0
_SURE_DEGREES = 1e-4
"""Eleven metres: points are known to the cell of a grid, of 2.4 m."""
_SLACK, _SLACK_M = 0.05, 12.0
"""How much farther than its radius a disc is looked at: distances are taken on a rough plane."""
_MOST_SURE_M = 100_000.0
"""Largest radius for which the rough plane is true to that slack."""
_STEPS = 32
"""Pieces of a side of a box in metres, which is a curve in degrees."""
_Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class SearchGround:
    """Some ground, and what touches it."""

    boxes: tuple[_Box, ...]
    """West, south, east, north in degrees (WGS 84): what holds the ground, or is the ground."""
    outline: shapely.Polygon | None = None
    """The ground, EPSG:4326, where the boxes only hold it."""

    @cached_property
    def shape(self) -> BaseGeometry:
        """The ground as a geometry, EPSG:4326."""
        # Boxes that are lines or points have no area, and a union would lose them.
        shapes = [_shape_of(box) for box in self.boxes]
        found = self.outline or (shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes))
        shapely.prepare(found)
        return found

    def touched_by(self, shapes: np.ndarray) -> np.ndarray:
        """Return which of some geometries (EPSG:4326) touch the ground; one that is None does not."""
        return np.asarray(shapely.intersects(self.shape, shapes))

    def discs(self, lat: np.ndarray, lon: np.ndarray, radius_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which discs touch the ground for certain, and of which it must be looked at.

        Points are in degrees and may be some metres off, so that no disc has to be drawn for most of them.
        """
        sure, near = np.zeros(len(lat), bool), np.zeros(len(lat), bool)
        for west, south, east, north in self.boxes:
            x = np.maximum(np.maximum(west - lon, lon - east), 0) * np.cos(np.radians(lat))
            y = np.maximum(np.maximum(south - lat, lat - north), 0)
            distance_m = np.hypot(x, y) * _M_PER_DEGREE
            near |= distance_m <= radius_m * (1 + _SLACK) + _SLACK_M
            sure |= (radius_m <= _MOST_SURE_M) & (distance_m <= radius_m * (1 - _SLACK) - _SLACK_M)
            inner = _SURE_DEGREES
            sure |= (
                (lon > west + inner) & (lon < east - inner) & (lat > south + inner) & (lat < north - inner)
            )
        if self.outline is not None:
            inside = shapely.buffer(self.outline, -_SURE_DEGREES)
            shapely.prepare(inside)
            sure = np.asarray(shapely.intersects_xy(inside, lon, lat))
        return sure, near & ~sure


def box_of_degrees(west: float, south: float, east: float, north: float) -> SearchGround:
    """Return the ground of a box in degrees; with west beyond east it reaches across the date line."""
    if west <= east:
        return SearchGround(((west, south, east, north),))
    return SearchGround(
        ((west, south, max(_WORLD[1], west), north), (min(_WORLD[0], east), south, east, north))
    )


def box_of_metres(epsg: int, left: float, bottom: float, right: float, top: float) -> SearchGround:
    """Return the ground of a box in a projection in metres.

    Raises ValueError when it reaches to where the projection has no ground.
    """
    side = np.linspace(0, 1, _STEPS, endpoint=False)
    x = np.concatenate([left + (right - left) * side, np.full(_STEPS, right)])
    y = np.concatenate([np.full(_STEPS, bottom), bottom + (top - bottom) * side])
    x, y = np.concatenate([x, left + right - x]), np.concatenate([y, bottom + top - y])
    lon, lat = from_metres(epsg).transform(x, y)
    back_x, back_y = to_metres(epsg).transform(lon, lat)
    # A projection answers far outside of its zone as well, with some other place.
    if not (np.isfinite(lon).all() and np.allclose(back_x, x, atol=1) and np.allclose(back_y, y, atol=1)):
        raise ValueError(f"EPSG:{epsg} has no such ground")
    outline = shapely.Polygon(np.column_stack([lon, lat]))
    return SearchGround((tuple(map(float, outline.bounds)),), outline)  # type: ignore[arg-type]


def _shape_of(box: _Box) -> BaseGeometry:
    west, south, east, north = box
    corners = [(west, south), (east, south), (east, north), (west, north)]
    # A box without width is a line or a point, which a polygon of it would not be.
    return shapely.envelope(shapely.MultiPoint(corners))
