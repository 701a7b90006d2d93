"""The different footprints of the reports of a snapshot: each disc and each area once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from geo.analysis.planes import Discs
from geo.filters.filter_index import AREA, DISC
from geo.geometry.stated_ground import NAMED_PLACE_M

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from geo.snapshot.columns import Columns

_PARTS_OF_A_DEGREE = 1e7
"""Points are told apart to a centimetre."""


@dataclass(frozen=True, slots=True)
class DistinctFootprints:
    """Footprints, and which report has which."""

    discs: Discs
    """Their areas are places in `area_codes`."""
    area_codes: np.ndarray
    """Those of reports of an area, and those within which discs lie; codes as in `Columns.area_code`."""
    of_report: np.ndarray
    """By place in the list: number of the footprint, discs first, then areas; -1 for none."""


def grounds_of(columns: Columns, column: Callable[[str], pa.Array], wanted: np.ndarray) -> DistinctFootprints:
    """Return the footprints of the reports wanted, an element a report; the others have none.

    `column` returns a documented column of every report.
    """
    ground = np.full(len(columns.footprint), -1, np.int64)
    row = np.flatnonzero((columns.footprint == DISC) & wanted)
    lon, lat = (pc.fill_null(column(name), 0.0).to_numpy()[row] for name in ("lon", "lat"))
    radii_m, radius = np.unique(columns.radius_m[row], return_inverse=True)
    east, north = (
        np.rint(degrees * _PARTS_OF_A_DEGREE).astype(np.int64) for degrees in (lon + 180, lat + 90)
    )
    _, point = np.unique(east << 32 | north, return_inverse=True)
    # The code -1, of no area, is a number of its own among those of areas.
    held_by = np.where(columns.radius_m[row] <= NAMED_PLACE_M, columns.area_code[row], -1) + 1
    n_codes = int(columns.area_code.max(initial=-1)) + 2
    _, first, number = np.unique(
        (point * len(radii_m) + radius) * n_codes + held_by, return_index=True, return_inverse=True
    )
    ground[row] = number
    disc_area = held_by[first] - 1
    area_row = np.flatnonzero((columns.footprint == AREA) & wanted)
    codes = np.unique(np.concatenate([columns.area_code[area_row], disc_area[disc_area >= 0]]))
    ground[area_row] = len(first) + np.searchsorted(codes, columns.area_code[area_row])
    area = np.where(disc_area >= 0, np.searchsorted(codes, disc_area), -1)
    discs = Discs(lon[first], lat[first], radii_m[radius[first]].astype(float), area)
    return DistinctFootprints(discs, codes, ground)
