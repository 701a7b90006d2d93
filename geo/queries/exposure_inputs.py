"""Inputs of exposure and of orders in force: footprints, days and outlines of a snapshot, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from geo.analysis.exposure import Spots, spots_of
from geo.analysis.periods import Days, events
from geo.analysis.planes import NO_DISCS, Discs, Outlines
from geo.filters.filter_index import AREA, DISC, NO_DAY
from geo.geometry.footprints import AREA as AREA_WORD
from geo.geometry.footprints import DISC as DISC_WORD
from geo.geometry.stated_ground import NAMED_PLACE_M
from geo.geometry.zone_outlines import zone_geometry
from geo.model import DatePrecision
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot
from geo.snapshot.report_index import ReportIndex

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_PARTS_OF_A_DEGREE = 1e7
"""Points are told apart to a centimetre."""


@dataclass(frozen=True, slots=True)
class ZonePlaces:
    """The places of zone statuses."""

    zone_ids: tuple[str, ...]
    """Every zone status, in the order of `Snapshot.zones`: by first day, then id."""
    number: np.ndarray
    """Number of each status's outline; -1 where nothing can be drawn, or no first day is stated."""
    outlines: Outlines
    """As the map draws them, each once."""


@dataclass(frozen=True, slots=True)
class ExposureInputs:
    """The reports of a snapshot, in the form that `geo.analysis` takes."""

    discs: Discs
    areas: tuple[BaseGeometry, ...]
    """EPSG:4326; those of reports of an area, and those within which discs lie."""
    spots: Spots
    is_area: np.ndarray
    """Whether each spot is an area."""


@per_snapshot
def zone_places_of(snapshot: Snapshot) -> ZonePlaces:
    """Return the places of the zone statuses of a snapshot, computed once."""
    number: dict[BaseGeometry, int] = {}
    numbers = [
        -1 if shape is None or pd.isna(zone.valid_from) else number.setdefault(shape, len(number))
        for zone in rows(snapshot.zones)
        for shape in [zone_geometry(zone, snapshot.areas)]
    ]
    return ZonePlaces(tuple(snapshot.zones.index), np.array(numbers, int), Outlines(list(number)))


@per_snapshot
def exposure_inputs_of(snapshot: Snapshot) -> ExposureInputs:
    """Return the inputs of all reports of a snapshot, computed once."""
    discs, areas, ground = _footprints(snapshot.store)
    return _inputs(snapshot, discs, areas, spots_of(ground, _days(snapshot.store)))


def exposure_inputs_of_one(snapshot: Snapshot, report: Row) -> ExposureInputs:
    """Return the inputs of a single report: one spot, or none when it cannot be compared."""
    has_day = not pd.isna(report.event_start)
    is_disc, is_area = (has_day and report.footprint == word for word in (DISC_WORD, AREA_WORD))
    discs, areas = NO_DISCS, [report.footprint_pcode] if is_area else []
    if is_disc:
        is_named = report.footprint_radius_m <= NAMED_PLACE_M and report.area_pcode in snapshot.areas
        areas = [report.area_pcode] if is_named else []
        lon, lat, radius_m = (
            np.array([number], float) for number in (report.lon, report.lat, report.footprint_radius_m)
        )
        discs = Discs(lon, lat, radius_m, area=np.array([0 if is_named else -1]))
    first, last = (report.day_first, report.day_last) if has_day else (NO_DAY, NO_DAY)
    days = events(
        np.array([first]),
        np.array([last]),
        is_month=np.array([report.date_precision == DatePrecision.MONTH]),
        is_open=np.array([report.date_precision == DatePrecision.RANGE and pd.isna(report.event_end)]),
    )
    ground = np.array([0 if is_disc or is_area else -1])
    return _inputs(snapshot, discs, areas, spots_of(ground, days))


def _inputs(snapshot: Snapshot, discs: Discs, areas: list[str], spots: Spots) -> ExposureInputs:
    shapes = tuple(snapshot.areas[pcode].geometry for pcode in areas)
    return ExposureInputs(discs, shapes, spots, spots.ground >= len(discs.lon))


def _days(store: ReportIndex) -> Days:
    precision = store.column("date_precision")
    return events(
        store.columns.day_first,
        store.columns.day_last,
        is_month=_mask(pc.equal(precision, str(DatePrecision.MONTH))),
        is_open=_mask(pc.equal(precision, str(DatePrecision.RANGE)))
        & _mask(pc.is_null(store.column("event_end"))),
    )


def _footprints(store: ReportIndex) -> tuple[Discs, list[str], np.ndarray]:
    """Return the discs, the p-codes of the areas, and the number of each report's footprint.

    Discs are counted first, then areas; the number is -1 where a report has no footprint or no date.
    """
    columns = store.columns
    ground = np.full(len(store), -1, np.int64)
    is_dated = columns.day_first != NO_DAY
    row = np.flatnonzero((columns.footprint == DISC) & is_dated)
    lon, lat = (pc.fill_null(store.column(name), 0.0).to_numpy()[row] for name in ("lon", "lat"))
    radii_m, radius = np.unique(columns.radius_m[row], return_inverse=True)
    east, north = (
        np.rint(degrees * _PARTS_OF_A_DEGREE).astype(np.int64) for degrees in (lon + 180, lat + 90)
    )
    _, point = np.unique(east << 32 | north, return_inverse=True)
    # The code -1, of no area, is a number of its own among those of areas.
    held_by = np.where(columns.radius_m[row] <= NAMED_PLACE_M, columns.area_code[row], -1) + 1
    n_codes = len(store.pcodes) + 1
    _, first, number = np.unique(
        (point * len(radii_m) + radius) * n_codes + held_by, return_index=True, return_inverse=True
    )
    ground[row] = number
    disc_area = held_by[first] - 1
    area_row = np.flatnonzero((columns.footprint == AREA) & is_dated)
    codes = np.unique(np.concatenate([columns.area_code[area_row], disc_area[disc_area >= 0]]))
    ground[area_row] = len(first) + np.searchsorted(codes, columns.area_code[area_row])
    area = np.where(disc_area >= 0, np.searchsorted(codes, disc_area), -1)
    discs = Discs(lon[first], lat[first], radii_m[radius[first]].astype(float), area)
    return discs, [store.pcodes[code] for code in codes], ground


def _mask(is_so: object) -> np.ndarray:
    known: np.ndarray = pc.fill_null(is_so, fill_value=False).to_numpy(zero_copy_only=False)
    return known
