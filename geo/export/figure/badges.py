"""Text of areas, zones and people: badges, leader lines, issuers; see `geo/static/js/labels.js`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.charts import typeface as fonts
from geo.export.figure.canvas import Look
from geo.export.figure.room import Room, Spot, beads, beside, covers, inside_of, start_of
from geo.geometry.frame import Box
from geo.layers.shapes import rectangle, segments
from geo.layers.symbols import GROUND, LineStyle

if TYPE_CHECKING:
    from geo.export.figure.canvas import Pane
    from geo.export.figure.points import DrawnMark
    from geo.export.figure.regions import DrawnArea, DrawnPeople, DrawnZone
    from geo.geometry.frame import Frame
    from geo.language import Words

BADGE = Look(11.5, GROUND.text, fonts.BOLD)
ZONE = Look(11, GROUND.text, fonts.PLAIN, GROUND.land)
ZONE_EARLIER = Look(11, GROUND.text_muted, fonts.PLAIN, GROUND.land)
PEOPLE = Look(11, GROUND.sheltering, fonts.BOLD, GROUND.paper)
_BADGE_WIDTH, _ZONE_WIDTH, _POINT_WIDTH, _PEOPLE_WIDTH = 175, 130, 150, 140
_PAD = 5.0
_TINY_PX = 28.0
_NUMBER_FROM_PX = 16.0
_SAID_PX = 260.0
"""Neighbouring blocks of one order say the same: within this distance once is enough."""
_POINTS_FROM, _EARLIER_FROM = 12, 14
"""Zooms from which a zone known by a point, or an earlier statement, says its status."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of text with the room that they take."""

    lines: list[str]
    width: float
    height: float


def block(text: str, look: Look, limit: float, pad: float = 0) -> TextBlock:
    """Break a text into even lines."""
    lines = fonts.evenly(text, look.size, limit, look.weight)
    wide = max((fonts.width(line, look.size, look.weight) for line in lines), default=0)
    return TextBlock(lines, wide + 2 * pad, len(lines) * look.size * fonts.LINE + 2 * pad * 0.8)


@dataclass(frozen=True, slots=True)
class Badge:
    """An area's count with its place."""

    at: Spot
    block: TextBlock
    leader: Spot | None = None
    """Where the line to an area smaller than its badge ends."""

    @property
    def box(self) -> Box:
        """The badge's frame, in pixels."""
        return Box.at(*self.at, self.block.width, self.block.height)


def draw_badges(
    pane: Pane, areas: list[DrawnArea], marks: list[DrawnMark], room: Room, words: Words
) -> list[Badge]:
    """Draw each area's count: inside where it fits, beside it with a line, as a bare number, or not."""
    frame = room.frame
    # The smallest first: they have the least choice. A larger area's badge keeps out of the smaller
    # ones inside it, where it would be read as theirs.
    visible = [area for area in areas if not _is_hidden(area, frame, marks)]
    order = sorted(visible, key=lambda a: (not _is_tiny(a), a.outline.km2, -a.mark.n))
    placed = []
    for rank, area in enumerate(order):
        tries = _tries(area, frame, order[:rank], marks, words)
        badge = next((b for b in tries if room.is_free(b.box, 3)), None)
        if badge is None:
            continue
        room.take(badge.box)
        if badge.leader is not None:
            for bead in beads(badge.at, badge.leader):
                room.take(bead)
        placed.append(badge)
    for badge in placed:
        _draw_badge(pane, badge, rtl=words.lang.direction == "rtl")
    return placed


def _tries(
    area: DrawnArea, frame: Frame, smaller: list[DrawnArea], marks: list[DrawnMark], words: Words
) -> list[Badge]:
    start = start_of(area.ground, frame.place(*area.outline.label), frame)
    if start is None:
        return []
    wide, high = area.box.width, area.box.height
    long, number = (
        block(text, BADGE, _BADGE_WIDTH, _PAD) for text in (area.mark.badge, words.number(area.mark.n))
    )
    inside = inside_of(area.ground, start, frame)
    if min(wide, 400) >= long.width * 0.55 and high >= long.height * 1.5:
        clear = [at for at in inside if not any(covers(other.ground, at) for other in smaller)]
        tries = [Badge(at, long) for at in [*clear, *inside]]
    else:
        spots = beside(area.box, long.width, long.height)
        tries = [Badge(at, long, _edge_towards(area, at, marks)) for at in spots]
    if min(wide, high) >= _NUMBER_FROM_PX:
        tries += [Badge(at, number) for at in inside[:60]]
    return tries


def _is_tiny(area: DrawnArea) -> bool:
    return max(area.box.width, area.box.height) < _TINY_PX


def _is_hidden(area: DrawnArea, frame: Frame, marks: list[DrawnMark]) -> bool:
    """Whether an area of a few pixels lies under a mark, whose a badge pointing there would seem to be."""
    spot = frame.place(*area.outline.label)
    return _is_tiny(area) and any(math.dist((m.x, m.y), spot) < m.r + 2 for m in marks)


def _edge_towards(area: DrawnArea, at: Spot, marks: list[DrawnMark]) -> Spot:
    corners = shapely.get_coordinates(area.ground)
    if not len(corners):
        return at
    far = np.hypot(corners[:, 0] - at[0], corners[:, 1] - at[1])
    for mark in marks:
        far[np.hypot(corners[:, 0] - mark.x, corners[:, 1] - mark.y) < mark.r + 2] += 1e4
    x, y = corners[int(np.argmin(far))]
    return float(x), float(y)


def _draw_badge(pane: Pane, badge: Badge, *, rtl: bool) -> None:
    box = badge.box
    if badge.leader is not None:
        x, y = badge.leader
        edge = (max(box.x0, min(x, box.x1)), max(box.y0, min(y, box.y1)))
        line = segments([(edge, badge.leader)])
        pane.stroke(line, LineStyle(3), GROUND.paper)
        pane.stroke(line, LineStyle(1), GROUND.ink)
    pane.both(rectangle(box.x0, box.y0, box.x1, box.y1), GROUND.paper, LineStyle(1), GROUND.ink)
    pane.write_middle(*badge.at, badge.block.lines, BADGE, rtl=rtl)


def draw_issuers(pane: Pane, frame: Frame, zones: list[DrawnZone], room: Room, *, rtl: bool) -> None:
    """Write a zone's status and its issuer where its outline has room; points need a closer zoom."""
    order = sorted(
        (z for z in zones if z.mark.label and (not z.mark.earlier or frame.zoom >= _EARLIER_FROM)),
        key=lambda z: (z.mark.earlier, z.symbol.priority, -z.outline.km2),
    )
    said: list[tuple[str, Spot]] = []
    for zone in order:
        label = block(zone.mark.label, ZONE, _POINT_WIDTH if zone.spot else _ZONE_WIDTH)
        for at in _issuer_spots(zone, frame, label):
            if any(text == zone.mark.label and math.dist(other, at) < _SAID_PX for text, other in said):
                continue
            box = Box.at(*at, label.width, label.height)
            if room.is_free(box, 3):
                room.take(box)
                said.append((zone.mark.label, at))
                look = ZONE_EARLIER if zone.mark.earlier else ZONE
                pane.write_middle(*at, label.lines, look, rtl=rtl)
                break


def _issuer_spots(zone: DrawnZone, frame: Frame, label: TextBlock) -> list[Spot]:
    if zone.spot:
        if frame.zoom < _POINTS_FROM:
            return []
        x, y, r = zone.spot
        across, down = r + 5 + label.width / 2, r + 5 + label.height / 2
        return [(x, y + down), (x + across, y), (x - across, y), (x, y - down)]
    if zone.box.width < label.width * 0.7 or zone.box.height < label.height * 1.1:
        return []
    start = start_of(zone.ground, frame.place(*zone.outline.label), frame)
    return inside_of(zone.ground, start, frame)[:80] if start else []


def draw_people_figures(pane: Pane, rings: list[DrawnPeople], room: Room, *, rtl: bool) -> None:
    """Write the range of people beside each pair of rings."""
    for ring in rings:
        label = block(ring.mark.label, PEOPLE, _PEOPLE_WIDTH)
        down, across = ring.r + 4 + label.height / 2, ring.r + 4 + label.width / 2
        for dx, dy in ((0, down), (0, -down), (across, 0), (-across, 0), (0, 0)):
            box = Box.at(ring.x + dx, ring.y + dy, label.width, label.height)
            if room.is_free(box, 1):
                room.take(box)
                pane.write_middle(ring.x + dx, ring.y + dy, label.lines, PEOPLE, rtl=rtl)
                break
