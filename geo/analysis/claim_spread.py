"""How far the claims about one incident lie apart: arrays in, arrays out.

The measure orders a list and says nothing of who is right. It is, for each incident,

    score = 3·P + 2·D + log2((1 + Kh) / (1 + Kl)) + log2((1 + Ih) / (1 + Il)) / 2 + (A + M + T) / 4

P: claims name different parties as having carried it out (1 or 0); D: a claim says that this is denied or
disputed; K, I: highest and lowest number of killed and of injured that any claim states, at whichever end of
its range; A, M, T: claims differ in the place, in the means, in the days. What a claim does not state does
not count, and neither does the figure of a claim that is part of another: a part is smaller than its whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

UNSTATED = -1
"""Code of what a claim leaves open, and number of a figure that it does not give."""
PARTIES, DENIAL, INJURED, SMALL = 3.0, 2.0, 0.5, 0.25
"""Weights of the parts of the score; the spread of killed has 1."""


@dataclass(frozen=True, slots=True)
class Claims:
    """One element of each array a claim."""

    incident: np.ndarray
    """Code of the incident, 0 or more."""
    party: np.ndarray
    """Code of the party named; `UNSTATED` for none."""
    is_contested: np.ndarray
    """Whether the claim says that responsibility is denied or disputed."""
    place: np.ndarray
    means: np.ndarray
    """Code of the kind of strike; `UNSTATED` where it is not specified."""
    days: np.ndarray
    """A number that is the same for the same days; `UNSTATED` for unknown ones."""
    killed_min: np.ndarray
    killed_max: np.ndarray
    injured_min: np.ndarray
    injured_max: np.ndarray
    """Numbers; `UNSTATED` where an end is open."""
    is_part: np.ndarray
    """Whether the claim is about a part of what another one claims."""


class Spread(NamedTuple):
    """Lowest and highest number that any claim states; `UNSTATED` where none does. Neither is a finding."""

    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, slots=True)
class ClaimDifferences:
    """What the claims about each incident state differently; one truth value of each array an incident."""

    responsibility: np.ndarray
    """Whether different parties are named, or a claim says that it is denied or disputed."""
    killed: np.ndarray
    injured: np.ndarray
    details: np.ndarray
    """Whether they differ in the place, the means or the days."""

    @property
    def any(self) -> np.ndarray:
        """Whether they differ in anything."""
        return np.asarray(self.responsibility | self.killed | self.injured | self.details)


@dataclass(frozen=True, slots=True)
class Contest:
    """One element of each array an incident, by its code."""

    n: np.ndarray
    """Number of claims."""
    has_parties: np.ndarray
    """Whether different parties are named."""
    is_contested: np.ndarray
    """Whether a claim says that responsibility is denied or disputed."""
    killed: Spread
    injured: Spread
    differences: ClaimDifferences
    score: np.ndarray


def contest(claims: Claims, n_incidents: int) -> Contest:
    """Work out how far the claims of each incident lie apart; see the module for the measure."""
    group = _Groups(claims.incident, n_incidents)
    whole = ~claims.is_part
    killed = group.spread(claims.killed_min, claims.killed_max, whole)
    injured = group.spread(claims.injured_min, claims.injured_max, whole)
    has_parties = group.differs(claims.party)
    is_contested = group.any(claims.is_contested)
    small = [group.differs(said) for said in (claims.place, claims.means, claims.days)]
    differences = ClaimDifferences(
        responsibility=has_parties | is_contested,
        killed=group.differs(_figures(claims.killed_min, claims.killed_max, whole)),
        injured=group.differs(_figures(claims.injured_min, claims.injured_max, whole)),
        details=np.logical_or.reduce(small),
    )
    score = (
        PARTIES * has_parties
        + DENIAL * is_contested
        + _doublings(killed)
        + INJURED * _doublings(injured)
        + SMALL * sum(differs.astype(float) for differs in small)
    )
    return Contest(group.n, has_parties, is_contested, killed, injured, differences, score)


def _figures(low: np.ndarray, high: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return a number that is the same for the same figure; `UNSTATED` where none is or it does not count."""
    is_stated = counts & ((low >= 0) | (high >= 0))
    # An open end is 0, a stated one more; both have room in 31 bits.
    return np.where(is_stated, ((low.astype(np.int64) + 1) << 31) + high + 1, UNSTATED)


def _doublings(spread: Spread) -> np.ndarray:
    high, low = (np.log2(1.0 + np.maximum(end, 0)) for end in (spread.high, spread.low))
    return np.asarray(high - low)


class _Groups:
    """Claims in the order of their incidents, so that each incident is one run."""

    def __init__(self, incident: np.ndarray, n_incidents: int) -> None:
        self._order = np.argsort(incident, kind="stable")
        self.n = np.bincount(incident, minlength=n_incidents)
        self._is_there = self.n > 0
        self._starts = (np.cumsum(self.n) - self.n)[self._is_there]

    def _reduced(
        self, reduce: Callable[[np.ndarray, np.ndarray], np.ndarray], column: np.ndarray, empty: float
    ) -> np.ndarray:
        found = np.full(len(self.n), empty, column.dtype)
        if len(self._starts):
            found[self._is_there] = reduce(column[self._order], self._starts)
        return found

    def any(self, column: np.ndarray) -> np.ndarray:
        """Return whether any claim of each incident is so."""
        return self._reduced(np.logical_or.reduceat, column, empty=False)

    def differs(self, codes: np.ndarray) -> np.ndarray:
        """Return whether claims that state something state different things."""
        low, high = self._ends(codes, codes >= 0)
        return np.asarray(high > low)

    def spread(self, low: np.ndarray, high: np.ndarray, counts: np.ndarray) -> Spread:
        """Return the lowest and the highest number stated by the claims that count, at either end."""
        lows = [self._ends(end, counts & (end >= 0)) for end in (low, high)]
        least = np.minimum(*(found[0] for found in lows))
        most = np.maximum(*(found[1] for found in lows))
        return Spread(np.where(most >= 0, least, UNSTATED), most)

    def _ends(self, numbers: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        wide = numbers.astype(np.int64)
        most = np.iinfo(np.int64).max
        low = self._reduced(np.minimum.reduceat, np.where(counts, wide, most), most)
        high = self._reduced(np.maximum.reduceat, np.where(counts, wide, UNSTATED), UNSTATED)
        return low, high
