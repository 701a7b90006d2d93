"""Tiles of a handful of reports, made as the server makes them and without a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from geo.api.mvt import EXTENT, point_layer
from geo.model import Kind
from geo.store.derive import GRID_BITS, grid_cells

SINGLE_FROM_ZOOM, CELL_BITS = 14, 6


@dataclass(frozen=True, slots=True)
class Told:
    """One point-level report."""

    id: str
    lat: float
    lon: float
    kind: str = "airstrike"
    radius_m: int = 200

    @property
    def bit(self) -> int:
        return 1 << list(Kind).index(Kind(self.kind))

    def cell(self, bits: int) -> tuple[int, int]:
        """Column and row on the mercator grid of `2^bits` a side."""
        gx, gy = grid_cells(self.lat, self.lon)
        return int(gx) >> GRID_BITS - bits, int(gy) >> GRID_BITS - bits


def tile(told: Sequence[Told], z: int, x: int, y: int) -> bytes:
    points = list(_points(told, z, x, y))
    across, down = (np.array([point[axis] for point in points], np.int64) for axis in (0, 1))
    keys = points[0][2] if points else ()
    return point_layer("reports", across, down, {key: [said[key] for *_, said in points] for key in keys})


def _points(told: Sequence[Told], z: int, x: int, y: int) -> Iterator[tuple[int, int, dict[str, int | str]]]:
    def key(report: Told) -> tuple[int | str, ...]:
        return (report.id,) if z >= SINGLE_FROM_ZOOM else report.cell(z + CELL_BITS)

    side = 1 << GRID_BITS - z
    inside = sorted((report for report in told if report.cell(z) == (x, y)), key=key)
    for _, group in groupby(inside, key):
        here = list(group)
        place = here[0].cell(GRID_BITS)
        at = [cell % side * EXTENT // side for cell in place]
        yield (
            at[0],
            at[1],
            {
                "n": len(here),
                "kinds": sum({report.bit for report in here}),
                "radius_m": max(report.radius_m for report in here),
                "one": int(len({(report.lat, report.lon, report.radius_m) for report in here}) == 1),
                "id": here[0].id,
                **({} if z >= SINGLE_FROM_ZOOM else {"grid": z + CELL_BITS}),
            },
        )
