"""The ground that a stated location supports: a disc, an admin area, or nothing.

A report is never drawn finer than it speaks. Radii are those of DESIGN §3 unless the row gives its
own; discs are made in the metric UTM zone of the point (EPSG:32636 for Gaza).
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geo.geometry.gazetteer import Areas
from geo.model import AREA_PRECISIONS, POINT_PRECISIONS, Footprint, LocationPrecision
from geo.model.rows import Row

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
def _from_metres(epsg: int) -> Transformer:
    return Transformer.from_crs(epsg, 4326, always_xy=True)


@lru_cache(maxsize=16)
def _to_metres(epsg: int) -> Transformer:
    return Transformer.from_crs(4326, epsg, always_xy=True)


def disc(lat: float, lon: float, radius_m: float) -> shapely.Polygon:
    """Return a disc of `radius_m` metres around a point, EPSG:4326, longitude first."""
    epsg = utm_epsg(lat, lon)
    x, y = _to_metres(epsg).transform(lon, lat)
    circle = shapely.Point(x, y).buffer(radius_m, quad_segs=_QUARTER_SEGMENTS)
    back = _from_metres(epsg).transform
    return shapely.transform(circle, lambda xy: np.column_stack(back(xy[:, 0], xy[:, 1])))


def locate(reports: pd.DataFrame, pcodes: Container[str]) -> pd.DataFrame:
    """Return, for each report, which footprint its location supports.

    The result has the index of `reports` and the columns `footprint` (`disc`, `area` or empty),
    `footprint_pcode` (empty unless an area) and `footprint_radius_m` (null unless a disc).
    """
    stated = reports["location_precision"]
    default_m = stated.map({str(k): v for k, v in RADIUS_M.items()}).astype(float)
    has_point = reports["lat"].notna() & reports["lon"].notna()
    is_disc = stated.isin(set(POINT_PRECISIONS)) & has_point
    is_area = stated.isin(set(AREA_PRECISIONS)) & reports["area_pcode"].map(pcodes.__contains__)
    return pd.DataFrame(
        {
            "footprint": np.select([is_disc, is_area], [DISC, AREA], NONE),
            "footprint_pcode": reports["area_pcode"].where(is_area, ""),
            "footprint_radius_m": reports["radius_m"].fillna(default_m).where(is_disc),
        },
        index=reports.index,
    )


def footprint(located: Row, areas: Areas) -> Footprint | None:
    """Return the ground of one located report, or None when nothing can honestly be drawn.

    `located` has `lat`, `lon` (degrees) and the columns that `locate` makes.
    """
    if located.footprint == DISC:
        radius_m = float(located.footprint_radius_m)
        return Footprint(disc(located.lat, located.lon, radius_m), radius_m, None)
    if located.footprint == AREA:
        pcode = located.footprint_pcode
        return Footprint(areas[pcode].geometry, None, pcode)
    return None
