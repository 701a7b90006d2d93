"""The one table of colours, shapes, patterns and lines; the map, the legend and figures read it.

Colours are Okabe and Ito's set for colour-blind readers (jfly.uni-koeln.de/color), darkened or
lightened where a line would not reach 3:1 against the land of a theme. No colour stands alone:
kinds differ by shape too, zone statuses by pattern or line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from geo.model import Kind, ZoneKind, ZoneStatus


class Theme(StrEnum):
    """Which of the two sets of colours is drawn."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Colour:
    """One meaning's colour in both themes, as `#rrggbb`."""

    light: str
    dark: str

    def on(self, theme: Theme) -> str:
        """The colour for a theme."""
        return self.dark if theme is Theme.DARK else self.light


class Hatch(StrEnum):
    """How a pattern fills its ground."""

    LINES = "lines"
    CROSS = "cross"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A repeated fill, anchored to the ground so that it does not swim under a moving map."""

    hatch: Hatch
    angle_deg: int
    """0 is horizontal, 45 rises to the right, 135 falls; 0 for dots."""
    spacing_px: float
    """Distance between lines, or between dots of a row."""
    width_px: float
    """Width of a line, or diameter of a dot."""
    alpha: float
    """Opacity, 0 to 1."""


@dataclass(frozen=True, slots=True)
class LineStyle:
    """A stroke on screen."""

    width_px: float
    dash_px: tuple[float, ...] = ()
    """Lengths of strokes and gaps in turn; empty when solid."""
    alpha: float = 1.0
    """Opacity, 0 to 1."""


@dataclass(frozen=True, slots=True)
class KindSymbol:
    """The symbol of a report whose place is known to a point."""

    path: str
    """SVG path in a unit square, y downwards, for Path2D on the map and `<path>` in the legend."""
    fill: Colour


@dataclass(frozen=True, slots=True)
class DiscLook:
    """The disc of several reports, through which the land shows; its number is in the colour of text."""

    paper: float
    """Opacity of the wash of paper, 0 to 1: it keeps the number's contrast over whatever lies below."""
    tint: float
    """Opacity of the wash above it in the kind's colour, or in ink when there are several kinds, 0 to 1."""
    line: LineStyle


@dataclass(frozen=True, slots=True)
class ZoneSymbol:
    """The look of a zone status. The words repeat an issuer's; they are no finding."""

    colour: Colour
    """Line colour, at least 3:1 against the land."""
    ground: Colour
    """Colour of the pattern or fill."""
    pattern: Pattern | None
    outline: LineStyle
    form: str
    """`area`, `corridor` (a double line) or `crossing` (a square)."""
    mark: str
    """For crossings: `filled`, `struck` or `half`; otherwise empty."""
    priority: int
    """Lower is drawn later and labelled first."""


@dataclass(frozen=True, slots=True)
class GroundColours:
    """The colours of the base map and of everything drawn in ink."""

    sea: Colour
    land: Colour
    coast: Colour
    border: Colour
    border_minor: Colour
    water_text: Colour
    text: Colour
    text_muted: Colour
    ink: Colour
    """Neutral symbols, hatches, badges' frames and the selection."""
    paper: Colour
    """Behind badges and controls, and on neutral ink."""
    outline: Colour
    """The 1 px outline of symbols."""
    sheltering: Colour


# Light colours stand on a land of #efece4, dark ones on #2a2e33.
GROUND = GroundColours(
    sea=Colour("#f7fafb", "#191c20"),
    land=Colour("#efece4", "#2a2e33"),
    coast=Colour("#8fa3ad", "#5f707a"),
    border=Colour("#77736b", "#93938f"),
    border_minor=Colour("#aaa59a", "#5f6266"),
    water_text=Colour("#47687a", "#9bb6c4"),
    text=Colour("#262523", "#eceae6"),
    text_muted=Colour("#57534c", "#bdbab3"),
    ink=Colour("#34383e", "#dcdad5"),
    paper=Colour("#fffefb", "#14171a"),
    outline=Colour("#1f1e1c", "#f3f1ed"),
    sheltering=Colour("#00659e", "#56b4e9"),
)

_CIRCLE = "M.5 .05A.45 .45 0 1 1 .5 .95A.45 .45 0 1 1 .5 .05Z"
KINDS: dict[Kind, KindSymbol] = {
    Kind.AIRSTRIKE: KindSymbol(_CIRCLE, Colour("#d55e00", "#d55e00")),
    Kind.DRONE: KindSymbol("M.5 .02L.98 .9H.02Z", Colour("#cc79a7", "#cc79a7")),
    Kind.MISSILE: KindSymbol("M.5 -.05L1.05 .5L.5 1.05L-.05 .5Z", Colour("#0072b2", "#0072b2")),
    Kind.ROCKET: KindSymbol("M.1 .1H.9V.9H.1Z", Colour("#56b4e9", "#56b4e9")),
    Kind.ARTILLERY: KindSymbol("M.02 .1H.98L.5 .98Z", Colour("#009e73", "#009e73")),
    Kind.GROUND: KindSymbol("M-.1 .28H1.1V.72H-.1Z", Colour("#8f6d00", "#c99a12")),
    Kind.EXPLOSION: KindSymbol("M-.05 .76A.55 .55 0 0 1 1.05 .76Z", Colour("#000000", "#f3f1ed")),
    Kind.UNSPECIFIED: KindSymbol(
        _CIRCLE + "M.5 .3A.2 .2 0 1 0 .5 .7A.2 .2 0 1 0 .5 .3Z", Colour("#8b8b8b", "#a3a3a3")
    ),
}
"""One shape a kind. Black turns to white in the dark, yellow-brown and grey are lightened."""

_GREEN = Colour("#00785a", "#22b98f")
_ORANGE = Colour("#a86500", "#e69f00")
_GREY = Colour("#63605a", "#a9a7a2")
_BLUE = Colour("#0072b2", "#56b4e9")
_INK = Colour("#3b3a37", "#d2d0cb")

_DOTS = Pattern(Hatch.DOTS, 0, 7, 2.1, 0.85)
_ORANGE_LINES = Pattern(Hatch.LINES, 135, 9, 1.2, 0.75)
_BLUE_LINES = Pattern(Hatch.LINES, 0, 8, 0.9, 0.55)
_GREY_CROSS = Pattern(Hatch.CROSS, 0, 9, 0.7, 0.5)
_DASHED, _SPARSE, _MIXED = LineStyle(1.4, (7, 4)), LineStyle(1.4, (2, 5)), LineStyle(1.4, (7, 3, 2, 3))
_SQUARE = LineStyle(1.2)

ZONES: dict[str, ZoneSymbol] = {
    "humanitarian": ZoneSymbol(_GREEN, Colour("#009e73", "#1fa981"), _DOTS, LineStyle(1.7), "area", "", 1),
    "evacuate": ZoneSymbol(
        _ORANGE, Colour("#e69f00", "#e69f00"), _ORANGE_LINES, LineStyle(1.2), "area", "", 2
    ),
    "rescinded": ZoneSymbol(_ORANGE, _ORANGE, None, LineStyle(1.4, (7, 3, 1.5, 3)), "area", "", 5),
    "sheltering": ZoneSymbol(_BLUE, _BLUE, _BLUE_LINES, LineStyle(1.3), "area", "", 3),
    "restricted": ZoneSymbol(_GREY, _GREY, _GREY_CROSS, LineStyle(1.1), "area", "", 4),
    "open": ZoneSymbol(_GREY, _GREY, None, LineStyle(1.1), "area", "", 6),
    "closed": ZoneSymbol(_GREY, _GREY, None, LineStyle(1.1, (6, 3)), "area", "", 6),
    "corridor_open": ZoneSymbol(_INK, _INK, None, _DASHED, "corridor", "", 3),
    "corridor_closed": ZoneSymbol(_GREY, _GREY, None, _SPARSE, "corridor", "", 3),
    "corridor_restricted": ZoneSymbol(_GREY, _GREY, None, _MIXED, "corridor", "", 3),
    "crossing_open": ZoneSymbol(_INK, _INK, None, _SQUARE, "crossing", "filled", 2),
    "crossing_closed": ZoneSymbol(_INK, _INK, None, _SQUARE, "crossing", "struck", 2),
    "crossing_restricted": ZoneSymbol(_INK, _INK, None, _SQUARE, "crossing", "half", 2),
}
EARLIER = LineStyle(1.1, (1.5, 2.5), 0.85)
"""An outline that a later statement on the same place has followed: thin, dotted, no fill."""

_BY_STATUS = {
    ZoneStatus.LABELLED_HUMANITARIAN: "humanitarian",
    ZoneStatus.ORDERED_TO_EVACUATE: "evacuate",
    ZoneStatus.ORDER_RESCINDED: "rescinded",
    ZoneStatus.REPORTED_SHELTERING: "sheltering",
    ZoneStatus.RESTRICTED: "restricted",
    ZoneStatus.OPEN: "open",
    ZoneStatus.CLOSED: "closed",
}
_BY_FORM = {ZoneKind.CROSSING: "crossing", ZoneKind.EVACUATION_CORRIDOR: "corridor"}
_FORM_STATUSES = frozenset({ZoneStatus.OPEN, ZoneStatus.CLOSED, ZoneStatus.RESTRICTED})


def corridor_lines(symbol: ZoneSymbol) -> list[tuple[LineStyle, Colour]]:
    """Return the double line of a corridor: a broad dashed stroke with its middle taken out again."""
    width = symbol.outline.width_px
    return [
        (replace(symbol.outline, width_px=width * 3), symbol.colour),
        (LineStyle(width * 1.3), GROUND.land),
    ]


def zone_symbol_key(kind: ZoneKind, status: ZoneStatus) -> str:
    """Key into `ZONES` for a zone of a kind in a status."""
    form = _BY_FORM.get(kind)
    if form and status in _FORM_STATUSES:
        return f"{form}_{status}"
    return _BY_STATUS[status]


@dataclass(frozen=True, slots=True)
class AreaHatch:
    """The hatch of area-level reports; the larger the area, the less ink."""

    up_to_km2: float
    """Areas up to this size, square kilometres."""
    pattern: Pattern
    outline: LineStyle


AREA_HATCHES = (
    AreaHatch(200, Pattern(Hatch.LINES, 45, 6, 0.8, 0.62), LineStyle(1.5)),
    AreaHatch(1_500, Pattern(Hatch.LINES, 45, 12, 0.7, 0.45), LineStyle(1.6, (), 0.85)),
    AreaHatch(40_000, Pattern(Hatch.LINES, 45, 18, 0.6, 0.34), LineStyle(1.2, (), 0.6)),
    AreaHatch(float("inf"), Pattern(Hatch.LINES, 45, 26, 0.6, 0.26), LineStyle(1.2, (), 0.5)),
)

UNCERTAINTY = LineStyle(1.1, (4, 3), 0.85)
"""The ring round a point-level report, true size on the ground, over a fill of `RING_FILL`."""
RING_FILL = 0.06
DISC = DiscLook(0.8, 0.13, LineStyle(1.3))
UPLOAD_AREA = LineStyle(1.6, (2, 3))
"""Outline of an area in which rows of a reader's own file lie."""
DRAWN_LINE = LineStyle(2.0, (10, 3))
"""Outline of the area that a reader has drawn."""
DAMAGE = Colour("#6a4c93", "#b49ae0")
"""Cells of a damage assessment: a tint of the ground, no symbol, under all that is said of a strike."""
DAMAGE_STEPS = ((1, 0.14), (10, 0.26), (50, 0.4), (200, 0.56))
"""From how many damaged structures on a cell is tinted how much, opacity 0 to 1."""
DAMAGE_LINE = LineStyle(0.5, (), 0.5)
SYMBOL_CONTRAST, TEXT_CONTRAST = 3.0, 4.5
"""WCAG 2.2 ratios that symbols and text keep against what they stand on."""
SYMBOL_PX = 10.0
"""Side of the unit square of a single report's symbol on screen."""
BORDERS: dict[str, LineStyle] = {
    "international": LineStyle(1.2),
    "disputed": LineStyle(1.3, (9, 3, 1.5, 3)),
    "governorate": LineStyle(0.8, (), 0.9),
}
SHELTERING_MIN = LineStyle(2.0)
SHELTERING_MAX = LineStyle(1.0)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ring_colour(symbol: KindSymbol, theme: Theme) -> str:
    """Colour of the ring round a report: kinds too pale for the land ring in ink.

    A thin dashed line has no outline to help it.
    """
    fill, land = symbol.fill.on(theme), GROUND.land.on(theme)
    return fill if contrast(fill, land) >= SYMBOL_CONTRAST else GROUND.ink.on(theme)


def ring_colours(symbol: KindSymbol) -> Colour:
    """The same in both themes."""
    return Colour(ring_colour(symbol, Theme.LIGHT), ring_colour(symbol, Theme.DARK))


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    knee = 0.04045  # below it sRGB is linear
    return channel / 12.92 if channel <= knee else ((channel + 0.055) / 1.055) ** 2.4
