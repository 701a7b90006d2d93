"""The ground of a zone status: its own outline, a disc around its point, or the areas it equals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely import wkt
from shapely.geometry import Point

from geo.geometry.footprints import disc
from geo.geometry.gazetteer import Area, Areas
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
_COARSE = ("POLYGON", "MULTIPOLYGON")
_SPOKEN_OF = 0.25
"""A statement speaks of a land in which at least this part of its outline lies."""
_BEYOND = 0.05
"""From this part on an outline strays over a border or a coast; less is the coarseness of both lines."""
_ISLET = 0.01
"""Parts left over that are smaller than this part of the whole are no ground of their own."""
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


@dataclass(frozen=True, slots=True)
class DrawnOutline:
    """The ground of a zone status as it is drawn: on the lands that it speaks of."""

    geometry: BaseGeometry
    """EPSG:4326."""
    lands: tuple[Area, ...] = ()
    """Countries or territories to which a coarse outline was cut; none when it is drawn whole."""
    beyond: float = 0.0
    """Part of the recorded outline that lies elsewhere and is not drawn, 0 to 1."""


def drawn_outline(zone: Row, areas: Areas) -> DrawnOutline | None:
    """Return the ground of a zone status for drawing; None when it is not to be drawn.

    A coarse outline of a strip along a border or a coast strays over it. No statement on villages of one
    country speaks of the next one or of the sea: what lies there is not drawn.
    """
    shape = zone_geometry(zone, areas)
    if shape is None or not is_coarse(zone) or not shape.area:
        return DrawnOutline(shape) if shape is not None else None
    valid = shapely.make_valid(shape)
    lands = tuple(
        land
        for land in _lands(areas)
        if shapely.intersection(valid, land.geometry).area >= _SPOKEN_OF * valid.area
    )
    if not lands:
        return DrawnOutline(shape)
    ground = shapely.intersection(valid, shapely.union_all([land.geometry for land in lands]))
    beyond = 1 - ground.area / valid.area
    if beyond < _BEYOND:
        return DrawnOutline(shape)
    parts = [part for part in shapely.get_parts(ground) if part.area >= _ISLET * ground.area]
    return DrawnOutline(shapely.set_precision(shapely.union_all(parts), _GRID_DEGREES), lands, beyond)


def is_coarse(zone: Row) -> bool:
    """Whether a zone status has an outline of its own, drawn by hand."""
    return bool(zone.geometry_wkt.startswith(_COARSE))


def _lands(areas: Areas) -> list[Area]:
    """Return countries and, where a country has them, its territories in its place."""
    wide = [area for area in areas if area.level in {"country", "territory"}]
    divided = {area.parent for area in wide}
    return [area for area in wide if area.pcode not in divided]


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
