"""People reported sheltering: for each area the range of what is claimed for one day, as two rings.

Figures of different days are no range: more or fewer people were there. The pointer reads the change.

On paper the rules are those of `geo/static/js/ground.js` and, for the text, `geo/static/js/labels.js`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd
import shapely

from geo import wording
from geo.filters.view import ALL_AREAS, View
from geo.geometry.frame import Box, world
from geo.geometry.gazetteer import Areas
from geo.geometry.zone_outlines import label_point
from geo.language import N_, Words, names
from geo.layers.cards import sheltering_list
from geo.layers.day_steps import DaySteps, day_steps
from geo.layers.draw import BOLD, Circles, Look, Swatch, SwatchPen
from geo.layers.layer import Cards, Click, LegendLine, MapLayer, Painted, Paper
from geo.layers.map_state import MapState, ShelteringMark
from geo.layers.symbols import GROUND, SHELTERING_MAX, SHELTERING_MIN
from geo.layers.zones import SHELTER_NOTE
from geo.model import Layer, Range
from geo.model.rows import Row, rows
from geo.queries.in_area import figures_on
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot
from geo.snapshot.statements import SHELTERING_MAX_AGE_DAYS

TOTALS = ("all_displaced", "population_estimate")
"""Settings that speak of everybody in an area; the others are a part of them."""
TEXT = Look(11, GROUND.sheltering, BOLD, GROUND.paper)
_TEXT_WIDTH = 140
_RING_PX_AT_10 = 0.038


class ShelteringLayer(MapLayer):
    """The newest figures of each area on the last day of the view."""

    name = Layer.SHELTERING
    label = N_("People sheltering")
    follows_brush = True
    depth = 400
    text_rank = 200
    note = SHELTER_NOTE

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        """Return a state with the range of each area on the newest day that somebody counted it."""
        return replace(state, sheltering=_marks_on(snapshot, view.date_to, view.area, words))

    def in_any_dates(self, snapshot: Snapshot, view: View, words: Words) -> Mapping[str, object]:
        """Return the marks of every last day that there can be, by the day from which they are shown."""
        return {"sheltering": asdict(_steps(snapshot, view.area, words))}

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        """Return the line that explains the two rings."""
        if state.sheltering:
            rings = ((5, SHELTERING_MIN), (8.5, SHELTERING_MAX))
            swatch = pen.circles(rings, GROUND.sheltering)
            yield LegendLine(
                N_("People sheltering"),
                N_("Lowest and highest reported figure"),
                swatch,
                N_("People sheltering"),
            )

    def cards(self, click: Click) -> Cards:
        """Return the figures that were clicked on, side by side."""
        figures = figures_on(click.snapshot, click.view.date_to, click.view.area)
        found = figures[figures.index.isin(click.spot.ids)]
        return Cards(sheltering_list(found, click.words) if len(found) else "")

    def paint(self, paper: Paper) -> Painted:
        """Paint rings whose area is in proportion to people: the smallest number said and the largest."""
        pane, frame = paper.pane, paper.frame
        px = _RING_PX_AT_10 * min(1.3, max(0.4, 2 ** ((frame.zoom - 10) * 0.5)))
        drawn = []
        for mark in paper.state.sheltering:
            x, y = frame.place(*(float(v) for v in world(mark.lon, mark.lat)))
            inner, outer = (_ring(px, people) for people in (mark.people_min, mark.people_max))
            radius = max(inner, outer, 3.0)
            if not frame.box.grown(radius).holds(x, y):
                continue
            # An exact figure reads as two rings too, a hair apart: one ring is left to open ranges.
            beyond = outer if outer > inner + 2.5 or not inner else inner + 3
            rings = [(beyond, SHELTERING_MAX)] if outer else []
            rings += [(inner, SHELTERING_MIN)] if inner else []
            for r, line in rings:
                circle = Circles([(x, y)], r)
                pane.stroke(circle, replace(line, width_px=line.width_px + 2, alpha=0.7), GROUND.paper)
                pane.stroke(circle, line, GROUND.sheltering)
            drawn.append(DrawnPeople(mark, x, y, radius))
        return _PaintedPeople(drawn)


@dataclass(frozen=True, slots=True)
class DrawnPeople:
    """A figure of people sheltering as it was drawn."""

    mark: ShelteringMark
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class _PaintedPeople(Painted):
    drawn: list[DrawnPeople]

    def write(self, paper: Paper) -> None:
        """Write the range of people beside each pair of rings."""
        pane, room = paper.pane, paper.room
        for ring in self.drawn:
            label = pane.text_block(ring.mark.label, TEXT, _TEXT_WIDTH)
            down, across = ring.r + 4 + label.height / 2, ring.r + 4 + label.width / 2
            for dx, dy in ((0, down), (0, -down), (across, 0), (-across, 0), (0, 0)):
                box = Box.at(ring.x + dx, ring.y + dy, label.width, label.height)
                if room.is_free(box, 1):
                    room.take(box)
                    pane.write_middle(ring.x + dx, ring.y + dy, label.lines, TEXT, rtl=paper.rtl)
                    break


def _ring(px: float, people: int | None) -> float:
    return 0.0 if people is None else max(3.0, px * math.sqrt(people))


@per_snapshot
def _marks_on(snapshot: Snapshot, day: date, area: str, words: Words) -> tuple[ShelteringMark, ...]:
    return tuple(_marks(snapshot, snapshot.sheltering_then(day), area, words))


def _marks(snapshot: Snapshot, ids: Iterable[str], area: str, words: Words) -> Iterator[ShelteringMark]:
    figures, inside = _rows(snapshot), _inside(snapshot, area)
    by_ground: dict[str, list[Row]] = {}
    for figure in (figures[figure_id] for figure_id in ids):
        if inside is None or inside.issuperset(figure.pcodes.split(";")):
            by_ground.setdefault(figure.pcodes, []).append(figure)
    for pcodes, of_ground in by_ground.items():
        point, spoken = _label_of(tuple(pcodes.split(";")), snapshot.areas), _of_one_question(of_ground)
        if point is not None and spoken:
            yield _mark(point, spoken, words)


@per_snapshot
def _rows(snapshot: Snapshot) -> dict[str, Row]:
    # Looked through for every day that there is: a frame would take a thousand times as long.
    return {figure.sheltering_id: figure for figure in rows(snapshot.tables["sheltering"])}


def _inside(snapshot: Snapshot, area: str) -> frozenset[str] | None:
    return None if area == ALL_AREAS else snapshot.areas.within(area)


@per_snapshot
def _steps(snapshot: Snapshot, area: str, words: Words) -> DaySteps[ShelteringMark]:
    # Figures come on their day, and go when they are too old.
    told = {figure.as_of_date.date() for figure in _rows(snapshot).values() if pd.notna(figure.as_of_date)}
    gone = {day + timedelta(days=SHELTERING_MAX_AGE_DAYS + 1) for day in told}
    made: dict[tuple[str, ...], tuple[ShelteringMark, ...]] = {}

    def marks_on(day: date) -> tuple[ShelteringMark, ...]:
        ids = tuple(snapshot.sheltering_then(day))
        if ids not in made:
            made[ids] = tuple(_marks(snapshot, ids, area, words))
        return made[ids]

    return day_steps(snapshot.span, told | gone, marks_on)


def _mark(point: tuple[float, float], spoken: list[Row], words: Words) -> ShelteringMark:
    """Return the mark of an area for the figures, by date, that answer one question."""
    days = [figure.as_of_date for figure in spoken]
    first, newest = (_ClaimsOfDay([f for f in spoken if f.as_of_date == day]) for day in (days[0], days[-1]))
    title = _title(newest, words) if days[0] == days[-1] else _change(first, newest, words)
    mark_id = newest.newest.sheltering_id
    return ShelteringMark(mark_id, *point, newest.span.min, newest.span.max, words.range(newest.span), title)


def _of_one_question(figures: list[Row]) -> list[Row]:
    """Return the figures that answer what the newest one does, of everybody there or of one setting."""
    known = [figure for figure in figures if not wording.harm(figure, "people").is_unknown]
    known.sort(key=lambda figure: (figure.as_of_date, figure.sheltering_id))
    spoken = [figure for figure in known if figure.setting in TOTALS] or known
    if not spoken:
        return []
    # Of two on the newest day the first by name: all displaced people before an estimate.
    setting = min(figure.setting for figure in spoken if figure.as_of_date == spoken[-1].as_of_date)
    return [figure for figure in spoken if figure.setting == setting]


@dataclass(frozen=True, slots=True)
class _ClaimsOfDay:
    """What is claimed of one area, in answer to one question, for one day."""

    figures: list[Row]

    @property
    def span(self) -> Range:
        return _span([wording.harm(figure, "people") for figure in self.figures])

    @property
    def newest(self) -> Row:
        return self.figures[-1]

    def said(self, words: Words) -> dict[str, str]:
        claimants, newest = list(dict.fromkeys(figure.claimant for figure in self.figures)), self.newest
        return {
            "area": names.place(newest.area_name, words),
            "figure": words.range(self.span),
            "day": words.day(wording.day_of(newest.as_of_date)),
            "claimant": words.listed([names.claimant(claimant, words) for claimant in claimants]),
        }


def _title(claims: _ClaimsOfDay, words: Words) -> str:
    n, said = len(claims.figures), claims.said(words)
    return words.plural(
        "{area}: {figure} people sheltering on {day}; {n} figure, says {claimant}",
        "{area}: {figure} people sheltering on {day}; {n} figures, say {claimant}",
        n,
        **said,
    )


def _change(first: _ClaimsOfDay, newest: _ClaimsOfDay, words: Words) -> str:
    earlier = first.said(words)
    return words(
        "{area}: people sheltering, from {earlier} on {first_day} (says {first_claimant}) to {figure} on "
        "{day} (says {claimant})",
        earlier=earlier["figure"],
        first_day=earlier["day"],
        first_claimant=earlier["claimant"],
        **newest.said(words),
    )


def _span(ranges: list[Range]) -> Range:
    """Return the ends of what is claimed, from the lowest claim to the highest."""
    ends = [end for r in ranges for end in (r.min, r.max) if end is not None]
    open_above = any(r.max is None for r in ranges)
    open_below = any(r.min is None for r in ranges)
    return Range(None if open_below else min(ends), None if open_above else max(ends))


@lru_cache(maxsize=256)
def _label_of(pcodes: tuple[str, ...], areas: Areas) -> tuple[float, float] | None:
    if not all(pcode in areas for pcode in pcodes):
        return None
    if len(pcodes) == 1:
        return areas[pcodes[0]].label
    return label_point(shapely.union_all([areas[pcode].geometry for pcode in pcodes]))
