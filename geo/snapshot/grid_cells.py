"""Point-level reports counted on a grid, and what is claimed of the killed in each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.snapshot.columns import NO_MAX, NO_MIN

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN_BELOW, OPEN_ABOVE = 1, 2
"""Ends that a range leaves open: "up to 20", "at least 50"."""


@dataclass(frozen=True, slots=True)
class Killed:
    """What is claimed of the killed by the reports of some cells, as it is held; one element a cell."""

    low: np.ndarray
    """The lowest lower end; `NO_MIN` when none is stated."""
    high: np.ndarray
    """The highest upper end; `NO_MAX` when none is stated."""
    open: np.ndarray
    """`OPEN_BELOW` or `OPEN_ABOVE` where a claim leaves that end open; both together where both."""

    def together(self, starts: np.ndarray) -> Killed:
        """Return the same of runs of cells."""
        if not len(starts):
            return self
        return Killed(
            np.minimum.reduceat(self.low, starts),
            np.maximum.reduceat(self.high, starts),
            np.bitwise_or.reduceat(self.open, starts),
        )

    def at(self, places: np.ndarray) -> Killed:
        """Return the same of some cells, in an order."""
        return Killed(self.low[places], self.high[places], self.open[places])


@dataclass(frozen=True, slots=True)
class Cells:
    """Point-level reports of a view, counted on a grid; one element of each array a cell.

    A cell stands at the place of its first report: a place that somebody named, where a mean of
    coordinates would be one that nobody named.
    """

    shift: int
    """A cell is `2^shift` finest cells a side."""
    x: np.ndarray
    """Column of the cell, from the west."""
    y: np.ndarray
    """Row of the cell, from the north."""
    n: np.ndarray
    """Number of reports."""
    first: np.ndarray
    """Place of the first report in the list."""
    gx: np.ndarray
    """Column of the first report on the finest grid, from the west."""
    gy: np.ndarray
    """Row of the first report on the finest grid, from the north."""
    group: np.ndarray
    """Which radii are counted here: the number of a usual one, or of all rarer ones together, or
    `EVERY_RADIUS`. Cells of one place and other groups stand for other reports."""
    is_one_place: np.ndarray
    """Whether all reports of the cell have one coordinate and one radius."""
    radius_m: np.ndarray
    """Largest radius of the footprints, metres."""
    kinds: np.ndarray
    """Bit k is set when a report is of the k-th kind."""
    killed: Callable[[], Killed]
    """Works out what is claimed of the killed, which our own map does not ask for."""

    def __len__(self) -> int:
        """Return how many cells there are."""
        return len(self.n)

    @property
    def killed_min(self) -> np.ndarray:
        """Lowest lower end claimed; NaN when none is, or a claim leaves it open. Not a sum."""
        is_stated = (self.killed().low != NO_MIN) & (self.killed_open & OPEN_BELOW == 0)
        return np.where(is_stated, self.killed().low, np.nan)

    @property
    def killed_max(self) -> np.ndarray:
        """Highest upper end claimed; NaN when none is, or a claim leaves it open. Not a sum."""
        is_stated = (self.killed().high != NO_MAX) & (self.killed_open & OPEN_ABOVE == 0)
        return np.where(is_stated, self.killed().high, np.nan)

    @property
    def killed_open(self) -> np.ndarray:
        """Ends that a claim leaves open: 1 the lower ("up to 20"), 2 the upper ("at least 50"), 3 both."""
        return self.killed().open
