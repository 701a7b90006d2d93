"""Which reports of a snapshot lie on some ground: those whose footprint touches it.

A report whose location supports no footprint is nowhere in particular, so no ground excludes it: it is found,
as OGC API - Features (Part 1, requirement fc-bbox-response) has it of features without a geometry.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
import shapely

from geo.filters.filter_index import AREA, DISC
from geo.geometry.footprints import disc
from geo.geometry.search_ground import SearchGround
from geo.snapshot.caches import per_snapshot
from geo.snapshot.derive import GRID_BITS
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.snapshot.matching import MatchingReports

_DIGITS, _FINE_DIGITS = 5, 8
"""Of degrees: a metre, and a millimetre for a disc that is no larger than some metres."""
_FINE_M = 100.0
_POINT = ("lat", "lon")
_CACHED_DISCS = 4_096


@lru_cache(maxsize=_CACHED_DISCS)
def drawn_disc(lat: float, lon: float, radius_m: float) -> BaseGeometry:
    """Return the disc of a report as it is given away: EPSG:4326, longitude first, 64 corners."""
    return rounded(disc(lat, lon, radius_m), _DIGITS if radius_m > _FINE_M else _FINE_DIGITS)


def rounded(shape: BaseGeometry, digits: int = _DIGITS) -> BaseGeometry:
    """Return a shape (EPSG:4326) with no more decimals than are meant, its outer rings anticlockwise."""
    return shapely.orient_polygons(shapely.transform(shape, lambda xy: np.round(xy, digits)))


@per_snapshot
def area_shape(snapshot: Snapshot, pcode: str) -> BaseGeometry:
    """Return the outline of an area as it is given away."""
    return rounded(snapshot.areas[pcode].geometry)


def on_ground(snapshot: Snapshot, found: MatchingReports, ground: SearchGround) -> np.ndarray:
    """Return which of the reports found lie on some ground, as an array of booleans."""
    is_there: np.ndarray
    columns = snapshot.store.columns
    rows = found.rows
    footprint = columns.footprint[rows]
    is_there = footprint == 0
    is_there |= (footprint == AREA) & _areas_touched(snapshot, ground)[columns.area_code[rows]]
    discs = np.flatnonzero(footprint == DISC)
    places, radius_m = rows[discs], columns.radius_m[rows[discs]].astype(float)
    sure, doubtful = ground.discs(*_degrees(columns.gx[places], columns.gy[places]), radius_m)
    is_there[discs[sure]] = True
    doubtful = np.flatnonzero(doubtful)
    is_there[discs[doubtful]] = _discs_touching(found, places[doubtful], radius_m[doubtful], ground)
    return is_there


def _areas_touched(snapshot: Snapshot, ground: SearchGround) -> np.ndarray:
    """Return which areas touch some ground, by their codes; the last one stands for none."""
    shapes = [area_shape(snapshot, pcode) for pcode in snapshot.store.pcodes]
    return np.asarray(np.append(ground.touched_by(np.array(shapes, object)), [False]), bool)


def _discs_touching(
    found: MatchingReports, places: np.ndarray, radius_m: np.ndarray, ground: SearchGround
) -> np.ndarray:
    """Return which discs touch some ground, each drawn as it is given away."""
    if not len(places):
        return np.zeros(0, bool)
    points = found.wide.take(places.tolist(), _POINT)
    lat, lon = (pc.fill_null(points[name], np.nan).to_numpy() for name in _POINT)
    # Many reports are of one place.
    said, which = np.unique(np.column_stack([lat, lon, radius_m]), axis=0, return_inverse=True)
    shapes = np.array([drawn_disc(*map(float, each)) for each in said], object)
    touching: np.ndarray = ground.touched_by(shapes)[which.ravel()]
    return touching


def _degrees(gx: np.ndarray, gy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude of cells of the grid."""
    side = 1 << GRID_BITS
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (gy + 0.5) / side))))
    return lat, (gx + 0.5) / side * 360 - 180
