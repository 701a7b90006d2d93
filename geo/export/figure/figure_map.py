"""The map of a figure: everything that the screen's map shows, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.path import Path

from geo.export.figure import badges
from geo.export.figure.base_map import draw_base
from geo.export.figure.canvas import Look
from geo.export.figure.cluster import marks_of
from geo.export.figure.place_names import draw_names
from geo.export.figure.places import places_in
from geo.export.figure.points import DrawnMark, draw_points
from geo.export.figure.regions import CROSSING_PX, draw_areas, draw_people, draw_zones
from geo.export.figure.room import Room
from geo.geometry.frame import Box, Frame, frame_around, world, world_length
from geo.layers.land import land_of, path_seen
from geo.layers.shapes import circles, joined, segments
from geo.layers.symbols import GROUND, LineStyle
from geo.model import Layer

if TYPE_CHECKING:
    from geo.export.figure.canvas import Pane
    from geo.export.figure.figure_request import FigureRequest
    from geo.export.figure.regions import DrawnZone
    from geo.language import Words
    from geo.layers.land import Land
    from geo.layers.map_state import MapState, Selection

_SCALE_PX = 110.0
_EDGE_PX = 14.0
_FROM_EDGE_PX = 10.0
_SCALE_TEXT = Look(10.5, GROUND.text, halo=GROUND.land)
_ARROW_PX = 26.0
_METRES_A_KM = 1_000
_ROOM_FOR_SPOT_PX = 10.0


@dataclass(frozen=True, slots=True)
class Chart:
    """What was drawn on the map, for who counts or checks it."""

    frame: Frame
    marks: list[DrawnMark]
    badges: list[badges.Badge]


def draw_chart(pane: Pane, request: FigureRequest, state: MapState) -> Chart:
    """Draw the map of a view into a pane, as a screen with a map of this size shows it."""
    snapshot, view, words = request.answer.snapshot, request.answer.view, request.words
    frame = frame_around(view.lat, view.lon, view.z, width=pane.width, height=pane.height)
    land, layers, rtl = land_of(snapshot), view.layers, request.rtl
    draw_base(pane, frame, land)
    areas = draw_areas(pane, frame, land, state.areas) if Layer.AREAS in layers else []
    zones = draw_zones(pane, frame, land, state.zones)
    people = draw_people(pane, frame, state.sheltering)
    marks: list[DrawnMark] = []
    if Layer.REPORTS in layers:
        marks = draw_points(pane, frame, *marks_of(places_in(snapshot, view, frame), frame), words)
    if state.selection is not None:
        _draw_selection(pane, frame, land, state.selection)
    room = Room(frame, _draw_furniture(pane, frame, words))
    for mark in marks:
        room.take(Box.at(mark.x, mark.y, 2 * mark.r + 2, 2 * mark.r + 2))
    for spot in _small_spots(zones):
        room.take(spot)
    placed = badges.draw_badges(pane, areas, marks, room, words)
    badges.draw_people_figures(pane, people, room, rtl=rtl)
    badges.draw_issuers(pane, frame, zones, room, rtl=rtl)
    if Layer.LABELS in layers:
        draw_names(pane, frame, land, room, words)
    return Chart(frame, marks, placed)


def _small_spots(zones: list[DrawnZone]) -> list[Box]:
    return [
        Box.at(x, y, 2 * r, 2 * r)
        for zone in zones
        if zone.spot
        for x, y, r in [zone.spot]
        if zone.symbol.form == "crossing" or r < _ROOM_FOR_SPOT_PX
    ]


def _draw_selection(pane: Pane, frame: Frame, land: Land, selection: Selection) -> None:
    """Outline the selected ground in strong ink over everything."""
    if selection.lat is not None and selection.lon is not None:
        at = world(selection.lon, selection.lat)
        r = max(9.0, world_length(selection.radius_m or 0, float(at[1])) * frame.scale)
        path = circles([frame.place(*map(float, at))], r)
    else:
        outline = land.areas.get(selection.pcode) if selection.pcode else land.zones.get(selection.id)
        if outline is None:
            return
        if outline.geometry.geom_type == "Point":
            path = circles([frame.place(*outline.label)], CROSSING_PX + 2)
        else:
            path = path_seen(outline.geometry, frame)
    pane.stroke(path, LineStyle(5), GROUND.paper)
    pane.stroke(path, LineStyle(2.4), GROUND.text)


def _draw_furniture(pane: Pane, frame: Frame, words: Words) -> list[Box]:
    """Draw the scale and the arrow to the north in the lower corners; maps are not mirrored."""
    y = frame.height - _EDGE_PX
    metres = scale_metres(frame)
    length = metres / frame.metres_per_px
    x0, x1 = _FROM_EDGE_PX, _FROM_EDGE_PX + length
    bar = segments([((x0, y), (x1, y)), ((x0, y - 4), (x0, y + 0.6)), ((x1, y - 4), (x1, y + 0.6))])
    pane.stroke(bar, LineStyle(4), GROUND.land)
    pane.stroke(bar, LineStyle(1.4), GROUND.text)
    number, unit = (metres / _METRES_A_KM, words("km")) if metres >= _METRES_A_KM else (metres, words("m"))
    label = f"{words.number(int(number))} {unit}"
    pane.write((x0, y - 7), label, _SCALE_TEXT, rtl=words.lang.direction == "rtl")
    at = frame.width - _FROM_EDGE_PX - 8
    top = y - _ARROW_PX
    north = joined([segments([((at, y), (at, top + 4))]), _triangle(at, top)])
    pane.stroke(north, LineStyle(3.6), GROUND.land)
    pane.stroke(north, LineStyle(1.2), GROUND.text)
    pane.fill(_triangle(at, top), GROUND.text)
    # Translators: north, in one letter.
    pane.write((at, top - 4), words("N"), _SCALE_TEXT, align=0.5)
    return [Box(0, y - 24, x1 + 34, frame.height), Box(at - 14, top - 20, frame.width, frame.height)]


def _triangle(x: float, y: float) -> Path:
    return Path([(x, y), (x + 4.5, y + 10), (x - 4.5, y + 10), (x, y)], closed=True)


def scale_metres(frame: Frame) -> float:
    """Return the longest of 1, 2 and 5 times a power of ten that has room."""
    room = frame.metres_per_px * _SCALE_PX
    power = 1.0
    while power * 10 <= room:
        power *= 10
    return max(k * power for k in (1, 2, 5) if k * power <= room)
