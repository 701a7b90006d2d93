"""Reports that lie somewhere in an area, no finer: the area outlined or hatched, their number in a badge.

On paper the rules are those of `geo/static/js/ground.js` and, for the text, `geo/static/js/labels.js`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo import wording
from geo.filters.view import View
from geo.geometry.frame import Box, Frame
from geo.language import N_, Words
from geo.layers.draw import BOLD, Look, Pane, Segments, Spot, Swatch, SwatchPen, TextBlock
from geo.layers.land import LandOutline, seen
from geo.layers.layer import LegendLine, MapLayer, Painted, Paper
from geo.layers.map_state import AreaCount, MapState
from geo.layers.points import DrawnMark
from geo.layers.room import beads, beside, covers, inside_of, start_of
from geo.layers.symbols import AREA_HATCHES, GROUND, LineStyle
from geo.model import Layer
from geo.queries.incident_counts import incidents_by_area
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TEXT = Look(11.5, GROUND.text, BOLD)
_TEXT_WIDTH = 175
_PAD = 5.0
_TINY_PX = 28.0
_NUMBER_FROM_PX = 16.0


class AreasLayer(MapLayer):
    """Area-level reports; their cards are among those of all reports."""

    name = Layer.AREAS
    label = N_("Reports of an area")
    follows_brush = True
    depth = 200
    text_rank = 100

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        """Return a state with the count of each area."""
        return replace(state, areas=tuple(_counts(snapshot, view, words)))

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        """Return the line that explains the hatch."""
        if state.areas:
            hatch = AREA_HATCHES[0]
            swatch = pen.box(hatch.outline, GROUND.ink, hatch.pattern, GROUND.ink)
            yield LegendLine(
                N_("Reports of an area"),
                N_("Within this area; exact place not reported"),
                swatch,
                N_("Report of a whole area"),
            )

    def paint(self, paper: Paper) -> Painted:
        """Outline the areas, the larger first and with less ink, and hatch the one that is hatched."""
        pane, frame = paper.pane, paper.frame
        drawn = [
            DrawnArea(mark, outline, seen(outline.geometry, frame), outline.box(frame))
            for mark in paper.state.areas
            if (outline := paper.land.areas.get(mark.pcode)) is not None
            and outline.box(frame).overlaps(frame.box.grown(20))
        ]
        drawn.sort(key=lambda area: -area.outline.km2)
        for area in drawn:
            look = next(look for look in AREA_HATCHES if area.outline.km2 <= look.up_to_km2)
            if area.mark.pcode == paper.hatched.area:
                pane.hatch(area.ground, look.pattern, GROUND.ink)
            pane.stroke(area.ground, look.outline, GROUND.ink)
        return _PaintedAreas(drawn)


def _counts(snapshot: Snapshot, view: View, words: Words) -> Iterator[AreaCount]:
    store, counts = snapshot.store, snapshot.counts(view).areas
    if not counts:
        return
    incidents = incidents_by_area(snapshot, store.shown(view))
    for pcode, n in sorted(counts.items()):
        badge = wording.area_badge(n, words)
        name = wording.area_name(snapshot.areas[pcode], words)
        yield AreaCount(pcode, n, badge, wording.area_title(name, badge, n, incidents[pcode], words))


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """An area of reports as it was drawn, for its badge."""

    mark: AreaCount
    outline: LandOutline
    ground: BaseGeometry
    """What the frame shows, in its pixels."""
    box: Box
    """Of the whole area, in the frame's pixels."""


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


@dataclass(frozen=True, slots=True)
class _PaintedAreas(Painted):
    drawn: list[DrawnArea]

    def write(self, paper: Paper) -> None:
        """Draw each area's count: inside where it fits, beside it with a line, as a bare number, or not."""
        room, marks = paper.room, paper.marks
        # The smallest first: they have the least choice. A larger area's badge keeps out of the smaller
        # ones inside it, where it would be read as theirs.
        visible = [area for area in self.drawn if not _is_hidden(area, paper.frame, marks)]
        order = sorted(visible, key=lambda a: (not _is_tiny(a), a.outline.km2, -a.mark.n))
        for rank, area in enumerate(order):
            tries = _tries(area, order[:rank], paper)
            badge = next((b for b in tries if room.is_free(b.box, 3)), None)
            if badge is None:
                continue
            room.take(badge.box)
            if badge.leader is not None:
                for bead in beads(badge.at, badge.leader):
                    room.take(bead)
            paper.badges.append(badge)
        for badge in paper.badges:
            _write_badge(paper.pane, badge, rtl=paper.rtl)


def _tries(area: DrawnArea, smaller: list[DrawnArea], paper: Paper) -> list[Badge]:
    frame, pane = paper.frame, paper.pane
    start = start_of(area.ground, frame.place(*area.outline.label), frame)
    if start is None:
        return []
    wide, high = area.box.width, area.box.height
    long, number = (
        pane.text_block(text, TEXT, _TEXT_WIDTH, _PAD)
        for text in (area.mark.badge, paper.words.number(area.mark.n))
    )
    inside = inside_of(area.ground, start, frame)
    if min(wide, 400) >= long.width * 0.55 and high >= long.height * 1.5:
        own = [at for at in inside if not any(covers(other.ground, at) for other in smaller)]
        tries = [Badge(at, long) for at in [*own, *inside]]
    else:
        spots = beside(area.box, long.width, long.height)
        tries = [Badge(at, long, _edge_towards(area, at, paper.marks)) for at in spots]
    if min(wide, high) >= _NUMBER_FROM_PX:
        tries += [Badge(at, number) for at in inside[:60]]
    return tries


def _is_tiny(area: DrawnArea) -> bool:
    return max(area.box.width, area.box.height) < _TINY_PX


def _is_hidden(area: DrawnArea, frame: Frame, marks: list[DrawnMark]) -> bool:
    """Whether a tiny area lies under a mark: a badge that points there would seem to be the mark's."""
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


def _write_badge(pane: Pane, badge: Badge, *, rtl: bool) -> None:
    box = badge.box
    if badge.leader is not None:
        x, y = badge.leader
        edge = (max(box.x0, min(x, box.x1)), max(box.y0, min(y, box.y1)))
        line = Segments([(edge, badge.leader)])
        pane.stroke(line, LineStyle(3), GROUND.paper)
        pane.stroke(line, LineStyle(1), GROUND.ink)
    pane.both(box, GROUND.paper, LineStyle(1), GROUND.ink)
    pane.write_middle(*badge.at, badge.block.lines, TEXT, rtl=rtl)
