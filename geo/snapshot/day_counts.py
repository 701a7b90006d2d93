"""Reports counted over time without pretending to know more than they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts by series and bin, `certain <= possible` everywhere."""

    certain: np.ndarray
    """Reports that lie in the bin, whole interval: series, bins."""
    possible: np.ndarray
    """Reports that may: those whose interval overlaps the bin."""
    total: np.ndarray
    """Reports that overlap any bin, each counted once: series."""


class Counter:
    """Intervals of days, ready to be counted in bins: choosing among them costs a look at each, no more."""

    def __init__(
        self, first: np.ndarray, last: np.ndarray, code: np.ndarray, edges: Sequence[int], n_codes: int
    ) -> None:
        """Find the bins of intervals.

        `first` and `last` are day numbers, both inclusive, `code` the series of each, from 0. `edges` are the
        first days of the bins, ascending, and the first day after all of them. An interval that begins before
        the bins or ends after them is in none of them for certain but in those that it overlaps.
        """
        # Bin of every day from the first edge on, so that a report costs a look into a table and no search.
        # One more bin on either side takes the days before and after all.
        days = np.arange(edges[0] - 1, edges[-1] + 1)
        bin_of = np.searchsorted(np.asarray(edges), days, side="right").astype(np.int32)
        starts = bin_of[np.clip(first, days[0], days[-1]) - days[0]]
        ends = bin_of[np.clip(last, days[0], days[-1]) - days[0]]
        self._shape = n_codes, len(edges) + 1
        at = code.astype(np.int32) * np.int32(self._shape[1])
        self._long = np.flatnonzero(starts != ends)
        self._up, self._down = (at + starts)[self._long], (at + ends)[self._long]
        # Long ones lie behind all bins.
        self._one = np.where(starts == ends, at + starts, np.int32(self._size))

    @property
    def _size(self) -> int:
        return self._shape[0] * self._shape[1]

    def count(self, chosen: np.ndarray) -> Histogram:
        """Count those that are chosen, a truth value for each; O(reports + bins)."""
        certain = np.bincount(self._one[chosen], minlength=self._size + 1)[:-1].reshape(self._shape)
        # Up at the first bin of each interval, down behind the last: sums along the bins give the overlaps.
        long = chosen[self._long]
        up, down = (
            np.bincount(ends[long], minlength=self._size).reshape(self._shape)
            for ends in (self._up, self._down)
        )
        possible = certain + np.cumsum(up, axis=1)
        possible[:, 1:] -= np.cumsum(down, axis=1)[:, :-1]
        # An interval over several bins is in one that counts: before all and after all lies one bin each.
        total = certain[:, 1:-1].sum(axis=1) + up.sum(axis=1)
        return Histogram(certain[:, 1:-1], possible[:, 1:-1], total)
