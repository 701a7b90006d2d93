"""What is asked about points: which serves, which axis is which, which system, what they stand for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from geo.connectors.toolkit.cells import numbers
from geo.model import LocationPrecision
from geo.tabular.mapping import MappedField
from geo.tabular.point_candidates import PointCandidate
from geo.tabular.point_forms import read
from geo.tabular.questions import Question, Reply, Subject, not_used
from geo.tabular.region_boxes import in_boxes, share
from geo.tabular.sample import ENOUGH, Sample

SYSTEMS = {
    "EPSG:2039": "Israel TM",
    "EPSG:28191": "Palestine Grid of 1923",
    "EPSG:28193": "Israeli CS Grid",
    "EPSG:32636": "UTM zone 36 N",
    "EPSG:32637": "UTM zone 37 N",
    "EPSG:32638": "UTM zone 38 N",
    "EPSG:32639": "UTM zone 39 N",
    "EPSG:32635": "UTM zone 35 N",
    "EPSG:3857": "Web Mercator",
}
"""Coordinate systems in metres that the region is surveyed in."""
N_EXAMPLES = 3
_RADII_M = (5_000, 10_000)


def which_serves(sheet: Sample, found: Sequence[PointCandidate], n_differ: int) -> Question:
    """Ask which of several points is the place of the event."""
    columns = tuple(dict.fromkeys(column for one in found for column in one.columns))
    answers = [Reply(f"The point of {_listed(one)}: {_example(one)}.", fields_of(one)) for one in found]
    return Question(
        Subject.PLACE,
        columns,
        f"In {n_differ:,} rows these points are more than 100 m apart: which one is where it happened?",
        (*answers, not_used(*columns)),
        examples(sheet, columns),
    )


def is_it_the_event(sheet: Sample, one: PointCandidate) -> Question:
    """Ask whether the only point, which is called by something else, is the place of the event."""
    yes = Reply(f"Yes: {_example(one)}.", fields_of(one))
    text = f"Is the point of {_listed(one)} where it happened?"
    return Question(
        Subject.PLACE, one.columns, text, (yes, not_used(*one.columns)), examples(sheet, one.columns)
    )


def which_axis(sheet: Sample, one: PointCandidate) -> Question:
    """Ask which axis comes first, the likelier order first."""
    ways = sorted((one, one.turned), key=lambda way: -share(in_boxes(*_known(way).T)))
    answers = [Reply(f"{_example(way)}.", fields_of(way)) for way in ways]
    return Question(
        Subject.PLACE,
        one.columns,
        f"Which number of {_listed(one)} is the latitude, degrees north?",
        (*answers, not_used(*one.columns)),
        examples(sheet, one.columns),
    )


def which_system(sheet: Sample, one: PointCandidate) -> Question:
    """Ask in which coordinate system metres are: those in which most points lie in a country of the map."""
    answers = []
    for columns in dict.fromkeys((one.lat.columns, one.lat.columns[::-1])):
        rows = zip(*(sheet.cells[column] for column in columns), strict=True)
        cells = pa.array(dict.fromkeys(" ".join(row) for row in rows if all(row)), pa.string())
        for form, title in SYSTEMS.items():
            lat, lon = (numbers(axis.to_pylist()) for axis in read(cells, form))
            if share(in_boxes(lat, lon)) >= ENOUGH:
                field = MappedField(columns[0], columns[1:], form=form)
                text = f"{title} ({form}): {cells[0]} is {lat[0]:.5f}, {lon[0]:.5f}."
                answers.append(Reply(text, {"lat": field, "lon": field}))
    text = f"In which coordinate system are the metres of {_listed(one)}?"
    if not answers:
        text = (
            f"The numbers of {_listed(one)} are no degrees, and in no system that is known here: leave them?"
        )
    answers.append(not_used(*one.columns))
    return Question(Subject.PLACE, one.columns, text, tuple(answers), examples(sheet, one.columns))


def not_all_read(sheet: Sample, one: PointCandidate) -> Question:
    """Ask about a point of which many cells are none."""
    n = len(_known(one))
    take = Reply("Take it; rows in which it cannot be read are rejected, with the reason.", fields_of(one))
    return Question(
        Subject.PLACE,
        one.columns,
        f"{_listed(one)} can be read as a point in {n:,} of {one.n_filled:,} rows: take it?",
        (take, not_used(*one.columns)),
        examples(sheet, one.columns, np.isnan(one.points).any(axis=1)),
    )


def what_they_stand_for(sheet: Sample, one: PointCandidate, said: str) -> Question:
    """Ask what ground the points of a file of middles stand for; `said` tells why it is asked."""
    place = fields_of(one)

    def area(precision: LocationPrecision) -> dict[str, MappedField]:
        return {**place, "location_precision": MappedField(constant=str(precision))}

    def within(metres: int) -> dict[str, MappedField]:
        return {**area(LocationPrecision.LOCALITY), "radius_m": MappedField(constant=str(metres))}

    answers = [
        Reply("Leave them as they are: a place within 3 km of each point.", area(LocationPrecision.LOCALITY))
    ]
    answers += [
        Reply(f"Each stands for a place within {metres // 1_000} km.", within(metres)) for metres in _RADII_M
    ]
    answers += [
        Reply("Each stands for the governorate that holds it.", area(LocationPrecision.GOVERNORATE)),
        Reply("Each stands for the country or territory that holds it.", area(LocationPrecision.TERRITORY)),
        not_used(*one.columns),
    ]
    return Question(
        Subject.PLACE,
        one.columns,
        f"{said}: what does a point stand for?",
        tuple(answers),
        examples(sheet, one.columns),
    )


def fields_of(one: PointCandidate) -> dict[str, MappedField]:
    """Return the fields that read a point so."""
    return {"lat": one.lat, "lon": one.lon}


def examples(sheet: Sample, columns: Sequence[str], where: np.ndarray | None = None) -> tuple[str, ...]:
    """Return up to three different cells, or pairs of cells, of some columns, of the rows that are marked."""
    rows = list(zip(*(sheet.cells[column] for column in columns), strict=True))
    kept = rows if where is None else [row for row, is_one in zip(rows, where, strict=True) if is_one]
    return tuple(dict.fromkeys(" · ".join(row) for row in kept if any(row)))[:N_EXAMPLES]


def _known(one: PointCandidate) -> np.ndarray:
    known: np.ndarray = one.points[~np.isnan(one.points).any(axis=1)]
    return known


def _example(one: PointCandidate) -> str:
    known = _known(one)
    if not len(known):
        return "no point in the first rows"
    lat, lon = known[0]
    return f"{lat:.5f} degrees north, {lon:.5f} degrees east"


def _listed(one: PointCandidate) -> str:
    return " and ".join(map(repr, one.columns))
