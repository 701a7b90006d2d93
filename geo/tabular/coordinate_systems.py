"""Coordinate systems that a file names, and how points are moved from them to WGS 84."""

from __future__ import annotations

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

_WGS84 = 4326


def mover_to_wgs84(crs: str | None) -> tuple[Transformer | None, tuple[str, ...]]:
    """Return what moves points of a coordinate system to WGS 84, None where they stay, and notes on it."""
    if not crs:
        return None, ("The layer names no coordinate system; it was read as WGS 84.",)
    try:
        stated = CRS.from_user_input(crs)
    except CRSError:
        return None, (f"The coordinate system {crs[:80]!r} is not known; the layer was read as WGS 84.",)
    if stated.to_epsg() == _WGS84 or stated.equals(CRS.from_epsg(_WGS84), ignore_axis_order=True):
        return None, ()
    return Transformer.from_crs(stated, _WGS84, always_xy=True), (
        f"Points were moved from {stated.name} to WGS 84.",
    )
