"""Place names of the base map in the view's language; a name that has no room is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.geometry.frame import Box
from geo.language import N_
from geo.layers.draw import BOLD, PLAIN, Circles, Look
from geo.layers.land import Name
from geo.layers.layer import MapLayer, Painted, Paper
from geo.layers.room import around
from geo.layers.symbols import GROUND, Colour
from geo.model import Layer


@dataclass(frozen=True, slots=True)
class NameStyle:
    """How names of one kind of place look."""

    size: float
    tone: Colour = GROUND.text
    weight: int = PLAIN
    is_upper: bool = False
    dot: float = 0.0
    """Radius of the dot that marks the place."""
    gap: float = 0.0
    """Way from the place to the name; 0 when the name lies over its place."""


_MUTED, _WATER = GROUND.text_muted, GROUND.water_text
STYLES = {
    "country": NameStyle(13, _MUTED, BOLD, is_upper=True),
    "sea": NameStyle(12.5, _WATER),
    "territory": NameStyle(12, _MUTED, BOLD, is_upper=True),
    "governorate": NameStyle(10.5, _MUTED, is_upper=True),
    "district": NameStyle(10.5, _MUTED, is_upper=True),
    "city": NameStyle(12.5, dot=2.2, gap=5.7),
    "village": NameStyle(11, dot=1.6, gap=5.1),
    "camp": NameStyle(11, dot=1.6, gap=5.1),
    "neighbourhood": NameStyle(10.5, _MUTED),
    "hospital": NameStyle(10.5, _MUTED, dot=1.6, gap=5.1),
    "landmark": NameStyle(10.5, _MUTED, dot=1.4, gap=4.9),
    "crossing": NameStyle(10.5, _MUTED, gap=7),
    "wadi": NameStyle(10.5, _WATER),
}
_LATIN = re.compile("[\u0000-\u024f\u2019]*")
_CITY_LARGER_FROM = 12
_LAST_ZOOM = {"country": 10, "territory": 11}
"""Countries give way to their places as one comes near."""


class LabelsLayer(MapLayer):
    """Names of places, the most important first."""

    name = Layer.LABELS
    label = N_("Place names")
    text_rank = 400

    def paint(self, paper: Paper) -> Painted:
        """Paint nothing: names come over everything, where there is room left."""
        del paper
        return _Names()


class _Names(Painted):
    def write(self, paper: Paper) -> None:
        lang, zoom = paper.words.lang, paper.frame.zoom
        for name in paper.land.names:
            text = name.names.get(lang) or paper.words(name.names.get("en") or "")
            if text and name.min_zoom <= zoom <= _LAST_ZOOM.get(name.kind, zoom):
                _draw_name(paper, name, text)


def _draw_name(paper: Paper, name: Name, text: str) -> None:
    pane, frame, room = paper.pane, paper.frame, paper.room
    x, y = frame.place(*name.at)
    if not frame.box.holds(x, y):
        return
    style = STYLES.get(name.kind, STYLES["landmark"])
    shown = text.upper() if style.is_upper and _LATIN.fullmatch(text) else text
    size = style.size + (1.5 if name.kind == "city" and frame.zoom >= _CITY_LARGER_FROM else 0)
    halo = GROUND.sea if style.tone == _WATER else GROUND.land
    look = Look(size, style.tone, style.weight, halo)
    wide, high = pane.text_width(shown, look), size * 1.15
    offsets = around(wide, high, style.gap or 9)
    if not style.gap:
        offsets = [(0, 0), (0, -high), (0, high), *offsets]
    boxes = (Box.at(x + dx, y + dy, wide, high) for dx, dy in offsets)
    box = next((box for box in boxes if room.is_free(box)), None)
    if box is None:
        return
    # A dot at the edge of a badge or a disc would be read as a part of it.
    if style.dot and not room.is_taken(x, y):
        pane.fill(Circles([(x, y)], style.dot), style.tone)
    room.take(box)
    pane.write_middle(*box.middle, [shown], look)
