"""Place names of the base map in the view's language; a name that has no room is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from geo.geometry.frame import Box
from geo.language import N_
from geo.layers.draw import BOLD, PLAIN, Circles, Look, Segments, Spot
from geo.layers.land import Name, seen
from geo.layers.layer import MapLayer, Painted, Paper
from geo.layers.room import around, beads, deepest_in, far_around
from geo.layers.symbols import GROUND, Colour, LineStyle
from geo.model import Layer

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class NameStyle:
    """How names of one kind of place look."""

    size: float
    tone: Colour = GROUND.text
    weight: int = PLAIN
    is_upper: bool = False
    dot: float = 0.0
    """Radius of the dot that marks the place."""
    gap: float = 0.0
    """Way from the place to the name; 0 when the name lies over its place."""


_MUTED, _WATER = GROUND.text_muted, GROUND.water_text
STYLES = {
    "country": NameStyle(13, _MUTED, BOLD, is_upper=True),
    "sea": NameStyle(12.5, _WATER),
    "territory": NameStyle(12, _MUTED, BOLD, is_upper=True),
    "governorate": NameStyle(10.5, _MUTED, is_upper=True),
    "district": NameStyle(10.5, _MUTED, is_upper=True),
    "city": NameStyle(12.5, dot=2.2, gap=5.7),
    "village": NameStyle(11, dot=1.6, gap=5.1),
    "camp": NameStyle(11, dot=1.6, gap=5.1),
    "neighbourhood": NameStyle(10.5, _MUTED),
    "hospital": NameStyle(10.5, _MUTED, dot=1.6, gap=5.1),
    "landmark": NameStyle(10.5, _MUTED, dot=1.4, gap=4.9),
    "crossing": NameStyle(10.5, _MUTED, gap=7),
    "wadi": NameStyle(10.5, _WATER),
}
_LATIN = re.compile("[\u0000-\u024f\u2019]*")
_CITY_LARGER_FROM, _GOVERNORATES_FROM = 12, 8
_ALL_INSIDE, _LEAST_INSIDE, _LEAST_OF_WHOLE = 0.99, 0.6, 0.4
"""Part of a name that lies on its own country or sea, at best and at least, and where all of it is seen."""
_BESIDE_PX, _SPOTS_BESIDE, _SKIN_PX = 6.0, 12, 2.0
_LEADER = LineStyle(0.8, (), 0.8)
_LAST_ZOOM = {"country": 10, "territory": 11}
"""Countries give way to their places as one comes near."""


class LabelsLayer(MapLayer):
    """Names of places, the most important first."""

    name = Layer.LABELS
    label = N_("Place names")
    follows_brush = True
    text_rank = 400

    def paint(self, paper: Paper) -> Painted:
        """Paint nothing: names come over everything, where there is room left."""
        del paper
        return _Names()


class _Names(Painted):
    def write_first(self, paper: Paper) -> None:
        """Name the towns of Gaza, countries and seas, anywhere in what the frame shows of them."""
        lines = list(_lines(paper))
        for name in _known(paper, is_first=True):
            extent = name.place.extent
            tries = _tries_at(name, lines) if extent is None else _tries_within(paper, name, extent)
            found = _free(paper, tries, over_symbols=False) or _free(paper, tries, over_symbols=True)
            if found is not None:
                _draw(paper, name, *found)

    def write(self, paper: Paper) -> None:
        """Name other places where there is room left."""
        lines = list(_lines(paper))
        for name in _known(paper, is_first=False):
            offsets = around(name.width, name.height, name.style.gap or 9)
            if not name.style.gap:
                offsets = [(0, 0), (0, -name.height), (0, name.height), *offsets]
            free = [box for box in name.boxes(offsets) if paper.room.is_free(box)]
            box = next((box for box in free if not _is_crossed(box, lines)), free[0] if free else None)
            if box is not None:
                _draw(paper, name, box)


@dataclass(frozen=True, slots=True)
class _Text:
    """A name as it would be written."""

    place: Name
    text: str
    style: NameStyle
    look: Look
    at: Spot
    """Of the place, in the frame's pixels."""
    width: float
    height: float

    def boxes(self, offsets: Iterable[Spot]) -> Iterator[Box]:
        """Return the boxes of the name at ways from its place."""
        return (Box.at(self.at[0] + dx, self.at[1] + dy, self.width, self.height) for dx, dy in offsets)


_Try: TypeAlias = tuple[Box, Spot | None]
"""Where a name may stand, and from where a line leads there; None for no line."""


def _known(paper: Paper, *, is_first: bool) -> Iterator[_Text]:
    """Return the names that a zoom knows, with the room that they take."""
    zoom = paper.frame.zoom
    for place in paper.land.names:
        text = place.names.get(paper.words.lang) or place.names.get("en") or ""
        last = zoom if is_first else _LAST_ZOOM.get(place.kind, zoom)
        at = paper.frame.place(*place.at)
        is_seen = place.extent is not None or paper.frame.box.holds(*at)
        if text and place.is_first == is_first and place.min_zoom <= zoom <= last and is_seen:
            yield _text(paper, place, text, at)


def _text(paper: Paper, place: Name, text: str, at: Spot) -> _Text:
    style = STYLES.get(place.kind, STYLES["landmark"])
    shown = text.upper() if style.is_upper and _LATIN.fullmatch(text) else text
    size = style.size + (1.5 if place.kind == "city" and paper.frame.zoom >= _CITY_LARGER_FROM else 0)
    look = Look(size, style.tone, style.weight, GROUND.sea if style.tone == _WATER else GROUND.land)
    return _Text(place, shown, style, look, at, paper.pane.text_width(shown, look), size * 1.15)


def _tries_at(name: _Text, lines: list[BaseGeometry]) -> list[_Try]:
    """Beside its dot, off every line; then beside it anyhow; then further away, with a line to it."""
    beside = list(name.boxes(around(name.width, name.height, name.style.gap)))
    clear = [box for box in beside if not _is_crossed(box, lines)]
    far = name.boxes(far_around(name.width, name.height))
    return [*((box, None) for box in (*clear, *beside)), *((box, name.at) for box in far)]


def _tries_within(paper: Paper, name: _Text, extent: BaseGeometry) -> list[_Try]:
    """Inside its country or sea; most of it inside; beside one that is whole in view, on water first."""
    ground = seen(extent, paper.frame)
    spots = deepest_in(ground, paper.frame)
    boxes = [Box.at(*spot, name.width, name.height) for spot in spots]
    outlines = shapely.box(*np.array([(b.x0, b.y0, b.x1, b.y1) for b in boxes]).reshape(-1, 4).T)
    part = shapely.area(shapely.intersection(outlines, ground)) / (name.width * name.height)
    bounds = Box(*extent.bounds)
    is_whole = name.place.kind == "country" and paper.frame.bounds().contains(bounds)
    shares = list(zip(boxes, part, strict=True))
    least = _LEAST_OF_WHOLE if is_whole else _LEAST_INSIDE
    around_it = [
        (Box.at(x + dx, y + dy, name.width, name.height), start)
        for x, y in (spots[:_SPOTS_BESIDE] if is_whole else [])
        for start, ways in (
            (None, around(name.width, name.height, _BESIDE_PX)),
            ((x, y), far_around(name.width, name.height) if (x, y) == spots[0] else []),
        )
        for dx, dy in ways
    ]
    return [
        *((box, None) for box, share in shares if share > _ALL_INSIDE),
        *((box, None) for box, share in shares if least <= share <= _ALL_INSIDE),
        *(one for one in around_it if not _meets(paper, one[0])),
        *((box, None) for box, share in shares if is_whole and share < least),
        *around_it,
    ]


def _meets(paper: Paper, box: Box) -> bool:
    """Whether a name lies on land: beside a small country it would be in another."""
    scale, left, top = paper.frame.scale, paper.frame.left, paper.frame.top
    ground = shapely.box(
        (box.x0 + left) / scale, (box.y0 + top) / scale, (box.x1 + left) / scale, (box.y1 + top) / scale
    )
    return bool(paper.land.land.intersects(ground))


def _free(paper: Paper, tries: Iterable[_Try], *, over_symbols: bool) -> _Try | None:
    room = paper.room
    return next((one for one in tries if room.is_free(one[0], over_symbols=over_symbols)), None)


def _is_crossed(box: Box, lines: list[BaseGeometry]) -> bool:
    """Whether a border or the coast runs through a name."""
    inner = box.grown(-_SKIN_PX)
    core = shapely.box(inner.x0, inner.y0, inner.x1, inner.y1)
    return any(line.intersects(core) for line in lines)


def _lines(paper: Paper) -> Iterator[BaseGeometry]:
    """Return the lines of the base map that a name keeps off where it can."""
    for name, lines in paper.land.borders.items():
        if name != "governorate" or paper.frame.zoom >= _GOVERNORATES_FROM:
            yield seen(lines, paper.frame)
    yield seen(paper.land.coast, paper.frame)


def _draw(paper: Paper, name: _Text, box: Box, start: Spot | None = None) -> None:
    pane, room, (x, y) = paper.pane, paper.room, name.at
    # A dot at the edge of a badge or a disc would be read as a part of it.
    is_dotted = bool(name.style.dot) and not room.is_taken(x, y)
    if start is not None:
        end = (max(box.x0, min(start[0], box.x1)), max(box.y0, min(start[1], box.y1)))
        pane.stroke(Segments([(start, end)]), _LEADER, name.style.tone)
        for bead in beads(start, box.middle):
            room.take(bead)
    if is_dotted:
        pane.fill(Circles([(x, y)], name.style.dot), name.style.tone)
        room.take(Box.at(x, y, 2 * name.style.dot + 1, 2 * name.style.dot + 1))
    room.take(box)
    pane.write_middle(*box.middle, [name.text], name.look)
