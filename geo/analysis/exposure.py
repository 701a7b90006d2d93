"""Which reports lay in and near the place of a zone status, before it, during it and after it.

Done in two steps. `relate` compares footprints with outlines and days with days, once for a snapshot: what is
kept are pairs of a spot (a footprint at its days) and a status that lie within reach of each other. A view
then only says how many of its reports are at each spot, and the pairs are added up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.analysis.distance import DISTANCES_M
from geo.analysis.periods import TIME_BITS, Days, InForce, Period, time_codes, unpacked
from geo.analysis.planes import SPACE_STEPS, Ground
from geo.analysis.spots import BRIEF_DAYS, Spots
from geo.model.parallel import map_ahead

PERIODS = tuple(Period)
CERTAIN, POSSIBLE = 0, 1
"""Positions on the last axis of `Exposure.counts`."""
_FEW_SPOTS = 64


class ExposureCell(NamedTuple):
    """One figure of the matrix."""

    zone_id: str
    distance_m: int
    """One of `DISTANCES_M`; 0 is inside."""
    period: Period
    is_certain: bool
    """False for possible, which holds the certain as well."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many reports lie to each zone status how, and of how many incidents they speak."""

    zone_ids: tuple[str, ...]
    counts: np.ndarray
    """Reports. Shape (statuses, distances, periods, 2): certain, then possible, which holds the certain."""
    incidents: np.ndarray
    """Incidents of which these reports speak, in the same shape; one counts where any of its reports does."""
    days: np.ndarray
    """Fewest and most days of each period of each status; see `geo.analysis.window_days`."""

    def days_of(self, zone_id: str, period: Period) -> tuple[int, int]:
        """Return the fewest days that are certainly in a period of a status, and the most that may be."""
        fewest, most = self.days[self.zone_ids.index(zone_id), PERIODS.index(period)]
        return int(fewest), int(most)

    def a_day(self, cell: ExposureCell) -> tuple[float, float]:
        """Return the least and the most reports a day in a figure; infinite where no day is sure."""
        fewest, most = self.days_of(cell.zone_id, cell.period)
        certain, possible = (self[cell._replace(is_certain=sure)] for sure in (True, False))
        return (
            certain / most if most else 0.0,
            possible / fewest if fewest else math.inf if possible else 0.0,
        )

    def __getitem__(self, cell: ExposureCell) -> int:
        return int(self.counts[self._place(cell)])

    def incidents_in(self, cell: ExposureCell) -> int:
        """Return of how many incidents the reports of a cell speak."""
        return int(self.incidents[self._place(cell)])

    def _place(self, cell: ExposureCell) -> tuple[int, int, int, int]:
        status = self.zone_ids.index(cell.zone_id)
        where = DISTANCES_M.index(cell.distance_m), PERIODS.index(cell.period)
        return status, *where, CERTAIN if cell.is_certain else POSSIBLE

    def frame(self) -> pd.DataFrame:
        """Return a row for each status, distance and period with a report: its `certain` and `possible`.

        `certain_incidents` and `possible_incidents` are those of which the reports speak.
        """
        status, distance, period = np.nonzero(self.counts[..., POSSIBLE])
        found, incidents = (c[status, distance, period] for c in (self.counts, self.incidents))
        return pd.DataFrame(
            {
                "zone_id": np.array(self.zone_ids, object)[status],
                "distance_m": np.array(DISTANCES_M)[distance],
                "period": np.array([str(word) for word in PERIODS], object)[period],
                "certain": found[:, CERTAIN],
                "possible": found[:, POSSIBLE],
                "certain_incidents": incidents[:, CERTAIN],
                "possible_incidents": incidents[:, POSSIBLE],
            }
        )


@dataclass(frozen=True)
class Relations:
    """Pairs of a spot and a status within reach; pairs of a status that lie alike are a group."""

    n_statuses: int
    spot: np.ndarray
    """Of each pair; the pairs of a group stand side by side."""
    starts: np.ndarray
    """Where each group starts."""
    status: np.ndarray
    """Of each group, ascending."""
    holds: np.ndarray
    """In which cells of the matrix the pairs of each group count; shape (groups, distances, periods, 2)."""

    def counts(self, at_spot: np.ndarray) -> np.ndarray:
        """Return the matrix for reports counted at each spot; shape (statuses, distances, periods, 2)."""
        counted = np.zeros((self.n_statuses, *self.holds.shape[1:]), np.int64)
        if len(self.starts):
            in_group = np.add.reduceat(at_spot[self.spot], self.starts, dtype=np.int64)
            first = np.flatnonzero(np.diff(self.status, prepend=-1))
            weighed = self.holds * in_group[:, None, None, None]
            counted[self.status[first]] = np.add.reduceat(weighed, first, axis=0)
        return counted

    def incident_counts(self, spot: np.ndarray, incident: np.ndarray, n_spots: int) -> np.ndarray:
        """Return the matrix for incidents, each counted once in a cell in which any of its reports counts.

        `spot` and `incident` have an element for each report. The shape is that of `counts`.
        """
        pairs = np.unique(incident.astype(np.int64) * n_spots + spot)
        incident, spot = np.divmod(pairs, n_spots)
        # Most incidents are at one spot, and so counted as reports are.
        is_spread = np.bincount(incident)[incident] > 1 if len(incident) else np.zeros(0, bool)
        counted = self.counts(np.bincount(spot[~is_spread], minlength=n_spots).astype(np.int32))
        counted += self._spread_counts(spot[is_spread], incident[is_spread], n_spots)
        return counted

    def _spread_counts(self, spot: np.ndarray, incident: np.ndarray, n_spots: int) -> np.ndarray:
        order = np.argsort(spot, kind="stable")
        spot, incident = spot[order], incident[order]
        first = np.searchsorted(spot, np.arange(n_spots + 1))
        n = np.diff(first)[self.spot]
        at = np.flatnonzero(n)
        place = (
            np.arange(n.sum())
            - np.repeat(np.cumsum(n[at]) - n[at], n[at])
            + np.repeat(first[self.spot[at]], n[at])
        )
        group = np.repeat(np.searchsorted(self.starts, at, side="right") - 1, n[at])
        n_incidents = np.int64(incident.max(initial=0)) + 1
        key = self.status[group].astype(np.int64) * n_incidents + incident[place]
        order = np.argsort(key, kind="stable")
        starts = np.flatnonzero(np.diff(key[order], prepend=-1))
        cells = self.holds.shape[1:]
        n_cells = int(np.prod(cells))
        # The cells of a group are the bits of a number; an incident has those that any of its groups has.
        bit = np.uint64(1) << np.arange(n_cells, dtype=np.uint64)
        bits = self.holds.reshape(len(self.holds), n_cells) @ bit
        any_of = np.bitwise_or.reduceat(bits[group][order], starts) if len(starts) else np.zeros(0, np.uint64)
        status = key[order][starts] // n_incidents
        by_cell = [np.bincount(status, any_of & one != 0, self.n_statuses) for one in bit]
        return np.stack(by_cell, axis=-1).astype(np.int64).reshape(self.n_statuses, *cells)

    def pairs(self, is_wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the pairs of groups: the spot of each, and the position of its group."""
        ends = np.append(self.starts[1:], len(self.spot))
        n = np.where(is_wanted, ends - self.starts, 0)
        group = np.repeat(np.arange(len(self.starts)), n)
        place = np.arange(len(group)) - np.repeat(np.cumsum(n) - n, n) + np.repeat(self.starts, n)
        return self.spot[place], group


def relate(
    spots: Spots, ground: Ground, in_force: InForce, outline: np.ndarray, windows: Sequence[int]
) -> Relations:
    """Compare every spot with every status.

    `outline` is the number in `Ground` of each status's outline, an element for each of `in_force`; -1 where
    it has none, which no spot lies near.
    """
    # For the reports of one card threads take longer to be started than what they are asked.
    apply = map_ahead if len(spots) > _FEW_SPOTS else map
    by_outline = apply(
        lambda number: list(_related(number, spots, ground, in_force, outline, windows)),
        range(len(ground.outlines)),
    )
    found = [one for part in by_outline for one in part]
    return _assembled(len(outline), found, len(ground.distances_m), len(windows))


def _related(  # noqa: PLR0913, PLR0917 what `relate` compares, for one outline
    number: int,
    spots: Spots,
    ground: Ground,
    in_force: InForce,
    outline: np.ndarray,
    windows: Sequence[int],
) -> Iterator[_Found]:
    """Compare every spot with the statuses that have one outline."""
    statuses = np.flatnonzero(outline == number).tolist()
    is_near = ground.within_reach(number)
    if not is_near.any():
        return
    margin = max(windows, default=0)
    asked = [(status, *_then(spots, in_force[status], margin, is_near)) for status in statuses]
    # How footprints lie to an outline is what takes long; to most of them a single report has come too late.
    if not any(len(near) for _, near, _ in asked):
        return
    code_of = np.zeros(len(is_near), np.uint16)
    wanted = np.zeros(len(is_near), bool)
    for _, _, grounds in asked:
        wanted[grounds] = True
    numbers = np.flatnonzero(wanted)
    code_of[numbers] = ground.codes(number, numbers)
    for status, near, grounds in asked:
        space = code_of[grounds]
        is_there = space != 0
        spot = near[is_there]
        days = Days(spots.days.first[spot], spots.days.last[spot])
        then = spots.minutes.at(spot) if spots.minutes else None
        time = time_codes(days, in_force[status], windows, then, in_force.minutes(status))
        yield _grouped(status, spot, space[is_there] << TIME_BITS | time, time != 0)


class _Found(NamedTuple):
    status: int
    spot: np.ndarray
    starts: np.ndarray
    code: np.ndarray


def _then(
    spots: Spots, status: tuple[int, int, int, int], margin: int, is_near: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the spots near an outline whose days may meet a status, with their footprints."""
    begins, _, _, ends = status
    # Of the type of the days, or all of them would be turned into another first.
    # An hour that is still in force by one clock may be of the next day by another.
    days = np.array([begins - margin - BRIEF_DAYS, ends + margin + 2], np.int32)
    low, high = np.searchsorted(spots.days.first[: spots.n_brief], days)
    spot, ground = [], []
    for part in (slice(low, high), slice(spots.n_brief, None)):
        here = spots.ground[part]
        kept = np.flatnonzero(is_near[here])
        ground.append(here[kept])
        kept += part.start
        spot.append(kept)
    return np.concatenate(spot), np.concatenate(ground)


def _grouped(status: int, spot: np.ndarray, code: np.ndarray, is_then: np.ndarray) -> _Found:
    spot, code = spot[is_then].astype(np.int32), code[is_then]
    # Stable, so that the spots of a group stay in order.
    order = np.argsort(code, kind="stable")
    code = code[order]
    starts = np.flatnonzero(np.diff(code, prepend=np.uint16(0)) != 0)
    return _Found(status, spot[order], starts, code[starts])


def _assembled(n_statuses: int, found: list[_Found], n_distances: int, n_windows: int) -> Relations:
    found = sorted((one for one in found if len(one.spot)), key=lambda one: one.status)
    before = np.cumsum([0, *(len(one.spot) for one in found)])
    status = np.array([one.status for one in found], np.int64)
    code = np.concatenate([np.zeros(0, np.uint16), *(one.code for one in found)])
    return Relations(
        n_statuses,
        spot=np.concatenate([np.zeros(0, np.int32), *(one.spot for one in found)]),
        starts=np.concatenate([before[:0], *(one.starts + n for one, n in zip(found, before, strict=False))]),
        status=np.repeat(status, [len(one.starts) for one in found]),
        holds=_holds(code, n_distances, n_windows),
    )


def _holds(code: np.ndarray, n_distances: int, n_windows: int) -> np.ndarray:
    space, time = code >> TIME_BITS, code & (1 << TIME_BITS) - 1
    # Within the k largest of ascending distances.
    rank = np.arange(n_distances, 0, -1)
    near = [part[:, None] >= rank for part in (space % SPACE_STEPS, space // SPACE_STEPS)]
    when = unpacked(time, n_windows)
    return np.stack([n[:, :, None] & w[:, None, :] for n, w in zip(near, when, strict=True)], axis=-1)
