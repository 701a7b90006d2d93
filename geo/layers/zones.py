"""Zones and crossings, each in the words of who issued its status.

On paper the rules are those of `geo/static/js/ground.js` and, for the text, `geo/static/js/labels.js`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely

from geo.filters.view import View
from geo.geometry.frame import Box, Frame, world_length
from geo.geometry.zone_outlines import has_outline
from geo.language import N_, Words
from geo.layers.cards import zone_cards
from geo.layers.draw import Circles, Look, Pane, Segments, Shape, Spot, Swatch, SwatchPen, TextBlock
from geo.layers.geography import zone_mark
from geo.layers.land import LandOutline, seen
from geo.layers.layer import Cards, Click, LegendLine, MapLayer, Painted, Paper
from geo.layers.map_state import MapState, ZoneMark
from geo.layers.room import inside_of, start_of
from geo.layers.symbols import EARLIER, GROUND, ZONES, LineStyle, ZoneSymbol, corridor_lines, zone_symbol_key
from geo.layers.zone_days import days_of_zones
from geo.model import Layer, ZoneKind, ZoneStatus
from geo.model.rows import rows
from geo.queries.in_area import zones_then_in
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

POINT_ZONE_M, SMALLEST_DISC_PX, CROSSING_PX = 1_000.0, 3.5, 9.0
CROSSING_LINE, CROSSING_EARLIER = LineStyle(1.4), LineStyle(0.9, (), 0.7)
TEXT = Look(11, GROUND.text, halo=GROUND.land)
TEXT_EARLIER = Look(11, GROUND.text_muted, halo=GROUND.land)
_STRUCK_BEYOND_PX = 2.5
_ROOM_FOR_SPOT_PX = 10.0
_TEXT_WIDTH, _POINT_TEXT_WIDTH = 130, 150
_SAID_PX = 260.0
"""Neighbouring blocks of one order say the same: within this distance once is enough."""
_POINTS_FROM, _EARLIER_FROM = 12, 14
"""Zooms from which a zone known by a point, or an earlier statement, says its status."""
_HEADING = N_("Zones, in the words of who issued them")
_LEGEND = {
    "humanitarian": N_("Labelled humanitarian"),
    "evacuate": N_("Ordered to evacuate"),
    "rescinded": N_("Order rescinded"),
    "sheltering": N_("People reported sheltering"),
    "restricted": N_("Restricted or no-go"),
    "open": N_("Said to be open"),
    "closed": N_("Said to be closed"),
    "corridor_open": N_("Route said to be open"),
    "corridor_closed": N_("Route said to be closed"),
    "corridor_restricted": N_("Route restricted"),
    "crossing_open": N_("Crossing said to be open"),
    "crossing_closed": N_("Crossing said to be closed"),
    "crossing_restricted": N_("Crossing restricted"),
}
SHELTER_NOTE = N_(
    "Zone statuses repeat their issuers' words; none says that a place is safe. Shelters are given no "
    "finer than 1 km."
)
"""What a figure says below the map when zones or people sheltering are on it."""


class ZonesLayer(MapLayer):
    """Zone statuses that may have been in force in the view's dates."""

    name = Layer.ZONES
    label = N_("Zones and crossings")
    follows_brush = True
    depth = 300
    text_rank = 300
    note = SHELTER_NOTE

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        """Return a state with the zone statuses of the view's dates."""
        return replace(state, zones=tuple(_marks(snapshot, view, words)))

    def in_any_dates(self, snapshot: Snapshot, view: View, words: Words) -> Mapping[str, object]:
        """Return the days of the statements, from which those of any dates follow."""
        del words
        return {"zones": days_of_zones(snapshot, view) | {"only_latest": False}}

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        """Return a line for each status shown, in the order of the table of symbols."""
        shown = {_symbol_key(zone) for zone in state.zones}
        for key, symbol in ZONES.items():
            if key in shown:
                yield LegendLine(_HEADING, _LEGEND[key], _swatch(symbol, pen))
        if any(zone.earlier for zone in state.zones):
            colour = ZONES["evacuate"].colour
            swatch = pen.box(EARLIER, colour, None, colour)
            yield LegendLine(_HEADING, N_("Earlier status of the same place"), swatch)

    def cards(self, click: Click) -> Cards:
        """Return the zone statuses that were clicked on."""
        found = [zone for zone in rows(click.snapshot.zones) if zone.zone_id in click.spot.ids]
        return Cards(zone_cards(found[: click.most], click.snapshot, click.words))

    def paint(self, paper: Paper) -> Painted:
        """Paint zones: earlier statements first, then the larger ones; the one pattern under all outlines."""
        drawn = list(_in_frame(paper))
        drawn.sort(key=lambda z: (not z.mark.earlier, -z.outline.km2, -z.symbol.priority))
        _paint_patterns(paper.pane, [zone for zone in drawn if zone.mark.id in paper.hatched.zones])
        for zone in drawn:
            if zone.symbol.form == "crossing" and zone.spot:
                paint_crossing(paper.pane, zone.spot[:2], zone.symbol, earlier=zone.mark.earlier)
            else:
                _paint_outline(paper.pane, _shape(zone), zone.symbol, earlier=zone.mark.earlier)
        return _PaintedZones(drawn)


def _marks(snapshot: Snapshot, view: View, words: Words) -> Iterator[ZoneMark]:
    drawn = _all_marks(snapshot, words)
    for zone_id, earlier in zones_then_in(snapshot, view).items():
        if zone_id in drawn:
            yield drawn[zone_id][earlier]


@per_snapshot
def _all_marks(snapshot: Snapshot, words: Words) -> dict[str, tuple[ZoneMark, ZoneMark]]:
    """Return every zone status that can be drawn, as current and as earlier; the dates choose."""
    return {
        zone.zone_id: (zone_mark(zone, words), zone_mark(zone, words, earlier=True))
        for zone in rows(snapshot.zones)
        if has_outline(zone, snapshot.areas)
    }


def _symbol_key(mark: ZoneMark) -> str:
    return zone_symbol_key(ZoneKind(mark.kind), ZoneStatus(mark.status))


def _swatch(symbol: ZoneSymbol, pen: SwatchPen[Swatch]) -> Swatch:
    if symbol.form == "crossing":
        return pen.crossing(symbol)
    if symbol.form == "corridor":
        return pen.band(corridor_lines(symbol))
    return pen.box(symbol.outline, symbol.colour, symbol.pattern, symbol.ground)


@dataclass(frozen=True, slots=True)
class DrawnZone:
    """A zone status as it was drawn, for its label."""

    mark: ZoneMark
    outline: LandOutline
    symbol: ZoneSymbol
    ground: BaseGeometry
    """What the frame shows, in its pixels."""
    box: Box
    """Of the whole zone, in the frame's pixels."""
    spot: tuple[float, float, float] | None
    """Middle and radius in pixels of a place known by a point."""


@dataclass(frozen=True, slots=True)
class _PaintedZones(Painted):
    drawn: list[DrawnZone]

    def keeps_free(self) -> Iterable[Box]:
        for zone in self.drawn:
            if zone.spot:
                x, y, r = zone.spot
                if zone.symbol.form == "crossing" or r < _ROOM_FOR_SPOT_PX:
                    yield Box.at(x, y, 2 * r, 2 * r)

    def write(self, paper: Paper) -> None:
        """Write a zone's status and its issuer where its outline has room; points need a closer zoom."""
        frame, room = paper.frame, paper.room
        order = sorted(
            (z for z in self.drawn if z.mark.label and (not z.mark.earlier or frame.zoom >= _EARLIER_FROM)),
            key=lambda z: (z.mark.earlier, z.symbol.priority, -z.outline.km2),
        )
        said: list[tuple[str, Spot]] = []
        for zone in order:
            limit = _POINT_TEXT_WIDTH if zone.spot else _TEXT_WIDTH
            label = paper.pane.text_block(zone.mark.label, TEXT, limit)
            for at in _text_spots(zone, frame, label):
                if any(text == zone.mark.label and math.dist(other, at) < _SAID_PX for text, other in said):
                    continue
                box = Box.at(*at, label.width, label.height)
                if room.is_free(box, 3):
                    room.take(box)
                    said.append((zone.mark.label, at))
                    look = TEXT_EARLIER if zone.mark.earlier else TEXT
                    paper.pane.write_middle(*at, label.lines, look, rtl=paper.rtl)
                    break


def _in_frame(paper: Paper) -> Iterator[DrawnZone]:
    frame = paper.frame
    for mark in paper.state.zones:
        outline = paper.land.zones.get(mark.id)
        if outline is None or not outline.box(frame).overlaps(frame.box.grown(80)):
            continue
        symbol = ZONES[_symbol_key(mark)]
        ground = seen(outline.geometry, frame)
        yield DrawnZone(mark, outline, symbol, ground, outline.box(frame), _spot(frame, outline, symbol))


def _spot(frame: Frame, outline: LandOutline, symbol: ZoneSymbol) -> tuple[float, float, float] | None:
    if outline.geometry.geom_type != "Point":
        return None
    # The label of a point is the point.
    x, y = frame.place(*outline.label)
    if symbol.form == "crossing":
        return x, y, CROSSING_PX * 0.75
    return x, y, max(SMALLEST_DISC_PX, world_length(POINT_ZONE_M, outline.label[1]) * frame.scale)


def _paint_patterns(pane: Pane, zones: list[DrawnZone]) -> None:
    # One fill a status: where statuses of one sort overlap, the pattern is not laid twice.
    grounds: dict[ZoneSymbol, list[BaseGeometry]] = {}
    for zone in zones:
        if zone.symbol.pattern is not None:
            grounds.setdefault(zone.symbol, []).append(_area(zone))
    for symbol in sorted(grounds, key=lambda symbol: -symbol.priority):
        if symbol.pattern is not None:
            pane.hatch(shapely.union_all(grounds[symbol]), symbol.pattern, symbol.ground)


def _area(zone: DrawnZone) -> BaseGeometry:
    if zone.spot:
        return shapely.Point(zone.spot[:2]).buffer(zone.spot[2])
    return zone.ground if zone.ground.is_valid else shapely.make_valid(zone.ground)


def _shape(zone: DrawnZone) -> Shape:
    return Circles([zone.spot[:2]], zone.spot[2]) if zone.spot else zone.ground


def _paint_outline(pane: Pane, shape: Shape, symbol: ZoneSymbol, *, earlier: bool) -> None:
    """Draw the line round a status; a follow-up on the same place leaves a thin dotted one."""
    if earlier:
        pane.stroke(shape, EARLIER, symbol.colour)
        return
    is_corridor = symbol.form == "corridor"
    for line, colour in corridor_lines(symbol) if is_corridor else [(symbol.outline, symbol.colour)]:
        pane.stroke(shape, line, colour)


def paint_crossing(pane: Pane, at: Spot, symbol: ZoneSymbol, *, earlier: bool = False) -> None:
    """Draw a crossing: filled when said to be open, struck through when said to be closed."""
    x, y = at
    half = (CROSSING_PX - 2 if earlier else CROSSING_PX) / 2
    line = CROSSING_EARLIER if earlier else CROSSING_LINE
    square = Box(x - half, y - half, x + half, y + half)
    is_filled = symbol.mark == "filled" and not earlier
    pane.both(square, symbol.colour if is_filled else GROUND.paper, line, symbol.colour)
    if symbol.mark == "half" and not earlier:
        pane.fill(Box(x - half, y, x + half, y + half), symbol.colour)
    if symbol.mark == "struck":
        out = half + _STRUCK_BEYOND_PX
        pane.stroke(Segments([((x - out, y + out), (x + out, y - out))]), line, symbol.colour)


def _text_spots(zone: DrawnZone, frame: Frame, label: TextBlock) -> list[Spot]:
    if zone.spot:
        if frame.zoom < _POINTS_FROM:
            return []
        x, y, r = zone.spot
        across, down = r + 5 + label.width / 2, r + 5 + label.height / 2
        return [(x, y + down), (x + across, y), (x - across, y), (x, y - down)]
    if zone.box.width < label.width * 0.7 or zone.box.height < label.height * 1.1:
        return []
    start = start_of(zone.ground, frame.place(*zone.outline.label), frame)
    return inside_of(zone.ground, start, frame)[:80] if start else []
