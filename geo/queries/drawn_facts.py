"""What is stated of the ground of an area drawn: statements, people sheltering, the nearest labelled area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.analysis.planes import projection
from geo.filters.drawn_area import DRAWN_AREA
from geo.geometry.zone_outlines import zone_geometry
from geo.model import ZoneStatus
from geo.model.rows import rows
from geo.queries.in_area import sheltering_in, zones_in
from geo.snapshot.caches import per_snapshot

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.filters.view import View
    from geo.geometry.area_code import AreaDrawn
    from geo.geometry.gazetteer import Areas
    from geo.snapshot.opened import Snapshot

_SIDE = 24
"""Places along a side of the box in which distances are looked at."""
_COMMON = "T********"
"""Ground in common, and not a shared edge alone."""


@dataclass(frozen=True, slots=True)
class DrawnFacts:
    """What a view says of the ground of its area drawn."""

    zone_ids: tuple[str, ...]
    """Statements of the view's dates whose place has ground in common with it, in the order of the list."""
    figures: pd.DataFrame
    """Newest figures of people sheltering whose whole area meets it; they hold of that area alone."""
    nearest_m: tuple[float, float] | None
    """Least and most metres from a place in it to the nearest area labelled humanitarian in these dates,
    the most never too little; None where no such area can be drawn."""


@per_snapshot
def drawn_facts(snapshot: Snapshot, view: View) -> DrawnFacts | None:
    """Return what is stated of the area drawn of a view; None without one.

    `view` without place, language and selection, so that it is kept.
    """
    area = DRAWN_AREA.chosen(view)
    if area is None:
        return None
    polygon, found = area.in_metres, list(rows(zones_in(snapshot, view)))
    shapes = {zone.zone_id: _flat(zone_geometry(zone, snapshot.areas), area) for zone in found}
    labelled = [
        shape
        for zone in found
        if zone.status == ZoneStatus.LABELLED_HUMANITARIAN and (shape := shapes[zone.zone_id]) is not None
    ]
    return DrawnFacts(
        tuple(i for i, shape in shapes.items() if shape is not None and _meets(shape, polygon)),
        _sheltering(snapshot, view, area),
        _nearest(polygon, labelled) if labelled else None,
    )


def _flat(shape: BaseGeometry | None, area: AreaDrawn) -> BaseGeometry | None:
    return None if shape is None else shapely.make_valid(shapely.transform(shape, projection(area.epsg)))


def _meets(shape: BaseGeometry, polygon: BaseGeometry) -> bool:
    return bool(shapely.relate_pattern(shape, polygon, _COMMON))


def _sheltering(snapshot: Snapshot, view: View, area: AreaDrawn) -> pd.DataFrame:
    figures = sheltering_in(snapshot, view)
    is_near = [_names_ground(pcodes, area, snapshot.areas) for pcodes in figures["pcodes"]]
    # An empty list would choose columns.
    return figures[np.array(is_near, bool)]


def _names_ground(pcodes: str, area: AreaDrawn, areas: Areas) -> bool:
    named = (areas[pcode].geometry for pcode in pcodes.split(";") if pcode in areas)
    return any(_meets(flat, area.in_metres) for shape in named if (flat := _flat(shape, area)) is not None)


def _nearest(polygon: BaseGeometry, labelled: list[BaseGeometry]) -> tuple[float, float]:
    together = shapely.union_all(labelled)
    west, south, east, north = polygon.bounds
    cell_m = float(np.hypot(east - west, north - south)) / (_SIDE - 1)
    x, y = np.meshgrid(np.linspace(west, east, _SIDE), np.linspace(south, north, _SIDE))
    places = np.asarray(shapely.points(x.ravel(), y.ravel()))
    inside = places[shapely.intersects(polygon, places)]
    # A narrow part may hold no place of the grid: its edge is looked at closely.
    edge = np.asarray(shapely.points(shapely.get_coordinates(shapely.segmentize(polygon, cell_m / 8))))
    away = np.asarray(shapely.distance(together, np.concatenate([inside, edge])))
    # To a place of the grid it is half a cell's diagonal; with the edge between, half a step more along it.
    return float(shapely.distance(polygon, together)), float(away.max()) + cell_m * 9 / 16
