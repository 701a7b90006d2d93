"""What lies on the ground as an outline: areas of reports, zones, and people sheltering.

The rules are those of `geo/static/js/layers/` for areas, zones and sheltering.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely

from geo.export.figure import hatch
from geo.geometry.frame import Box, world, world_length
from geo.layers.land import seen
from geo.layers.shapes import circles, path_of, rectangle, segments
from geo.layers.symbols import (
    AREA_HATCHES,
    EARLIER,
    GROUND,
    SHELTERING_MAX,
    SHELTERING_MIN,
    ZONES,
    LineStyle,
    zone_symbol_key,
)
from geo.model import ZoneKind, ZoneStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.path import Path
    from shapely.geometry.base import BaseGeometry

    from geo.export.figure.canvas import Pane
    from geo.geometry.frame import Frame
    from geo.layers.land import Land, LandOutline
    from geo.layers.map_state import AreaCount, ShelteringMark, ZoneMark
    from geo.layers.symbols import ZoneSymbol

POINT_ZONE_M, SMALLEST_DISC_PX, CROSSING_PX = 1_000.0, 3.5, 9.0
CROSSING_LINE, CROSSING_EARLIER = LineStyle(1.4), LineStyle(0.9, (), 0.7)
_STRUCK_BEYOND_PX = 2.5
_RING_PX_AT_10 = 0.038


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """An area of reports as it was drawn, for its badge."""

    mark: AreaCount
    outline: LandOutline
    ground: BaseGeometry
    """What the frame shows, in its pixels."""
    box: Box
    """Of the whole area, in the frame's pixels."""


@dataclass(frozen=True, slots=True)
class DrawnZone:
    """A zone status as it was drawn, for its label."""

    mark: ZoneMark
    outline: LandOutline
    symbol: ZoneSymbol
    ground: BaseGeometry
    box: Box
    spot: tuple[float, float, float] | None
    """Middle and radius in pixels of a place known by a point."""


@dataclass(frozen=True, slots=True)
class DrawnPeople:
    """A figure of people sheltering as it was drawn."""

    mark: ShelteringMark
    x: float
    y: float
    r: float


def draw_areas(pane: Pane, frame: Frame, land: Land, areas: Iterable[AreaCount]) -> list[DrawnArea]:
    """Hatch the areas that reports lie somewhere in, the larger first and with less ink."""
    drawn = [
        DrawnArea(mark, outline, seen(outline.geometry, frame), _box(frame, outline))
        for mark in areas
        if (outline := land.areas.get(mark.pcode)) is not None
        and _box(frame, outline).overlaps(frame.box.grown(20))
    ]
    drawn.sort(key=lambda area: -area.outline.km2)
    for area in drawn:
        look = next(look for look in AREA_HATCHES if area.outline.km2 <= look.up_to_km2)
        hatch.fill(pane, area.ground, look.pattern, GROUND.ink)
        pane.stroke(path_of(area.ground), look.outline, GROUND.ink)
    return drawn


def draw_zones(pane: Pane, frame: Frame, land: Land, zones: Iterable[ZoneMark]) -> list[DrawnZone]:
    """Draw zones: earlier statements first, then the larger ones; patterns under all outlines."""
    found = []
    for mark in zones:
        outline = land.zones.get(mark.id)
        if outline is None or not _box(frame, outline).overlaps(frame.box.grown(80)):
            continue
        symbol = ZONES[zone_symbol_key(ZoneKind(mark.kind), ZoneStatus(mark.status))]
        ground = seen(outline.geometry, frame)
        found.append(
            DrawnZone(mark, outline, symbol, ground, _box(frame, outline), _spot(frame, outline, symbol))
        )
    found.sort(key=lambda z: (not z.mark.earlier, -z.outline.km2, -z.symbol.priority))
    _draw_patterns(pane, found)
    for zone in found:
        if zone.symbol.form == "crossing" and zone.spot:
            draw_crossing(pane, zone.spot[:2], zone.symbol, earlier=zone.mark.earlier)
        else:
            draw_outline(pane, _path(zone), zone.symbol, earlier=zone.mark.earlier)
    return found


def _draw_patterns(pane: Pane, zones: list[DrawnZone]) -> None:
    # One fill a status: where statuses of one sort overlap, the pattern is not laid twice.
    grounds: dict[ZoneSymbol, list[BaseGeometry]] = {}
    for zone in zones:
        if not zone.mark.earlier and zone.symbol.pattern is not None:
            grounds.setdefault(zone.symbol, []).append(_area(zone))
    for symbol in sorted(grounds, key=lambda symbol: -symbol.priority):
        if symbol.pattern is not None:
            hatch.fill(pane, shapely.union_all(grounds[symbol]), symbol.pattern, symbol.ground)


def _area(zone: DrawnZone) -> BaseGeometry:
    if zone.spot:
        return shapely.Point(zone.spot[:2]).buffer(zone.spot[2])
    return zone.ground if zone.ground.is_valid else shapely.make_valid(zone.ground)


def _path(zone: DrawnZone) -> Path:
    return circles([zone.spot[:2]], zone.spot[2]) if zone.spot else path_of(zone.ground)


def draw_outline(pane: Pane, path: Path, symbol: ZoneSymbol, *, earlier: bool) -> None:
    """Draw the line round a status; a follow-up on the same place leaves a thin dotted one."""
    if earlier:
        pane.stroke(path, EARLIER, symbol.colour)
    elif symbol.form == "corridor":
        # A double line: a broad dashed stroke with its middle taken out again.
        width = symbol.outline.width_px
        pane.stroke(path, replace(symbol.outline, width_px=width * 3), symbol.colour)
        pane.stroke(path, LineStyle(width * 1.3), GROUND.land)
    else:
        pane.stroke(path, symbol.outline, symbol.colour)


def draw_crossing(pane: Pane, at: tuple[float, float], symbol: ZoneSymbol, *, earlier: bool = False) -> None:
    """Draw a crossing: filled when said to be open, struck through when said to be closed."""
    x, y = at
    half = (CROSSING_PX - 2 if earlier else CROSSING_PX) / 2
    line = CROSSING_EARLIER if earlier else CROSSING_LINE
    square = rectangle(x - half, y - half, x + half, y + half)
    is_filled = symbol.mark == "filled" and not earlier
    pane.both(square, symbol.colour if is_filled else GROUND.paper, line, symbol.colour)
    if symbol.mark == "half" and not earlier:
        pane.fill(rectangle(x - half, y, x + half, y + half), symbol.colour)
    if symbol.mark == "struck":
        out = half + _STRUCK_BEYOND_PX
        pane.stroke(segments([((x - out, y + out), (x + out, y - out))]), line, symbol.colour)


def draw_people(pane: Pane, frame: Frame, marks: Iterable[ShelteringMark]) -> list[DrawnPeople]:
    """Draw rings whose area is in proportion to people: the smallest number said and the largest."""
    px = _RING_PX_AT_10 * min(1.3, max(0.4, 2 ** ((frame.zoom - 10) * 0.5)))
    drawn = []
    for mark in marks:
        x, y = frame.place(*(float(v) for v in world(mark.lon, mark.lat)))
        inner, outer = (_ring(px, people) for people in (mark.people_min, mark.people_max))
        radius = max(inner, outer, 3.0)
        if not frame.box.grown(radius).holds(x, y):
            continue
        # An exact figure reads as two rings too, a hair apart: one ring is left to open ranges.
        beyond = outer if outer > inner + 2.5 or not inner else inner + 3
        rings = [(beyond, SHELTERING_MAX)] if outer else []
        rings += [(inner, SHELTERING_MIN)] if inner else []
        for r, line in rings:
            path = circles([(x, y)], r)
            pane.stroke(path, replace(line, width_px=line.width_px + 2, alpha=0.7), GROUND.paper)
            pane.stroke(path, line, GROUND.sheltering)
        drawn.append(DrawnPeople(mark, x, y, radius))
    return drawn


def _ring(px: float, people: int | None) -> float:
    return 0.0 if people is None else max(3.0, px * math.sqrt(people))


def _box(frame: Frame, outline: LandOutline) -> Box:
    x0, y0, x1, y1 = outline.geometry.bounds
    return Box(*frame.place(x0, y0), *frame.place(x1, y1))


def _spot(frame: Frame, outline: LandOutline, symbol: ZoneSymbol) -> tuple[float, float, float] | None:
    if outline.geometry.geom_type != "Point":
        return None
    # The label of a point is the point.
    x, y = frame.place(*outline.label)
    if symbol.form == "crossing":
        return x, y, CROSSING_PX * 0.75
    return x, y, max(SMALLEST_DISC_PX, world_length(POINT_ZONE_M, outline.label[1]) * frame.scale)
