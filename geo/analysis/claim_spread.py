"""In what the claims about one incident differ, and how far they lie apart: arrays in, arrays out.

Claims differ in a field when those that state something there state different things. What a claim leaves
open differs from nothing, and neither does a figure of a claim that is part of another: a part is smaller
than its whole. An hour differs only from another hour of the same days. Who is responsible differs as well
where a claim says that it is denied or disputed. The page Claims, the filter and the map all ask this rule.

The measure orders a list and says nothing of who is right. It is, for each incident,

    score = 3·P + 2·D + log2((1 + Kh) / (1 + Kl)) + log2((1 + Ih) / (1 + Il)) / 2 + (N + A + M + T) / 4

P: claims name different parties as having carried it out (1 or 0); D: a claim says that this is denied or
disputed; K, I: highest and lowest number of killed and of injured that any claim states, at whichever end of
its range, where claims differ in it; N, A, M, T: claims differ in a number, in the place, in the kind, in
the time. So it is 0 exactly where the claims differ in nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import NamedTuple, Protocol

import numpy as np

from geo.model.claim_aspects import ClaimAspect
from geo.model.parallel import map_ahead

UNSTATED = -1
"""Code of what a claim leaves open, and number of a figure that it does not give."""
OPEN_WORDS = {"kind": "unspecified", "struck": "unspecified"}
"""Words that state nothing, beside the empty text, by column of the reports."""
FIELDS: Mapping[ClaimAspect, tuple[str, ...]] = {
    ClaimAspect.NUMBER: ("strikes", "killed", "injured"),
    ClaimAspect.KIND: ("kind", "struck"),
    ClaimAspect.PARTY: ("party", "responsibility"),
    ClaimAspect.PLACE: ("where",),
    ClaimAspect.TIME: ("when",),
}
"""Fields of a claim that are compared, by aspect."""
_MANY = 100_000
"""Claims of which several fields are compared at the same time."""
PARTIES, DENIAL, INJURED, SMALL = 3.0, 2.0, 0.5, 0.25
"""Weights of the parts of the score; the spread of killed has 1."""


class Claims(Protocol):
    """What claims state; one element of each array a claim. Each array is asked for when it is compared."""

    @property
    def incident(self) -> np.ndarray:
        """Code of the incident, 0 or more."""

    @property
    def party(self) -> np.ndarray:
        """A number that is the same for the same party; `UNSTATED` for none."""

    @property
    def is_contested(self) -> np.ndarray:
        """Whether the claim says that responsibility is denied or disputed."""

    @property
    def place(self) -> np.ndarray:
        """A number that is the same for the same name; `UNSTATED` for none."""

    @property
    def kind(self) -> np.ndarray:
        """A number that is the same for the same kind of strike; `UNSTATED` where it is not specified."""

    @property
    def struck(self) -> np.ndarray:
        """The same for what is said to be struck."""

    @property
    def days(self) -> np.ndarray:
        """A number that is the same for the same days; `UNSTATED` for unknown ones."""

    @property
    def hours(self) -> np.ndarray:
        """The same for hours of these days."""

    @property
    def is_part(self) -> np.ndarray:
        """Whether the claim is about a part of what another one claims."""

    def figures(self, what: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the lowest and highest number of `strikes`, `killed` or `injured`.

        They are `UNSTATED` where an end is open.
        """


class Spread(NamedTuple):
    """Lowest and highest number that any claim states; `UNSTATED` where none does. Neither is a finding."""

    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, slots=True)
class ClaimDifferences:
    """What the claims about each incident state differently."""

    fields: Mapping[str, np.ndarray]
    """By the fields of `FIELDS`: one truth value an incident."""

    @property
    def any(self) -> np.ndarray:
        """Whether they differ in anything."""
        return np.asarray(self.aspects != 0)

    def of(self, aspect: ClaimAspect) -> np.ndarray:
        """Return whether they differ in an aspect."""
        return np.asarray(np.logical_or.reduce([self.fields[name] for name in FIELDS[aspect]]))

    @property
    def aspects(self) -> np.ndarray:
        """In which aspects they differ, as the sum of their bits, in a byte an incident."""
        return reduce(np.bitwise_or, (self.of(each) * np.uint8(each.bit) for each in ClaimAspect))


@dataclass(frozen=True, slots=True)
class Contest:
    """One element of each array an incident, by its code."""

    n: np.ndarray
    """Number of claims."""
    killed: Spread
    injured: Spread
    differences: ClaimDifferences
    score: np.ndarray


def differences_of(claims: Claims, n_incidents: int) -> ClaimDifferences:
    """Work out in what the claims of each incident differ; see the module for the rule."""
    incident, whole = claims.incident, ~claims.is_part

    def differ(codes: np.ndarray) -> np.ndarray:
        return _differ(incident, codes, n_incidents)

    def numbers(what: str) -> np.ndarray:
        return differ(_figures(*claims.figures(what), whole))

    compared: dict[str, Callable[[], np.ndarray]] = {
        **{what: partial(numbers, what) for what in FIELDS[ClaimAspect.NUMBER]},
        "kind": lambda: differ(claims.kind),
        "struck": lambda: differ(claims.struck),
        "party": lambda: differ(claims.party),
        "responsibility": lambda: _any(incident, claims.is_contested, n_incidents),
        "where": lambda: differ(claims.place),
        "when": lambda: differ(claims.days) | differ(claims.hours),
    }
    in_turn = map_ahead if len(incident) > _MANY else map
    return ClaimDifferences(dict(zip(compared, in_turn(lambda each: each(), compared.values()), strict=True)))


def contest(claims: Claims, n_incidents: int) -> Contest:
    """Work out how far the claims of each incident lie apart; see the module for the measure."""
    group = _Groups(claims.incident, n_incidents)
    whole = ~claims.is_part
    killed, injured = (group.spread(*claims.figures(what), whole) for what in ("killed", "injured"))
    differences = differences_of(claims, n_incidents)
    fields = differences.fields
    small = (ClaimAspect.NUMBER, ClaimAspect.PLACE, ClaimAspect.KIND, ClaimAspect.TIME)
    score = (
        PARTIES * fields["party"]
        + DENIAL * fields["responsibility"]
        + fields["killed"] * _doublings(killed)
        + INJURED * fields["injured"] * _doublings(injured)
        + SMALL * sum(differences.of(aspect).astype(float) for aspect in small)
    )
    return Contest(group.n, killed, injured, differences, score)


def _differ(incident: np.ndarray, codes: np.ndarray, n_incidents: int) -> np.ndarray:
    """Return whether claims of each incident that state something state different things."""
    stated = np.flatnonzero(codes >= 0)
    of, said = incident[stated], codes[stated]
    # Some claim's word for each incident, whichever it is: where all are one, each is it.
    one = np.full(n_incidents, UNSTATED, np.int64)
    one[of] = said
    return _any(of, one[of] != said, n_incidents)


def _any(incident: np.ndarray, is_so: np.ndarray, n_incidents: int) -> np.ndarray:
    """Return whether any claim of each incident is so."""
    found = np.zeros(n_incidents, bool)
    found[incident[is_so]] = True
    return found


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
