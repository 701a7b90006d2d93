"""Areas of outlines in square kilometres, beside areas that somebody published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.precision import utm_epsg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

_M2_PER_KM2 = 1e6


def outline_km2(outlines: Mapping[str, BaseGeometry]) -> pd.Series[float]:
    """Return the area of each outline (EPSG:4326) by its key, in the UTM zone of its middle; EPSG:32636 for Gaza.

    UTM's scale is off by 0.04 % at most near the middle of a zone and 0.1 % at its edge: far below what a coarse
    drawing is off by.
    """
    shapes = gpd.GeoSeries(outlines, crs=4326)
    if shapes.empty:
        return pd.Series(dtype=float)
    middles = shapes.representative_point()
    epsg = [utm_epsg(y, x) for x, y in zip(middles.x, middles.y, strict=True)]
    measured = [shapes[same.index].to_crs(code).area for code, same in shapes.groupby(epsg)]
    return (pd.concat(measured) / _M2_PER_KM2).reindex(shapes.index)


def beside_published(outline: pd.Series[float], published: pd.Series[float]) -> pd.DataFrame:
    """Return both areas (km², null where there is none) and `ratio`, the outline's to the published one."""
    both = pd.DataFrame({"outline_km2": outline.reindex(published.index), "published_km2": published})
    return both.assign(ratio=both["outline_km2"] / both["published_km2"])
