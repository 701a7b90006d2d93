"""Which columns say where: a point in one column or two, an area, and how finely.

Names propose, cells decide. Both axes are always of one pair. Where a file gives several points they are
compared row by row: those that agree need no question, those that differ are asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np

from geo.tabular.axis_names import axis_in
from geo.tabular.column_names import NAMES, plain
from geo.tabular.find_precision import precision, radius
from geo.tabular.mapping import MappedField
from geo.tabular.point_candidates import PointCandidate, candidates, is_shape, named_like_a_point
from geo.tabular.point_questions import (
    examples,
    fields_of,
    is_it_the_event,
    not_all_read,
    what_they_stand_for,
    which_axis,
    which_serves,
    which_system,
)
from geo.tabular.point_texts import LAT, LON, axis_of
from geo.tabular.questions import Question, Reply, SettledFields, Subject, not_used
from geo.tabular.region_boxes import in_boxes, in_region, on_globe, share
from geo.tabular.sample import ENOUGH, Sample

OURS = ("lat", "lon", "area_pcode", "place_name", "location_precision", "radius_m", "location_note")
"""The documented columns that are settled here."""
_APART_M = 100.0
_METRES_A_DEGREE = 111_320.0
_A_FEW = 0.01
"""Share of the rows in which two points may differ and still be one."""
_SURE_POINTS = 10
"""Different points of which the countries of the map may tell which axis is which; fewer may lie at sea."""
_MANY_ROWS, _ROWS_A_POINT = 20, 3
_AREAS = (
    {"neighbourhood", "neighborhood", "community", "municipality", "adm3", "admin3"},
    {"governorate", "district", "adm2", "admin2", "محافظه", "נפה"},
    {"province", "region", "admin", "adm", "adm1", "admin1", "منطقه", "מחוז"},
    {"country", "state", "دوله", "מדינה"},
)
"""Words in the names of columns that name areas, the smallest first."""


def find(sheet: Sample, fields: Mapping[str, MappedField]) -> SettledFields:
    """Return the fields of `OURS`, given what names proposed for them; an empty field takes one away."""
    found = {ours: fields[ours] for ours in OURS if ours in fields}
    elsewhere = {c for ours, one in fields.items() if ours not in OURS for c in one.columns}
    every, _ = candidates(sheet, [column for column in sheet.columns if column not in elsewhere])
    of_point = _point(sheet, every)
    found |= {
        axis: of_point.fields.get(axis, MappedField())
        for axis in (LAT, LON)
        if axis in {*found, *of_point.fields}
    }
    questions, notes = list(of_point.questions), list(of_point.notes)
    taken = {column for one in every for column in one.columns}
    _give_back(sheet, found, taken)
    for settled in (
        precision(sheet, found),
        radius(sheet, found, [c for c in sheet.columns if c not in {*elsewhere, *taken}]),
    ):
        # A radius that the words of a precision say is there before one is looked for.
        found |= settled.fields
        questions += settled.questions
    chosen = next((one for one in every if found.get(LAT) and fields_of(one)[LAT] == found[LAT]), None)
    of_shared = _shared(
        sheet, chosen, every, is_said=bool(found.get("location_precision") or found.get("radius_m"))
    )
    asked = {column for question in questions for column in question.columns}
    if of_shared.questions and not asked & set(of_shared.questions[0].columns):
        found |= {LAT: MappedField(), LON: MappedField()}
        questions += of_shared.questions
    notes += of_shared.notes
    if found.get(LAT) and not found.get("location_precision"):
        notes.append("No column says how fine the points are: each counts as a locality, within 3 km.")
    return SettledFields(found, tuple(questions), tuple(notes))


def left(sheet: Sample, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say where."""
    used = {column for one in fields.values() for column in one.columns}
    if LAT in fields or candidates(sheet, [c for c in sheet.columns if c not in {*used, *columns}])[0]:
        return ()  # there is a point, or somebody is being asked about one
    axes = [c for c in columns if axis_in(plain(c)) and sheet.mostly(c, lambda text: axis_of(text)[0])]
    asked: list[Question] = []
    if axes:
        asked.append(_of_lone_axes(sheet, axes))
    asked += [_of_unread(sheet, c) for c in columns if c not in axes and _could_be_a_point(sheet, c)]
    named = {column for question in asked for column in question.columns}
    if "area_pcode" not in fields and "place_name" not in fields and not asked:
        areas = sorted((c for c in columns if c not in named and sheet.texts(c) and _level(c)), key=_level)
        asked += [_of_area(sheet, areas)] if areas else []
    return tuple(asked)


def _point(sheet: Sample, every: Sequence[PointCandidate]) -> SettledFields:
    """Return the fields of the point, or what is asked about it."""
    settled = [_settled(one) for one in every if one.is_read and not one.is_metres]
    ready = sorted((one for one in settled if one.is_ordered), key=lambda one: (one.rank, -_n_points(one)))
    if not ready:
        return SettledFields(questions=tuple(_asked(sheet, every, settled)))
    best = ready[0]
    others = [*ready[1:], *(one for one in settled if not one.is_ordered)]
    differing = [one for one in others if _n_differ(best, one) > _A_FEW * _n_both(best, one)]
    notes = [_differs_a_little(best, one) for one in others if one not in differing and _n_differ(best, one)]
    if differing and (
        best.is_other or best.is_middle or not all(one.is_other or one.is_middle for one in differing)
    ):
        n = max(_n_differ(best, one) for one in differing)
        return SettledFields(questions=(which_serves(sheet, [best, *differing], n),))
    if best.is_other or _has_one_whole_axis(best):
        return SettledFields(questions=(is_it_the_event(sheet, best),))
    if _looks_turned(best):
        return SettledFields(questions=(which_axis(sheet, best),))
    notes += [f"The point is that of {_listed(best)}; not read: {_listed(one)}." for one in differing]
    fullest = max((one for one in ready if one not in differing), key=_n_points)
    best = fullest if _n_points(fullest) > _n_points(best) else best
    if best.note:
        notes.append(best.note)
    return SettledFields(fields_of(best), notes=tuple(notes))


def _asked(
    sheet: Sample, every: Sequence[PointCandidate], settled: Sequence[PointCandidate]
) -> Iterable[Question]:
    for one in settled:
        yield which_axis(sheet, one)
    if not settled:
        yield from (which_system(sheet, one) for one in every if one.is_metres)
        yield from (not_all_read(sheet, one) for one in every if not one.is_metres and one.n_filled)


def _settled(one: PointCandidate) -> PointCandidate:
    """Return a point with its axes in their order, where the numbers alone settle that."""
    if one.is_ordered:
        return one
    ways = (one, one.turned)
    for is_inside in (on_globe, in_region, in_boxes):
        if is_inside is in_boxes and len(np.unique(_known(one), axis=0)) < _SURE_POINTS:
            return one
        shares = [share(is_inside(*_known(way).T)) for way in ways]
        if max(shares) >= ENOUGH and min(shares) == 0:
            way = ways[shares.index(max(shares))]
            first = "latitude" if way is one else "longitude"
            note = f"Of {_listed(one)} the first number is the {first}: else no point would be in the region."
            return way.but_ordered(note)
    return one


def _has_one_whole_axis(one: PointCandidate) -> bool:
    """Whether one axis is whole degrees in every row, as a count or a day is, and the other is in none."""
    is_whole = (_known(one) % 1 == 0).T
    return len(is_whole[0]) > 1 and {(axis.all(), axis.any()) for axis in is_whole} == {
        (True, True),
        (False, False),
    }


def _looks_turned(one: PointCandidate) -> bool:
    """Whether the points lie in a country of the map only with their axes the other way round."""
    known = _known(one)
    return (
        one.can_turn
        and bool(len(known))
        and share(in_boxes(*known.T)) == 0
        and share(in_boxes(*known.T[::-1])) >= ENOUGH
    )


def _shared(
    sheet: Sample, one: PointCandidate | None, every: Sequence[PointCandidate], *, is_said: bool
) -> SettledFields:
    """Return what to say and ask of a file of which many rows share a point, or whose points are middles."""
    if one is None:
        return SettledFields()
    known = _known(one)
    _, counts = np.unique(known, axis=0, return_counts=True)
    shared = counts[counts >= _ROWS_A_POINT]
    n, n_points = int(shared.sum()), len(shared)
    is_many = len(known) >= _MANY_ROWS and n >= len(known) / 2
    note = f"{n:,} of {len(known):,} rows share {n_points:,} points."
    is_middle = any(each.is_middle and not _n_differ(one, each) for each in every if each.is_read)
    is_whole = len(known) > 0 and float((known % 1 == 0).all(axis=1).mean()) >= ENOUGH
    if is_said or not (is_many or is_middle or is_whole):
        return SettledFields(notes=(note,) if is_many else ())
    what = "whole degrees" if is_whole else "the middle of something"
    why = note.rstrip(".") if is_many else f"{_listed(one)} gives {what}"
    return SettledFields(questions=(what_they_stand_for(sheet, one, why),), notes=(note,) if is_many else ())


def _give_back(sheet: Sample, found: dict[str, MappedField], taken: set[str]) -> None:
    """Take points out of `place_name`, and give it the next column that is called so."""
    one = found.get("place_name", MappedField())
    if one.column not in taken:
        return
    free = [c for c in sheet.columns if c not in taken and not axis_in(plain(c))]
    named = next((c for name in NAMES["place_name"] for c in free if plain(c) == name), "")
    found["place_name"] = MappedField(named, why="by its name") if named else MappedField()


def _of_lone_axes(sheet: Sample, axes: Sequence[str]) -> Question:
    by_axis: dict[str, list[str]] = {LAT: [], LON: []}
    for column in axes:
        name = axis_in(plain(column))
        by_axis[name.axis if name else LAT].append(column)
    answers = [
        Reply(f"{lat!r} and {lon!r} are one point.", {LAT: MappedField(lat), LON: MappedField(lon)})
        for lat, lon in product(by_axis[LAT], by_axis[LON])
    ]
    listed = " and ".join(map(repr, axes))
    text = f"By their names {listed} do not belong together: which are one point?"
    if not answers:
        text = f"{listed} has no other axis beside it: leave it?"
    return Question(Subject.PLACE, tuple(axes), text, (*answers, not_used(*axes)), examples(sheet, axes))


def _could_be_a_point(sheet: Sample, column: str) -> bool:
    if not sheet.texts(column) or sheet.share(column, is_shape):
        return False
    return named_like_a_point(column) and sheet.mostly(column, lambda text: any(map(str.isdigit, text)))


def _of_unread(sheet: Sample, column: str) -> Question:
    text = f"{column!r} may say where, but in no way that can be read: leave it?"
    return Question(Subject.PLACE, (column,), text, (not_used(column),), examples(sheet, [column]))


def _level(column: str) -> int:
    """Return how large the areas are that the name of a column speaks of, from 1; 0 of none."""
    said = set(plain(column).split())
    of_codes = {"code", "iso", "id", "pcode"}
    return next((n for n, words in enumerate(_AREAS, 1) if words & said and not of_codes & said), 0)


def _of_area(sheet: Sample, areas: Sequence[str]) -> Question:
    answers = [Reply(f"The name in {column!r}.", {"place_name": MappedField(column)}) for column in areas]
    text = "No column gives a point: which one names the place?"
    return Question(Subject.PLACE, tuple(areas), text, (*answers, not_used(*areas)), examples(sheet, areas))


def _known(one: PointCandidate) -> np.ndarray:
    known: np.ndarray = one.points[~np.isnan(one.points).any(axis=1)]
    return known


def _n_points(one: PointCandidate) -> int:
    return len(_known(one))


def _apart(one: PointCandidate, other: PointCandidate) -> np.ndarray:
    """Return metres between the points of each row that has both."""
    both = ~np.isnan(one.points).any(axis=1) & ~np.isnan(other.points).any(axis=1)
    a, b = one.points[both], other.points[both]
    north, east = (a - b).T * _METRES_A_DEGREE
    apart: np.ndarray = np.hypot(north, east * np.cos(np.radians(np.clip(a[:, 0], -90, 90))))
    return apart


def _n_differ(one: PointCandidate, other: PointCandidate) -> int:
    """Return in how many rows two points differ; of one whose order is not known, the better order counts."""
    ways = (other,) if other.is_ordered else (other, other.turned)
    return min(int((_apart(one, way) > _APART_M).sum()) for way in ways)


def _n_both(one: PointCandidate, other: PointCandidate) -> int:
    return len(_apart(one, other))


def _differs_a_little(one: PointCandidate, other: PointCandidate) -> str:
    n = _n_differ(one, other)
    return f"The points of {_listed(one)} and {_listed(other)} differ in {n:,} rows; the former are taken."


def _listed(one: PointCandidate) -> str:
    return " and ".join(map(repr, one.columns))
