"""The order of the point-level reports on a grid, worked out once for an index.

In it every square of every zoom is one run a radius (see docs/decisions/0012-columns.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.filters.filter_index import AREA, DISC
from geo.snapshot.columns import NO_MAX, NO_MIN
from geo.snapshot.grid_cells import OPEN_ABOVE, OPEN_BELOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.snapshot.columns import Columns

_RUNS = 16
"""Radii that are counted apart from each other; the rarer ones are counted together."""


def usual_radii(arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the radii that an index counts apart, metres, the most usual first."""
    return np.asarray(arrays["grid_radius"][arrays["grid_starts"][:-2]])


def grid_arrays(columns: Columns, usual: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """Return what `geo.snapshot.grid.Grid` holds, by name: one element a disc, in the order of the grid.

    `usual` are the radii to count apart; without them the most usual of these reports. A part of a snapshot
    is given those of the whole, so that its groups are the same.

    `grid_starts` says where the run of each usual radius starts, then that of the rarer ones, then the end.
    `grid_area_row` and `grid_area_code` have an element for each area-level report, in the order of the list.
    """
    row = np.flatnonzero(columns.footprint == DISC).astype(np.int32)
    cell = interleave(columns.gx[row], columns.gy[row])
    radius = columns.radius_m[row]
    if usual is None:
        found, n = np.unique(radius, return_counts=True)
        usual = found[np.argsort(-n, kind="stable")][:_RUNS]
    # Position among the usual radii, or behind them.
    run = np.full(len(row), len(usual), np.int8)
    for position, value in enumerate(usual):
        run[radius == value] = position
    order, starts = _order(cell, run, len(usual) + 1)
    row, run = row[order], run[order]
    low, high = columns.killed_min[row], columns.killed_max[row]
    has_min, has_max = low != NO_MIN, high != NO_MAX
    is_open = np.select([has_max & ~has_min, has_min & ~has_max], [OPEN_BELOW, OPEN_ABOVE], 0)
    area_row = np.flatnonzero(columns.footprint == AREA)
    return {
        "grid_row": row,
        "grid_cell": cell[order],
        "grid_radius": radius[order],
        "grid_run": run,
        "grid_starts": starts,
        "grid_gx": columns.gx[row],
        "grid_gy": columns.gy[row],
        "grid_kinds": (1 << np.maximum(columns.kind_code[row], 0)).astype(np.uint16),
        "grid_killed_min": low,
        "grid_killed_max": high,
        "grid_open": is_open.astype(np.uint8),
        "grid_area_row": area_row,
        "grid_area_code": columns.area_code[area_row],
    }


def _order(cell: np.ndarray, run: np.ndarray, n_runs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the order by run, then cell, then place, and where each run starts; the last is the end."""
    parts = []
    for number in range(n_runs):
        inside = np.flatnonzero(run == number)
        parts.append(inside[np.argsort(cell[inside], kind="stable")])
    starts = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    return np.concatenate(parts), starts


def interleave(gx: np.ndarray, gy: np.ndarray) -> np.ndarray:
    """Return the cells' numbers along the Z-order curve (G. M. Morton, 1966): squares of 4^k are runs."""
    return np.asarray(_spread(gx) | _spread(gy) << np.int64(1))


def _spread(numbers: np.ndarray) -> np.ndarray:
    """Put a zero before each of 32 bits."""
    spread = numbers.astype(np.int64)
    for step, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | spread << np.int64(step)) & np.int64(mask)
    return spread
