"""The map of a figure: everything that the screen's map shows, in its order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from matplotlib.path import Path

from geo import wording
from geo.export.figure.canvas import CanvasPane
from geo.export.figure.figure_request import FigureRequest
from geo.export.figure.shapes import joined, path_seen, rectangle, segments
from geo.geometry.frame import Box, Frame, frame_around, world, world_length
from geo.language import Words
from geo.layers.all_layers import layers_shown
from geo.layers.areas import Badge
from geo.layers.draw import Circles, Look, Shape
from geo.layers.frame_counts import frame_sentence
from geo.layers.land import Land, land_of, seen
from geo.layers.layer import Paper
from geo.layers.map_state import MapState, Selection
from geo.layers.one_hatch import one_hatch
from geo.layers.points import DrawnMark
from geo.layers.room import Room
from geo.layers.symbols import BORDERS, GROUND, LineStyle
from geo.layers.zones import CROSSING_PX

_SCALE_PX = 110.0
_EDGE_PX = 14.0
_FROM_EDGE_PX = 10.0
_SCALE_TEXT = Look(10.5, GROUND.text, halo=GROUND.land)
_ARROW_PX = 26.0
_FAR, _WADI_FROM, _WADI_WIDE, _CROSSINGS_FROM = 8, 9, 11, 10
"""Zooms from which lines are thicker, or shown at all."""
_CROSSING_PX = 5.0


@dataclass(frozen=True, slots=True)
class Chart:
    """What was drawn on the map, for who counts or checks it."""

    frame: Frame
    marks: list[DrawnMark]
    badges: list[Badge]
    in_frame: str
    """How many of the reports shown lie in the frame, in a sentence; empty when all do."""


def draw_chart(pane: CanvasPane, request: FigureRequest, state: MapState) -> Chart:
    """Draw the map of a view into a pane, as a screen with a map of this size shows it."""
    snapshot, view, words = request.answer.snapshot, request.answer.view, request.words
    frame = frame_around(view.lat, view.lon, view.z, width=pane.width, height=pane.height)
    land = land_of(snapshot)
    _draw_base(pane, frame, land)
    hatched = one_hatch(state, land, frame)
    paper = Paper(pane, frame, land, snapshot, view, state, words, Room(frame), hatched)
    layers = layers_shown(view.layers)
    painted = {layer.name: layer.paint(paper) for layer in sorted(layers, key=lambda layer: layer.depth)}
    if state.selection is not None:
        _draw_selection(pane, frame, land, state.selection)
    _keep_free(paper.room, _draw_furniture(pane, frame, words))
    in_frame = frame_sentence(snapshot, view, frame.bounds(), words)
    if in_frame:
        paper.room.take(_draw_in_frame(pane, in_frame, words))
    for one in painted.values():
        _keep_free(paper.room, one.keeps_free())
        for box in one.keeps_clear():
            paper.room.take_symbol(box)
    by_rank = [painted[layer.name] for layer in sorted(layers, key=lambda layer: layer.text_rank)]
    for one in by_rank:
        one.write_first(paper)
    for one in by_rank:
        one.write(paper)
    return Chart(frame, paper.marks, paper.badges, in_frame)


def _draw_base(pane: CanvasPane, frame: Frame, land: Land) -> None:
    """Draw sea, land, coast and borders as `geo/static/js/layers/base_map.js` does."""
    box = frame.box
    pane.rectangle(box, GROUND.sea)
    pane.fill(path_seen(land.land, frame), GROUND.land)
    pane.stroke(path_seen(land.coast, frame), LineStyle(0.8 if frame.zoom < _FAR else 1.1), GROUND.coast)
    if frame.zoom >= _WADI_FROM:
        pane.stroke(
            path_seen(land.wadi, frame), LineStyle(1 if frame.zoom < _WADI_WIDE else 1.6), GROUND.coast
        )
    for name in ("governorate", "disputed", "international"):
        is_minor = name == "governorate"
        if name in land.borders and not (is_minor and frame.zoom < _FAR):
            colour = GROUND.border_minor if is_minor else GROUND.border
            pane.stroke(path_seen(land.borders[name], frame), BORDERS[name], colour)
    if frame.zoom >= _CROSSINGS_FROM:
        squares = joined(
            rectangle(x - _CROSSING_PX / 2, y - _CROSSING_PX / 2, x + _CROSSING_PX / 2, y + _CROSSING_PX / 2)
            for x, y in (frame.place(*at) for at in land.crossings)
            if box.holds(x, y)
        )
        pane.both(squares, GROUND.land, LineStyle(1), GROUND.border)


def _keep_free(room: Room, boxes: Iterable[Box]) -> None:
    for box in boxes:
        room.take(box)


def _draw_selection(pane: CanvasPane, frame: Frame, land: Land, selection: Selection) -> None:
    """Outline the selected ground in strong ink over everything."""
    if selection.lat is not None and selection.lon is not None:
        at = world(selection.lon, selection.lat)
        r = max(9.0, world_length(selection.radius_m or 0, float(at[1])) * frame.scale)
        middle = frame.place(*map(float, at))
        shape: Shape = Circles([middle], r)
        if selection.pcode:
            shape = (
                shapely.Point(middle)
                .buffer(r)
                .intersection(seen(land.areas[selection.pcode].geometry, frame))
            )
    else:
        outline = land.areas.get(selection.pcode) if selection.pcode else land.zones.get(selection.id)
        if outline is None:
            return
        if outline.geometry.geom_type == "Point":
            shape = Circles([frame.place(*outline.label)], CROSSING_PX + 2)
        else:
            shape = seen(outline.geometry, frame)
    pane.stroke(shape, LineStyle(5), GROUND.paper)
    pane.stroke(shape, LineStyle(2.4), GROUND.text)


def _draw_furniture(pane: CanvasPane, frame: Frame, words: Words) -> list[Box]:
    """Draw the scale and the arrow to the north in the lower corners; maps are not mirrored."""
    y = frame.height - _EDGE_PX
    metres = frame.scale_metres(_SCALE_PX)
    length = metres / frame.metres_per_px
    x0, x1 = _FROM_EDGE_PX, _FROM_EDGE_PX + length
    bar = segments([((x0, y), (x1, y)), ((x0, y - 4), (x0, y + 0.6)), ((x1, y - 4), (x1, y + 0.6))])
    pane.stroke(bar, LineStyle(4), GROUND.land)
    pane.stroke(bar, LineStyle(1.4), GROUND.text)
    pane.write(
        (x0, y - 7), wording.scale_length(metres, words), _SCALE_TEXT, rtl=words.lang.direction == "rtl"
    )
    at = frame.width - _FROM_EDGE_PX - 8
    top = y - _ARROW_PX
    north = joined([segments([((at, y), (at, top + 4))]), _triangle(at, top)])
    pane.stroke(north, LineStyle(3.6), GROUND.land)
    pane.stroke(north, LineStyle(1.2), GROUND.text)
    pane.fill(_triangle(at, top), GROUND.text)
    # Translators: north, in one letter.
    pane.write((at, top - 4), words("N"), _SCALE_TEXT, align=0.5)
    return [Box(0, y - 24, x1 + 34, frame.height), Box(at - 14, top - 20, frame.width, frame.height)]


def _draw_in_frame(pane: CanvasPane, sentence: str, words: Words) -> Box:
    """Write in the upper left corner how much of what is counted is in the frame."""
    width = pane.text_width(sentence, _SCALE_TEXT)
    x, y = _FROM_EDGE_PX, _EDGE_PX + _SCALE_TEXT.size * 0.5
    pane.write((x, y), sentence, _SCALE_TEXT, rtl=words.lang.direction == "rtl")
    return Box(0, 0, x + width + 4, y + 6)


def _triangle(x: float, y: float) -> Path:
    return Path([(x, y), (x + 4.5, y + 10), (x - 4.5, y + 10), (x, y)], closed=True)
