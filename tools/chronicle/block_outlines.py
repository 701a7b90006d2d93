"""Outlines of evacuation orders that name blocks, coarsened to about 300 m.

The archive from which the block numbers come states no licence for its polygons: what is drawn here is a
coarse outline of our own round them, never their lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyproj
import shapely

from .changes import Change
from .tables import Row

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

COMPILED_BASIS = "simplified to about 150 m and rounded to three decimals"
ARCHIVE = "the Gaza Maps archive of Databases for Palestine, in B'Tselem's map data"
BLOCKS_BASIS = (
    "coarse outline of our own round the listed blocks, simplified to about 300 m and rounded to three "
    f"decimals; blocks as in {ARCHIVE}"
)
LINE_BASIS = (
    "coarse outline of our own round the digitised area, simplified to about 300 m and rounded to three "
    f"decimals; not the surveyed line; area as in {ARCHIVE}"
)
TOLERANCE_M = 300
GRID_DEGREES = 0.001
METRES = "EPSG:32636"
"""UTM zone 36 north, which holds Gaza."""
REASON = "outline coarsened to about 300 m: the licence of the archive's polygons is not stated"


def coarsen_outlines(rows: list[Row], log: list[Change]) -> None:
    """Replace the outlines that follow polygons of the archive, and say so in ``geometry_basis``."""
    affected = [row for row in rows if row["geometry_basis"].startswith("outline ") and _is_fine(row)]
    for row in affected:
        row["geometry_wkt"] = coarse_wkt(row["geometry_wkt"])
        is_line = "digitised" in row["geometry_basis"]
        row["geometry_basis"] = LINE_BASIS if is_line else BLOCKS_BASIS
    ids = " ".join(row["zone_id"] for row in affected)
    log.append(
        Change(
            "zones",
            "*",
            "geometry_wkt",
            "(finer, withheld)",
            "(coarse)",
            f"{REASON}; {len(affected)} rows: {ids}",
        )
    )


def coarse_wkt(wkt: str) -> str:
    """Return an outline in degrees, simplified to `TOLERANCE_M` and rounded; valid and never empty."""
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", METRES, always_xy=True).transform
    to_degrees = pyproj.Transformer.from_crs(METRES, "EPSG:4326", always_xy=True).transform
    outline = shapely.transform(shapely.from_wkt(wkt), to_metres, interleaved=False)
    coarse = _rounded(shapely.transform(outline.simplify(TOLERANCE_M), to_degrees, interleaved=False))
    if coarse.is_empty:
        # A few blocks together can be smaller than the tolerance.
        coarse = _rounded(shapely.transform(outline.minimum_rotated_rectangle, to_degrees, interleaved=False))
    return shapely.to_wkt(coarse, rounding_precision=3, trim=False)


def _is_fine(row: Row) -> bool:
    return COMPILED_BASIS in row["geometry_basis"]


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    snapped = shapely.set_precision(geometry, GRID_DEGREES)
    return shapely.union_all([part for part in shapely.get_parts(snapped) if part.geom_type == "Polygon"])
