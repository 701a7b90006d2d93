"""The figure of two views: what is counted in each, two maps of one place, key and caption."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geo import wording
from geo.export.citation import plain
from geo.export.figure.canvas import Canvas
from geo.export.figure.caption import FigureCaption, short_citation
from geo.export.figure.figure_map import draw_chart
from geo.export.figure.figure_request import FigureRequest
from geo.export.figure.flow import FlowBlock, draw_columns, height, in_columns, legend_of, paragraph
from geo.export.figure.sheet import SMALLER, first_fitting
from geo.export.figure.sizes import SHEETS, Sheet, Size
from geo.export.pair_page import pair_citation
from geo.geometry.frame import Box
from geo.layers.all_layers import statements_of
from geo.layers.draw import BOLD, Look
from geo.layers.map_state import MapState
from geo.layers.pair_scene import pair_states
from geo.layers.symbols import GROUND, LineStyle
from geo.queries.pair_answer import PairAnswer
from geo.wording import comparison_sentences as said

_GAP, _COLUMN_GAP = 12.0, 22.0
_BETWEEN = 10.0
"""Between the maps."""
_LEAST_MAP = {Size.PRINT: 380.0, Size.SLIDE: 340.0, Size.SOCIAL: 150.0}
"""Height below which the maps never fall: rather the type gets smaller."""
_SMALLER_TITLE = 0.72
_COLUMNS = 3
_RIGHT_TO_LEFT = "\u200f"


@dataclass(frozen=True, slots=True)
class PairFigure:
    """A drawn sheet with two maps."""

    canvas: Canvas
    caption: FigureCaption
    sheet: Sheet


def draw_pair(answer: PairAnswer, size: Size, *, is_outlined: bool = False) -> PairFigure:
    """Draw the figure of two views; see `Canvas` for what `is_outlined` does."""
    sheet = SHEETS[size]
    views = answer.a.view, answer.b.view
    states = pair_states(answer.snapshot, views, answer.words, 0)
    caption = _caption(answer, states, sheet)
    canvas = Canvas(sheet.width, sheet.height, is_outlined=is_outlined)
    drawing = _PairSheet(canvas, answer, states, caption, size)
    box = drawing.around_maps()
    in_frame = []
    for request, state, place in zip(drawing.requests, states, drawing.halves(box), strict=True):
        pane = canvas.pane(place, sheet.map_scale)
        in_frame.append(draw_chart(pane, request, state).in_frame)
        pane.frame(LineStyle(1), GROUND.border_minor)
    told = replace(caption, lines=(*filter(None, in_frame), *caption.lines))
    return PairFigure(canvas, told, sheet)


def _caption(answer: PairAnswer, states: tuple[MapState, MapState], sheet: Sheet) -> FigureCaption:
    words, cited = answer.words, pair_citation(answer)
    found = said.findings(answer.comparison, words, is_equal=answer.pair.is_equal)
    stated = dict.fromkeys(line for state in states for line in statements_of(state))
    lines = [
        *(words(rule) for rule in said.RULES[: 1 if sheet.is_short else 4]),
        *stated,
        short_citation(answer.a.view, answer.site, words),
        cited.note,
        words("Base map: {credit}", credit=states[0].text["base_credit"]),
    ]
    return FigureCaption(cited.title, " ".join(found), tuple(lines), plain(cited, words), cited.note)


class _PairSheet:
    """Lays out what stands around the maps."""

    def __init__(
        self,
        canvas: Canvas,
        answer: PairAnswer,
        states: tuple[MapState, MapState],
        caption: FigureCaption,
        size: Size,
    ) -> None:
        self.canvas, self.answer, self.states, self.caption = canvas, answer, states, caption
        self.sheet, self.words, self.least_map = SHEETS[size], answer.words, _LEAST_MAP[size]
        self.requests = FigureRequest(answer.a, size), FigureRequest(answer.b, size)
        self.rtl = self.words.lang.direction == "rtl"
        self.wide = self.sheet.width - 2 * self.sheet.margin

    def around_maps(self) -> Box:
        """Draw everything but the maps, and return where these go."""
        sheet = self.sheet
        top = self._head() + self._name_px
        bottom = self._below(top, sheet.height - sheet.margin) - _GAP
        box = Box(sheet.margin, top, sheet.width - sheet.margin, bottom)
        look = Look(self._name_px * 0.62, GROUND.text, BOLD)
        # Else a number after the letter would be taken for Latin text, and stand before it.
        mark = _RIGHT_TO_LEFT if self.rtl else ""
        days = (self.words.days(o.view.date_from, o.view.date_to) for o in (self.answer.a, self.answer.b))
        for letter, when, place in zip(said.sides(self.words), days, self.halves(box), strict=True):
            pane = self.canvas.pane(Box(place.x0, top - self._name_px, place.x1, top))
            side, align = (pane.width, 1.0) if self.rtl else (0.0, 0.0)
            pane.write(
                (side, self._name_px * 0.68), f"{letter}{mark} · {when}", look, align=align, rtl=self.rtl
            )
        return box

    @property
    def _name_px(self) -> float:
        return self.sheet.counts * 1.7

    def halves(self, box: Box) -> tuple[Box, Box]:
        """Return where the first map goes, on the side on which the language begins, and the second."""
        middle = (box.x0 + box.x1) / 2
        left = Box(box.x0, box.y0, middle - _BETWEEN / 2, box.y1)
        right = Box(middle + _BETWEEN / 2, box.y0, box.x1, box.y1)
        return (right, left) if self.rtl else (left, right)

    def _head(self) -> float:
        """Draw what is compared and what is counted, and return where it ends."""
        sheet = self.sheet
        title = Look(sheet.title * _SMALLER_TITLE, GROUND.text, BOLD)
        counts = Look(sheet.counts, GROUND.text_muted)
        areas = self.answer.snapshot.areas
        blocks = []
        for letter, one in zip(said.sides(self.words), (self.answer.a, self.answer.b), strict=True):
            sentence = f"{letter}: {wording.view_sentence(one.view, areas, self.words)}"
            blocks.append(paragraph(sentence, title, self.wide, rtl=self.rtl))
        blocks.append(paragraph(self.caption.counts, counts, self.wide, rtl=self.rtl, after=0.6))
        box = Box(sheet.margin, sheet.margin * 0.8, sheet.width - sheet.margin, sheet.height)
        draw_columns(self.canvas.pane(box), [blocks], self.wide, 0, rtl=self.rtl)
        return box.y0 + height([blocks])

    def _below(self, top: float, bottom: float) -> float:
        """Draw legend and caption below the maps, and return where they begin."""
        sheet = self.sheet
        columns = _COLUMNS if sheet.width < sheet.height else _COLUMNS + 1
        width = (self.wide - _COLUMN_GAP * (columns - 1)) / columns
        half = (self.wide - _COLUMN_GAP) / 2

        def parts(factor: float) -> tuple[list[list[FlowBlock]], list[list[FlowBlock]]]:
            look = Look(sheet.caption * factor, GROUND.text_muted)
            texts = [paragraph(line, look, half, rtl=self.rtl, after=0.3) for line in self.caption.lines]
            signs = legend_of(self.states, self.words, sheet.legend * factor, width)
            return in_columns(signs, columns), in_columns(texts, 2)

        room = bottom - top - self.least_map - 3 * _GAP
        entries, texts = first_fitting((parts(factor) for factor in SMALLER), room)
        begin = bottom - height(texts)
        self._draw(texts, begin, half)
        begin -= _GAP + height(entries)
        self._draw(entries, begin, width)
        return begin

    def _draw(self, columns: list[list[FlowBlock]], top: float, width: float) -> None:
        sheet = self.sheet
        pane = self.canvas.pane(Box(sheet.margin, top, sheet.width - sheet.margin, sheet.height))
        draw_columns(pane, columns, width, _COLUMN_GAP, rtl=self.rtl)
