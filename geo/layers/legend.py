"""The legend: only what the map shows, drawn from the same table of symbols.

Swatches are SVG in data addresses: Streamlit strips inline SVG from HTML and keeps images. Each is
cut out of the map, land included, so that it reads on any page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from geo.language import N_
from geo.layers.draw import Draw, Swatch
from geo.layers.map_state import MapState
from geo.layers.symbols import (
    AREA_HATCHES,
    BORDERS,
    EARLIER,
    GROUND,
    KINDS,
    RING_FILL,
    SHELTERING_MAX,
    SHELTERING_MIN,
    SYMBOL_PX,
    UNCERTAINTY,
    ZONES,
    Hatch,
    LineStyle,
    Pattern,
    Theme,
    ZoneSymbol,
    zone_symbol_key,
)
from geo.model import Kind, Layer, ZoneKind, ZoneStatus
from geo.wording import KINDS as KIND_WORDS

WIDTH_PX, HEIGHT_PX = 34, 20
"""Size of a swatch."""
SWATCH_SCALE = 0.6
"""Patterns stand closer in a swatch, so that it shows enough of them."""

OWN = N_("Your file")
REPORTS, AREAS, ZONES_HEAD, SHELTERING, BOUNDARIES = (
    N_("Reports"),
    N_("Reports of an area"),
    N_("Zones, in the words of who issued them"),
    N_("People sheltering"),
    N_("Boundaries"),
)
_ZONE_WORDS = {
    "humanitarian": N_("Labelled humanitarian"),
    "evacuate": N_("Ordered to evacuate"),
    "rescinded": N_("Order rescinded"),
    "sheltering": N_("People reported sheltering"),
    "restricted": N_("Restricted or no-go"),
    "open": N_("Said to be open"),
    "closed": N_("Said to be closed"),
    "corridor_open": N_("Route said to be open"),
    "corridor_closed": N_("Route said to be closed"),
    "corridor_restricted": N_("Route restricted"),
    "crossing_open": N_("Crossing said to be open"),
    "crossing_closed": N_("Crossing said to be closed"),
    "crossing_restricted": N_("Crossing restricted"),
}


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend."""

    image: str
    """Swatch as a `data:image/svg+xml;base64,` address, `WIDTH_PX` by `HEIGHT_PX`."""
    text: str
    """English msgid."""
    group: str
    """English msgid of the heading under which it stands."""


@dataclass(frozen=True, slots=True)
class Present:
    """What a map shows, as far as the legend must explain it."""

    kinds: frozenset[Kind] = frozenset()
    """Of point-level reports."""
    several: bool = False
    """Two point-level reports or more, which may share a symbol."""
    areas: bool = False
    zones: frozenset[str] = frozenset()
    """Keys of `geo.layers.symbols.ZONES`."""
    earlier: bool = False
    """Zone statuses that a later one on the same place has followed."""
    sheltering: bool = False
    own: bool = False
    """A reader's own file, on the page alone and never in a figure."""


def present_in(state: MapState) -> Present:
    """What a state shows in the layers that are on."""
    with_points = Layer.REPORTS in state.layers
    zones = state.zones if Layer.ZONES in state.layers else ()
    return Present(
        kinds=frozenset(map(Kind, state.kinds)) if with_points else frozenset(),
        several=with_points and state.n_points > 1,
        areas=Layer.AREAS in state.layers and bool(state.areas),
        zones=frozenset(zone_symbol_key(ZoneKind(z.kind), ZoneStatus(z.status)) for z in zones),
        earlier=any(zone.earlier for zone in zones),
        sheltering=Layer.SHELTERING in state.layers and bool(state.sheltering),
        own=state.own is not None,
    )


def legend_entries(present: Present, *, dark: bool) -> list[LegendEntry]:
    """The legend of what is present, in the order of the table of symbols."""
    draw = _Swatch(Theme.DARK if dark else Theme.LIGHT)
    lines = list(legend_lines(present, draw))
    if present.own:
        lines.insert(0, (OWN, N_("Hollow, with a second outline"), draw.own()))
    return [LegendEntry(draw.image(body), text, group) for group, text, body in lines]


def legend_lines(present: Present, draw: Draw[Swatch]) -> Iterator[tuple[str, str, Swatch]]:
    """Heading (a msgid), text (a msgid) and swatch of each line, in the order of the table of symbols."""
    yield from _report_lines(present, draw)
    yield from _ground_lines(present, draw)


def _report_lines(present: Present, draw: Draw[Swatch]) -> Iterator[tuple[str, str, Swatch]]:
    for kind in KINDS:
        if kind in present.kinds:
            yield REPORTS, KIND_WORDS[kind], draw.kind(kind)
    if present.several:
        yield REPORTS, N_("Several reports; size by their number"), draw.several()
    if present.kinds:
        yield REPORTS, N_("The place lies somewhere in the ring"), draw.ring()
    if present.areas:
        yield AREAS, N_("Somewhere in this area, no finer"), draw.area()


def _ground_lines(present: Present, draw: Draw[Swatch]) -> Iterator[tuple[str, str, Swatch]]:
    for key, symbol in ZONES.items():
        if key in present.zones:
            yield ZONES_HEAD, _ZONE_WORDS[key], draw.zone(symbol)
    if present.earlier:
        yield ZONES_HEAD, N_("Earlier status of the same place"), draw.earlier()
    if present.sheltering:
        yield SHELTERING, N_("Smallest and largest number said"), draw.sheltering()
    yield BOUNDARIES, N_("Disputed or not agreed boundary"), draw.disputed()


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


@dataclass(frozen=True, slots=True)
class _Swatch:
    """Draws pieces of the map as SVG, in one theme."""

    theme: Theme

    def image(self, body: str) -> str:
        land = GROUND.land.on(self.theme)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{HEIGHT_PX}" '
            f'viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}">'
            f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" rx="2" fill="{land}"/>{body}</svg>'
        )
        return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode("ascii")

    def kind(self, kind: Kind) -> str:
        symbol, side = KINDS[kind], SYMBOL_PX * 1.1
        left, top = (WIDTH_PX - side) / 2, (HEIGHT_PX - side) / 2
        return (
            f'<path d="{symbol.path}" transform="translate({left} {top}) scale({side})" '
            f'fill="{symbol.fill.on(self.theme)}" fill-rule="evenodd" '
            f'stroke="{GROUND.outline.on(self.theme)}" stroke-width="{1 / side:.3f}"/>'
        )

    def own(self) -> str:
        paper, ink, outline = (colour.on(self.theme) for colour in (GROUND.paper, GROUND.ink, GROUND.outline))
        return (
            f'<circle cx="17" cy="10" r="8" fill="{paper}" stroke="{outline}"/>'
            f'<circle cx="17" cy="10" r="4.4" fill="none" stroke="{ink}" stroke-width="1.8"/>'
        )

    def several(self) -> str:
        ink, paper = GROUND.ink.on(self.theme), GROUND.paper.on(self.theme)
        return "".join(
            f'<circle cx="{x}" cy="10" r="{radius}" fill="{ink}"/><text x="{x}" y="{10 + size / 3}" '
            f'font-family="Arial,sans-serif" font-weight="600" font-size="{size}" '
            f'text-anchor="middle" fill="{paper}">{n}</text>'
            for x, radius, size, n in ((8.5, 6.5, 8.5, 3), (24, 8.5, 10, 12))
        )

    def ring(self) -> str:
        ink, turn = GROUND.ink.on(self.theme), 0.7071
        x, y, radius = 15.0, 10.5, 8.0
        dot = f'<circle cx="{x + radius * turn}" cy="{y - radius * turn}" r="3" fill="{ink}"/>'
        fill = f'fill="{ink}" fill-opacity="{RING_FILL}"'
        return f'<circle cx="{x}" cy="{y}" r="{radius}" {fill} {stroke(UNCERTAINTY, ink)}/>{dot}'

    def area(self) -> str:
        hatch, ink = AREA_HATCHES[0], GROUND.ink.on(self.theme)
        return self._box(hatch.outline, ink, hatch.pattern, ink)

    def zone(self, symbol: ZoneSymbol) -> str:
        colour = symbol.colour.on(self.theme)
        if symbol.form == "crossing":
            return self._crossing(symbol.mark, colour)
        if symbol.form == "corridor":
            return self._corridor(symbol.outline, colour)
        return self._box(symbol.outline, colour, symbol.pattern, symbol.ground.on(self.theme))

    def earlier(self) -> str:
        colour = ZONES["evacuate"].colour.on(self.theme)
        return self._box(EARLIER, colour, None, colour)

    def sheltering(self) -> str:
        blue = GROUND.sheltering.on(self.theme)
        return "".join(
            f'<circle cx="17" cy="10" r="{radius}" fill="none" {stroke(line, blue)}/>'
            for radius, line in ((5, SHELTERING_MIN), (8.5, SHELTERING_MAX))
        )

    def disputed(self) -> str:
        line = stroke(BORDERS["disputed"], GROUND.border.on(self.theme))
        return f'<path d="M2 10H32" fill="none" {line}/>'

    def _box(self, line: LineStyle, colour: str, pattern: Pattern | None, ground: str) -> str:
        fill = "url(#p)" if pattern else "none"
        box = f'<rect x="3" y="3" width="28" height="14" fill="{fill}" {stroke(line, colour)}/>'
        return (pattern_svg(pattern, ground, "p", SWATCH_SCALE) if pattern else "") + box

    def _corridor(self, line: LineStyle, colour: str) -> str:
        broad = stroke(LineStyle(line.width_px * 3, line.dash_px), colour)
        middle = stroke(LineStyle(line.width_px * 1.3), GROUND.land.on(self.theme))
        return f'<path d="M2 10H32" fill="none" {broad}/><path d="M2 10H32" fill="none" {middle}/>'

    def _crossing(self, mark: str, colour: str) -> str:
        paper = GROUND.paper.on(self.theme)
        fill = colour if mark == "filled" else paper
        stroke = f'stroke="{colour}" stroke-width="1.4"'
        square = f'<rect x="12.5" y="5.5" width="9" height="9" fill="{fill}" {stroke}/>'
        if mark == "struck":
            return f'{square}<path d="M10 17L24 3" {stroke}/>'
        if mark == "half":
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
