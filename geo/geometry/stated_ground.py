"""How the disc of a report lies to the area that the report names: in it, cut off at its edge, or apart."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.geometry.footprints import DISC, to_metres, utm_epsg
from geo.geometry.gazetteer import Areas
from geo.model.rows import Row

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TOLERANCE_M = 150.0
"""Width of the strip at the edge of an area that is not looked at. Corners have three decimals, so that two
drawings of one corner lie up to 146 m apart; strips between the bundled outlines are up to 144 m wide."""
NAMED_PLACE_M = 5_000.0
"""Radius up to which a disc stands for the place that the report names, and so for ground within its area.
A wider one stands for somewhere about a point (10 and 25 km in the codebooks of ACLED and UCDP), and its area
is that of the point, as worked out by us."""


class Reach(Enum):
    """How a disc lies to the area that its report names."""

    WHOLE = "whole"
    """Nothing is cut off: the area holds it, or none is named that could."""
    CUT = "cut"
    """Its ground ends at the edge of the area."""
    APART = "apart"
    """It does not reach the area, and so stays whole: the point is not of that area."""


def inner_of(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in metres without the strip at its edge; all of it where nothing would be left."""
    inner = shapely.buffer(shape, -TOLERANCE_M)
    return shape if inner.is_empty else inner


def reach_of(report: Row, areas: Areas) -> Reach:
    """Return how a report's ground lies to the area that it names."""
    is_named = report.footprint == DISC and report.footprint_radius_m <= NAMED_PLACE_M
    if not is_named or report.area_pcode not in areas:
        return Reach.WHOLE
    return _reach(report.lat, report.lon, float(report.footprint_radius_m), report.area_pcode, areas)


def shares_ground(shape: BaseGeometry, pcode: str, areas: Areas) -> bool:
    """Whether a shape (EPSG:4326) and an area have ground in common, not just an edge or the strip at it."""
    if not shapely.box(*shape.bounds).intersects(areas[pcode].geometry):
        return False
    west, south, east, north = shape.bounds
    epsg = utm_epsg((south + north) / 2, (west + east) / 2)
    return bool(_inner(pcode, epsg, areas).relate_pattern(_on_plane(shape, epsg), "T********"))


@lru_cache(maxsize=4096)
def _reach(lat: float, lon: float, radius_m: float, pcode: str, areas: Areas) -> Reach:
    epsg = utm_epsg(lat, lon)
    inner, point = _inner(pcode, epsg, areas), shapely.Point(to_metres(epsg).transform(lon, lat))
    if shapely.distance(shapely.boundary(inner), point) < radius_m:
        return Reach.CUT
    # A disc small enough to lie between the edge and the ground looked at is in the area all the same.
    is_there = inner.contains(point) or _whole(pcode, epsg, areas).contains(point)
    return Reach.WHOLE if is_there else Reach.APART


@lru_cache(maxsize=64)
def _inner(pcode: str, epsg: int, areas: Areas) -> BaseGeometry:
    return inner_of(_whole(pcode, epsg, areas))


@lru_cache(maxsize=64)
def _whole(pcode: str, epsg: int, areas: Areas) -> BaseGeometry:
    return _on_plane(areas[pcode].geometry, epsg)


def _on_plane(shape: BaseGeometry, epsg: int) -> BaseGeometry:
    project = to_metres(epsg).transform
    return shapely.transform(shape, lambda xy: np.column_stack(project(xy[:, 0], xy[:, 1])))
