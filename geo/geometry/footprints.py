"""The ground that a stated location supports: a disc, an admin area, or nothing.

A report is never drawn finer than it speaks. Radii are those of DESIGN §3 unless the row gives its
own; discs are made in the metric UTM zone of the point (EPSG:32636 for Gaza).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from pyproj import Transformer

from geo.model import LocationPrecision

RADIUS_M = {
    LocationPrecision.SITE: 200.0,
    LocationPrecision.NEIGHBOURHOOD: 1_000.0,
    LocationPrecision.LOCALITY: 3_000.0,
}
"""Metres around the point within which a place of each precision lies."""
DISC, AREA, NONE = "disc", "area", ""
"""What a footprint is; the values of the `footprint` column."""
_QUARTER_SEGMENTS = 16
_UTM_ZONE_DEGREES = 6


def utm_epsg(lat: float, lon: float) -> int:
    """Return the EPSG code of the WGS 84 UTM zone of a point; 32636 for Gaza."""
    zone = int((lon + 180) // _UTM_ZONE_DEGREES) % 60 + 1
    return (32600 if lat >= 0 else 32700) + zone


@lru_cache(maxsize=16)
def from_metres(epsg: int) -> Transformer:
    """Return what makes longitude and latitude of coordinates of a projection in metres, x before y."""
    return Transformer.from_crs(epsg, 4326, always_xy=True)


@lru_cache(maxsize=16)
def to_metres(epsg: int) -> Transformer:
    """Return what makes longitude and latitude coordinates of a projection in metres, x before y."""
    return Transformer.from_crs(4326, epsg, always_xy=True)


def disc(lat: float, lon: float, radius_m: float) -> shapely.Polygon:
    """Return a disc of `radius_m` metres around a point, EPSG:4326, longitude first."""
    epsg = utm_epsg(lat, lon)
    x, y = to_metres(epsg).transform(lon, lat)
    circle = shapely.Point(x, y).buffer(radius_m, quad_segs=_QUARTER_SEGMENTS)
    back = from_metres(epsg).transform
    return shapely.transform(circle, lambda xy: np.column_stack(back(xy[:, 0], xy[:, 1])))
