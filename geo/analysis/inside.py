"""Which footprints lie in a polygon, certainly or possibly: many of them against one, at once.

The ground of a report is its disc within the area that it names, or a whole area. With *c* the middle of the
disc, *r* its radius, *A* the area and *P* the polygon,

    some of the ground lies in P:  the part of A in P lies less than r from c
    all of it does:                the rest of A lies at least r from c

A disc that does not reach its area, or names none, is taken whole: then A is everything. A shared edge is
no overlap. No disc is made, so both are exact. Otherwise than in `geo.analysis.clipping`, no strip at the
edge of A is left out: nobody drew P beside A, and what is called outside must be so.

Discs of one radius and area that are neighbours are looked at as one block first: where a block's middle is
far enough from what is asked about, or well within reach of it, so is each of its discs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.analysis.clipping import StatedArea
from geo.analysis.planes import Discs, projection
from geo.geometry.area_code import CERTAIN, OUTSIDE, POSSIBLE
from geo.geometry.footprints import from_metres

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_BLOCK = 32
"""Discs looked at as one."""
_FAR_M = 1e9
"""Where a point stands that a projection has no place for."""
_PLANES = 4
"""UTM zones of which the discs are kept projected; 16 bytes a disc each."""
_NO_BOX = (np.inf, np.inf, -np.inf, -np.inf)


@dataclass(frozen=True, slots=True)
class _Plane:
    """The discs of an index in metres, in its order, and its blocks."""

    x: np.ndarray
    y: np.ndarray
    block_x: np.ndarray
    block_y: np.ndarray
    reach_m: np.ndarray
    """From the middle of a block to the farthest middle of a disc in it."""


class GroundIndex:
    """Footprints, arranged so that all of them are compared with a polygon in little time.

    A footprint's number counts discs first, then areas, as they were given.
    """

    def __init__(self, discs: Discs, areas: Sequence[BaseGeometry]) -> None:
        """Take discs and areas in EPSG:4326; `discs.area` is the place among the areas, -1 for none."""
        self._areas, self._n_discs = list(areas), len(discs.lon)
        self._boxes = np.array([area.bounds for area in areas] or [_NO_BOX])
        self._order = np.lexsort((_along(discs.lon, discs.lat), discs.radius_m, discs.area))
        self._lon, self._lat = discs.lon[self._order], discs.lat[self._order]
        self._radius_m, self._area = discs.radius_m[self._order].astype(float), discs.area[self._order]
        self._starts = _starts(self._area, self._radius_m)
        self._plane = lru_cache(maxsize=_PLANES)(self._projected)
        self._stated = lru_cache(maxsize=None)(self._stated_area)

    def levels(self, polygon: BaseGeometry, epsg: int) -> np.ndarray:
        """Return how each footprint lies to a polygon in metres of a projection; one element a footprint."""
        found = np.full(self._n_discs + len(self._areas), OUTSIDE, np.uint8)
        if self._n_discs:
            found[self._order] = self._disc_levels(polygon, epsg)
        near = self._near(polygon, epsg)
        for number in near:
            found[self._n_discs + number] = _area_level(self._stated(number, epsg).shape, polygon)
        return np.asarray(found)

    def _projected(self, epsg: int) -> _Plane:
        xy = projection(epsg)(np.column_stack([self._lon, self._lat]))
        x, y = np.where(np.isfinite(xy), xy, _FAR_M).T
        n = np.diff(np.append(self._starts, len(x)))
        of_block = np.repeat(np.arange(len(n)), n)
        low_x, high_x, low_y, high_y = (
            reduce.reduceat(axis, self._starts) for axis in (x, y) for reduce in (np.minimum, np.maximum)
        )
        block_x, block_y = (low_x + high_x) / 2, (low_y + high_y) / 2
        away = np.hypot(x - block_x[of_block], y - block_y[of_block])
        return _Plane(x, y, block_x, block_y, np.maximum.reduceat(away, self._starts))

    def _stated_area(self, number: int, epsg: int) -> StatedArea:
        return StatedArea(shapely.make_valid(shapely.transform(self._areas[number], projection(epsg))))

    def _near(self, polygon: BaseGeometry, epsg: int) -> list[int]:
        """Return the areas whose box meets the polygon's."""
        west, south, east, north = shapely.transform(polygon, _degrees(epsg)).bounds
        w, s, e, n = self._boxes.T
        return [int(i) for i in np.flatnonzero((w <= east) & (e >= west) & (s <= north) & (n >= south))]

    def _disc_levels(self, polygon: BaseGeometry, epsg: int) -> np.ndarray:
        plane, found = self._plane(epsg), np.full(self._n_discs, OUTSIDE, np.uint8)
        west, south, east, north = polygon.bounds
        ends, radius_m = np.append(self._starts[1:], self._n_discs), self._radius_m[self._starts]
        far = plane.reach_m + radius_m
        is_near = (plane.block_x + far >= west) & (plane.block_x - far <= east)
        is_near &= (plane.block_y + far >= south) & (plane.block_y - far <= north)
        blocks = np.flatnonzero(is_near)
        # Most discs lie so that their areas make no difference: all of each in the polygon, or none of it.
        middles = np.asarray(shapely.points(plane.block_x[blocks], plane.block_y[blocks]))
        away = _signed(polygon, middles)
        held = blocks[away + far[blocks] <= 0]
        found[_rows(self._starts, ends, held)] = CERTAIN
        blocks = blocks[np.abs(away) < far[blocks]]
        of_area = self._area[self._starts[blocks]]
        for number in np.unique(of_area).tolist():
            some = _Some(plane, self._radius_m, self._starts, ends, blocks[of_area == number])
            found[some.rows] = self._within(some, polygon, number, epsg)
        return found

    def _within(self, some: _Some, polygon: BaseGeometry, number: int, epsg: int) -> np.ndarray:
        """Return the levels of some discs of which all name one area, or none at -1."""
        margin = 2 * some.largest_radius_m + 1
        box = shapely.box(*_grown(polygon.bounds, margin))
        if number < 0:
            return _levels(some, polygon, shapely.difference(box, polygon))
        stated = self._stated(number, epsg)
        reached = some.reach(stated.inner)
        near = shapely.intersection(stated.shape, box)
        cut = _levels(some, _ground(shapely.intersection(near, polygon)), shapely.difference(near, polygon))
        if reached.all():
            return cut
        whole = _levels(some, polygon, shapely.difference(box, polygon))
        return np.where(reached, cut, whole)


class _Some:
    """Some blocks of an index, whose discs are asked together."""

    def __init__(
        self, plane: _Plane, radius_m: np.ndarray, starts: np.ndarray, ends: np.ndarray, blocks: np.ndarray
    ) -> None:
        self._of_block = np.repeat(np.arange(len(blocks)), ends[blocks] - starts[blocks])
        self.rows = _rows(starts, ends, blocks)
        self._x, self._y, self._r = plane.x[self.rows], plane.y[self.rows], radius_m[self.rows]
        self._middles = shapely.points(plane.block_x[blocks], plane.block_y[blocks])
        self._slack, self._block_r = plane.reach_m[blocks], radius_m[starts[blocks]]
        self._points = np.full(len(self.rows), None, object)

    def _points_at(self, rows: np.ndarray) -> np.ndarray:
        """Return the middles of some discs as shapely has them, which takes longer than to ask."""
        new = rows[shapely.is_missing(self._points[rows])]
        self._points[new] = shapely.points(self._x[new], self._y[new])
        return np.asarray(self._points[rows])

    @property
    def largest_radius_m(self) -> float:
        """Of the discs, metres."""
        return float(self._block_r.max())

    def reach(self, shape: BaseGeometry, among: np.ndarray | None = None) -> np.ndarray:
        """Return which discs have ground in common with a shape; a touch is none.

        Where it is given, `among` says of which discs this is asked.
        """
        if shape.is_empty:
            return np.zeros(len(self.rows), bool)
        away = _signed(shape, self._middles)
        meets = away + self._slack < self._block_r
        is_open = (~meets & (away - self._slack < self._block_r))[self._of_block]
        found = meets[self._of_block]
        rows = np.flatnonzero(is_open if among is None else is_open & among)
        if len(rows):
            shapely.prepare(shape)
            # The largest number below the radius, for to be just as far off is no ground in common.
            found[rows] = shapely.dwithin(shape, self._points_at(rows), np.nextafter(self._r[rows], 0))
        return np.asarray(found)


def _rows(starts: np.ndarray, ends: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """Return the places of the discs of some blocks."""
    n = ends[blocks] - starts[blocks]
    return np.asarray(np.arange(n.sum()) + np.repeat(starts[blocks] - (np.cumsum(n) - n), n))


def _signed(shape: BaseGeometry, points: np.ndarray) -> np.ndarray:
    """Return metres from points to a shape, below zero inside of it."""
    away = np.asarray(shapely.distance(shape, points))
    is_in = away == 0
    away[is_in] = -shapely.distance(shapely.boundary(shape), points[is_in])
    return away


def _levels(some: _Some, part: BaseGeometry, rest: BaseGeometry) -> np.ndarray:
    possible = some.reach(part)
    found = possible.astype(np.uint8)  # `POSSIBLE` is 1
    if possible.any():
        found[possible & ~some.reach(rest, possible)] = CERTAIN
    return found


def _area_level(area: BaseGeometry, polygon: BaseGeometry) -> int:
    shapely.prepare(polygon)
    if not shapely.intersects(polygon, area):
        return OUTSIDE
    if shapely.covers(polygon, area):
        return CERTAIN
    return POSSIBLE if shapely.relate_pattern(polygon, area, "T********") else OUTSIDE


def _ground(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape without the edges and corners that two shapes share."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) > 1])


def _starts(area: np.ndarray, radius_m: np.ndarray) -> np.ndarray:
    """Return where blocks begin: of one area and radius, and of no more than `_BLOCK` discs."""
    if not len(area):
        return np.zeros(0, np.int64)
    is_new = np.ones(len(area), bool)
    is_new[1:] = (area[1:] != area[:-1]) | (radius_m[1:] != radius_m[:-1])
    runs = np.flatnonzero(is_new)
    within = np.arange(len(area)) - runs[np.cumsum(is_new) - 1]
    return np.flatnonzero(within % _BLOCK == 0)


_BITS = 16


def _along(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Return where points lie on a curve on which neighbours are neighbours on the ground (Z-order)."""
    code = np.zeros(len(lon), np.uint64)
    for shift, degrees in enumerate((lon, lat) if len(lon) else ()):
        low, high = float(degrees.min()), float(degrees.max())
        places = ((degrees - low) / (high - low or 1) * (2**_BITS - 1)).astype(np.uint64)
        for bit in range(_BITS):
            code |= (places >> np.uint64(bit) & np.uint64(1)) << np.uint64(2 * bit + shift)
    return code


def _grown(bounds: tuple[float, float, float, float], margin: float) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return west - margin, south - margin, east + margin, north + margin


def _degrees(epsg: int) -> Callable[[np.ndarray], np.ndarray]:
    from_plane = from_metres(epsg).transform
    return lambda xy: np.column_stack(from_plane(xy[:, 0], xy[:, 1]))
