"""Point-level reports: rings of uncertainty, symbols of single reports, discs with a number.

The rules are those of `geo/static/js/point_marks.js`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from babel.numbers import format_compact_decimal

from geo.geometry.frame import Frame
from geo.language import Words
from geo.layers.cluster import Mark, Ring, disc_radius_px
from geo.layers.draw import BOLD, Circles, Look, Pane, Symbols
from geo.layers.symbols import (
    DISC,
    GROUND,
    KINDS,
    RING_FILL,
    SYMBOL_PX,
    UNCERTAINTY,
    LineStyle,
    ring_colour,
    ring_colours,
)
from geo.model import Kind
from geo.tiles.display import TOUCH

_TURNS = ((1, -1), (-1, -1), (1, 1), (-1, 1), (0, -(2**0.5)), (2**0.5, 0), (-(2**0.5), 0), (0, 2**0.5))
"""Ways out when a symbol's usual place on its ring is beyond the view: clockwise from the upper right."""
_FINE_TURNS = tuple(
    (2**0.5 * math.cos(k * math.pi / 16), 2**0.5 * math.sin(k * math.pi / 16)) for k in range(32)
)
"""Where none of them is free, the one of these, or its own place, that is furthest from other symbols."""
_FULL_FILLS = 60
"""Many fills on one another would hide the ground: together they stay as light as so many."""
_ROOM_PX = 12.0
_SHORT_FROM = 1_000


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A symbol as it was drawn."""

    mark: Mark
    x: float
    y: float
    r: float
    """Pixels of the frame."""


def draw_points(pane: Pane, frame: Frame, marks: list[Mark], words: Words) -> list[DrawnMark]:
    """Draw all rings under all symbols, and larger discs under smaller ones."""
    placed = _placed(frame, marks)
    _draw_rings(pane, frame, placed)
    on_sheet = [d for d in placed if frame.box.grown(d.r).holds(d.x, d.y)]
    for drawn in sorted(on_sheet, key=lambda d: -d.r):
        if drawn.mark.n > 1:
            draw_disc(pane, Disc(drawn.x, drawn.y, drawn.r, short(drawn.mark.n, words), drawn.mark.kind))
    # Single reports are the smallest, so they come last, and together: one artist for each kind.
    singles: dict[Kind, list[tuple[float, float]]] = {}
    for drawn in on_sheet:
        if drawn.mark.n == 1 and drawn.mark.kind is not None:
            singles.setdefault(drawn.mark.kind, []).append((drawn.x, drawn.y))
    for kind, places in singles.items():
        pane.both(Symbols(kind, places, SYMBOL_PX), KINDS[kind].fill, LineStyle(1), GROUND.outline)
    return on_sheet


def short(n: int, words: Words) -> str:
    """Return a number for a disc, which has no room for a long one: three digits at most."""
    if n < _SHORT_FROM:
        return words.number(n)
    digits = (len(str(n)) - 1) % 3 + 1
    return format_compact_decimal(n, locale=words.locale, fraction_digits=3 - digits)


def _placed(frame: Frame, marks: list[Mark]) -> list[DrawnMark]:
    # Those at their own place first, then those that must look for another.
    by_count = sorted(marks, key=lambda mark: -mark.n)
    at_home = [mark for mark in by_count if not _is_away(frame, mark)]
    away = [mark for mark in by_count if _is_away(frame, mark)]
    placed: list[DrawnMark] = []
    for mark in [*at_home, *away]:
        r = disc_radius_px(mark.n)
        placed.append(DrawnMark(mark, *_stand(frame, mark, r, placed), r))
    return placed


def _is_away(frame: Frame, mark: Mark) -> bool:
    """Whether a symbol must look for another point of its ring."""
    x, y = frame.place(mark.x, mark.y)
    is_in = frame.box.grown(-_ROOM_PX).holds(x + mark.shift[0], y + mark.shift[1])
    return mark.shift != (0.0, 0.0) and not is_in


def _stand(frame: Frame, mark: Mark, r: float, placed: list[DrawnMark]) -> tuple[float, float]:
    """Return the usual place of a symbol on its ring, else one that is in view and free."""
    x, y = frame.place(mark.x, mark.y)
    if mark.shift == (0.0, 0.0):
        return x, y
    reach, room = abs(mark.shift[0]), frame.box.grown(-_ROOM_PX)
    spots, fine = ([(x + a * reach, y + b * reach) for a, b in turns] for turns in (_TURNS, _FINE_TURNS))
    seen = [spot for spot in spots if room.holds(*spot)]
    if seen and seen[0] == spots[0]:
        return spots[0]

    def clearance(spot: tuple[float, float]) -> float:
        """Return how far the nearest other symbol is beyond where the two would touch."""
        away = (math.dist(spot, (other.x, other.y)) - (other.r + r) * TOUCH for other in placed)
        return min(away, default=math.inf)

    free = next((spot for spot in seen if clearance(spot) >= 0), None)
    if free is not None:
        return free
    # Its own place, at the edge or beyond it, touches no symbol that is at its own.
    return max([*(spot for spot in fine if room.holds(*spot)), spots[0]], key=clearance)


def _draw_rings(pane: Pane, frame: Frame, placed: list[DrawnMark]) -> None:
    # A ring that its own symbol hides is not drawn.
    rings = dict.fromkeys(ring for d in placed for ring in d.mark.rings if ring.r * frame.scale > d.r + 2.5)
    seen = [ring for ring in rings if _reaches_in(frame, ring)]
    theme = pane.theme
    pane.each(
        [Circles([frame.place(ring.x, ring.y)], ring.r * frame.scale) for ring in seen],
        [ring_colour(KINDS[ring.kind], theme) if ring.kind else GROUND.ink.on(theme) for ring in seen],
        RING_FILL * min(1.0, _FULL_FILLS / max(1, len(rings))),
        UNCERTAINTY,
    )


def _reaches_in(frame: Frame, ring: Ring) -> bool:
    return frame.box.grown(ring.r * frame.scale).holds(*frame.place(ring.x, ring.y))


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc with a number."""

    x: float
    y: float
    r: float
    text: str
    kind: Kind | None = None
    """When all reports are of one."""


def draw_disc(pane: Pane, disc: Disc) -> None:
    """Draw a disc with a number that fits it: a long one gets smaller type, never a larger disc."""
    circle = Circles([(disc.x, disc.y)], disc.r)
    pane.fill(circle, GROUND.paper, DISC.paper)
    pane.fill(circle, KINDS[disc.kind].fill if disc.kind else GROUND.ink, DISC.tint)
    pane.stroke(circle, DISC.line, ring_colours(KINDS[disc.kind]) if disc.kind else GROUND.ink)
    size = max(8.5, min(14.0, disc.r * 1.15, disc.r * 3.1 / max(1, len(disc.text))))
    pane.write((disc.x, disc.y + size * 0.36), disc.text, Look(size, GROUND.text, BOLD), align=0.5)
