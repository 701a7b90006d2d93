"""The point-level reports on a grid: which lie in a box, and how many in each cell.

They lie in the order of their cells, so that a cell is one run of them whatever its size (see
docs/decisions/0012-columns.md).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geo.filters.filter_index import chosen_of
from geo.snapshot.derive import GRID_BITS
from geo.snapshot.grid_cells import Cells, Killed
from geo.snapshot.grid_order import interleave
from geo.snapshot.single_points import Points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.snapshot.columns import Columns, FilterResult

EVERY_RADIUS = -1
"""Stands for the group of a cell in which reports of every radius are counted together."""
Cell = tuple[int, int, int, int]
"""Zoom of the grid, column and row on it, and the group of radii (`Cells.group`)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a pointer is on: symbols and areas, as the map says them."""

    ids: tuple[str, ...] = ()
    """Reports that are said by id."""
    cells: tuple[Cell, ...] = ()
    """Cells in which others are counted."""
    pcodes: tuple[str, ...] = ()
    """Areas of area-level reports."""


class Grid:
    """The point-level reports in the order of their cells, on each grid alike."""

    def __init__(self, columns: Columns, arrays: Mapping[str, np.ndarray]) -> None:
        """Take the columns, and the discs in the order of `geo.snapshot.grid_order`."""
        self.row, self._cell, self._radius, self._run = (
            arrays[f"grid_{name}"] for name in ("row", "cell", "radius", "run")
        )
        self._runs = list(itertools.pairwise(arrays["grid_starts"].tolist()))
        self._gx, self._gy, self._kinds = (arrays[f"grid_{name}"] for name in ("gx", "gy", "kinds"))
        self._killed_min, self._killed_max, self._open = (
            arrays[f"grid_{name}"] for name in ("killed_min", "killed_max", "open")
        )
        self._columns = columns
        self._area_rows, self._area_codes = arrays["grid_area_row"], arrays["grid_area_code"]

    def points(self, wanted: np.ndarray) -> Points:
        """Return the points of some reports; `wanted` has an element a report, in the order of the list."""
        found = np.flatnonzero(wanted[self.row])
        found = found[np.argsort(self.row[found])]
        return Points(
            self.row[found],
            self._gx[found],
            self._gy[found],
            self._radius[found],
            self._run[found],
            self._kinds[found],
        )

    def area_codes(self, shown: np.ndarray) -> np.ndarray:
        """Return the area of each area-level report that is shown; `shown` is in the order of the list."""
        return chosen_of(self._area_codes, shown[self._area_rows])

    def shown(self, answer: FilterResult) -> np.ndarray:
        """Return whether each report in this order is shown."""
        return answer.in_order(self.row)

    def within(
        self, answer: FilterResult, box: tuple[int, int, int, int], group: int = EVERY_RADIUS
    ) -> np.ndarray:
        """Return the positions in this order of what is shown in a box, by group of radii, then by cell.

        `box` is west, north, east, south in finest cells, the latter two exclusive.
        """
        if group != EVERY_RADIUS and not 0 <= group < len(self._runs):
            return np.zeros(0, np.int64)
        shown = self.shown(answer)
        west, north, east, south = box
        square = _square_round(box)
        first, last = (np.int64(end) for end in square)
        parts = []
        for start, end in self._runs if group == EVERY_RADIUS else [self._runs[group]]:
            low, high = start + np.searchsorted(self._cell[start:end], [first, last])
            parts.append(np.flatnonzero(shown[low:high]) + low)
        found = np.concatenate(parts)
        if last - first != (east - west) * (south - north):
            gx, gy = self._gx[found], self._gy[found]
            found = found[(gx >= west) & (gx < east) & (gy >= north) & (gy < south)]
        return found

    def kinds(self, found: np.ndarray) -> int:
        """Return the kinds of some reports: bit k is set when one is of the k-th kind."""
        return int(np.bitwise_or.reduce(self._kinds[found])) if len(found) else 0

    def largest_radius_m(self, found: np.ndarray) -> float:
        """Return the largest radius of some reports, metres; 0 when there are none."""
        return float(self._radius[found].max(initial=0))

    def box(self, found: np.ndarray) -> tuple[int, int, int, int] | None:
        """Return west, north, east, south of some reports, in finest cells; None when there are none."""
        if not len(found):
            return None
        gx, gy = self._gx[found], self._gy[found]
        return int(gx.min()), int(gy.min()), int(gx.max()), int(gy.max())

    def count(self, found: np.ndarray, shift: int, crowd: int | None = None) -> Cells:
        """Count reports on a grid of `2^shift` finest cells a side; with 0 each report is its own cell.

        `found` is as `within` gives it. Groups of radii are counted apart, so that none loses its ring to
        another; where that gives more than `crowd` cells, they are of twice the side and of every radius.
        Cells come from north to south, then from west to east.
        """
        cell, run = self._cell[found], self._run[found]
        starts = _starts(cell, run, shift)
        if crowd is None or len(starts) <= crowd:
            counted = self._reduced(found, cell, starts)
            turns = firsts = np.arange(len(starts))
        else:
            shift += 1
            starts = _starts(cell, run, shift)
            counted, turns, firsts = _together(self._reduced(found, cell, starts), shift)
        x, y = (counted[name] >> np.int32(shift) for name in ("gx", "gy"))
        order = np.lexsort((counted["first"], x, y))
        said = {name: column[order] for name, column in counted.items()}

        @cache
        def killed() -> Killed:
            reports = Killed(self._killed_min, self._killed_max, self._open).at(found)
            return reports.together(starts).at(turns).together(firsts).at(order)

        return Cells(shift, x[order], y[order], **said, killed=killed)

    def _reduced(self, found: np.ndarray, cell: np.ndarray, starts: np.ndarray) -> dict[str, np.ndarray]:
        """Return what `Cells` says of each run of the reports found, whose cells are `cell`."""
        if not len(found):
            return {name: np.zeros(0, np.int64) for name in _REDUCED}
        ends = np.append(starts[1:], len(found))
        first = np.minimum.reduceat(self.row[found], starts)
        radius_m, group = self._radius[found[starts]], self._run[found[starts]]
        is_one_radius = np.ones(len(starts), bool)
        # The rarer radii come last.
        rare = int(np.searchsorted(group, len(self._runs) - 1))
        if rare < len(starts):
            radius, starts_of_rare = self._radius[found[starts[rare] :]], starts[rare:] - starts[rare]
            radius_m[rare:] = np.maximum.reduceat(radius, starts_of_rare)
            is_one_radius[rare:] = np.minimum.reduceat(radius, starts_of_rare) == radius_m[rare:]
        return {
            "n": ends - starts,
            "first": first,
            "gx": self._columns.gx[first],
            "gy": self._columns.gy[first],
            "group": group.astype(np.int64),
            # In the order of cells, equal ends mean that all between are equal.
            "is_one_place": (cell[starts] == cell[ends - 1]) & is_one_radius,
            "radius_m": radius_m,
            "kinds": np.bitwise_or.reduceat(self._kinds[found], starts),
        }


_REDUCED = ("n", "first", "gx", "gy", "group", "is_one_place", "radius_m", "kinds")


def _starts(cell: np.ndarray, run: np.ndarray, shift: int) -> np.ndarray:
    """Return where each run of reports of one cell and one group of radii starts."""
    if not shift:
        return np.arange(len(cell))
    square = cell >> np.int64(2 * shift)
    is_new = np.ones(len(cell), bool)
    is_new[1:] = (square[1:] != square[:-1]) | (run[1:] != run[:-1])
    return np.flatnonzero(is_new)


def _together(
    parts: dict[str, np.ndarray], shift: int
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return what is counted by group of radii as counted by cell alone.

    With it come the parts in the order of the cells, and where in that order each cell begins.
    """
    x, y = (parts[name] >> np.int32(shift) for name in ("gx", "gy"))
    order = np.lexsort((parts["first"], x, y))
    x, y = x[order], y[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (x[1:] != x[:-1]) | (y[1:] != y[:-1])
    starts = np.flatnonzero(is_new)
    part = {name: column[order] for name, column in parts.items()}
    same = [
        np.minimum.reduceat(part[name], starts) == np.maximum.reduceat(part[name], starts)
        for name in ("gx", "gy", "radius_m")
    ]
    counted = {
        "n": np.add.reduceat(part["n"], starts),
        # The first report of a cell stands first in it.
        **{name: part[name][starts] for name in ("first", "gx", "gy")},
        "group": np.full(len(starts), EVERY_RADIUS),
        "is_one_place": np.logical_and.reduceat(part["is_one_place"], starts) & np.logical_and.reduce(same),
        "radius_m": np.maximum.reduceat(part["radius_m"], starts),
        "kinds": np.bitwise_or.reduceat(part["kinds"], starts),
    }
    return counted, order, starts


def _square_round(box: tuple[int, int, int, int]) -> tuple[int, int]:
    """Return the run of cells that is the smallest square of the quadtree round a box."""
    west, north, east, south = box
    bits = max((west ^ (east - 1)).bit_length(), (north ^ (south - 1)).bit_length(), 0)
    corner = np.array([[west >> bits << bits], [north >> bits << bits]])
    first = int(interleave(corner[0], corner[1])[0])
    return first, first + (1 << 2 * min(bits, GRID_BITS))
