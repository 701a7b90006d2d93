"""Tiles of a handful of reports, made by the server's own maker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.snapshot.derive import GRID_BITS, grid_cells
from geo.tiles.tile import Detail, make_tile
from tests.builders import report, snapshot

if TYPE_CHECKING:
    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class Told:
    """One point-level report."""

    id: str
    lat: float
    lon: float
    kind: str = "airstrike"
    radius_m: int = 200

    def cell(self, bits: int) -> tuple[int, int]:
        """Column and row on the mercator grid of `2^bits` a side."""
        gx, gy = grid_cells(self.lat, self.lon)
        return int(gx) >> GRID_BITS - bits, int(gy) >> GRID_BITS - bits


def tile(told: Sequence[Told], z: int, x: int, y: int) -> bytes:
    """The tile that our map gets when a snapshot holds these reports and no other."""
    opened = _opened(tuple(told))
    return make_tile(opened, opened.default_view().filters(), (z, x, y), Detail.MAP).body


@lru_cache(maxsize=8)
def _opened(told: tuple[Told, ...]) -> Snapshot:
    return snapshot(
        *(report(one.id, lat=one.lat, lon=one.lon, kind=one.kind, radius_m=one.radius_m) for one in told)
    )
