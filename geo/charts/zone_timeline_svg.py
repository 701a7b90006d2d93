"""The strips: names of places, and as SVG their bars; symbols from the one table, every text escaped.

Time runs from left to right in every language. Places along it are percentages of the drawing's width, so
that it fits whatever room there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from babel.dates import format_date

from geo.analysis.status_history import EndKnown
from geo.charts.zone_timeline import Bar, Gap, Group, TimelineRow, ZoneTimeline
from geo.language import Words, names
from geo.layers.legend import SWATCH_SCALE, pattern_svg, stroke
from geo.layers.symbols import EARLIER, GROUND, ZONES, LineStyle, Theme, ZoneSymbol

LANE_PX, BAR_PX, HEAD_PX, AXIS_PX = 18, 12, 24, 36
SHORTEST = 0.009
"""Share of the chart that a bar takes at least, so that a single day can be seen and hit."""
_QUARTER = 3
_JULY = 7
_WIDEST_BEFORE_END = 0.9
"""Beyond this share of the width the name of a month in the middle of its tick might be cut."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart in three parts: the names and the axis stay while the bars are scrolled."""

    names: str
    """HTML of the names of places, as high as their bars; `data-place` on each. The page cuts long ones."""
    axis: str
    """SVG of the years and months, as wide as the bars."""
    bars: str
    """SVG of the statements: `data-id` on each bar, `data-place` on each row, `data-said` on bars, gaps."""


def chart(strips: ZoneTimeline, words: Words, theme: Theme) -> Drawn:
    """Draw strips for the page."""
    draw = _Chart(strips, words, theme)
    return Drawn(draw.names(), draw.axis(), draw.bars())


class _Chart:
    def __init__(self, strips: ZoneTimeline, words: Words, theme: Theme) -> None:
        self.strips, self.words, self.theme = strips, words, theme
        self.days = (strips.last - strips.first).days + 1
        self.height = sum(_height(group) for group in strips.groups)

    def at(self, day: date) -> float:
        """Share of the chart's width at which a day begins."""
        return min(max((day - self.strips.first).days / self.days, 0), 1)

    def names(self) -> str:
        """Draw the headings of groups and the names of places, each in its own direction."""
        body = "".join(
            f'<div class="head" style="height:{HEAD_PX}px">{escape(item.title)}</div>'
            if isinstance(item, Group)
            else _name(item)
            for _, item in self._lines()
        )
        return f"<div>{body}</div>"

    def bars(self) -> str:
        """Draw the statements of every place."""
        symbols = {bar.symbol for group in self.strips.groups for strip in group.strips for bar in strip.bars}
        patterns = "".join(
            pattern_svg(symbol.pattern, symbol.ground.on(self.theme), f"sl-{key}", SWATCH_SCALE)
            for key, symbol in ZONES.items()
            if key in symbols and symbol.pattern
        )
        grid = "".join(
            f'<line class="grid" x1="{_pc(x)}" x2="{_pc(x)}" y1="0" y2="{self.height}"/>'
            for x in self._quarters()
        )
        rows = "".join(
            f'<line class="rule" x1="0" x2="100%" y1="{top + 0.5}" y2="{top + 0.5}"/>'
            if isinstance(item, Group)
            else self._row(item, top)
            for top, item in self._lines()
        )
        label = escape(self.words("Zone statements by place"))
        body = f"<defs>{patterns}</defs>{grid}{rows}"
        return _svg(f'width="100%" role="group" aria-label="{label}"', self.height, body)

    def _lines(self) -> Iterator[tuple[int, Group | TimelineRow]]:
        """Yield each heading and each place, with the height at which it begins."""
        top = 0
        for group in self.strips.groups:
            yield top, group
            top += HEAD_PX
            for strip in group.strips:
                yield top, strip
                top += strip.lanes * LANE_PX

    def axis(self) -> str:
        """Draw years at their January, and the Julys between; one at the very end lies before its tick."""
        marks = "".join(
            f'<text x="{_pc(self.at(day))}" y="13" class="{sort}{self._at_end(day)}">{escape(text)}</text>'
            f'<line class="tick" x1="{_pc(self.at(day))}" x2="{_pc(self.at(day))}" y1="17" y2="22"/>'
            for day, text, sort in self._ticks()
        )
        return _svg('width="100%" aria-hidden="true"', AXIS_PX, marks)

    def _at_end(self, day: date) -> str:
        return " last" if self.at(day) > _WIDEST_BEFORE_END else ""

    def _ticks(self) -> Iterator[tuple[date, str, str]]:
        first, last = self.strips.first, self.strips.last
        for year in range(first.year, last.year + 1):
            for day in (date(year, 1, 1), date(year, _JULY, 1)):
                if first < day <= last:
                    is_year = day.month != _JULY
                    text = str(year) if is_year else format_date(day, "LLL", locale=self.words.locale)
                    yield day, text, "year" if is_year else "month"

    def _quarters(self) -> Iterator[float]:
        for year in range(self.strips.first.year, self.strips.last.year + 1):
            for month in range(1, 13, _QUARTER):
                day = date(year, month, 1)
                if self.strips.first < day <= self.strips.last:
                    yield self.at(day)

    def _row(self, strip: TimelineRow, top: int) -> str:
        height = strip.lanes * LANE_PX
        unknown = "".join(self._gap(gap, top, height) for gap in strip.gaps)
        bars = "".join(
            self._bar(bar, top + bar.lane * LANE_PX + (LANE_PX - BAR_PX) / 2) for bar in strip.bars
        )
        return f'<g class="row" data-place="{escape(strip.place)}">{unknown}{bars}</g>'

    def _gap(self, gap: Gap, y: int, height: int) -> str:
        left, right = self.at(gap.begins), self.at(gap.ends + timedelta(days=1))
        return (
            f'<rect class="gap" x="{_pc(left)}" width="{_pc(right - left)}" y="{y}" height="{height}" '
            f'data-said="{escape(gap.said)}"/>'
        )

    def _bar(self, bar: Bar, y: float) -> str:
        left = self.at(bar.begins)
        right = self._right(bar)
        if right - left < SHORTEST:
            left = min(left, 1 - SHORTEST)
            right = left + SHORTEST
        full = right
        if bar.fresh_until:
            full = min(right, max(self.at(bar.fresh_until), left + SHORTEST))
        symbol = ZONES[bar.symbol]
        body = self._full(bar, symbol, left, full, y)
        if full < right:
            body += self._tail(symbol, full, right, y)
        return (
            f'<g class="bar" role="button" tabindex="-1" data-id="{escape(bar.id)}" '
            f'data-said="{escape(bar.said)}">{body}'
            f'<rect class="hit" x="{_pc(left)}" width="{_pc(right - left)}" y="{y - 2}" '
            f'height="{BAR_PX + 4}" rx="2"/></g>'
        )

    def _right(self, bar: Bar) -> float:
        if bar.ends is None:
            return 1.0
        follows = bar.end_known is EndKnown.FOLLOWED
        return self.at(bar.ends if follows else bar.ends + timedelta(days=1))

    def _full(self, bar: Bar, symbol: ZoneSymbol, left: float, right: float, y: float) -> str:
        """Draw the part that is drawn in full on the map too; its end is closed where somebody stated it."""
        colour = symbol.colour.on(self.theme)
        closed = bar.end_known is EndKnown.STATED
        if symbol.form == "corridor":
            line = stroke(LineStyle(2.2, symbol.outline.dash_px), colour)
            return self._across(left, right, (y + 3, y + BAR_PX - 3), line)
        ground = GROUND.land.on(self.theme)
        if symbol.form == "crossing":
            ground = colour if symbol.mark == "filled" else GROUND.paper.on(self.theme)
        body = _rect(left, right, y, BAR_PX, ground)
        if symbol.pattern:
            body += _rect(left, right, y, BAR_PX, f"url(#sl-{bar.symbol})")
        if symbol.mark == "half":
            body += _rect(left, right, y + BAR_PX / 2, BAR_PX / 2, colour)
        if symbol.mark == "struck":
            body += self._across(left, right, (y + BAR_PX / 2,), stroke(LineStyle(1.6), colour))
        edge = stroke(symbol.outline, colour)
        body += self._across(left, right, (y, y + BAR_PX), edge)
        sides = (left, right) if closed else (left,)
        solid = stroke(LineStyle(symbol.outline.width_px + 0.4), colour)
        return body + "".join(_down(x, y, solid) for x in sides)

    def _tail(self, symbol: ZoneSymbol, left: float, right: float, y: float) -> str:
        """Draw what no end was stated for and is no longer fresh: thin, dotted, open, as on the map."""
        line = stroke(EARLIER, symbol.colour.on(self.theme))
        inset = 3 if symbol.form == "corridor" else 0
        return self._across(left, right, (y + inset, y + BAR_PX - inset), line)

    @staticmethod
    def _across(left: float, right: float, heights: tuple[float, ...], look: str) -> str:
        return "".join(
            f'<line x1="{_pc(left)}" x2="{_pc(right)}" y1="{y}" y2="{y}" {look}/>' for y in heights
        )


def _height(group: Group) -> int:
    return HEAD_PX + sum(strip.lanes for strip in group.strips) * LANE_PX


def _name(strip: TimelineRow) -> str:
    return (
        f'<div class="name" dir="auto" style="height:{strip.lanes * LANE_PX}px" '
        f'data-place="{escape(strip.place)}" title="{escape(names.plain(strip.label))}">'
        f"{names.html(strip.label)}</div>"
    )


def _svg(look: str, height: int, body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" height="{height}" {look}>{body}</svg>'


def _rect(left: float, right: float, y: float, height: float, fill: str) -> str:
    return f'<rect x="{_pc(left)}" width="{_pc(right - left)}" y="{y}" height="{height}" fill="{fill}"/>'


def _down(x: float, y: float, look: str) -> str:
    return f'<line x1="{_pc(x)}" x2="{_pc(x)}" y1="{y}" y2="{y + BAR_PX}" {look}/>'


def _pc(share: float) -> str:
    return f"{share * 100:.2f}%"
