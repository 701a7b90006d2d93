"""Reports with a point: asked for by the map tile by tile, drawn as symbols and discs with a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from geo.filters.permalink import query_string
from geo.filters.view import View
from geo.geometry.frame import Box
from geo.language import N_, Words
from geo.layers.cards import report_cards
from geo.layers.cluster import marks_of
from geo.layers.draw import Swatch, SwatchPen
from geo.layers.layer import Cards, Click, LegendLine, MapLayer, Painted, Paper
from geo.layers.map_state import MapState
from geo.layers.places import places_in
from geo.layers.points import DrawnMark, draw_points
from geo.layers.symbols import KINDS
from geo.model import Kind, Layer
from geo.model.rows import rows
from geo.snapshot.opened import Snapshot
from geo.tiles.tile import FORM
from geo.wording import KINDS as KIND_WORDS

TILES = "/tiles/reports/{z}/{x}/{y}.mvt"
"""Where the browser asks for point-level reports."""
FOR_MAP = "detail=map"
"""Asks for tiles without what only others read of them."""
_HEADING = N_("Reports")


class ReportsLayer(MapLayer):
    """Point-level reports."""

    name = Layer.REPORTS
    label = N_("Reports with a point")
    follows_brush = True
    depth = 500

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        """Return a state with the address of the tiles, and what the legend and the map's margin need."""
        del words
        counts = snapshot.counts(view)
        return replace(
            state,
            tiles=tiles_address(view),
            kinds=tuple(kind.value for kind in Kind if kind in counts.kinds),
            n_points=counts.shown - sum(counts.areas.values()),
            largest_radius_m=counts.largest_radius_m,
        )

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        """Return a line for each kind shown, and what discs and rings mean."""
        kinds = frozenset(map(Kind, state.kinds))
        for kind in KINDS:
            if kind in kinds:
                yield LegendLine(_HEADING, KIND_WORDS[kind], pen.symbol(kind))
        if state.n_points > 1:
            yield LegendLine(
                _HEADING, N_("Several reports; size by their number"), pen.discs(), N_("Several reports")
            )
        if kinds:
            yield LegendLine(
                _HEADING, N_("The place lies somewhere in the ring"), pen.ring(), N_("Place lies in the ring")
            )

    def cards(self, click: Click) -> Cards:
        """Return the reports in short, those of areas among them."""
        snapshot, spot = click.snapshot, click.spot
        n, ids = snapshot.here(click.view, spot, click.most)
        found = rows(snapshot.store.by_ids(ids))
        return Cards(report_cards(found, snapshot, click.words), is_capped=n > click.most)

    def paint(self, paper: Paper) -> Painted:
        """Paint rings, discs and symbols."""
        found = marks_of(places_in(paper.snapshot, paper.view, paper.frame), paper.frame)
        drawn = draw_points(paper.pane, paper.frame, found, paper.words)
        paper.marks.extend(drawn)
        return _PaintedReports(drawn)


@dataclass(frozen=True, slots=True)
class _PaintedReports(Painted):
    drawn: list[DrawnMark]

    def keeps_free(self) -> Iterable[Box]:
        return (_box(mark) for mark in self.drawn if mark.mark.n > 1)

    def keeps_clear(self) -> Iterable[Box]:
        return (_box(mark) for mark in self.drawn if mark.mark.n == 1)


def _box(mark: DrawnMark) -> Box:
    return Box.at(mark.x, mark.y, 2 * mark.r + 2, 2 * mark.r + 2)


def tiles_address(view: View) -> str:
    """Return the address of the tiles of a view, with {z}, {x} and {y}; empty when their layer is off."""
    if Layer.REPORTS not in view.layers:
        return ""
    return f"{TILES}?{query_string(view.filters())}&{FOR_MAP}&form={FORM}"
