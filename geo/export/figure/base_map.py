"""The base map: sea, land, coast and borders, as `geo/static/js/layers/base_map.js` draws them."""

from __future__ import annotations

from geo.export.figure.canvas import CanvasPane
from geo.export.figure.shapes import joined, path_seen, rectangle
from geo.geometry.frame import Frame
from geo.layers.land import Land
from geo.layers.symbols import BORDERS, GROUND, LineStyle

_FAR, _WADI_FROM, _WADI_WIDE, _CROSSINGS_FROM = 8, 9, 11, 10
"""Zooms from which lines are thicker, or shown at all."""
_CROSSING_PX = 5.0


def draw_base(pane: CanvasPane, frame: Frame, land: Land) -> None:
    """Draw everything that is there without any report."""
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
