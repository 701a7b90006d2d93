"""Names of the base map in the view's language; a name that has no room is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.charts import typeface as fonts
from geo.export.figure.canvas import Look
from geo.export.figure.room import Room, around
from geo.geometry.frame import Box
from geo.layers.shapes import circles
from geo.layers.symbols import GROUND

if TYPE_CHECKING:
    from geo.export.figure.canvas import Pane
    from geo.geometry.frame import Frame
    from geo.language import Words
    from geo.layers.land import Land, Name
    from geo.layers.symbols import Colour


@dataclass(frozen=True, slots=True)
class NameStyle:
    """How names of one kind of place look."""

    size: float
    tone: Colour = GROUND.text
    weight: int = fonts.PLAIN
    is_upper: bool = False
    dot: float = 0.0
    """Radius of the dot that marks the place."""
    gap: float = 0.0
    """Way from the place to the name; 0 when the name lies over its place."""


_MUTED, _WATER = GROUND.text_muted, GROUND.water_text
STYLES = {
    "country": NameStyle(13, _MUTED, fonts.BOLD, is_upper=True),
    "sea": NameStyle(12.5, _WATER),
    "territory": NameStyle(12, _MUTED, fonts.BOLD, is_upper=True),
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


def draw_names(pane: Pane, frame: Frame, land: Land, room: Room, words: Words) -> None:
    """Write the names that the zoom knows, the most important first."""
    for name in land.names:
        text = name.names.get(words.lang) or words(name.names.get("en") or "")
        if text and name.min_zoom <= frame.zoom <= _LAST_ZOOM.get(name.kind, frame.zoom):
            _draw_name(pane, frame, name, text, room)


def _draw_name(pane: Pane, frame: Frame, name: Name, text: str, room: Room) -> None:
    x, y = frame.place(*name.at)
    if not frame.box.holds(x, y):
        return
    style = STYLES.get(name.kind, STYLES["landmark"])
    shown = text.upper() if style.is_upper and _LATIN.fullmatch(text) else text
    size = style.size + (1.5 if name.kind == "city" and frame.zoom >= _CITY_LARGER_FROM else 0)
    wide, high = fonts.width(shown, size, style.weight), size * 1.15
    offsets = around(wide, high, style.gap or 9)
    if not style.gap:
        offsets = [(0, 0), (0, -high), (0, high), *offsets]
    boxes = (Box.at(x + dx, y + dy, wide, high) for dx, dy in offsets)
    box = next((box for box in boxes if room.is_free(box)), None)
    if box is None:
        return
    # A dot at the edge of a badge or a disc would be read as a part of it.
    if style.dot and not room.is_taken(x, y):
        pane.fill(circles([(x, y)], style.dot), style.tone)
    room.take(box)
    halo = GROUND.sea if style.tone == _WATER else GROUND.land
    pane.write_middle(*box.middle, [shown], Look(size, style.tone, style.weight, halo))
