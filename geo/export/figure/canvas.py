"""The sheet on which a figure is drawn: pixels of a screen, y downwards, everything in vectors.

Only here and in `type`, `shapes` and `write` is matplotlib used, and never pyplot, which keeps figures for
the whole process. Nothing from the data is interpreted: no mathematics, no mark-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, Transform, TransformedBbox

from geo.charts import typeface as fonts
from geo.export.figure import hatch
from geo.export.figure.shapes import as_path, rectangle, segments
from geo.geometry.frame import Box
from geo.layers.draw import Look, Shape, TextBlock
from geo.layers.symbols import GROUND, Colour, LineStyle, Pattern, Theme

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from shapely.geometry.base import BaseGeometry

PX_AN_INCH = 96
POINTS_A_PX = 72 / PX_AN_INCH


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A line of text on the sheet."""

    text: str
    box: Box
    """In pixels of the sheet."""
    rtl: bool
    """Whether its sentence runs from right to left."""


class Canvas:
    """A sheet of some pixels, in one theme."""

    def __init__(self, width: float, height: float, *, is_outlined: bool = False) -> None:
        """Make an empty sheet in the colour of paper.

        When it is outlined, lines of Arabic and Hebrew are drawn as shapes: matplotlib's PDF puts the letters
        of such lines beside their places. `geo.export.figure.pdf` lays their text over them.
        """
        self.width, self.height, self.theme = width, height, Theme.LIGHT
        self.is_outlined = is_outlined
        self.figure = Figure(
            figsize=(width / PX_AN_INCH, height / PX_AN_INCH), facecolor=GROUND.paper.on(self.theme)
        )
        self.texts: list[DrawnText] = []
        inches = Affine2D().scale(1 / PX_AN_INCH, -1 / PX_AN_INCH).translate(0, height / PX_AN_INCH)
        self._to_display: Transform = inches + self.figure.dpi_scale_trans
        self._families = list(fonts.FAMILIES)
        fonts.fonts()

    def pane(self, box: Box | None = None, scale: float = 1.0) -> CanvasPane:
        """Return a part of the sheet with its own corner and scale, outside of which nothing is drawn."""
        return CanvasPane(self, box or Box(0, 0, self.width, self.height), scale)

    def add(self, artist: Artist, clip: Box, placed: Affine2D) -> None:
        """Draw an artist, placed on the sheet, over what is there."""
        artist.set_transform(placed + self._to_display)
        artist.set_zorder(len(self.figure.artists) + 1)
        self.figure.add_artist(artist)
        bounds = Bbox([(clip.x0, clip.y0), (clip.x1, clip.y1)])
        artist.set_clip_box(TransformedBbox(bounds, self._to_display))

    def write(self, at: tuple[float, float], text: str, look: Look, *, rtl: bool, clip: Box) -> None:
        """Write a line from its left end on the base line."""
        x, y = at
        text = fonts.drawable(text)
        if look.halo is not None:
            halo = look.halo.on(self.theme)
            under = self._text(x, y, text, look, halo)
            width = look.halo_px * POINTS_A_PX
            under.set_path_effects([Stroke(linewidth=width, foreground=halo, joinstyle="round")])
            self.add(under, clip, Affine2D())
        colour = look.colour.on(self.theme)
        line = self._text(x, y, text, look, colour)
        if self.is_outlined and fonts.is_complex(text):
            line.set_path_effects([Normal()])
        # The name by which the text is found again in an SVG.
        line.set_gid(f"said-{len(self.texts)}")
        self.add(line, clip, Affine2D())
        width = fonts.width(text, look.size, look.weight)
        box = Box(x, y - fonts.RISE * look.size, x + width, y + fonts.FALL * look.size)
        self.texts.append(DrawnText(text, box, rtl))

    def _text(self, x: float, y: float, text: str, look: Look, colour: str) -> Text:
        font = FontProperties(family=self._families, weight=look.weight, size=look.size * POINTS_A_PX)
        return Text(
            x,
            y,
            text,
            color=colour,
            fontproperties=font,
            horizontalalignment="left",
            verticalalignment="baseline",
            parse_math=False,
        )


class CanvasPane:
    """A part of a sheet; coordinates count from its upper left corner, in its own pixels."""

    def __init__(self, canvas: Canvas, box: Box, scale: float) -> None:
        """Take the sheet, where on it the pane lies, and how large one of its pixels is there."""
        self.canvas, self.box, self.scale = canvas, box, scale
        self.width, self.height = box.width / scale, box.height / scale

    def _add(self, artist: Artist) -> None:
        placed = Affine2D().scale(self.scale).translate(self.box.x0, self.box.y0)
        self.canvas.add(artist, self.box, placed)

    def _stroke(self, line: LineStyle) -> dict[str, object]:
        return _stroke(replace(line, width_px=line.width_px * self.scale), self.scale)

    @property
    def theme(self) -> Theme:
        """The colours in which the sheet is drawn."""
        return self.canvas.theme

    def fill(self, shape: Shape | Path, colour: Colour, alpha: float = 1.0) -> None:
        """Fill the inside of a shape or path."""
        path = _path(shape)
        if len(np.asarray(path.vertices)):
            self._add(PathPatch(path, facecolor=colour.on(self.canvas.theme), alpha=alpha, linewidth=0))

    def stroke(self, shape: Shape | Path, line: LineStyle, colour: Colour) -> None:
        """Draw a shape or path with a line of the table."""
        path = _path(shape)
        if len(np.asarray(path.vertices)):
            self._add(
                PathPatch(path, fill=False, edgecolor=colour.on(self.canvas.theme), **self._stroke(line))
            )

    def both(self, shape: Shape | Path, fill: Colour, line: LineStyle, colour: Colour) -> None:
        """Fill a shape or path and draw its outline."""
        path = _path(shape)
        self.fill(path, fill)
        self.stroke(path, line, colour)

    def each(self, shapes: Sequence[Shape], colours: Sequence[str], alpha: float, line: LineStyle) -> None:
        """Fill each shape by itself, so that those that overlap darken, and outline it in its colour."""
        if not shapes:
            return
        paths = [as_path(shape) for shape in shapes]
        self._add(PathCollection(paths, facecolors=colours, alpha=alpha, linewidths=0))
        look = self._stroke(line)
        self._add(
            PathCollection(
                paths,
                facecolors="none",
                edgecolors=colours,
                alpha=line.alpha,
                linewidths=look["linewidth"],
                linestyles=[look["linestyle"]],
            )
        )

    def hatch(self, ground: BaseGeometry, pattern: Pattern, colour: Colour, *, tighter: float = 1.0) -> None:
        """Fill polygons with a pattern; `tighter` below 1 puts its lines closer."""
        hatch.fill(self, ground, pattern, colour, tighter=tighter)

    def text_width(self, text: str, look: Look) -> float:
        """Return how wide a line of text is."""
        return fonts.width(text, look.size, look.weight)

    def text_block(self, text: str, look: Look, limit: float, pad: float = 0) -> TextBlock:
        """Break a text into even lines, none wider than a limit where its words allow it."""
        lines = fonts.evenly(text, look.size, limit, look.weight)
        wide = max((self.text_width(line, look) for line in lines), default=0)
        return TextBlock(lines, wide + 2 * pad, len(lines) * look.size * fonts.LINE + 2 * pad * 0.8)

    def rectangle(
        self, box: Box, fill: Colour, line: LineStyle | None = None, colour: Colour | None = None
    ) -> None:
        """Fill a rectangle, and outline it when a line is given."""
        path = rectangle(box.x0, box.y0, box.x1, box.y1)
        self.fill(path, fill)
        if line is not None and colour is not None:
            self.stroke(path, line, colour)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], line: LineStyle, colour: Colour
    ) -> None:
        """Draw a straight line."""
        self.stroke(segments([(start, end)]), line, colour)

    def frame(self, line: LineStyle, colour: Colour) -> None:
        """Draw the pane's edge from outside."""
        box = self.box
        edge = self.canvas.pane(box.grown(line.width_px))
        half = line.width_px / 2
        edge.stroke(rectangle(half, half, box.width + 3 * half, box.height + 3 * half), line, colour)

    def write(
        self, at: tuple[float, float], text: str, look: Look, *, align: float = 0.0, rtl: bool = False
    ) -> None:
        """Write a line on a base line; `align` is 0 at its left end, 0.5 in its middle, 1 at its right."""
        line, size = fonts.directed(text, rtl=rtl), look.size * self.scale
        left = self.box.x0 + at[0] * self.scale - align * fonts.width(line, size, look.weight)
        placed = replace(look, size=size, halo_px=look.halo_px * self.scale)
        runs_left = bool(fonts.is_rtl(line)) or rtl
        self.canvas.write(
            (left, self.box.y0 + at[1] * self.scale), line, placed, rtl=runs_left, clip=self.box
        )

    def write_middle(
        self, x: float, y: float, lines: Sequence[str], look: Look, *, rtl: bool = False
    ) -> None:
        """Write lines one below the other, their block centred on a point."""
        step = look.size * fonts.LINE
        top = y - (len(lines) - 1) * step / 2
        for row, line in enumerate(lines):
            self.write((x, top + row * step + look.size * 0.34), line, look, align=0.5, rtl=rtl)


def _path(shape: Shape | Path) -> Path:
    return shape if isinstance(shape, Path) else as_path(shape)


def _stroke(line: LineStyle, scale: float) -> dict[str, object]:
    width = line.width_px * POINTS_A_PX
    look: dict[str, object] = {
        "linewidth": width,
        "alpha": line.alpha,
        "capstyle": "butt",
        "joinstyle": "round",
        "linestyle": "-",
    }
    if line.dash_px:
        # matplotlib counts dashes in widths of the line.
        look["linestyle"] = (0, tuple(length * scale / line.width_px for length in line.dash_px))
    return look
