"""Reports counted over time without pretending to know more than they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.filters.filter_index import chosen_of


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of one series by bin, `certain <= possible` everywhere, and the reports too long for a bin."""

    certain: np.ndarray
    """Reports that lie in the bin, whole interval."""
    possible: np.ndarray
    """Reports that may: those whose interval overlaps the bin and is no longer than the longest bin."""
    longer: np.ndarray
    """Longer intervals that overlap any bin, a row each: first day, last day, how many reports have it."""
    total: int
    """Reports that overlap any bin, each counted once, the longer ones among them."""

    @property
    def n_longer(self) -> int:
        """Reports of more days than the longest bin."""
        return int(self.longer[:, 2].sum())


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
        # One long report over every bin would be a wall in front of all that is dated better.
        is_longer = last - first >= np.diff(edges).max()
        self._crossing = np.flatnonzero((starts != ends) & ~is_longer)
        self._up, self._down = (at + starts)[self._crossing], (at + ends)[self._crossing]
        # Those that cross an edge lie behind all bins.
        self._one = np.where(starts == ends, at + starts, np.int32(self._size))
        self._longer = np.flatnonzero((starts != ends) & is_longer)
        own = np.stack([code[self._longer], first[self._longer], last[self._longer]], axis=1)
        self._periods, self._period_of = np.unique(own.astype(np.int32), axis=0, return_inverse=True)

    @property
    def _size(self) -> int:
        return self._shape[0] * self._shape[1]

    def count(self, chosen: np.ndarray) -> list[Histogram]:
        """Count those that are chosen, a truth value for each, by series; O(reports + bins)."""
        certain = np.bincount(chosen_of(self._one, chosen), minlength=self._size + 1)[:-1].reshape(
            self._shape
        )
        # Up at the first bin of each interval, down behind the last: sums along the bins give the overlaps.
        crossing = chosen[self._crossing]
        up, down = (
            np.bincount(chosen_of(ends, crossing), minlength=self._size).reshape(self._shape)
            for ends in (self._up, self._down)
        )
        possible = certain + np.cumsum(up, axis=1)
        possible[:, 1:] -= np.cumsum(down, axis=1)[:, :-1]
        # An interval over several bins is in one that counts: before all and after all lies one bin each.
        total = certain[:, 1:-1].sum(axis=1) + up.sum(axis=1)
        longer = self._count_longer(chosen)
        return [
            Histogram(certain[code, 1:-1], possible[code, 1:-1], own, int(total[code] + own[:, 2].sum()))
            for code, own in enumerate(longer)
        ]

    def _count_longer(self, chosen: np.ndarray) -> list[np.ndarray]:
        """Return the rows of `Histogram.longer` by series, in the order of their days."""
        n = np.bincount(chosen_of(self._period_of, chosen[self._longer]), minlength=len(self._periods))
        is_there = n > 0
        codes, periods = self._periods[is_there, 0], self._periods[is_there, 1:]
        found = np.column_stack([periods, n[is_there]])
        return np.split(found, np.searchsorted(codes, np.arange(1, self._shape[0])))
