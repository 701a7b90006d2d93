"""Whether the kinds and the numbers of killed and injured of two reports could be of one incident."""

from __future__ import annotations

from enum import StrEnum
from itertools import product

import numpy as np

from geo.analysis.linking_columns import LinkingColumns
from geo.model import Kind


class KindMatch(StrEnum):
    """How the kinds of two reports go together."""

    SAME = "same"
    OPEN = "open"
    """One of the two leaves it open, or names what the other may have called otherwise."""


class HarmMatch(StrEnum):
    """How the ranges of killed and injured of two reports go together."""

    OVERLAP = "overlap"
    NEAR = "near"
    """They do not overlap, but no end is more than twice the other, and five, away."""
    UNKNOWN = "unknown"
    """One of the two gives no number that could be compared."""


_ANY = {Kind.UNSPECIFIED, Kind.EXPLOSION}
_ALIKE = (
    {Kind.AIRSTRIKE, Kind.DRONE, Kind.MISSILE},
    {Kind.MISSILE, Kind.ROCKET},
    {Kind.ROCKET, Kind.ARTILLERY},
    {Kind.ARTILLERY, Kind.GROUND},
)
"""Kinds that different claimants may use for one strike."""


def _kind_matches() -> np.ndarray:
    table = np.full((len(Kind), len(Kind)), -1, np.int8)
    for (i, one), (j, other) in product(enumerate(Kind), repeat=2):
        if one == other:
            table[i, j] = 0
        elif {one, other} & _ANY or any({one, other} <= alike for alike in _ALIKE):
            table[i, j] = 1
    # What neither names is no agreement.
    for kind in _ANY:
        place = list(Kind).index(kind)
        table[place, place] = 1
    return table


KIND_MATCH = _kind_matches()
"""0 the same, 1 could be, -1 cannot be."""
HARM_SAYS = np.array([1.0, 0.5, 0.5])
"""What each `HarmMatch` is worth: unknown is no argument either way."""
_OVERLAP, _NEAR, _UNKNOWN = range(len(HarmMatch))
_APART_TIMES, _APART_COUNT = 2, 5


def harm_match(left: LinkingColumns, right: LinkingColumns) -> np.ndarray:
    """Return the position in `HarmMatch`; -1 where the ranges rule each other out."""
    killed = _range_match(left.killed_min, left.killed_max, right.killed_min, right.killed_max)
    injured = _range_match(left.injured_min, left.injured_max, right.injured_min, right.injured_max)
    # What is known of the two decides; of two that are known, the worse.
    both = np.where(
        killed == _UNKNOWN, injured, np.where(injured == _UNKNOWN, killed, np.maximum(killed, injured))
    )
    return np.asarray(np.where((killed < 0) | (injured < 0), -1, both))


def _range_match(low: np.ndarray, high: np.ndarray, to_low: np.ndarray, to_high: np.ndarray) -> np.ndarray:
    is_known = (np.isfinite(low) | np.isfinite(high)) & (np.isfinite(to_low) | np.isfinite(to_high))
    # An open end stays open: it rules nothing out on its side.
    floor, to_floor = np.nan_to_num(low, nan=0.0), np.nan_to_num(to_low, nan=0.0)
    top, to_top = np.nan_to_num(high, nan=np.inf), np.nan_to_num(to_high, nan=np.inf)
    higher_floor, lower_top = np.maximum(floor, to_floor), np.minimum(top, to_top)
    is_near = higher_floor <= lower_top * _APART_TIMES + _APART_COUNT
    said = np.where(higher_floor <= lower_top, _OVERLAP, np.where(is_near, _NEAR, -1))
    return np.asarray(np.where(is_known, said, _UNKNOWN).astype(np.int8))
