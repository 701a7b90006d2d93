"""Footprints at their days, each combination once: what reports of one place and time have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.analysis.periods import Days
from geo.geometry.clocks import NO_MINUTE

BRIEF_DAYS = 31
"""Spots of more days are looked through one by one; the others lie in the order of their days."""
_LONG = np.int64(1) << 62


@dataclass(frozen=True, slots=True)
class Spots:
    """Footprints at their days, each combination once: brief ones by first day, then the long ones."""

    ground: np.ndarray
    """Number of the footprint in `Ground`."""
    days: Days
    n_brief: int
    of_row: np.ndarray
    """The spot of each report, -1 where it has no footprint to compare."""
    minutes: Days | None = None
    """The same as `days` in minutes since 1970, UTC; `NO_MINUTE` where only days are known."""

    def __len__(self) -> int:
        return len(self.ground)

    def counted(self, wanted: np.ndarray) -> np.ndarray:
        """Return how many reports that are wanted are at each spot."""
        here = self.of_row[wanted]
        return np.bincount(here[here >= 0], minlength=len(self)).astype(np.int32)


def spots_of(ground: np.ndarray, days: Days, minutes: Days | None = None) -> Spots:
    """Put reports of one footprint and the same time together; `ground` is -1 where there is none."""
    rows = np.flatnonzero(ground >= 0)
    first, last = (column[rows].astype(np.int64) for column in days)
    earliest = first.min(initial=0)
    # Days come first in these numbers, so that spots come in the order of their days.
    length = last - first
    dates, date_of_row = np.unique(
        np.where(length > BRIEF_DAYS, _LONG, 0) | first - earliest << 32 | length, return_inverse=True
    )
    n_ground = np.int64(ground.max(initial=0)) + 1
    clocks, clock_of_row = _clock_times(minutes, rows)
    # Days first, then hours, then ground.
    time_of_row = date_of_row * len(clocks) + clock_of_row
    spots, spot_of_row = np.unique(time_of_row * n_ground + ground[rows], return_inverse=True)
    of_row = np.full(len(ground), -1, np.int32)
    of_row[rows] = spot_of_row
    date_place, clock = np.divmod(spots // n_ground, len(clocks))
    date = dates[date_place]
    begun = ((date & ~_LONG) >> 32) + earliest
    return Spots(
        (spots % n_ground).astype(np.int32),
        Days(begun.astype(np.int32), (begun + (date & 0xFFFFFFFF)).astype(np.int32)),
        int(np.searchsorted(date, _LONG)),
        of_row,
        None if minutes is None else Days(*clocks[clock].T),
    )


def _clock_times(minutes: Days | None, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different pairs of first and last minute of some rows, and the place of each row's pair."""
    if minutes is None:
        return np.zeros((1, 2), np.int32), np.zeros(len(rows), np.int64)
    first, last = (column[rows].astype(np.int64) for column in minutes)
    # As one number: rows of a table sort ten times slower.
    pairs, pair_of_row = np.unique((first << 32) + (last - NO_MINUTE), return_inverse=True)
    return np.column_stack([pairs >> 32, (pairs & 0xFFFFFFFF) + NO_MINUTE]).astype(np.int32), pair_of_row
