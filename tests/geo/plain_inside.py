"""How reports lie to an area drawn, worked out once more with plain shapely: every ground as a polygon.

Nothing here knows of blocks, codes or the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_CUT_M = 5_000.0
STRIP_M = 150.0
"""docs/method.md: a disc that does not come so far into the area which its report names stays whole."""
DOUBT_M2 = 5.0
"""Discs are polygons here, of which a corner's height is lost: less ground than this proves nothing."""
SEGMENTS = 64


USUAL_RADIUS_M = {"site": 200.0, "neighbourhood": 1_000.0, "locality": 3_000.0}
EPSG = 32_636


@dataclass(frozen=True)
class Drawn:
    """An area drawn: what a link says of it, and the same as longitude and latitude."""

    aoi: str
    aoi_m: int
    lonlat: tuple[tuple[float, float], ...]

    @property
    def polygon(self) -> BaseGeometry:
        """The whole area, EPSG:32636."""
        form = (shapely.Point, shapely.LineString, shapely.Polygon)[min(len(self.lonlat), 3) - 1]
        drawn = form(self.lonlat)
        straight = drawn if drawn.geom_type == "Point" else drawn.segmentize(0.02)
        return in_metres(straight, EPSG).buffer(self.aoi_m, quad_segs=32)


DRAWN = (
    Drawn("BFgph_Fg23wGAgxTginB_wT", 0, ((34.2, 31.3), (34.3, 31.3), (34.2, 31.5))),
    Drawn(
        "BFgwu9Fgu4vGAg9Dg9DAA_8D", 2_500, ((34.04, 31.04), (34.06, 31.04), (34.06, 31.06), (34.04, 31.06))
    ),
)
"""A triangle in the Gaza Strip, a square at Testville with what lies around it."""


@dataclass(frozen=True)
class Ground:
    """A report's location as it stands in its row; an area alone has no radius."""

    lat: float = 0.0
    lon: float = 0.0
    radius_m: float = 0.0
    area: BaseGeometry | None = None
    """Outline that the report names, EPSG:4326."""


def in_metres(shape: BaseGeometry, epsg: int) -> BaseGeometry:
    return gpd.GeoSeries([shape], crs=4326).to_crs(epsg).iloc[0]


@lru_cache(maxsize=4_096)
def shape_of(ground: Ground, epsg: int) -> BaseGeometry:
    """The ground of a report in metres: its disc within the area it names, or the area."""
    area = None if ground.area is None else in_metres(ground.area, epsg)
    if not ground.radius_m:
        return area
    middle = in_metres(shapely.Point(ground.lon, ground.lat), epsg)
    disc = middle.buffer(ground.radius_m, quad_segs=SEGMENTS)
    if area is None or ground.radius_m > MOST_CUT_M or disc.disjoint(area.buffer(-STRIP_M)):
        return disc
    return disc.intersection(area)


def lies(ground: Ground, polygon: BaseGeometry, epsg: int) -> set[str]:
    """Which of `outside`, `possible` and `certain` is right; more than one where it is too close to say."""
    shape = shape_of(ground, epsg)
    if shape.disjoint(polygon):
        return {"outside"}
    within, beyond = shape.intersection(polygon).area, shape.difference(polygon).area
    right = set()
    if within < DOUBT_M2:
        right.add("outside")
    if within > 0 and beyond > 0:
        right.add("possible")
    if within > 0 and beyond < DOUBT_M2:
        right.add("certain")
    return right


def lies_outside(reports: pd.DataFrame, outlines: dict[str, BaseGeometry], drawn: Drawn) -> np.ndarray:
    """Which reports have ground, and none of it in an area drawn; by distances, exact for discs.

    `reports` has lat, lon, radius_m (NaN for the usual one), location_precision, area_pcode, is_disc and
    is_area.
    """
    polygon = drawn.polygon
    outside = np.zeros(len(reports), bool)
    lat, lon = (pd.to_numeric(reports[name]).to_numpy() for name in ("lat", "lon"))
    usual = reports["location_precision"].map(USUAL_RADIUS_M)
    radius_m = pd.to_numeric(reports["radius_m"]).fillna(usual).to_numpy()
    is_disc, is_area = (reports[name].to_numpy(bool) for name in ("is_disc", "is_area"))
    middles = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326).to_crs(EPSG).to_numpy()
    outside[is_disc] = shapely.distance(polygon, middles[is_disc]) >= radius_m[is_disc]
    for pcode, place in reports.groupby("area_pcode").indices.items():
        if pcode not in outlines:
            continue
        area = shapely.make_valid(in_metres(outlines[pcode], EPSG))
        here = place[is_area[place]]
        outside[here] = area.intersection(polygon).area == 0
        named = place[is_disc[place] & (radius_m[place] <= MOST_CUT_M)]
        inner = area.buffer(-STRIP_M)
        reaches = shapely.distance(area if inner.is_empty else inner, middles[named]) < radius_m[named]
        named = named[reaches]
        part = area.intersection(polygon)
        away = shapely.distance(part, middles[named]) if part.area else np.full(len(named), np.inf)
        outside[named] = away >= radius_m[named]
    return outside
