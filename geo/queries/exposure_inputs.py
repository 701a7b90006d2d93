"""Inputs of exposure and of orders in force: footprints, days and outlines of a snapshot, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from geo.analysis.periods import NEVER, Days, events
from geo.analysis.planes import NO_DISCS, Discs, Outlines
from geo.analysis.spots import Spots, spots_of
from geo.filters.filter_index import DISC, NO_DAY
from geo.geometry.clocks import (
    UNKNOWN_CLOCK,
    clock_at,
    clock_number,
    clock_of,
    clock_of_statement,
    minute_of,
    utc_minutes,
)
from geo.geometry.footprints import AREA as AREA_WORD
from geo.geometry.footprints import DISC as DISC_WORD
from geo.geometry.stated_ground import NAMED_PLACE_M
from geo.geometry.zone_outlines import zone_geometry
from geo.model import DatePrecision
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.grounds import grounds_of
from geo.snapshot.opened import Snapshot
from geo.snapshot.report_store import ReportStore

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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
    days = _days(snapshot.store)
    return _inputs(snapshot, discs, areas, spots_of(ground, days, _minutes(snapshot, days)))


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
    clock = clock_of(report.area_pcode) or (
        clock_at(report.lon, report.lat, snapshot.areas) if is_disc else UNKNOWN_CLOCK
    )
    time_from, time_to = (np.array([minute_of(time)]) for time in (report.time_from, report.time_to))
    minutes = event_minutes(days, time_from, time_to, np.array([clock_number(clock)]))
    return _inputs(snapshot, discs, areas, spots_of(ground, days, minutes))


def _inputs(snapshot: Snapshot, discs: Discs, areas: list[str], spots: Spots) -> ExposureInputs:
    shapes = tuple(snapshot.areas[pcode].geometry for pcode in areas)
    return ExposureInputs(discs, shapes, spots, spots.ground >= len(discs.lon))


def _minutes(snapshot: Snapshot, days: Days) -> Days | None:
    """Return the minutes of every report; None when no report of the snapshot states an hour."""
    store = snapshot.store
    encoded = [store.encoded(name) for name in ("time_from", "time_to")]
    texts = [column.dictionary.to_pylist() for column in encoded]
    if not any(texts[0]):
        return None
    time_from, time_to = (
        np.array([minute_of(text) for text in said], np.int16)[column.indices.to_numpy()]
        for said, column in zip(texts, encoded, strict=True)
    )
    # The last number is that of no area: what has none goes by its point.
    of_area = np.array([clock_number(clock_of(pcode)) for pcode in [*store.pcodes, ""]], np.int16)
    clock = of_area[store.columns.area_code]
    by_point = (store.columns.area_code < 0) & (store.columns.footprint == DISC) & (time_from >= 0)
    rows = np.flatnonzero(by_point)
    if len(rows):
        lon, lat = (pc.fill_null(store.column(name), 0.0).to_numpy()[rows] for name in ("lon", "lat"))
        points, point_of_row = np.unique(np.column_stack([lon, lat]), axis=0, return_inverse=True)
        found = [clock_number(clock_at(x, y, snapshot.areas)) for x, y in points.tolist()]
        clock[rows] = np.array(found, np.int16)[point_of_row.ravel()]
    return event_minutes(days, time_from, time_to, clock)


def event_minutes(days: Days, time_from: np.ndarray, time_to: np.ndarray, clock: np.ndarray) -> Days:
    """Return between which minutes events were; `NO_MINUTE` where their beginning or end is known to the day.

    An hour without another on a single day is that minute. Times are minutes of the day, -1 where not stated.
    """
    until = np.where((time_to < 0) & (days.first == days.last), time_from, time_to)
    has_both = (time_from >= 0) & (until >= 0) & (days.last < NEVER)
    from_, until = (np.where(has_both, time, -1) for time in (time_from, until))
    return Days(utc_minutes(days.first, from_, clock)[0], utc_minutes(days.last, until, clock)[1])


@per_snapshot
def status_minutes_of(snapshot: Snapshot) -> tuple[Days, Days] | None:
    """Return between which minutes zone statuses were stated to begin and to end, in the order of the rows.

    None when no statement of the snapshot states an hour.
    """
    zones = snapshot.zones
    if not (zones[["valid_from_time", "valid_to_time"]] != "").any(axis=None):
        return None
    clock = np.array([clock_number(clock_of_statement(zone, snapshot.areas)) for zone in rows(zones)])
    is_of_days = zones["time_precision"].isin(["day", "hour"]).to_numpy()

    def between(day: str, time: str) -> Days:
        is_known = zones[day].notna().to_numpy() & is_of_days
        days = np.where(is_known, zones[day].to_numpy("datetime64[D]").astype(np.int64), 0)
        minute = np.where(is_known, [minute_of(text) for text in zones[time]], -1)
        return Days(*utc_minutes(days, minute, clock))

    return between("valid_from", "valid_from_time"), between("valid_to", "valid_to_time")


def _days(store: ReportStore) -> Days:
    precision = store.column("date_precision")
    return events(
        store.columns.day_first,
        store.columns.day_last,
        is_month=_mask(pc.equal(precision, str(DatePrecision.MONTH))),
        is_open=_mask(pc.equal(precision, str(DatePrecision.RANGE)))
        & _mask(pc.is_null(store.column("event_end"))),
    )


def _footprints(store: ReportStore) -> tuple[Discs, list[str], np.ndarray]:
    """Return the discs, the p-codes of the areas, and the number of each report's footprint.

    Discs are counted first, then areas; the number is -1 where a report has no footprint or no date.
    """
    found = grounds_of(store.columns, store.column, store.columns.day_first != NO_DAY)
    return found.discs, [store.pcodes[code] for code in found.area_codes], found.of_report


def _mask(is_so: object) -> np.ndarray:
    known: np.ndarray = pc.fill_null(is_so, fill_value=False).to_numpy(zero_copy_only=False)
    return known
