"""Footprints and outlines brought into metric planes, and how each footprint lies to an outline.

Each outline is measured in the UTM zone of its own middle (EPSG:32636 for Gaza), where lengths are true to
1 in 2,500. Discs stay a middle and a radius, cut off at the edge of an area where their report names one (see
`geo.analysis.clipping`). Of areas the corners are projected, with straight edges between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

from geo.analysis.clipping import ClippedDiscs, StatedArea, Surroundings, cuttable
from geo.analysis.distance import levels, outline_of, overlap_levels, signed_distances
from geo.geometry.footprints import utm_epsg

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    Project = Callable[[np.ndarray], np.ndarray]

SPACE_STEPS = 5
"""A footprint is within none to all four of the distances, once certainly and once possibly."""
_SLACK_M = 1.0
_NEAR_DEGREES = 2.0
"""So far round the outlines of a UTM zone footprints are projected into it; the others are out of reach."""


@dataclass(frozen=True, slots=True)
class Discs:
    """Footprints that are discs, an element each."""

    lon: np.ndarray
    """Degrees, or metres east in a plane."""
    lat: np.ndarray
    """Degrees, or metres north in a plane."""
    radius_m: np.ndarray
    area: np.ndarray
    """Position among the areas of the one that holds it by its report; -1 for none."""


NO_DISCS = Discs(np.zeros(0), np.zeros(0), np.zeros(0), area=np.zeros(0, int))


class Outlines:
    """The outlines of zone statuses, each in a plane."""

    def __init__(self, shapes: Sequence[BaseGeometry], *, is_flat: bool = False) -> None:
        """Take shapes in EPSG:4326, longitude first, or in metres of one plane when it `is_flat`."""
        self.epsg = np.array([0 if is_flat else _epsg_of(shape) for shape in shapes], int)
        self.shapes = np.array(
            [shapely.transform(s, projection(e)) for s, e in zip(shapes, self.epsg.tolist(), strict=True)],
            object,
        )
        self.edges = [outline_of(shape) for shape in self.shapes]
        self.cuttable = [cuttable(shape) for shape in self.shapes]
        given = np.array(shapes, object)
        self.near: dict[int, BaseGeometry] = {}
        """Box round the outlines of each UTM zone, in the coordinates that they were given in."""
        for epsg in np.unique(self.epsg).tolist():
            west, south, east, north = shapely.total_bounds(given[self.epsg == epsg])
            far = np.inf if is_flat else _NEAR_DEGREES
            self.near[epsg] = shapely.box(west - far, south - far, east + far, north + far)

    def __len__(self) -> int:
        return len(self.shapes)


class Ground:
    """Every footprint beside every outline. A footprint's number counts discs first, then areas."""

    def __init__(
        self, discs: Discs, areas: Sequence[BaseGeometry], outlines: Outlines, distances_m: Sequence[float]
    ) -> None:
        """Take the footprints in the same coordinates as the outlines were given in."""
        self.n_discs, self.n_areas, self.outlines = len(discs.lon), len(areas), outlines
        self.distances_m = tuple(distances_m)
        self._radius_m = discs.radius_m.astype(float)
        self._planes = {epsg: _points(discs, epsg, near) for epsg, near in outlines.near.items()}
        # Each disc by its own radius: most are far smaller than the largest.
        self._boxes = {
            epsg: tuple((end + side * self._radius_m).astype(np.float32) for side in (-1, 1) for end in plane)
            for epsg, plane in self._planes.items()
        }
        self._areas = {
            epsg: {
                number: _stated_area(area, epsg)
                for number, area in enumerate(areas)
                if epsg == 0 or near.intersects(area)
            }
            for epsg, near in outlines.near.items()
        }
        self._clip = {epsg: self._clipping_areas(discs.area, epsg) for epsg in outlines.near}
        self._levels: dict[int, np.ndarray] = {}

    def _clipping_areas(self, area: np.ndarray, epsg: int) -> np.ndarray:
        """Return the position of the area at whose edge each disc is cut off, -1 where none cuts it.

        A disc that does not reach the area which its report names stays whole: the point is then not of it.
        """
        clip = np.full(self.n_discs, -1, np.int32)
        (x, y), named = self._planes[epsg], np.flatnonzero(area >= 0)
        for number in np.unique(area[named]).tolist():
            if number in self._areas[epsg]:
                here = named[area[named] == number]
                edges = outline_of(self._areas[epsg][number].inner)
                metres = signed_distances(edges, x[here], y[here])
                clip[here[np.abs(metres) < self._radius_m[here]]] = number
        return clip

    def _around(self, outline: int) -> Surroundings:
        return Surroundings(self.outlines.cuttable[outline], self.distances_m)

    def _area_levels(self, outline: int) -> np.ndarray:
        """Return within how many distances some and all of each area lies; shape (areas, 2)."""
        if outline not in self._levels:
            found, around = np.zeros((self.n_areas, 2), np.uint8), self._around(outline)
            for number, stated in self._areas[int(self.outlines.epsg[outline])].items():
                found[number] = around.area_levels(stated)
            self._levels[outline] = found
        return self._levels[outline]

    def within_reach(self, outline: int) -> np.ndarray:
        """Return which footprints lie in the box within which some may be near enough to an outline."""
        west, south, east, north = self.outlines.edges[outline].bounds
        west_of, south_of, east_of, north_of = self._boxes[int(self.outlines.epsg[outline])]
        reach = max(self.distances_m) + _SLACK_M
        is_near = np.empty(self.n_discs + self.n_areas, bool)
        discs = is_near[: self.n_discs]
        np.greater_equal(east_of, west - reach, out=discs)
        discs &= west_of <= east + reach
        discs &= north_of >= south - reach
        discs &= south_of <= north + reach
        is_near[self.n_discs :] = self._area_levels(outline)[:, 0] > 0
        return is_near

    def codes(self, outline: int, wanted: np.ndarray) -> np.ndarray:
        """Return how the footprints of some numbers, ascending, lie to an outline.

        A code is `possible * SPACE_STEPS + certain`, each the number of distances, from the largest, within
        which the footprint lies.
        """
        discs, areas = np.split(wanted, [np.searchsorted(wanted, self.n_discs)])
        epsg = int(self.outlines.epsg[outline])
        (x, y), radius_m = (axis[discs] for axis in self._planes[epsg]), self._radius_m[discs]
        metres = signed_distances(self.outlines.edges[outline], x, y)
        possible = overlap_levels(metres - radius_m, self.distances_m)
        certain = levels(metres + radius_m, self.distances_m)
        clip, around = self._clip[epsg][discs], self._around(outline)
        is_clipped = np.flatnonzero(clip >= 0)
        for number in np.unique(clip[is_clipped]).tolist():
            here = is_clipped[clip[is_clipped] == number]
            clipped = ClippedDiscs(x[here], y[here], radius_m[here], metres[here])
            possible[here], certain[here] = around.disc_levels(self._areas[epsg][number], clipped)
        of_areas = self._area_levels(outline)[areas - self.n_discs]
        possible, certain = np.concatenate([np.stack([possible, certain], axis=1), of_areas]).T
        possible *= np.uint8(SPACE_STEPS)
        possible += certain
        return np.asarray(possible)


def _epsg_of(shape: BaseGeometry) -> int:
    west, south, east, north = shape.bounds
    return utm_epsg((south + north) / 2, (west + east) / 2)


@lru_cache(maxsize=16)
def projection(epsg: int) -> Project:
    """Return what brings an array of longitudes and latitudes into a UTM zone; 0 leaves them as they are."""
    if not epsg:
        return np.asarray
    transform = Transformer.from_crs(4326, epsg, always_xy=True).transform
    return lambda lonlat: np.column_stack(transform(lonlat[:, 0], lonlat[:, 1]))


# The card of each report asks for the few areas that reports name.
@lru_cache(maxsize=64)
def _stated_area(area: BaseGeometry, epsg: int) -> StatedArea:
    return StatedArea(shapely.make_valid(shapely.transform(area, projection(epsg))))


def _points(discs: Discs, epsg: int, near: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
    """Return metres east and north of every disc; NaN for those that are out of reach."""
    if not epsg:
        return discs.lon, discs.lat
    west, south, east, north = near.bounds
    is_near = (discs.lon >= west) & (discs.lon <= east) & (discs.lat >= south) & (discs.lat <= north)
    x, y = np.full((2, len(discs.lon)), np.nan)
    x[is_near], y[is_near] = projection(epsg)(np.column_stack([discs.lon[is_near], discs.lat[is_near]])).T
    return x, y
