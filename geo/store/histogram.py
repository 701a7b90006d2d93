"""Reports counted over time without pretending to know more than they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts by series and bin, `certain <= possible` everywhere."""

    certain: np.ndarray
    """Reports that lie in the bin, whole interval: series, bins."""
    possible: np.ndarray
    """Reports that may: those whose interval overlaps the bin."""


def count(
    first: np.ndarray, last: np.ndarray, code: np.ndarray, edges: Sequence[int], n_codes: int
) -> Histogram:
    """Count intervals of days in bins; O(reports + bins).

    `first` and `last` are day numbers, both inclusive, `code` the series of each, from 0. `edges` are the
    first days of the bins, ascending, and the first day after all of them. An interval that begins before
    the bins or ends after them is in none of them for certain but in those that it overlaps.
    """
    n_bins = len(edges) - 1
    # Bin of every day from the first edge on, so that a report costs a look into a table and no search.
    # One more bin on either side takes the days before and after all.
    days = np.arange(edges[0] - 1, edges[-1] + 1)
    bin_of = np.searchsorted(np.asarray(edges), days, side="right").astype(np.int32)
    starts = bin_of[np.clip(first, days[0], days[-1]) - days[0]]
    ends = bin_of[np.clip(last, days[0], days[-1]) - days[0]]
    is_one = starts == ends
    width = n_bins + 2
    at = code.astype(np.int32) * width
    size = n_codes * width
    certain = np.bincount((at + starts)[is_one], minlength=size).reshape(n_codes, width)
    possible = certain.copy()
    if not is_one.all():
        long = ~is_one
        # Up at the first bin of each interval, down behind the last: sums along the bins give the overlaps.
        up = np.bincount((at + starts)[long], minlength=size).reshape(n_codes, width)
        down = np.bincount((at + ends)[long], minlength=size).reshape(n_codes, width)
        possible += np.cumsum(up, axis=1)
        possible[:, 1:] -= np.cumsum(down, axis=1)[:, :-1]
    return Histogram(certain[:, 1:-1], possible[:, 1:-1])
