"""What exposure and orders in force stand on: footprints, days and outlines of a snapshot, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from geo.analysis.exposure import Spots, spots_of
from geo.analysis.ground import Discs, Outlines
from geo.analysis.periods import Days, events
from geo.model import DatePrecision
from geo.render.geography import zone_geometry
from geo.rows import rows
from geo.store.columns import AREA, DISC, NO_DAY
from geo.store.memo import per_snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.store.chronicle import Chronicle
    from geo.store.reports import Reports

_PARTS_OF_A_DEGREE = 1e7
"""Points are told apart to a centimetre."""


@dataclass(frozen=True, slots=True)
class Footing:
    """One snapshot as geo.analysis takes it."""

    zone_ids: tuple[str, ...]
    """Every zone status, in the order of `Chronicle.zones`: by first day, then id."""
    outline: np.ndarray
    """Number of each status's outline; -1 where nothing can be drawn, or no first day is stated."""
    outlines: Outlines
    discs: Discs
    areas: tuple[BaseGeometry, ...]
    """EPSG:4326."""
    spots: Spots
    is_area: np.ndarray
    """Whether each spot is an area."""


@per_snapshot
def footing_of(chronicle: Chronicle) -> Footing:
    """Return a snapshot's footing, worked out once."""
    zones = chronicle.zones
    number: dict[BaseGeometry, int] = {}
    outline = [
        -1 if shape is None or pd.isna(zone.valid_from) else number.setdefault(shape, len(number))
        for zone in rows(zones)
        for shape in [zone_geometry(zone, chronicle.areas)]
    ]
    store = chronicle.store
    discs, areas, ground = _footprints(store)
    spots = spots_of(ground, _days(store))
    return Footing(
        zone_ids=tuple(zones.index),
        outline=np.array(outline, int),
        outlines=Outlines(list(number)),
        discs=discs,
        areas=tuple(chronicle.areas[pcode].geometry for pcode in areas),
        spots=spots,
        is_area=spots.ground >= len(discs.lon),
    )


def _days(store: Reports) -> Days:
    is_range = _mask(pc.equal(store.column("date_precision"), str(DatePrecision.RANGE)))
    return events(
        store.columns.day_first,
        store.columns.day_last,
        is_month=_mask(pc.equal(store.column("date_precision"), str(DatePrecision.MONTH))),
        is_open=is_range & _mask(pc.is_null(store.column("event_end"))),
    )


def _footprints(store: Reports) -> tuple[Discs, list[str], np.ndarray]:
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
    _, first, number = np.unique(point * len(radii_m) + radius, return_index=True, return_inverse=True)
    ground[row] = number
    discs = Discs(lon[first], lat[first], radii_m[radius[first]].astype(float))
    row = np.flatnonzero((columns.footprint == AREA) & is_dated)
    codes, number = np.unique(columns.area_code[row], return_inverse=True)
    ground[row] = len(first) + number
    return discs, [store.pcodes[code] for code in codes], ground


def _mask(is_so: object) -> np.ndarray:
    known: np.ndarray = pc.fill_null(is_so, fill_value=False).to_numpy(zero_copy_only=False)
    return known
