"""Damage assessments: damaged structures that somebody counted in an image, cell by cell.

They lie under everything that is said of strikes and are never proof of a report: neither the colour, which
is no kind's, nor any text ties a cell to one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import mapping, shape

from geo import wording
from geo.filters.view import View
from geo.language import N_, Words
from geo.layers.card_templates import filled
from geo.layers.day_steps import DaySteps, day_steps
from geo.layers.draw import Swatch, SwatchPen
from geo.layers.land import on_plane, seen
from geo.layers.layer import Cards, Click, LegendLine, MapLayer, Painted, Paper, Shapes, shape_file_of
from geo.layers.map_state import AddedMark, MapState
from geo.layers.symbols import DAMAGE, DAMAGE_LINE, DAMAGE_STEPS
from geo.model import Layer
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CAVEAT = N_("Damage seen in an image is never proof of a report.")
_HEADING = N_("Damaged structures in a cell, never proof of a report")
_STEPS = (N_("1 to 9"), N_("10 to 49"), N_("50 to 199"), N_("200 or more"))
_LINES_FROM = 12
"""Zoom from which cells are large enough to be outlined."""


@dataclass(frozen=True, slots=True)
class AssessmentMark(AddedMark):
    """A damage assessment that the map shows."""

    statement: str
    """What stands beside the map: publisher, dates, and that it is no proof of a report; plain text."""


class AssessmentsLayer(MapLayer):
    """The newest assessment of each source by the last day of the view."""

    name = Layer.ASSESSMENTS
    label = N_("Damage assessments")
    follows_brush = True
    depth = 100

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        """Return a state with the assessments."""
        return self.adding(state, snapshot, _marks_on(snapshot, view.date_to, words))

    def in_any_dates(self, snapshot: Snapshot, view: View, words: Words) -> Mapping[str, object]:
        """Return the marks of every last day that there can be, and where their cells are."""
        del view
        file = shape_file_of(snapshot, self)
        steps = asdict(_steps(snapshot, words))
        return {"assessments": {**steps, "shapes": file.address}} if file else {}

    def shapes(self, snapshot: Snapshot) -> Shapes:
        """Return the cells of each assessment, with their counts."""
        found: dict[str, list[dict[str, object]]] = {}
        for row in rows(snapshot.tables["assessments"]):
            geometry = mapping(shapely.from_wkt(row.geometry_wkt))
            cell = {"id": row.assessment_id, "n": int(row.structures), "geometry": geometry}
            found.setdefault(_key(row), []).append(cell)
        return found

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        """Return a line for each depth of the tint."""
        if self.name in state.added:
            for (_, alpha), text in zip(DAMAGE_STEPS, _STEPS, strict=True):
                yield LegendLine(_HEADING, text, pen.tint(DAMAGE, alpha, DAMAGE_LINE))

    def statements(self, state: MapState) -> Iterable[str]:
        """Return who published what is shown, of which days, and what it is no proof of."""
        return (mark.statement for mark in _shown(state))

    def cards(self, click: Click) -> Cards:
        """Return the cells that were clicked on."""
        table, words = click.snapshot.tables["assessments"], click.words
        found = list(rows(table[table.index.isin(click.spot.ids)]))
        html = filled(
            "here_assessments.html",
            words,
            cells=found[: click.most],
            title=words(self.label),
            caveat=words(CAVEAT),
            counted=counted,
            image_days=image_days,
        )
        return Cards(html if found else "")

    def paint(self, paper: Paper) -> Painted:
        """Tint the cells, one fill for each depth."""
        on_ground = _on_plane(paper.snapshot)
        for mark in _shown(paper.state):
            cells = on_ground.get(mark.key, ())
            for at, (least, alpha) in enumerate(DAMAGE_STEPS):
                most = DAMAGE_STEPS[at + 1][0] if at + 1 < len(DAMAGE_STEPS) else float("inf")
                _tint(paper, [cell for cell, n in cells if least <= n < most], alpha)
        return Painted()


def _shown(state: MapState) -> Iterator[AssessmentMark]:
    if of_layer := state.added.get(AssessmentsLayer.name):
        yield from (mark for mark in of_layer.marks if isinstance(mark, AssessmentMark))


@per_snapshot
def _on_plane(snapshot: Snapshot) -> dict[str, list[tuple[BaseGeometry, int]]]:
    """Return the cells of each assessment on the mercator plane, with their counts."""
    shapes = AssessmentsLayer().shapes(snapshot)
    return {key: [(on_plane(shape(c["geometry"])), c["n"]) for c in cells] for key, cells in shapes.items()}


def _key(row: Row) -> str:
    """Return the name of the assessment that a row is a cell of."""
    first, last = (wording.day_of(day) for day in (row.image_from, row.image_to))
    return f"{row.source_id}/{first or ''}/{last}"


def _tint(paper: Paper, cells: list[BaseGeometry], alpha: float) -> None:
    ground = seen(shapely.GeometryCollection(cells), paper.frame)
    paper.pane.fill(ground, DAMAGE, alpha)
    if paper.frame.zoom >= _LINES_FROM:
        paper.pane.stroke(ground, DAMAGE_LINE, DAMAGE)


@per_snapshot
def _marks_on(snapshot: Snapshot, day: date, words: Words) -> tuple[AssessmentMark, ...]:
    found = {_key(row): row for row in rows(snapshot.assessments_on(day))}
    licences = snapshot.tables["sources"]["licence"]
    return tuple(
        _mark(key, row, licences.get(row.source_id, ""), words) for key, row in sorted(found.items())
    )


@per_snapshot
def _steps(snapshot: Snapshot, words: Words) -> DaySteps[AssessmentMark]:
    stated = (wording.day_of(row.image_to) for row in rows(snapshot.tables["assessments"]))
    return day_steps(snapshot.span, filter(None, stated), lambda day: _marks_on(snapshot, day, words))


def _mark(key: str, row: Row, licence: str, words: Words) -> AssessmentMark:
    said = {"publisher": wording.published(row, words), "days": image_days(row, words)}
    caveat = words(CAVEAT)
    title = words("Damaged structures counted here: {n} · {publisher}, image of {days}", n="{n}", **said)
    sentences = [words("Damage assessment: {publisher}, image of {days}.", **said)]
    if licence:
        sentences.append(words("Licence of its counts: {licence}.", licence=licence))
    return AssessmentMark(key, f"{title} · {caveat}", " ".join([*sentences, caveat]))


def image_days(row: Row, words: Words) -> str:
    """Return the days of which an assessment's image may be."""
    last = wording.day_of(row.image_to)
    first = wording.day_of(row.image_from)
    return words.day(last) if first is None or last is None else words.days(first, last)


def counted(row: Row, words: Words) -> str:
    """Return the count of a cell in words."""
    n = int(row.structures)
    return words.plural(
        "{n} damaged structure counted in this cell", "{n} damaged structures counted in this cell", n
    )
