"""Areas for points of a file: the smallest outline that holds the whole footprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

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
_METRES_A_DEGREE = 111_320.0
_LARGEST_M = 100_000.0


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
    pcodes = [area.pcode for area in areas]
    levels = [area.level for area in areas]
    sizes = np.array([area.geometry.area for area in areas])
    tree = shapely.STRtree([area.geometry for area in areas])
    cells: dict[tuple[str, str, str, str], str] = {}
    keys = list(zip(*(column.to_pylist() for column in (lat, lon, precision, radius_m)), strict=True))
    for key in dict.fromkeys(keys):
        ground, wanted = _ground(*key)
        found = [] if ground is None else tree.query(ground, "within").tolist()
        ranked = sorted((wanted.index(levels[i]), sizes[i], i) for i in found if levels[i] in wanted)
        cells[key] = pcodes[ranked[0][2]] if ranked else ""
    return pa.array([cells[key] for key in keys], pa.string())


def _ground(
    lat: str, lon: str, precision: str, radius_m: str
) -> tuple[shapely.Geometry | None, tuple[str, ...]]:
    """Return what must lie inside, and the levels that are meant, the best first."""
    y, x = _number(lat), _number(lon)
    if y is None or x is None:
        return None, ()
    if precision in LEVEL_OF:
        return shapely.Point(x, y), LEVEL_OF[LocationPrecision(precision)]
    if precision not in POINT_PRECISIONS:
        return None, ()
    radius = _number(radius_m) or RADIUS_M[LocationPrecision(precision)]
    # A little more than the disc: a degree of longitude is shorter than one of latitude.
    across = min(abs(radius), _LARGEST_M) / (_METRES_A_DEGREE * max(0.2, np.cos(np.radians(y))))
    return shapely.Point(x, y).buffer(across, quad_segs=4), LEVELS[::-1]


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None
