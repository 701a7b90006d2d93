"""The legend: only what the map shows, drawn from the same table of symbols.

Swatches are SVG in data addresses: Streamlit strips inline SVG from HTML and keeps images. Each is
cut out of the map, land included, so that it reads on any page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, zip_longest
from typing import TypeVar
from urllib.parse import quote

from geo.language import N_
from geo.layers.all_layers import layers_shown
from geo.layers.draw import Swatch, SwatchPen
from geo.layers.layer import LegendLine
from geo.layers.map_state import MapState
from geo.layers.symbols import (
    BORDERS,
    DISC,
    GROUND,
    KINDS,
    RING_FILL,
    SYMBOL_PX,
    UNCERTAINTY,
    Colour,
    Hatch,
    LineStyle,
    Pattern,
    Theme,
    ZoneSymbol,
)
from geo.model import Kind

WIDTH_PX, HEIGHT_PX = 34, 20
"""Size of a swatch."""
SWATCH_SCALE = 0.6
"""Patterns stand closer in a swatch, so that it shows enough of them."""

Sign = TypeVar("Sign")
_MOST_IN_KEY = 9
"""A wide line has room for so many; each travels with its picture."""
UPLOAD = N_("Your file")
BOUNDARIES = N_("Boundaries")


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend."""

    image: str
    """Swatch as a `data:image/svg+xml,` address, `WIDTH_PX` by `HEIGHT_PX`."""
    text: str
    """English msgid."""
    group: str
    """English msgid of the heading under which it stands."""
    brief: str
    """English msgid for the one-line key, where no heading stands."""


def legend_entries(state: MapState, *, dark: bool) -> list[LegendEntry]:
    """Return the legend of what a state shows, in the order of the layers."""
    pen = _SvgPen(Theme.DARK if dark else Theme.LIGHT)
    lines = list(legend_lines(state, pen))
    if state.upload is not None:
        # On the page alone, never in a figure.
        lines.insert(0, LegendLine(UPLOAD, N_("Hollow, with a second outline"), pen.upload(), UPLOAD))
    return [_entry(line, pen) for line in lines]


def joint_entries(states: Iterable[MapState], *, dark: bool) -> list[LegendEntry]:
    """Return the legend of what several maps show, as `joint_lines`."""
    pen = _SvgPen(Theme.DARK if dark else Theme.LIGHT)
    return [_entry(line, pen) for line in joint_lines(states, pen)]


def _entry(line: LegendLine[str], pen: _SvgPen) -> LegendEntry:
    return LegendEntry(pen.image(line.swatch), line.text, line.heading, line.brief or line.text)


def in_key_order(groups: Iterable[Iterable[Sign]]) -> list[Sign]:
    """Return what a line has room for: the first sign of each heading, then the second of each, and so on."""
    signs = [sign for rank in zip_longest(*groups) for sign in rank if sign is not None]
    return signs[:_MOST_IN_KEY]


def legend_lines(state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
    """Return the lines of each layer that is on, then what the base map always needs to have explained."""
    for layer in layers_shown(state.layers):
        yield from layer.legend(state, pen)
    swatch = pen.band([(BORDERS["disputed"], GROUND.border)])
    yield LegendLine(BOUNDARIES, N_("Disputed or not agreed boundary"), swatch, N_("Disputed boundary"))


def joint_lines(states: Iterable[MapState], pen: SwatchPen[Swatch]) -> list[LegendLine[Swatch]]:
    """Return the lines of several maps: each once, those of one heading together."""
    found = {(line.heading, line.text): line for state in states for line in legend_lines(state, pen)}
    headings = list(dict.fromkeys(heading for heading, _ in found))
    return sorted(found.values(), key=lambda line: headings.index(line.heading))


def legend_html(entries: Sequence[LegendEntry], translate: Callable[[str], str]) -> str:
    """Escaped HTML: a heading and a list for each group, classes `sl-legend-*`."""
    parts = []
    for group, lines in groupby(entries, key=lambda entry: entry.group):
        items = "".join(
            f'<li><img src="{escape(line.image)}" width="{WIDTH_PX}" height="{HEIGHT_PX}" alt="">'
            f"<span>{escape(translate(line.text))}</span></li>"
            for line in lines
        )
        parts.append(
            f'<p class="sl-legend-head">{escape(translate(group))}</p><ul class="sl-legend-list">{items}</ul>'
        )
    return "".join(parts)


def key_html(entries: Sequence[LegendEntry], translate: Callable[[str], str]) -> str:
    """Escaped HTML: the signs in one line, of which a narrow page shows as many as have room."""
    groups = [list(lines) for _, lines in groupby(entries, key=lambda entry: entry.group)]
    items = "".join(
        f'<li><img src="{escape(line.image)}" width="{WIDTH_PX}" height="{HEIGHT_PX}" alt="">'
        f"<span>{escape(translate(line.brief))}</span></li>"
        for line in in_key_order(groups)
    )
    return f'<ul class="sl-key-line" aria-hidden="true">{items}</ul>'


@dataclass(frozen=True, slots=True)
class _SvgPen:
    """Draws pieces of the map as SVG, in one theme."""

    theme: Theme

    def image(self, body: str) -> str:
        land = GROUND.land.on(self.theme)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{HEIGHT_PX}" '
            f'viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}">'
            f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" rx="2" fill="{land}"/>{body}</svg>'
        )
        # Percent signs and not base 64: thirty swatches of one make are then zipped to almost nothing.
        return "data:image/svg+xml," + quote(svg, safe="/:=();.-'")

    def symbol(self, kind: Kind) -> str:
        symbol, side = KINDS[kind], SYMBOL_PX * 1.1
        left, top = (WIDTH_PX - side) / 2, (HEIGHT_PX - side) / 2
        return (
            f'<path d="{symbol.path}" transform="translate({left} {top}) scale({side})" '
            f'fill="{symbol.fill.on(self.theme)}" fill-rule="evenodd" '
            f'stroke="{GROUND.outline.on(self.theme)}" stroke-width="{1 / side:.3f}"/>'
        )

    def upload(self) -> str:
        paper, ink, outline = (colour.on(self.theme) for colour in (GROUND.paper, GROUND.ink, GROUND.outline))
        return (
            f'<circle cx="17" cy="10" r="8" fill="{paper}" stroke="{outline}"/>'
            f'<circle cx="17" cy="10" r="4.4" fill="none" stroke="{ink}" stroke-width="1.8"/>'
        )

    def discs(self) -> str:
        ink, paper, text = (colour.on(self.theme) for colour in (GROUND.ink, GROUND.paper, GROUND.text))
        return "".join(
            f'<circle cx="{x}" cy="10" r="{radius}" fill="{paper}" fill-opacity="{DISC.paper}"/>'
            f'<circle cx="{x}" cy="10" r="{radius}" fill="{ink}" fill-opacity="{DISC.tint}" '
            f'{stroke(DISC.line, ink)}/><text x="{x}" y="{10 + size / 3}" '
            f'font-family="Arial,sans-serif" font-weight="600" font-size="{size}" '
            f'text-anchor="middle" fill="{text}">{n}</text>'
            for x, radius, size, n in ((8.5, 6.5, 8.5, 3), (24, 8.5, 10, 12))
        )

    def ring(self) -> str:
        ink, turn = GROUND.ink.on(self.theme), 0.7071
        x, y, radius = 15.0, 10.5, 8.0
        dot = f'<circle cx="{x + radius * turn}" cy="{y - radius * turn}" r="3" fill="{ink}"/>'
        fill = f'fill="{ink}" fill-opacity="{RING_FILL}"'
        return f'<circle cx="{x}" cy="{y}" r="{radius}" {fill} {stroke(UNCERTAINTY, ink)}/>{dot}'

    def box(self, line: LineStyle, colour: Colour, pattern: Pattern | None, ground: Colour) -> str:
        fill = "url(#p)" if pattern else "none"
        look = stroke(line, colour.on(self.theme))
        box = f'<rect x="3" y="3" width="28" height="14" fill="{fill}" {look}/>'
        return (pattern_svg(pattern, ground.on(self.theme), "p", SWATCH_SCALE) if pattern else "") + box

    def tint(self, colour: Colour, alpha: float, line: LineStyle) -> str:
        fill = colour.on(self.theme)
        return (
            f'<rect x="3" y="3" width="28" height="14" fill="{fill}" fill-opacity="{alpha}" '
            f"{stroke(line, fill)}/>"
        )

    def band(self, lines: Iterable[tuple[LineStyle, Colour]]) -> str:
        return "".join(
            f'<path d="M2 10H32" fill="none" {stroke(line, colour.on(self.theme))}/>'
            for line, colour in lines
        )

    def circles(self, lines: Iterable[tuple[float, LineStyle]], colour: Colour) -> str:
        return "".join(
            f'<circle cx="17" cy="10" r="{radius}" fill="none" {stroke(line, colour.on(self.theme))}/>'
            for radius, line in lines
        )

    def crossing(self, symbol: ZoneSymbol) -> str:
        colour, paper = symbol.colour.on(self.theme), GROUND.paper.on(self.theme)
        fill = colour if symbol.mark == "filled" else paper
        stroke = f'stroke="{colour}" stroke-width="1.4"'
        square = f'<rect x="12.5" y="5.5" width="9" height="9" fill="{fill}" {stroke}/>'
        if symbol.mark == "struck":
            return f'{square}<path d="M10 17L24 3" {stroke}/>'
        if symbol.mark == "half":
            return f'{square}<rect x="12.5" y="10" width="9" height="4.5" fill="{colour}"/>'
        return square


def pattern_svg(pattern: Pattern, colour: str, name: str, scale: float = 1.0) -> str:
    """A pattern of the table as an SVG `<pattern>` with the id `name`, for `fill="url(#name)"`.

    `scale` tightens the spacing, not the lines.
    """
    step = pattern.spacing_px * scale
    look = f'stroke="{colour}" stroke-width="{pattern.width_px}" stroke-opacity="{pattern.alpha}"'
    if pattern.hatch is Hatch.DOTS:
        # Two rows, the second shifted by half a step, as on the map.
        rise = step * 1.732
        radius = pattern.width_px / 2
        dots = "".join(
            f'<circle cx="{x * step}" cy="{y * rise}" r="{radius}"/>' for x, y in ((0.25, 0.25), (0.75, 0.75))
        )
        body = f'<g fill="{colour}" fill-opacity="{pattern.alpha}">{dots}</g>'
        return _pattern(name, step, rise, 0, body)
    lines = f'<path d="M0 {step / 2}H{step}" {look}/>'
    if pattern.hatch is Hatch.CROSS:
        lines += f'<path d="M{step / 2} 0V{step}" {look}/>'
    return _pattern(name, step, step, -pattern.angle_deg, lines)


def _pattern(name: str, width: float, height: float, turn_deg: int, body: str) -> str:
    return (
        f'<pattern id="{name}" width="{width}" height="{height}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({turn_deg})">{body}</pattern>'
    )


def stroke(line: LineStyle, colour: str) -> str:
    """A line of the table as SVG attributes."""
    dash = f' stroke-dasharray="{" ".join(map(str, line.dash_px))}"' if line.dash_px else ""
    alpha = f' stroke-opacity="{line.alpha}"' if line.alpha < 1 else ""
    return f'stroke="{colour}" stroke-width="{line.width_px}"{alpha}{dash}'
