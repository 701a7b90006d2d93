"""A figure put together: title and counts above, the map, legend and caption beside or below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from geo.charts import typeface as fonts
from geo.export.figure.canvas import Canvas
from geo.export.figure.caption import FigureCaption, caption_of
from geo.export.figure.figure_map import Chart, draw_chart
from geo.export.figure.figure_request import FigureRequest
from geo.export.figure.flow import FlowBlock, draw_columns, height, in_columns, legend, paragraph
from geo.export.figure.sizes import Sheet
from geo.geometry.frame import Box
from geo.layers.draw import BOLD, Look
from geo.layers.map_state import MapState
from geo.layers.scene import scene
from geo.layers.symbols import GROUND, LineStyle

SMALLER = tuple(1 - 0.05 * step for step in range(13))
"""Sizes of the type to try, from the table's own down to two fifths: only texts without end come there."""
_TITLE_LINES = 3
_GAP = 12.0
_COLUMN_GAP, _PANEL_GAP = 22.0, 11.0
_RULE = LineStyle(0.8)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn sheet, with what was drawn on it."""

    canvas: Canvas
    chart: Chart
    caption: FigureCaption
    sheet: Sheet


def draw_figure(request: FigureRequest, *, is_outlined: bool = False) -> Figure:
    """Draw a figure; see `Canvas` for what `is_outlined` does.

    Raises SnapshotError when the view is of another snapshot.
    """
    sheet, answer = request.sheet, request.answer
    state = scene(answer.snapshot, answer.view, answer.words, 0)
    caption = caption_of(request, state)
    canvas = Canvas(sheet.width, sheet.height, is_outlined=is_outlined)
    box = _Sheet(canvas, request, caption, state).around_map()
    pane = canvas.pane(box, sheet.map_scale)
    chart = draw_chart(pane, request, state)
    pane.frame(LineStyle(1), GROUND.border_minor)
    # The map's own statement is read with the others where the figure is not seen.
    told = replace(caption, lines=(*filter(None, [chart.in_frame]), *caption.lines))
    return Figure(canvas, chart, told, sheet)


class _Sheet:
    """Lays out what stands around the map."""

    def __init__(
        self, canvas: Canvas, request: FigureRequest, caption: FigureCaption, state: MapState
    ) -> None:
        self.canvas, self.caption, self.state = canvas, caption, state
        self.sheet, self.words, self.rtl = request.sheet, request.words, request.rtl
        self.wide = self.sheet.width - 2 * self.sheet.margin

    def around_map(self) -> Box:
        """Draw everything but the map, and return where the map goes."""
        sheet = self.sheet
        top = self._head()
        left, right, bottom = sheet.margin, sheet.width - sheet.margin, sheet.height - sheet.margin
        if not sheet.panel:
            return Box(left, top, right, self._below(top, bottom) - _GAP)
        gap = sheet.margin * 0.7
        panel_left = left if self.rtl else right - sheet.panel
        self._beside(Box(panel_left, top, panel_left + sheet.panel, bottom))
        if self.rtl:
            return Box(left + sheet.panel + gap, top, right, bottom)
        return Box(left, top, right - sheet.panel - gap, bottom)

    def _head(self) -> float:
        """Draw title and counts, and return where they end."""
        sheet, caption = self.sheet, self.caption
        title = _first_that(
            lambda size: fonts.folded(caption.title, size, self.wide, BOLD),
            lambda lines: len(lines) <= _TITLE_LINES,
            sheet.title,
        )
        size, lines = title
        if len(lines) > _TITLE_LINES:
            lines = [*lines[: _TITLE_LINES - 1], lines[_TITLE_LINES - 1].rsplit(" ", 1)[0] + " …"]
        look = Look(size, GROUND.text, BOLD)
        counts = Look(sheet.counts, GROUND.text_muted)
        blocks = [
            *(paragraph(line, look, self.wide * 2, rtl=self.rtl) for line in lines),
            paragraph(caption.counts, counts, self.wide, rtl=self.rtl, after=0.8),
        ]
        box = Box(sheet.margin, sheet.margin * 0.8, sheet.width - sheet.margin, sheet.height)
        draw_columns(self.canvas.pane(box), [blocks], self.wide, 0, rtl=self.rtl)
        return box.y0 + height([blocks])

    def _texts(self, size: float, width: float) -> list[FlowBlock]:
        look = Look(size, GROUND.text_muted)
        return [paragraph(line, look, width, rtl=self.rtl, after=0.3) for line in self.caption.lines]

    def _legend(self, factor: float, width: float, columns: int) -> list[list[FlowBlock]]:
        return in_columns(legend(self.state, self.words, self.sheet.legend * factor, width), columns)

    def _below(self, top: float, bottom: float) -> float:
        """Draw legend and caption below the map, and return where they begin."""
        sheet = self.sheet
        width = (self.wide - _COLUMN_GAP * (sheet.columns - 1)) / sheet.columns

        def parts(factor: float) -> tuple[list[list[FlowBlock]], list[list[FlowBlock]]]:
            texts = in_columns(self._texts(sheet.caption * factor, self._half), 2)
            return self._legend(factor, width, sheet.columns), texts

        room = bottom - top - sheet.least_map - 3 * _GAP
        entries, texts = first_fitting((parts(factor) for factor in SMALLER), room)
        begin = bottom - height(texts)
        self._draw(texts, Box(sheet.margin, begin, sheet.width - sheet.margin, sheet.height), self._half)
        self._rule(sheet.margin, sheet.width - sheet.margin, begin - _GAP * 0.6)
        begin -= _GAP * 1.2 + height(entries)
        self._draw(entries, Box(sheet.margin, begin, sheet.width - sheet.margin, sheet.height), width)
        return begin

    @property
    def _half(self) -> float:
        return (self.wide - _COLUMN_GAP) / 2

    def _beside(self, box: Box) -> None:
        """Draw the legend at the top of a panel, the caption at its foot."""
        sheet = self.sheet

        def parts(factor: float, columns: int) -> tuple[list[list[FlowBlock]], list[list[FlowBlock]]]:
            return (
                self._legend(factor, _part_of(box.width, columns), columns),
                [self._texts(sheet.caption * factor, box.width)],
            )

        room = box.height - _GAP
        # A long legend goes into two columns before it becomes too small to read.
        tries = (parts(factor, columns) for factor in SMALLER for columns in (1, 2))
        entries, texts = first_fitting(tries, room)
        width = _part_of(box.width, len(entries))
        self._draw(entries, box, width, _PANEL_GAP)
        begin = box.y1 - height(texts)
        self._rule(box.x0, box.x1, begin - _GAP * 0.5)
        self._draw(texts, Box(box.x0, begin, box.x1, sheet.height), box.width)

    def _draw(self, columns: list[list[FlowBlock]], box: Box, width: float, gap: float = _COLUMN_GAP) -> None:
        draw_columns(self.canvas.pane(box), columns, width, gap, rtl=self.rtl)

    def _rule(self, x0: float, x1: float, y: float) -> None:
        self.canvas.pane().line((x0, y), (x1, y), _RULE, GROUND.border_minor)


def _part_of(width: float, columns: int) -> float:
    return (width - _PANEL_GAP * (columns - 1)) / max(1, columns)


def first_fitting(
    tries: Iterable[tuple[list[list[FlowBlock]], list[list[FlowBlock]]]], room: float
) -> tuple[list[list[FlowBlock]], list[list[FlowBlock]]]:
    """Return the first legend and caption that have room together, or the last tried."""
    found: tuple[list[list[FlowBlock]], list[list[FlowBlock]]] = ([], [])
    for found in tries:
        if sum(map(height, found)) <= room:
            break
    return found


def _first_that(
    make: Callable[[float], list[str]], fits: Callable[[list[str]], bool], size: float
) -> tuple[float, list[str]]:
    tried = [(size * factor, make(size * factor)) for factor in SMALLER[:9]]
    return next((one for one in tried if fits(one[1])), tried[-1])
