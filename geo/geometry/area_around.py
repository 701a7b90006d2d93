"""Areas to begin with: the ground of a report, the place of a statement, what lies around a place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.geometry.area_code import MOST_CORNERS, AreaDrawn, DrawnAreaError, checked
from geo.geometry.footprints import AREA, DISC
from geo.geometry.zone_outlines import POINT_ZONE_RADIUS_M, zone_geometry
from geo.model import ZoneKind

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.geometry.gazetteer import Areas
    from geo.model.rows import Row

PLACE_M = 3_000
"""Around a place of the gazetteer: as far as a report of a locality speaks of."""
CROSSING_M = 1_000
_ROOM = 1.0003
"""A circle is a polygon within it: so much larger, and a metre for rounded corners, it holds the disc."""
_FIRST_STEP_DEGREES = 1e-4
_STEPS = 12


def around_report(report: Row, areas: Areas) -> AreaDrawn | None:
    """Return the disc of a report, or the outline of its area; None where it has none that can be drawn."""
    if report.footprint == DISC:
        radius_m = math.ceil(float(report.footprint_radius_m) * _ROOM + 1)
        return _checked([(report.lat, report.lon)], radius_m)
    return along(areas[report.footprint_pcode].geometry) if report.footprint == AREA else None


def around_zone(zone: Row, areas: Areas) -> AreaDrawn | None:
    """Return the ground of a zone statement; None where it has none, or several parts."""
    point = shapely.from_wkt(zone.geometry_wkt) if zone.geometry_wkt.startswith("POINT") else None
    if point is not None:
        radius_m = POINT_ZONE_RADIUS_M.get(ZoneKind(zone.kind), CROSSING_M)
        return _checked([(point.y, point.x)], radius_m)
    shape = zone_geometry(zone, areas)
    return None if shape is None else along(shape)


def around_place(lat: float, lon: float) -> AreaDrawn | None:
    """Return what lies within `PLACE_M` of a point."""
    return _checked([(lat, lon)], PLACE_M)


def along(shape: BaseGeometry) -> AreaDrawn | None:
    """Return the area along a polygon's outline (EPSG:4326), with as many corners as a link holds.

    None for several parts or a hole: an area drawn is one piece.
    """
    parts = shapely.get_parts(shapely.make_valid(shape))
    if len(parts) != 1 or parts[0].geom_type != "Polygon" or len(parts[0].interiors):
        return None
    outline = parts[0]
    for step in (0.0, *(_FIRST_STEP_DEGREES * 2.0**n for n in range(_STEPS))):
        simpler = shapely.simplify(outline, step) if step else outline
        corners = shapely.get_coordinates(simpler)[:-1]
        if len(corners) <= MOST_CORNERS:
            return _checked(np.flip(corners, axis=1).tolist(), 0)
    return None


def _checked(corners: list[tuple[float, float]], around_m: float) -> AreaDrawn | None:
    try:
        return checked(corners, around_m)
    except DrawnAreaError:
        return None
