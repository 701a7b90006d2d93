"""Which places of shelter belong to an area: docs/method.md, "Zone statements in time"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from tests.oracle.chronicle import Chronicle
from tests.oracle.exposure import Ground, area_in_metres, ground_of, has_ground, in_metres, utm_of
from tests.oracle.views import EVERYWHERE

if TYPE_CHECKING:
    import pandas as pd


def statements_in(chronicle: Chronicle, area: str) -> set[str]:
    """The statements on the places that belong to an area.

    "A place belongs to an area when an outline of its statements and the area share ground; without an
    outline its p-codes decide." "Whether it does is asked as for exposure, so that a shared edge or a strip
    beside it does not count. All statements on a place are in where one is."
    """
    zones = chronicle.zones
    if area == EVERYWHERE:
        return set(zones.index)
    keys = {key for key, place in zones.groupby("zone_key") if _belongs(chronicle, place, area)}
    return set(zones.index[zones["zone_key"].isin(keys)])


def _belongs(chronicle: Chronicle, place: pd.DataFrame, area: str) -> bool:
    grounds = [ground for _, zone in place.iterrows() if (ground := ground_of(zone, chronicle.outlines))]
    if grounds:
        return any(_reaches_into(chronicle, ground, area) for ground in grounds)
    pcodes = {pcode for row in place["pcodes"] for pcode in row.split(";")}
    return any(chronicle.lies_in(pcode, area) for pcode in pcodes)


def _reaches_into(chronicle: Chronicle, ground: Ground, area: str) -> bool:
    epsg = utm_of(ground.shape)
    place = in_metres(gpd.GeoSeries([ground.shape], crs=4326), epsg)[0]
    if ground.radius_m:
        place = place.buffer(ground.radius_m)
    return has_ground(place.intersection(area_in_metres(chronicle, area, epsg).core))
