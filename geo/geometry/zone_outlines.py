"""The ground of a zone status: its own outline, a disc around its point, or the areas it equals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from shapely import wkt
from shapely.geometry import Point

from geo.geometry.footprints import disc
from geo.geometry.gazetteer import Areas
from geo.model import ZoneKind
from geo.model.rows import Row

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

POINT_ZONE_RADIUS_M = {
    ZoneKind.DISPLACEMENT_CAMP: 1_000.0,
    ZoneKind.SHELTER_AREA: 1_000.0,
    ZoneKind.EVACUATION_ORDER: 3_000.0,
}
"""Ground, in metres around the point, that a zone known by a point only is drawn at."""
_GRID_DEGREES = 1e-4
_LABEL_TOLERANCE_DEGREES = 1e-3


def zone_geometry(zone: Row, areas: Areas) -> BaseGeometry | None:
    """Return the ground of a zone status, EPSG:4326, or None when it is not to be drawn.

    A crossing is a point. Any other place known by a point is a disc: the point is not the place.
    """
    if zone.geometry_wkt:
        shape = wkt.loads(zone.geometry_wkt)
        if isinstance(shape, Point) and zone.kind != ZoneKind.CROSSING:
            radius_m = POINT_ZONE_RADIUS_M.get(ZoneKind(zone.kind), 1_000.0)
            return shapely.set_precision(disc(shape.y, shape.x, radius_m), _GRID_DEGREES)
        return shape
    if not has_outline(zone, areas):
        return None
    return shapely.union_all([areas[pcode].geometry for pcode in zone.pcodes.split(";")])


def has_outline(zone: Row, areas: Areas) -> bool:
    """Whether a zone status can be drawn: a shape of its own, or p-codes that equal it."""
    equals_areas = zone.geometry_basis.startswith("p-codes:") and zone.pcodes != ""
    return bool(zone.geometry_wkt) or (equals_areas and all(p in areas for p in zone.pcodes.split(";")))


def label_point(shape: BaseGeometry) -> tuple[float, float]:
    """Return latitude and longitude of a point well inside a shape, for its label."""
    if isinstance(shape, Point):
        return shape.y, shape.x
    parts = shapely.get_parts(shape)
    largest = max(parts, key=lambda part: part.area)
    inside = shapely.maximum_inscribed_circle(largest, tolerance=_LABEL_TOLERANCE_DEGREES)
    lon, lat = inside.coords[0]
    return round(lat, 5), round(lon, 5)
