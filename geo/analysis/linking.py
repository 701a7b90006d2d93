"""Which reports of different sources may speak of one incident: candidates, each with its reasons.

A candidate is a hint to a reader and nothing else: no report is merged with another, and no count changes.
Compared are reports with a point and a date, of different sources and incidents, whose footprints lie
within `NEAR_M` of each other, whose days lie within `NEAR_DAYS`, whose kinds could be one and whose ranges
of killed and of injured do not rule each other out. Of each, only the best `MOST` are kept, and of no report
are more than `COMPARED` others looked at (the sorted neighbourhoods of Hernández and Stolfo, 1995): however
many reports crowd one place and day, the work grows with their number and not with its square.
"""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import product

import numpy as np

from geo.analysis.linking_columns import LinkingColumns, Pairs
from geo.analysis.pair_matches import HARM_SAYS, KIND_MATCH, harm_match

NEAR_M = 5_000
"""Metres between two footprints, at the most."""
NEAR_DAYS = 2
"""Days between two intervals, at the most."""
MAX_RADIUS_M = 3_000
"""Metres. A wider footprint says too little of the place for a comparison."""
MAX_DAYS = 7
"""Days that a report may speak of; a longer series of strikes has no one incident."""
MOST = 5
"""Candidates of one report."""
COMPARED = 250
"""Others that one report is compared with: those of its own square and day first."""
LEAST_SCORE = 0.5
"""A candidate with a lower score is none."""
_WEIGHTS = {"place": 0.45, "time": 0.25, "kind": 0.15, "harm": 0.15}
_HALF_M = 5_000
"""Sum of two radii at which a place says half as much as two exact points."""
_REACH_M = NEAR_M + 2 * MAX_RADIUS_M
_EARTH_M = 6_371_008.8
_DEGREE_M = np.pi * _EARTH_M / 180
_FLATTEST = 0.17
"""Cosine of 80 degrees of latitude; nearer to a pole the grid is no finer."""
_ROUNDED_M = 10
_PART = 4_000
"""Reports worked on at a time, so that memory does not grow with their number."""
_DAY_SLOTS = 1 << 18
"""Room for the days of seven centuries in the key of a square."""
_FINE_BITS = 4
"""A square is divided into 2^4 a side, so that of a crowd the nearest are compared."""


def candidates(reports: LinkingColumns, new: np.ndarray | None = None) -> Pairs:
    """Return the pairs that may be one incident, the best `MOST` of each report, in the order of places.

    `new` says which reports are compared with all; without it, all are. The answer depends on the order of
    the reports only where scores are equal, so give them in the order of their ids.
    """
    usable = _usable(reports)
    asking = np.ones(len(usable), bool) if new is None else new[usable]
    squares = _Squares(reports.take(usable), usable, asking)
    found = [squares.candidates_of(part) for part in _parts(squares.positions())]
    return bounded(_each_once(joined(found)))


def _usable(reports: LinkingColumns) -> np.ndarray:
    has_place = np.isfinite(reports.lat) & np.isfinite(reports.lon) & (reports.radius_m <= MAX_RADIUS_M)
    return np.flatnonzero(has_place & (reports.last - reports.first < MAX_DAYS))


def _parts(rows: np.ndarray) -> list[np.ndarray]:
    return [rows[start : start + _PART] for start in range(0, len(rows), _PART)]


class _Squares:
    """Reports in the order of squares, of days within each, and of finer squares within those.

    A report of several days stands on each of them, so that those within `NEAR_DAYS` are found by their day.
    """

    def __init__(self, reports: LinkingColumns, places: np.ndarray, asks: np.ndarray) -> None:
        n_days = (reports.last - reports.first).astype(np.int64) + 1
        row = np.repeat(np.arange(len(reports)), n_days)
        day = (
            reports.first[row].astype(np.int64)
            + np.arange(len(row))
            - np.repeat(np.cumsum(n_days) - n_days, n_days)
        )
        flattest = float(np.cos(np.radians(np.abs(reports.lat).max(initial=0))))
        down = (reports.lat[row] + 90) * _DEGREE_M / _REACH_M
        along = (reports.lon[row] + 180) * _DEGREE_M * max(flattest, _FLATTEST) / _REACH_M
        self._width = 3 + int(along.max(initial=0))
        square = (np.floor(down).astype(np.int64) + 1) * self._width + np.floor(along).astype(np.int64) + 1
        key = self._key_of(square, day) + _finer(down, along)
        order = np.lexsort((places[row], key))
        self._key, self._square, self._day, self._row = key[order], square[order], day[order], row[order]
        self._reports, self._places, self._asks = reports, places, asks

    @staticmethod
    def _key_of(square: np.ndarray, day: np.ndarray) -> np.ndarray:
        slot = square * _DAY_SLOTS + day + _DAY_SLOTS // 2
        return np.asarray(slot << (2 * _FINE_BITS))

    def positions(self) -> np.ndarray:
        """Return where the reports stand that ask."""
        return np.flatnonzero(self._asks[self._row])

    def candidates_of(self, at: np.ndarray) -> Pairs:
        """Return the best candidates of the reports at some positions, each with those that it may be."""
        pairs = _each_once(_scored(*self._comparable(*self._to_compare(at)), self._reports))
        pairs = pairs.take(_best(pairs.one, pairs))
        low, high = self._places[pairs.one], self._places[pairs.other]
        return replace(pairs, one=np.minimum(low, high), other=np.maximum(low, high))

    def _comparable(self, one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the pairs that pass the cheap comparisons, each from one side only."""
        asks = self._asks
        kept = np.flatnonzero((one < other) | ~asks[other])
        for column in (self._reports.source, self._reports.incident):
            one, other = one[kept], other[kept]
            kept = np.flatnonzero(column[one] != column[other])
        one, other = one[kept], other[kept]
        kept = np.flatnonzero(KIND_MATCH[self._reports.kind[one], self._reports.kind[other]] >= 0)
        return one[kept], other[kept]

    def _to_compare(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        left = np.full(len(at), COMPARED, np.int64)
        ones, others = [], []
        for down, along, days in _STEPS:
            is_own = not (down or along or days)
            first = self._key_of(self._square[at] + down * self._width + along, self._day[at] + days)
            low, high = (np.searchsorted(self._key, first + end) for end in (0, 1 << (2 * _FINE_BITS)))
            middle = at if is_own else np.searchsorted(self._key, first + (self._key[at] & _FINE))
            share = np.minimum(left, _SHARE)
            start = np.clip(middle - share // 2, low, np.maximum(low, high - share))
            n = np.minimum(high - start, share)
            left -= n
            ones.append(np.repeat(self._row[at], n))
            others.append(self._row[np.repeat(start - np.cumsum(n) + n, n) + np.arange(n.sum())])
        return np.concatenate(ones), np.concatenate(others)


def _finer(down: np.ndarray, along: np.ndarray) -> np.ndarray:
    side = 1 << _FINE_BITS
    return np.asarray(
        np.floor(down % 1 * side).astype(np.int64) * side + np.floor(along % 1 * side).astype(np.int64)
    )


def _steps() -> list[tuple[int, int, int]]:
    every = product((-1, 0, 1), (-1, 0, 1), range(-NEAR_DAYS, NEAR_DAYS + 1))
    return sorted(every, key=lambda step: (abs(step[0]) + abs(step[1]), abs(step[2]), step))


_STEPS = _steps()
"""Squares down, squares along and days to look at, the nearest first."""
_SHARE = 60
"""Others on one day in one square, at the most, so that a crowd leaves room for the days beside it."""
_FINE = (1 << (2 * _FINE_BITS)) - 1


def _scored(one: np.ndarray, other: np.ndarray, reports: LinkingColumns) -> Pairs:
    """Return the pairs that are within every limit, with their scores."""
    one, other, days = _near_in_time(one, other, reports)
    radii_m = reports.radius_m[one] + reports.radius_m[other]
    exact_m = distance_m(reports.lat[one], reports.lon[one], reports.lat[other], reports.lon[other])
    near = np.flatnonzero(exact_m <= NEAR_M + radii_m)
    one, other, days, radii_m = one[near], other[near], days[near], radii_m[near]
    left, right = reports.take(one), reports.take(other)
    harm = harm_match(left, right)
    apart_m = np.round(exact_m[near] / _ROUNDED_M) * _ROUNDED_M
    place = np.maximum(1 - apart_m / (NEAR_M + radii_m), 0) / (1 + radii_m / _HALF_M)
    longer = (left.last - left.first) + (right.last - right.first)
    time = (1 - days / (NEAR_DAYS + 1)) / (1 + longer / MAX_DAYS)
    kind_open = KIND_MATCH[left.kind, right.kind] == 1
    # From whole tens of metres on only sums and quotients are used, which are the same on every machine.
    score = np.round(
        _WEIGHTS["place"] * place
        + _WEIGHTS["time"] * time
        + _WEIGHTS["kind"] * np.where(kind_open, 0.5, 1)
        + _WEIGHTS["harm"] * HARM_SAYS[harm],
        3,
    )
    kept = np.flatnonzero((harm >= 0) & (score >= LEAST_SCORE))
    metres, between = apart_m.astype(np.int64), days.astype(np.int64)
    return Pairs(one, other, score, metres, between, kind_open, harm).take(kept)


def _near_in_time(
    one: np.ndarray, other: np.ndarray, reports: LinkingColumns
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    later = reports.first[other] - reports.last[one]
    earlier = reports.first[one] - reports.last[other]
    days = np.maximum(np.maximum(later, earlier), 0)
    near = np.flatnonzero(days <= NEAR_DAYS)
    return one[near], other[near], days[near]


def distance_m(lat: np.ndarray, lon: np.ndarray, to_lat: np.ndarray, to_lon: np.ndarray) -> np.ndarray:
    """Return metres between points along the sphere (haversine), within 0.5 % of those on the ellipsoid."""
    rise = np.sin(np.radians(to_lat - lat) / 2) ** 2
    turn = np.sin(np.radians(to_lon - lon) / 2) ** 2
    half = rise + np.cos(np.radians(lat)) * np.cos(np.radians(to_lat)) * turn
    return np.asarray(2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _best(owner: np.ndarray, pairs: Pairs) -> np.ndarray:
    """Return the positions of the best pairs of each owner, `MOST` at the most."""
    order = np.lexsort((pairs.other, pairs.one, pairs.distance_m, -pairs.score, owner))
    return np.asarray(order[_rank(owner[order]) < MOST])


def _rank(owner: np.ndarray) -> np.ndarray:
    """Return the rank of each element among those of its owner, which lie side by side."""
    is_first = np.ones(len(owner), bool)
    is_first[1:] = owner[1:] != owner[:-1]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(owner)))
    return np.asarray(np.arange(len(owner)) - np.repeat(starts, sizes))


def joined(found: list[Pairs]) -> Pairs:
    """Return pairs one after another."""
    none = _scored(*(np.zeros(0, np.int64),) * 2, _NO_REPORTS)
    return Pairs(
        **{
            f.name: np.concatenate([getattr(pairs, f.name) for pairs in [none, *found]])
            for f in fields(Pairs)
        }
    )


_NO_REPORTS = LinkingColumns(**{field.name: np.zeros(0, np.int64) for field in fields(LinkingColumns)})


def _each_once(pairs: Pairs) -> Pairs:
    """Return each pair once, in the order of places."""
    order = np.lexsort((pairs.other, pairs.one))
    one, other = pairs.one[order], pairs.other[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    return pairs.take(order[is_new])


def bounded(pairs: Pairs) -> Pairs:
    """Keep the pairs that are among the best `MOST` of both their reports, in the order of places."""
    n = len(pairs)
    twice = _both_ways(pairs)
    is_kept = np.zeros(2 * n, bool)
    is_kept[_best(twice.one, twice)] = True
    return _each_once(pairs.take(np.flatnonzero(is_kept[:n] & is_kept[n:])))


def _both_ways(pairs: Pairs) -> Pairs:
    turned = replace(pairs, one=pairs.other, other=pairs.one)
    return joined([pairs, turned])
