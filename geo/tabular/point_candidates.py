"""Columns of a file that may say where: each way to read a point, with the points that come of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.cells import numbers
from geo.tabular.axis_names import AxisPair, axis_in, is_middle, is_of_event, is_of_other, pairs_in
from geo.tabular.column_names import plain, same_tag
from geo.tabular.mapping import MappedField
from geo.tabular.point_forms import (
    JSON,
    JSON_TURNED,
    MGRS,
    PAIR,
    PAIR_TURNED,
    WKT,
    WKT_TURNED,
    read,
    read_axis,
)
from geo.tabular.point_texts import LAT, LON, pair_of
from geo.tabular.region_boxes import in_boxes, share
from geo.tabular.sample import ENOUGH, Sample

TURNED = {PAIR: PAIR_TURNED, PAIR_TURNED: PAIR, WKT: WKT_TURNED, JSON: JSON_TURNED}
_TAGGED = {LAT: "#geo+lat", LON: "#geo+lon"}
_NAMES_A_POINT = re.compile(
    r"\b(?:coord\w*|gps|geo ?point|geopoint|geolocation|lat ?l[o]?ng?|latlon|latlng|lonlat|lnglat|point"
    r"|position|location|centroid|geom|geometry|the geom|wkt|shape|mgrs|xy|where)\b"
    r"|احداث|קואורדינ|נצ|نقطه|موقع"
)
_NAMES_COORDINATES = re.compile(
    r"\b(?:coord\w*|gps|geo ?point|lat ?l[o]?ng?|latlon|mgrs|geom|wkt)\b|احداثيات|קואורדינ"
)
_NAMES_THE_ORDER = (
    (PAIR, re.compile(r"\blat\w*\s*(?:and |y )?(?:lon\w*|lng)\b|latlon|latlng|latlong")),
    (PAIR_TURNED, re.compile(r"\b(?:lon\w*|lng)\s*(?:and )?lat\w*\b|lonlat|lnglat|\bx ?y\b")),
)
_FINE_PAIR = re.compile(r"[^\d+-]*[+-]?\d{1,3}[.,\u066b]\d{2,}\D+\d{1,3}[.,\u066b]\d{2,}.*|.*°.*")
_OPEN_DATA_KIT = re.compile(r"[+-]?\d{1,2}\.\d+ [+-]?\d{1,3}\.\d+ -?\d+(?:\.\d+)? \d+(?:\.\d+)?")
_METRES = re.compile(r"\D*-?\d{4,8}(?:[.,]\d+)?\D+-?\d{4,8}(?:[.,]\d+)?\D*")
_LARGEST_DEGREES = 180.0
_FIRST, _SOME = 40, 0.5
_HAS_DIGIT = re.compile(r"\d\D*\d")


@dataclass(frozen=True, slots=True)
class PointCandidate:
    """One way to read a point."""

    lat: MappedField
    lon: MappedField
    points: np.ndarray
    """Latitude and longitude of each row, shape (n, 2), nan where there is none."""
    n_filled: int
    """Rows that have anything in the columns."""
    rank: int
    """The lower, the likelier that it is the event's."""
    is_ordered: bool = True
    """Whether it is certain which axis is which."""
    is_metres: bool = False
    """Whether the numbers are too large for degrees."""
    is_other: bool = False
    """Whether its name says that it is of something else than the event."""
    is_middle: bool = False
    """Whether its name says that it is the middle of something."""
    can_turn: bool = True
    """Whether the other order of the axes is thinkable: not where the cells themselves name them."""
    note: str = ""
    """What was decided about it, a sentence."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file."""
        return tuple(dict.fromkeys([*self.lat.columns, *self.lon.columns]))

    @property
    def is_read(self) -> bool:
        """Whether enough of its cells are points."""
        n = int((~np.isnan(self.points).any(axis=1)).sum())
        return n >= ENOUGH * self.n_filled

    @property
    def turned(self) -> PointCandidate:
        """The same with the axes the other way round."""
        if self.lat.form:
            lat = lon = MappedField(
                self.lat.column, self.lat.more, form=TURNED[self.lat.form], why=self.lat.why
            )
        else:
            lat, lon = self.lon, self.lat
        return replace(self, lat=lat, lon=lon, points=self.points[:, ::-1])

    def but_ordered(self, note: str = "") -> PointCandidate:
        """The same, of which it is certain which axis is which."""
        return replace(self, is_ordered=True, note=note)


def candidates(sheet: Sample, columns: Sequence[str]) -> tuple[list[PointCandidate], list[str]]:
    """Return every way to read a point in some columns, and the columns of one axis that have no other."""
    pairs, alone = pairs_in(columns)
    tagged = _tagged(sheet)
    if tagged:
        pairs = [tagged, *(pair for pair in pairs if not {pair.lat, pair.lon} & {tagged.lat, tagged.lon})]
    of_pairs = [_of_pair(sheet, pair, rank=-1 if pair is tagged else None) for pair in pairs]
    others = [column for column in columns if axis_in(plain(column)) is None]
    found = [one for one in (*of_pairs, *(_in_one(sheet, column) for column in others)) if one is not None]
    paired = {column for pair in pairs for column in (pair.lat, pair.lon)}
    return found, [column for column in alone if column not in paired]


def named_like_a_point(column: str) -> bool:
    """Whether the name of a column says that points stand in it, and not the name of a place."""
    return _NAMES_COORDINATES.search(plain(column)) is not None


def is_shape(text: str) -> bool:
    """Whether a cell is the well-known text of a line or polygon."""
    return re.match(r"(?i)(?:SRID=\d+;)?\s*(?:MULTI)?(?:POLYGON|LINESTRING)\b", text) is not None


def _tagged(sheet: Sample) -> AxisPair | None:
    by_axis = {
        axis: next((c for c, said in sheet.tags.items() if same_tag(said) == same_tag(tag)), "")
        for axis, tag in _TAGGED.items()
    }
    return AxisPair(by_axis[LAT], by_axis[LON], "", "degrees") if all(by_axis.values()) else None


def _of_pair(sheet: Sample, pair: AxisPair, rank: int | None) -> PointCandidate | None:
    why = "tagged #geo+lat and #geo+lon" if rank is not None else "by the names of both"
    lat, lon = MappedField(pair.lat, why=why), MappedField(pair.lon, why=why)
    cells = [pa.array(sheet.cells[column], pa.string()) for column in (pair.lat, pair.lon)]
    axes = [numbers(read_axis(each, axis).to_pylist()) for each, axis in zip(cells, (LAT, LON), strict=True)]
    points, n_filled = np.column_stack(axes), _n_filled(*cells)
    known = points[~np.isnan(points).any(axis=1)]
    is_plane = pair.family != "degrees"
    if is_plane and len(known) < ENOUGH * max(1, n_filled):
        return None  # x and y may be anything
    if _are_metres(points):
        both = MappedField(pair.lon, (pair.lat,), why=why)
        return PointCandidate(both, both, points, n_filled, _rank(pair.stem), is_metres=True)
    return PointCandidate(
        lat,
        lon,
        points,
        n_filled,
        _rank(pair.stem) if rank is None else rank,
        is_ordered=not is_plane or share(in_boxes(*known.T)) >= ENOUGH,
        is_other=is_of_other(pair.stem),
        is_middle=is_middle(pair.stem),
    )


def _are_metres(points: np.ndarray) -> bool:
    """Whether the numbers of most points are too large for degrees."""
    known = points[~np.isnan(points).any(axis=1)]
    return share((np.abs(known) > _LARGEST_DEGREES).any(axis=1)) >= ENOUGH


def _rank(stem: str) -> int:
    if stem == "geometry":
        return 1
    return 0 if is_of_event(stem) else 4 if is_of_other(stem) or is_middle(stem) else 3


def _in_one(sheet: Sample, column: str) -> PointCandidate | None:
    """Return how both axes stand in one column, None when they do not."""
    texts = sheet.texts(column)
    if share(np.array([_HAS_DIGIT.search(text) is not None for text in texts[:_FIRST]])) < _SOME:
        return None
    name = plain(column)
    is_named = _NAMES_A_POINT.search(name) is not None
    for form in _likely(texts):
        first = pa.array(texts[:_FIRST], pa.string())
        if share(~np.isnan(numbers(read(first, form)[1].to_pylist()))) < _SOME:
            continue  # a column of long texts is not read to its end for this
        points, n_filled = _read(sheet, column, form)
        one = MappedField(column, form=form, why="by what stands in its cells")
        found = PointCandidate(
            one, one, points, n_filled, 2, is_middle=is_middle(name), is_other=is_of_other(name)
        )
        if not found.is_read:
            continue
        if _are_metres(points):
            break
        if form != PAIR:
            return replace(found, can_turn=form in TURNED and "lat" not in texts[0].lower())
        if not is_named and not sheet.mostly(column, _FINE_PAIR.fullmatch):
            return None  # two numbers, but nothing says that they are a place
        return _in_order(found, name, texts)
    if (is_named or _is_wkt(texts)) and sheet.mostly(column, _METRES.fullmatch):
        both = MappedField(column, why="by what stands in its cells")
        return PointCandidate(both, both, np.full((sheet.n_rows, 2), np.nan), len(texts), 3, is_metres=True)
    return None


def _in_order(found: PointCandidate, name: str, texts: Sequence[str]) -> PointCandidate:
    for form, said in _NAMES_THE_ORDER:
        if said.search(name):
            return found if form == PAIR else found.turned
    if all(pair_of(text)[2] for text in texts):
        return replace(found, can_turn=False)
    # A geopoint of ODK or Kobo is latitude, longitude, altitude, accuracy.
    return replace(found, is_ordered=all(map(_OPEN_DATA_KIT.fullmatch, texts)))


def _is_wkt(texts: Sequence[str]) -> bool:
    return next(_likely(texts)) == WKT


def _likely(texts: Sequence[str]) -> Iterator[str]:
    first = texts[0].lstrip().upper()
    if first.startswith(("POINT", "SRID", "MULTIPOINT", "POLYGON", "LINESTRING")):
        yield WKT
    elif first.startswith("{"):
        yield JSON
    else:
        yield PAIR
        yield MGRS


def _read(sheet: Sample, column: str, form: str) -> tuple[np.ndarray, int]:
    cells = pa.array(sheet.cells[column], pa.string())
    lat, lon = (numbers(axis.to_pylist()) for axis in read(cells, form))
    return np.column_stack([lat, lon]), _n_filled(cells)


def _n_filled(*columns: pa.StringArray) -> int:
    return int(
        np.logical_or.reduce([pc.not_equal(c, "").to_numpy(zero_copy_only=False) for c in columns]).sum()
    )
