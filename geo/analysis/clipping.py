"""How discs that are cut off at the edge of a stated area lie to an outline, in metres of a plane.

The ground of such a report is its disc within the area. No cut disc is made: with *c* the middle of the
disc and *r* its radius,

    some of the ground lies within D of the outline:  the part of the area within D lies less than r from c
    all of it does:                                   the rest of the area lies at least r from c

so that a part and a rest are made once for an area, an outline and a distance, and discs are measured as
others are. Both are exact, round bays as well, but for the corners by which the outline's surroundings stand
for arcs.

Neighbouring areas, and zones beside them, were drawn one by one, so that a border that they share is a strip
of overlaps and gaps. Where one shape is asked whether it lies in another, `TOLERANCE_M` of
`geo.geometry.stated_ground` at the edge of the area are therefore left out: the strip makes nothing possible
and keeps nothing from being certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.geometry.stated_ground import inner_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    Box = tuple[float, float, float, float]

_QUARTER_SEGMENTS = 32
"""Corners of a quarter of a circle: arcs are true to 2 m in 5 km."""
_GRID_M = 0.01


@dataclass(frozen=True)
class StatedArea:
    """An area that reports name, in a metric plane."""

    shape: BaseGeometry

    @cached_property
    def inner(self) -> BaseGeometry:
        """The area without the strip at its edge; all of it where nothing would be left."""
        return inner_of(self.shape)

    @cached_property
    def box(self) -> Box:
        """West, south, east, north of the area."""
        return self.shape.bounds

    @cached_property
    def inner_box(self) -> Box:
        """The same of the area without the strip."""
        return self.inner.bounds


@dataclass(frozen=True, slots=True)
class ClippedDiscs:
    """Discs of which the edge of one area cuts something off; an element each."""

    x: np.ndarray
    y: np.ndarray
    radius_m: np.ndarray
    outline_m: np.ndarray
    """Signed distance of the middle to the outline."""

    @property
    def box(self) -> BaseGeometry:
        """The box round all of them."""
        low, high = ([(axis + side * self.radius_m) for axis in (self.x, self.y)] for side in (-1, 1))
        around: BaseGeometry = shapely.box(low[0].min(), low[1].min(), high[0].max(), high[1].max())
        return around

    def distances(self, shape: BaseGeometry, wanted: np.ndarray) -> np.ndarray:
        """Return metres from the middles of some to a shape: 0 inside, infinite where it is empty."""
        if shape.is_empty:
            return np.full(int(wanted.sum()), np.inf)
        shapely.prepare(shape)
        return np.asarray(shapely.distance(shape, shapely.points(self.x[wanted], self.y[wanted])))


class Surroundings:
    """An outline and what lies within some ascending distances of it."""

    def __init__(self, outline: BaseGeometry, distances_m: Sequence[float]) -> None:
        """Take the outline in a metric plane, as `cuttable` returns it."""
        self.outline, self.distances_m = outline, tuple(distances_m)
        self._within: dict[float, BaseGeometry] = {0: self.outline}
        self._box: Box = self.outline.bounds

    def within(self, distance_m: float) -> BaseGeometry:
        """Return the outline with its surroundings."""
        if distance_m not in self._within:
            grown = shapely.buffer(self.outline, distance_m, quad_segs=_QUARTER_SEGMENTS)
            self._within[distance_m] = grown
        return self._within[distance_m]

    def part_of(self, area: StatedArea, distance_m: float) -> BaseGeometry:
        """Return the ground of an area within a distance; for 0, ground that area and outline share."""
        around = self.within(distance_m)
        shared = shapely.intersection(area.shape if distance_m else area.inner, around)
        if shared.geom_type != "GeometryCollection" and _dimensions(shared) == _dimensions(around):
            return shared
        # Edges and corners that both have are no ground of either.
        parts = shapely.get_parts(shared)
        return shapely.union_all(parts[shapely.get_dimensions(parts) == _dimensions(around)])

    def rest_of(self, ground: BaseGeometry, distance_m: float) -> BaseGeometry:
        """Return the part of some ground that is farther off."""
        return shapely.difference(ground, self.within(distance_m))

    def area_levels(self, area: StatedArea) -> tuple[int, int]:
        """Return within how many of the distances some of an area lies, and within how many all of it."""
        if not self._is_box_near(area.box, max(self.distances_m)):
            return 0, 0
        gap_m = shapely.distance(area.shape, self.outline)
        possible = sum(bool(gap_m <= distance) for distance in self.distances_m if distance)
        if 0 in self.distances_m and not gap_m:
            possible += not self.part_of(area, 0).is_empty
        return possible, sum(self._holds(area, distance) for distance in self.distances_m)

    def _is_box_near(self, box: Box, distance_m: float) -> bool:
        (west, south, east, north), (w, s, e, n) = self._box, box
        return (
            w <= east + distance_m
            and e >= west - distance_m
            and s <= north + distance_m
            and n >= south - distance_m
        )

    def _holds(self, area: StatedArea, distance_m: float) -> bool:
        (west, south, east, north), (w, s, e, n) = self._box, area.inner_box
        is_box_held = (
            west - distance_m <= w
            and e <= east + distance_m
            and south - distance_m <= s
            and n <= north + distance_m
        )
        return is_box_held and self.rest_of(area.inner, distance_m).is_empty

    def disc_levels(self, area: StatedArea, discs: ClippedDiscs) -> tuple[np.ndarray, np.ndarray]:
        """Return the same of discs within an area."""
        possible, certain = (np.zeros(len(discs.x), np.uint8) for _ in range(2))
        # What no disc reaches is left out before a country is cut a dozen times.
        ground = shapely.intersection(area.inner, discs.box)
        for distance in self.distances_m:
            # What all of a disc is far from, or all of it near, needs no cut.
            may = _meets(discs.outline_m - distance, discs.radius_m, distance)
            if not may.any():
                continue
            gap_m = discs.distances(self.part_of(area, distance), may)
            may[may] = _meets(gap_m, discs.radius_m[may], distance)
            possible += may
            is_all = discs.outline_m + discs.radius_m <= distance
            undecided = may & ~is_all
            if undecided.any():
                rest_m = discs.distances(self.rest_of(ground, distance), undecided)
                is_all[undecided] = rest_m >= discs.radius_m[undecided]
            certain += is_all
        return possible, certain


def cuttable(outline: BaseGeometry) -> BaseGeometry:
    """Return an outline that does not cross itself, with what either loop holds, to a centimetre."""
    # On a grid, loops that touch meet in one point, not in two that differ by the last bit.
    return shapely.set_precision(shapely.make_valid(outline), _GRID_M)


def _meets(metres: np.ndarray, radius_m: np.ndarray, distance_m: float) -> np.ndarray:
    """Return which discs reach what lies some metres from their middles; a touch is near, but not inside."""
    return metres <= radius_m if distance_m else metres < radius_m


def _dimensions(shape: BaseGeometry) -> int:
    return int(shapely.get_dimensions(shape))
