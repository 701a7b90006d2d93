"""Which places of shelter belong to an area: docs/method.md, "Zone statements in time"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from tests.oracle.chronicle import Chronicle
from tests.oracle.exposure import Ground, ground_of, in_metres, utm_of
from tests.oracle.views import EVERYWHERE

if TYPE_CHECKING:
    import pandas as pd

LEAST_SHARE = 0.01


def statements_in(chronicle: Chronicle, area: str) -> set[str]:
    """The statements on the places that belong to an area.

    "A place belongs to an area when an outline of its statements covers more than a hundredth of the smaller
    of both; without an outline its p-codes decide."
    """
    zones = chronicle.zones
    if area == EVERYWHERE:
        return set(zones.index)
    keys = {key for key, place in zones.groupby("zone_key") if _belongs(chronicle, place, area)}
    return set(zones.index[zones["zone_key"].isin(keys)])


def _belongs(chronicle: Chronicle, place: pd.DataFrame, area: str) -> bool:
    grounds = [ground for _, zone in place.iterrows() if (ground := ground_of(zone, chronicle.outlines))]
    if grounds:
        return any(_covers(chronicle, ground, area) for ground in grounds)
    pcodes = {pcode for row in place["pcodes"] for pcode in row.split(";")}
    return any(chronicle.lies_in(pcode, area) for pcode in pcodes)


def _covers(chronicle: Chronicle, ground: Ground, area: str) -> bool:
    epsg = utm_of(ground.shape)
    shapes = gpd.GeoSeries([ground.shape, chronicle.outlines.geometry[area]], crs=4326)
    place, outline = in_metres(shapes, epsg)
    if ground.radius_m:
        place = place.buffer(ground.radius_m)
    if not place.area:
        return bool(shapely.intersects(place, outline))
    return bool(place.intersection(outline).area > LEAST_SHARE * min(place.area, outline.area))
