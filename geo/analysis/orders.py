"""Which statuses were in force at the place and time of a report, and for how long.

"In force" is the middle of the matrix of `geo.analysis.exposure`: inside, during.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.analysis.exposure import CERTAIN, POSSIBLE, Relations
from geo.analysis.periods import ALWAYS, NEVER, Days
from geo.geometry.clocks import NO_MINUTE

HOURS_A_DAY = 24
HOUR_MINUTES = 60
UNKNOWN_H = -np.inf
"""Stands for an end of a lead time that cannot be told."""
INSIDE_DURING = (0, 0)
"""Position on the axes of relations that were made for the distance 0 and without windows."""


@dataclass(frozen=True, slots=True)
class Orders:
    """The statuses that may have been in force at each spot, those of a spot side by side."""

    starts: np.ndarray
    """Where the statuses of each spot start; one more element than there are spots."""
    status: np.ndarray
    """Position among the statuses, ascending within a spot."""
    is_certain: np.ndarray

    def of(self, spot: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how many statuses each of some spots has, and all their positions in `status`.

        The spot -1 has none.
        """
        is_spot = spot >= 0
        known = np.where(is_spot, spot, 0)
        first = self.starts[known]
        n = np.where(is_spot, self.starts[known + is_spot] - first, 0)
        places = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + np.repeat(first, n)
        return n, places


def orders_of(relations: Relations, n_spots: int) -> Orders:
    """Turn relations made for the distance 0 and without windows round: from each spot to its statuses."""
    spot, group = relations.pairs(relations.holds[(slice(None), *INSIDE_DURING, POSSIBLE)])
    status = relations.status[group]
    # Statuses ascend already, so that a stable sort leaves them in order within each spot.
    order = np.lexsort((status, spot))
    is_certain = relations.holds[(group, *INSIDE_DURING, CERTAIN)]
    starts = np.searchsorted(spot[order], np.arange(n_spots + 1))
    return Orders(starts, status[order].astype(np.int32), is_certain[order])


def lead_hours(
    event: Days, starts: Days, event_minutes: Days | None = None, start_minutes: Days | None = None
) -> Days:
    """Return the hours from the beginning of a status to an event: at least the first, at most the last.

    Where both are known to the minute it is the interval between any two of their minutes, which may begin
    or lie below zero. Else both are known to the day at best: of a status of the 2nd and an event of the 4th
    that is 24 to 72 hours, less than the last. A status that may be in force at the event began before it, so
    that no lead time of days is below zero. Where a beginning or an end is not known it is `UNKNOWN_H`.
    """
    low = np.maximum(event.first.astype(np.float64) - starts.last - 1, 0) * HOURS_A_DAY
    high = (event.last.astype(np.float64) + 1 - starts.first) * HOURS_A_DAY
    is_open = (event.last >= NEVER) | (starts.first <= ALWAYS)
    high = np.where(is_open, UNKNOWN_H, high)
    if event_minutes is None or start_minutes is None:
        return Days(low, high)
    both = has_both_minutes(event_minutes, start_minutes)
    first = (event_minutes.first.astype(np.int64) - start_minutes.last) / HOUR_MINUTES
    last = (event_minutes.last.astype(np.int64) - start_minutes.first) / HOUR_MINUTES
    return Days(np.where(both, first, low), np.where(both, last, high))


def has_both_minutes(event: Days, start: Days) -> np.ndarray:
    """Return where an event and a beginning are both known to the minute."""
    return np.asarray((event.first != NO_MINUTE) & (start.first != NO_MINUTE))


def spots_by_group(orders: Orders, group: np.ndarray, n_groups: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the spots that lie certainly, and those that lie possibly, in a status of each group.

    `group` says to which group each status belongs, -1 for none. A spot stands once in a group, whatever the
    number of its statuses.
    """
    spot = np.repeat(np.arange(len(orders.starts) - 1, dtype=np.int32), np.diff(orders.starts))
    of_pair = group[orders.status]

    def once(is_meant: np.ndarray) -> np.ndarray:
        # Pairs lie in the order of their spots.
        found = spot[is_meant]
        return np.asarray(found[np.diff(found, prepend=np.int32(-1)) != 0])

    members = (of_pair == number for number in range(n_groups))
    return [(once(here & orders.is_certain), once(here)) for here in members]
