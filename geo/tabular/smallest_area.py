"""Areas for points of a file: the smallest outline that holds the whole footprint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from geo.connectors.toolkit.cells import numbers
from geo.geometry.footprints import RADIUS_M
from geo.geometry.gazetteer import LEVELS
from geo.model import POINT_PRECISIONS, LocationPrecision

if TYPE_CHECKING:
    from geo.geometry.gazetteer import Areas

LEVEL_OF = {
    LocationPrecision.GOVERNORATE: ("governorate", "territory", "country"),
    LocationPrecision.SUBREGION: ("territory", "country"),
    LocationPrecision.TERRITORY: ("country", "territory"),
}
"""Levels of areas that a precision may mean, the best first."""
_WANTED = (*LEVEL_OF.values(), LEVELS[::-1])
"""The same by place; the last is what a point may lie in."""
_PLACE_OF = {str(one): place for place, one in enumerate(LEVEL_OF)} | {
    str(one): len(LEVEL_OF) for one in POINT_PRECISIONS
}
_USUAL_M = {str(one): float(RADIUS_M[one]) for one in POINT_PRECISIONS}
_METRES_A_DEGREE = 111_320.0
_LARGEST_M = 100_000.0
_dwithin: Callable[..., np.ndarray] = shapely.dwithin
"""Its types know a single distance only."""
_SURELY = 0.98
"""Share of the radius within which a disc of sixteen corners has everything, less than cos(pi/16)."""


def holding(
    areas: Areas,
    lat: pa.StringArray,
    lon: pa.StringArray,
    precision: pa.StringArray,
    radius_m: pa.StringArray,
) -> pa.StringArray:
    """Return the p-code of the smallest area that holds each whole footprint, empty where none does.

    Points are degrees (WGS 84) and radii metres, as text; what is none has no area. Of a precision that
    speaks of an area, the point alone must lie inside, and the area is of the level that is meant.
    """
    columns = [column.to_pylist() for column in (lat, lon, precision, radius_m)]
    places: dict[tuple[str, str, str, str], int] = {}
    at = [places.setdefault(key, len(places)) for key in zip(*columns, strict=True)]
    found = _smallest(areas, list(places))
    return pa.array(found, pa.string()).take(pa.array(at, pa.int64()))


def _smallest(areas: Areas, keys: list[tuple[str, str, str, str]]) -> list[str]:
    """Return the p-code for each latitude, longitude, precision and radius."""
    pcodes = [one.pcode for one in areas]
    if not keys or not pcodes:
        return [""] * len(keys)
    points, radius, wanted = _grounds(keys)
    # They are prepared, which changes them: those of the areas are shared by all threads.
    outlines = shapely.from_wkb(shapely.to_wkb([area.geometry for area in areas]))
    shapely.prepare(outlines)
    ground, area = shapely.STRtree(outlines).query(points)
    ranks = np.array([[_rank(one.level, levels) for one in areas] for levels in _WANTED])
    rank = ranks[wanted[ground], area]
    is_meant = rank >= 0
    ground, area, rank = ground[is_meant], area[is_meant], rank[is_meant]
    is_inside = _holds(outlines, area, points[ground], radius[ground])
    ground, area, rank = ground[is_inside], area[is_inside], rank[is_inside]
    order = np.lexsort((area, shapely.area(outlines)[area], rank, ground))
    best, first = np.unique(ground[order], return_index=True)
    found = [""] * len(keys)
    for place, chosen in zip(best.tolist(), area[order][first].tolist(), strict=True):
        found[place] = pcodes[chosen]
    return found


def _holds(outlines: np.ndarray, area: np.ndarray, points: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Return which outlines, by their places, hold the whole of a point or disc; radii in degrees.

    A disc is a polygon of sixteen corners. It is made only where the edge of the outline is about as far off
    as the radius: nearer than that no outline holds it, and farther off the point alone decides.
    """
    holds: np.ndarray = shapely.contains(outlines[area], points)
    edges = shapely.boundary(outlines)
    shapely.prepare(edges)
    is_disc = holds & (radius > 0)
    holds[is_disc] = ~_dwithin(edges[area[is_disc]], points[is_disc], _SURELY * radius[is_disc])
    is_open = holds & is_disc
    is_open[is_open] = _dwithin(edges[area[is_open]], points[is_open], radius[is_open] / _SURELY)
    discs = shapely.buffer(points[is_open], radius[is_open], quad_segs=4)
    holds[is_open] = shapely.contains(outlines[area[is_open]], discs)
    return holds


def _rank(level: str, levels: tuple[str, ...]) -> int:
    return levels.index(level) if level in levels else -1


def _grounds(keys: list[tuple[str, str, str, str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return points or None, radii in degrees, and the place in `_WANTED` of what is meant."""
    y, x, stated_m = (numbers([key[place] for key in keys]) for place in (0, 1, 3))
    precisions = [key[2] for key in keys]
    wanted = np.array([_PLACE_OF.get(precision, -1) for precision in precisions])
    usual_m = np.array([_USUAL_M.get(precision, 0.0) for precision in precisions])
    radius_m = np.where(~np.isfinite(stated_m) | (stated_m == 0), usual_m, np.abs(stated_m))
    # A little more than the disc: a degree of longitude is shorter than one of latitude.
    with np.errstate(invalid="ignore"):
        across = np.minimum(radius_m, _LARGEST_M) / (
            _METRES_A_DEGREE * np.maximum(0.2, np.cos(np.radians(y)))
        )
    is_known = np.isfinite(y) & np.isfinite(x) & (wanted >= 0)
    is_disc = is_known & (wanted == len(LEVEL_OF))
    points = np.full(len(keys), None, object)
    points[is_known] = shapely.points(x[is_known], y[is_known])
    return points, np.where(is_disc, across, 0.0), wanted
