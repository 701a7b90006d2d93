"""The area that the reader has drawn, over everything else; it is on whenever a view has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import mapping

from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.view import View
from geo.geometry.area_code import AreaDrawn
from geo.language import N_, Words
from geo.layers.draw import Swatch, SwatchPen
from geo.layers.land import on_plane, seen
from geo.layers.layer import LegendLine, MapLayer, Painted, Paper
from geo.layers.map_state import AddedMark, MapState
from geo.layers.symbols import DRAWN_LINE, GROUND
from geo.snapshot.opened import Snapshot
from geo.wording.drawn_area_sentences import inside_sentence

if TYPE_CHECKING:
    from geo.geometry.area_code import Corner

NAME = "area_drawn"
_FINER_DEGREES = 5e-6
"""Half a metre: less of an outline is not seen."""
_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class DrawnAreaMark(AddedMark):
    """The area of a view."""

    corners: tuple[Corner, ...]
    """Latitude and longitude, degrees, in turn."""
    around_m: int
    """Metres around what the corners make."""
    rings: tuple[tuple[tuple[float, float], ...], ...]
    """The whole area: longitude and latitude, the outer ring first."""
    statement: str
    """How many reports lie inside."""


class DrawnAreaLayer(MapLayer):
    """The outline of the area drawn."""

    name = NAME
    label = N_("Area drawn")
    follows_brush = True
    depth = 900

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        """Return a state with the area of the view, if it has one."""
        area = DRAWN_AREA.chosen(view)
        if area is None:
            return state
        statement = inside_sentence(snapshot.counts(view).inside, words)
        title = words(self.label)
        return self.adding(
            state,
            snapshot,
            [DrawnAreaMark("area", title, area.corners, area.around_m, _rings(area), statement)],
        )

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        """Return the line that explains the outline."""
        if self.name in state.added:
            swatch = pen.box(DRAWN_LINE, GROUND.text, None, GROUND.land)
            yield LegendLine(self.label, self.label, swatch)

    def statements(self, state: MapState) -> Iterable[str]:
        """Return how many reports lie inside."""
        return (mark.statement for mark in _marks(state))

    def paint(self, paper: Paper) -> Painted:
        """Draw the outline."""
        for mark in _marks(paper.state):
            ground = seen(on_plane(shapely.Polygon(mark.rings[0], mark.rings[1:])), paper.frame)
            paper.pane.stroke(ground, DRAWN_LINE, GROUND.text)
        return Painted()


def _marks(state: MapState) -> Iterator[DrawnAreaMark]:
    if of_layer := state.added.get(NAME):
        yield from (mark for mark in of_layer.marks if isinstance(mark, DrawnAreaMark))


def _rings(area: AreaDrawn) -> tuple[tuple[tuple[float, float], ...], ...]:
    ground = mapping(shapely.simplify(area.geometry, _FINER_DEGREES))
    return tuple(
        tuple((round(lon, _DECIMALS), round(lat, _DECIMALS)) for lon, lat in ring)
        for ring in ground["coordinates"]
    )
