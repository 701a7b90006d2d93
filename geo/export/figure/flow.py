"""Blocks of text and pictures, one below the other, in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from geo.charts import typeface as fonts
from geo.export.figure.canvas import CanvasPane
from geo.export.figure.swatches import PaperPen
from geo.geometry.frame import Box
from geo.language import Words
from geo.layers.draw import BOLD, Look
from geo.layers.legend import HEIGHT_PX, WIDTH_PX, joint_lines
from geo.layers.map_state import MapState
from geo.layers.symbols import GROUND

_SWATCH_GAP, _LINE_GAP, _GROUP_GAP = 0.7, 0.25, 0.5
"""After a swatch, after an entry and before a heading, in sizes of the type."""
_SWATCH_AT = 11.5
"""Size of the type beside which a swatch is as large as on screen; smaller type has smaller ones."""


@dataclass(frozen=True, slots=True)
class FlowBlock:
    """Something with a height, which draws itself into a pane as wide as its column."""

    height: float
    draw: Callable[[CanvasPane, float], None]
    """Takes the pane and the y of the block's upper edge."""
    stays: bool = False
    """Whether it stands together with the block after it, as a heading does."""
    is_gap: bool = False
    """Whether it is only a distance, which no column begins with."""


def paragraph(  # noqa: PLR0913 a text, its look and its room
    text: str, look: Look, width: float, *, rtl: bool, after: float = 0.0, is_heading: bool = False
) -> FlowBlock:
    """Return a text as wide as a column, from the side on which its language begins."""
    lines = fonts.folded(text, look.size, width, look.weight)
    step = look.size * fonts.LINE

    def draw(pane: CanvasPane, y: float) -> None:
        side, align = (pane.box.width, 1.0) if rtl else (0.0, 0.0)
        for row, line in enumerate(lines):
            base = y + row * step + look.size
            pane.write((side, base), line, look, align=align, rtl=rtl)

    return FlowBlock(len(lines) * step + after * look.size, draw, is_heading)


def legend(state: MapState, words: Words, size: float, width: float) -> list[FlowBlock]:
    """Return the legend of what is drawn; swatches stand before their text in either direction."""
    return legend_of([state], words, size, width)


def legend_of(states: Iterable[MapState], words: Words, size: float, width: float) -> list[FlowBlock]:
    """Return the legend of what is drawn on several maps, each sign once."""
    rtl = words.lang.direction == "rtl"
    head, look = Look(size, GROUND.text, BOLD), Look(size, GROUND.text)
    blocks: list[FlowBlock] = []
    for group, lines in groupby(joint_lines(states, PaperPen()), key=lambda line: line.heading):
        # Nothing may stand above the first heading.
        if blocks:
            blocks.append(FlowBlock(size * _GROUP_GAP, lambda _pane, _y: None, stays=True, is_gap=True))
        blocks.append(paragraph(words(group), head, width, rtl=rtl, after=0.15, is_heading=True))
        blocks += [_entry(line.swatch, words(line.text), look, width, rtl=rtl) for line in lines]
    return blocks


def _entry(
    swatch: Callable[[CanvasPane], None], text: str, look: Look, width: float, *, rtl: bool
) -> FlowBlock:
    scale = min(1.0, look.size / _SWATCH_AT)
    wide, high = WIDTH_PX * scale, HEIGHT_PX * scale
    room = wide + _SWATCH_GAP * look.size
    block = paragraph(text, look, width - room, rtl=rtl)
    whole = max(high, block.height)

    def draw(pane: CanvasPane, y: float) -> None:
        box, part = pane.box, pane.canvas.pane
        left = box.x1 - wide if rtl else box.x0
        top = box.y0 + y + (whole - high) / 2
        piece = part(Box(left, top, left + wide, top + high), scale)
        piece.rectangle(Box(0, 0, WIDTH_PX, HEIGHT_PX), GROUND.land)
        swatch(piece)
        x0, x1 = (box.x0, box.x1 - room) if rtl else (box.x0 + room, box.x1)
        block.draw(part(Box(x0, box.y0, x1, box.y1)), y + (whole - block.height) / 2 - look.size * 0.05)

    return FlowBlock(whole + _LINE_GAP * look.size, draw)


def in_columns(blocks: Sequence[FlowBlock], count: int) -> list[list[FlowBlock]]:
    """Part blocks into columns in their order, the highest as low as can be."""
    units = _units(blocks)
    limit = max((sum(b.height for b in unit) for unit in units), default=0.0)
    while True:
        columns: list[list[FlowBlock]] = [[]]
        for unit in units:
            high = sum(b.height for b in columns[-1]) + sum(b.height for b in unit)
            if columns[-1] and high > limit:
                columns.append([])
            columns[-1] += unit if columns[-1] else [block for block in unit if not block.is_gap]
        if len(columns) <= count:
            return columns
        limit *= 1.02


def _units(blocks: Iterable[FlowBlock]) -> list[list[FlowBlock]]:
    units: list[list[FlowBlock]] = [[]]
    for block in blocks:
        units[-1].append(block)
        if not block.stays:
            units.append([])
    return [unit for unit in units if unit]


def height(columns: Sequence[Sequence[FlowBlock]]) -> float:
    """Return the height of the highest column."""
    return max((sum(block.height for block in column) for column in columns), default=0.0)


def draw_columns(
    pane: CanvasPane, columns: Sequence[Sequence[FlowBlock]], width: float, gap: float, *, rtl: bool
) -> None:
    """Draw columns side by side, the first on the side on which the language begins."""
    for place, column in enumerate(columns):
        begin = place * (width + gap)
        left = pane.box.x1 - begin - width if rtl else pane.box.x0 + begin
        part = pane.canvas.pane(Box(left, pane.box.y0, left + width, pane.box.y1))
        y = 0.0
        for block in column:
            block.draw(part, y)
            y += block.height
