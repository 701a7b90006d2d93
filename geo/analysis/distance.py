"""How far discs lie from an outline, in metres of a plane, and what that makes certain or possible.

With `s` the signed distance from a disc's middle to the outline (negative inside) and `r` its radius,

    some point of the disc lies within D of the outline:   s - r <= D, and for D = 0  s - r < 0
    every point of the disc lies within D of the outline:  s + r <= D

The first is exact. So is the second for D = 0, and for any D where the outline has no bay; round a bay it
claims less than is true, never more, because no point is farther off than the middle's distance and `r`.
What only touches an outline is beside it: to be inside takes ground that both have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DISTANCES_M = (0, 500, 1_000, 5_000)
"""Metres from an outline that are asked about, ascending; 0 is inside."""
_BLOCK = 32_768
"""Discs worked on at a time: few enough to stay in the processor's cache, and so many that threads which
work on outlines side by side do not wait for each other between them."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The edges of a shape in a metric plane; a point has one edge of no length."""

    starts: np.ndarray
    """Shape (edges, 2), metres."""
    ends: np.ndarray
    """The same for the other end of each edge."""
    has_inside: bool
    """Whether the edges enclose ground."""
    bounds: tuple[float, float, float, float]
    """West, south, east, north, metres."""


def outline_of(shape: BaseGeometry) -> Outline:
    """Return the edges of a point, a line or a polygon, whole or in parts; the shape is not empty."""
    rings = shapely.get_parts(shapely.boundary(shape)) if shapely.get_dimensions(shape) > 1 else [shape]
    lines = [shapely.get_coordinates(part) for ring in rings for part in shapely.get_parts(ring)]
    starts = np.concatenate([line[:-1] if len(line) > 1 else line for line in lines])
    ends = np.concatenate([line[1:] if len(line) > 1 else line for line in lines])
    return Outline(starts, ends, bool(shapely.get_dimensions(shape) > 1), shape.bounds)


def signed_distances(outline: Outline, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return metres from points to an outline: above zero outside, below zero inside.

    Worked out from the outline's corner in 32 bits, which is exact to a centimetre within 50 km.
    """
    west, south, _, _ = outline.bounds
    corner = np.array([west, south])
    near = Outline(outline.starts - corner, outline.ends - corner, outline.has_inside, outline.bounds)
    found = np.empty(len(x), np.float32)
    for start in range(0, len(x), _BLOCK):
        block = slice(start, start + _BLOCK)
        east, north = (x[block] - west).astype(np.float32), (y[block] - south).astype(np.float32)
        found[block] = _signed(near, east, north)
    return found.astype(float)


def _signed(outline: Outline, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    nearest = np.full(len(x), np.inf, np.float32)
    is_inside = np.zeros(len(x), bool)
    for (ax, ay), (bx, by) in zip(outline.starts.tolist(), outline.ends.tolist(), strict=True):
        dx, dy = bx - ax, by - ay
        px, py = x - ax, y - ay
        if outline.has_inside and dy:
            # An edge is crossed by the ray to the east where its ends lie on both sides of the ray.
            crosses = (y < ay) != (y < by)
            crosses &= (px * dy < py * dx) if dy > 0 else (px * dy > py * dx)
            is_inside ^= crosses
        length2 = dx * dx + dy * dy
        if length2:
            along = px * (dx / length2)
            along += py * (dy / length2)
            np.maximum(along, 0, out=along)
            np.minimum(along, 1, out=along)
            px -= along * dx
            py -= along * dy
        px *= px
        py *= py
        px += py
        np.minimum(nearest, px, out=nearest)
    np.sqrt(nearest, out=nearest)
    np.negative(nearest, where=is_inside, out=nearest)
    return nearest


def levels(metres: np.ndarray, distances_m: Sequence[float]) -> np.ndarray:
    """Return within how many of some ascending distances each number lies: all, when it is in the least."""
    met = np.zeros(len(metres), np.uint8)
    for distance in distances_m:
        met += metres <= distance
    return met


def overlap_levels(gap_m: np.ndarray, distances_m: Sequence[float]) -> np.ndarray:
    """Return the same of gaps between grounds and an outline, of which none at all is a touch: not inside."""
    met = levels(gap_m, distances_m)
    met -= (gap_m == 0) & (distances_m[0] == 0)
    return met
