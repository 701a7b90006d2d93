"""The interface of a map layer, and what its methods are passed.

A layer is one object: its name in the link, its label, its marks on the screen's map, its lines of the
legend, its cards for what lies under a click, and its painter on paper. `geo.layers.all_layers` lists them;
whatever shows layers goes through that list and knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeAlias

from geo.layers.draw import Swatch, SwatchPen
from geo.layers.geography import ShapeFile, shape_file
from geo.layers.map_state import AddedMark, AddedMarks
from geo.snapshot.caches import per_snapshot

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.geometry.frame import Box, Frame
    from geo.language import Words
    from geo.layers.areas import Badge
    from geo.layers.draw import Pane
    from geo.layers.land import Land
    from geo.layers.map_state import MapState
    from geo.layers.one_hatch import Hatched
    from geo.layers.points import DrawnMark
    from geo.layers.room import Room
    from geo.snapshot.grid import Spot
    from geo.snapshot.opened import Snapshot


Shapes: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""By the key of a mark: shapes with `id`, `geometry` (GeoJSON, EPSG:4326) and what painters need."""


class LegendLine(NamedTuple, Generic[Swatch]):
    """One line of the legend."""

    heading: str
    """English msgid."""
    text: str
    """English msgid."""
    swatch: Swatch
    brief: str = ""
    """English msgid for the one-line key, where the text needs its heading; empty when it does not."""


@dataclass(frozen=True, slots=True)
class Click:
    """What a reader clicked on, in a view."""

    snapshot: Snapshot
    view: View
    words: Words
    spot: Spot
    most: int
    """Cards of one sort that are handed over at once."""


class Cards(NamedTuple):
    """What a layer says of what lies under a click."""

    html: str = ""
    """Every field is escaped; empty when nothing of the layer lies there."""
    is_capped: bool = False
    """Whether more lies there than is handed over."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A map on paper while it is painted."""

    pane: Pane
    frame: Frame
    land: Land
    snapshot: Snapshot
    view: View
    state: MapState
    words: Words
    room: Room
    """Where text may still stand."""
    hatched: Hatched
    """What is hatched: one ground at a time."""
    marks: list[DrawnMark] = field(default_factory=list)
    """Symbols of point-level reports, of which badges keep clear."""
    badges: list[Badge] = field(default_factory=list)
    """Counts of areas, once they are written."""

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.words.lang.direction == "rtl"


class Painted:
    """What a layer has painted: what it keeps free of text, and the text that comes over everything."""

    def keeps_free(self) -> Iterable[Box]:
        """Return where no text may stand."""
        return ()

    def keeps_clear(self) -> Iterable[Box]:
        """Return symbols over which no text stands but names that must not be missed."""
        return ()

    def write_first(self, paper: Paper) -> None:
        """Write what has room before the text of all layers."""

    def write(self, paper: Paper) -> None:
        """Write the layer's text where there is room; layers before it have chosen first."""


class MapLayer:
    """A layer of the map. What a layer does not have it leaves as it is here: nothing."""

    name: ClassVar[str]
    """Its word in `layers=`, a member of `geo.model.Layer`."""
    label: ClassVar[str]
    """English msgid of its name in the switch."""
    depth: ClassVar[int] = 0
    """Place in the pile on paper: what has less lies below."""
    text_rank: ClassVar[int] = 0
    """Whose text is placed first: what has less chooses before the others."""
    hint: ClassVar[str] = ""
    """English msgid of what a reader should know who turns it on; empty when it needs no word."""
    note: ClassVar[str] = ""
    """English msgid of what a figure says below the map when the layer is on; empty for nothing."""
    host: ClassVar[str] = ""
    """Origin of another server that it asks for pictures; empty for all but online base maps."""
    follows_brush: ClassVar[bool] = False
    """Whether a browser can paint it for any dates: they change nothing, or `in_any_dates` says what."""

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        """Return a state with the marks of this layer, which is on."""
        del snapshot, view, words
        return state

    def in_any_dates(self, snapshot: Snapshot, view: View, words: Words) -> Mapping[str, object]:
        """Return what a browser paints the layer from while dates are dragged, as JSON has it.

        Reports stand in `geo.tiles.brush_index` and are no part of it.
        """
        del snapshot, view, words
        return {}

    def shapes(self, snapshot: Snapshot) -> Shapes:
        """Return the shapes of this layer that no filter changes; a browser asks once, when it is on."""
        del snapshot
        return {}

    def adding(self, state: MapState, snapshot: Snapshot, marks: Sequence[AddedMark]) -> MapState:
        """Return a state with the marks of a layer that has no field of its own in it."""
        if not marks:
            return state
        file = shape_file_of(snapshot, self)
        added = AddedMarks(tuple(marks), file.address if file else "")
        return replace(state, added={**state.added, self.name: added})

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        """Return the legend of what a state shows of this layer; the layer is on."""
        del state, pen
        yield from ()

    def statements(self, state: MapState) -> Iterable[str]:
        """Return sentences, in the state's language, that stand beside every map that shows the layer."""
        del state
        return ()

    def cards(self, click: Click) -> Cards:
        """Return what lies under a click as HTML."""
        del click
        return Cards()

    def paint(self, paper: Paper) -> Painted:
        """Paint what the paper's state shows of this layer, which is on."""
        del paper
        return Painted()


@per_snapshot
def shape_file_of(snapshot: Snapshot, layer: MapLayer) -> ShapeFile | None:
    """Return the shapes of a layer as a file; None when it has none in this snapshot."""
    shapes = layer.shapes(snapshot)
    return shape_file(f"shapes/{layer.name}.json", snapshot, shapes) if shapes else None
