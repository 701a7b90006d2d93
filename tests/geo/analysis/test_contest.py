"""How far claims lie apart, against cases worked out by hand and against counting one by one."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.claim_spread import UNSTATED, contest
from geo.model.claim_aspects import ClaimAspect

CODES = ("party", "place", "kind", "struck", "days", "hours")
NUMBERS = ("strikes_min", "strikes_max", "killed_min", "killed_max", "injured_min", "injured_max")


class MadeUpClaims:
    """Claims as the test states them; what one leaves out it leaves open."""

    def __init__(self, said: tuple[dict[str, int], ...]) -> None:
        self._said = said
        self.incident = self._column("incident", 0)
        self.is_contested = self._column("is_contested", 0).astype(bool)
        self.is_part = self._column("is_part", 0).astype(bool)
        self.party, self.place, self.kind, self.struck, self.days, self.hours = map(self._column, CODES)

    def _column(self, name: str, nothing: int = UNSTATED) -> np.ndarray:
        return np.array([one.get(name, nothing) for one in self._said])

    def figures(self, what: str) -> tuple[np.ndarray, np.ndarray]:
        return self._column(f"{what}_min"), self._column(f"{what}_max")


def claims(*said: dict[str, int]) -> MadeUpClaims:
    return MadeUpClaims(said)


def killed(least: int, most: int = UNSTATED, **other: int) -> dict[str, int]:
    return {"killed_min": least, "killed_max": most, **other}


def test_one_party_denied_and_figures_apart_add_up_as_documented():
    found = contest(
        claims(killed(471, 471, party=1, is_contested=1), killed(100, 300, party=2), killed(200, 200)), 1
    )

    assert found.score[0] == pytest.approx(3 + 2 + math.log2(472 / 101) + 1 / 4)
    assert (found.killed.low[0], found.killed.high[0]) == (100, 471)


def test_claims_that_state_the_same_are_not_contested():
    same = killed(7, 7, party=1, place=4, means=2, days=9)

    assert contest(claims(same, dict(same)), 1).score[0] == 0


def test_what_is_not_stated_is_no_difference():
    assert contest(claims(killed(7, 7, party=1, place=4), {}), 1).score[0] == 0


def test_a_part_does_not_contradict_its_whole():
    found = contest(claims(killed(100, 100), killed(3, 3, is_part=1)), 1)

    assert (found.killed.low[0], found.killed.high[0]) == (100, 100)


def test_open_ends_count_with_the_number_that_is_stated():
    found = contest(claims(killed(50), killed(UNSTATED, 20)), 1)

    assert (found.killed.low[0], found.killed.high[0]) == (20, 50)


def test_zero_is_a_number_and_unknown_is_none():
    found = contest(claims(killed(0, 0), killed(UNSTATED), {"incident": 1}), 2)

    assert found.killed.low.tolist() == [0, UNSTATED]
    assert found.killed.high.tolist() == [0, UNSTATED]


def test_an_incident_without_a_claim_has_no_score():
    found = contest(claims(killed(3, incident=2)), 4)

    assert found.n.tolist() == [0, 0, 1, 0]
    assert found.score.tolist() == [0, 0, 0, 0]


CODE = st.integers(UNSTATED, 3)
ANY_CLAIM = st.fixed_dictionaries(
    {"incident": st.integers(0, 3), "is_contested": st.integers(0, 1), "is_part": st.integers(0, 1)}
    | dict.fromkeys(CODES, CODE)
    | dict.fromkeys(NUMBERS, st.integers(UNSTATED, 3))
)


@given(st.lists(ANY_CLAIM, min_size=1, max_size=12))
def test_groups_of_arrays_count_as_a_plain_walk_does(said: list[dict[str, int]]):
    by_incident = defaultdict(list)
    for one in said:
        by_incident[one["incident"]].append(one)

    found = contest(claims(*said), 4)

    for incident in range(4):
        one = by_incident[incident]
        assert found.score[incident] == pytest.approx(plain_score(one))
        assert {aspect for aspect in ClaimAspect if found.differences.of(aspect)[incident]} == aspects(one)
        assert bool(found.differences.any[incident]) == (found.score[incident] > 0) == bool(aspects(one))


def differ(said: list[dict[str, int]], *names: str) -> bool:
    """Whether claims say different things, of those that say any."""
    return len({tuple(one[name] for name in names) for one in said} - {(UNSTATED,) * len(names)}) > 1


def aspects(said: list[dict[str, int]]) -> set[str]:
    wholes = [one for one in said if not one["is_part"]]
    found = {
        "number": any(differ(wholes, f"{w}_min", f"{w}_max") for w in ("strikes", "killed", "injured")),
        "kind": differ(said, "kind") or differ(said, "struck"),
        "party": differ(said, "party") or any(one["is_contested"] for one in said),
        "place": differ(said, "place"),
        "time": differ(said, "days") or differ(said, "hours"),
    }
    return {aspect for aspect, is_so in found.items() if is_so}


def plain_score(said: list[dict[str, int]]) -> float:
    def doublings(what: str) -> float:
        wholes = [one for one in said if not one["is_part"]]
        if not differ(wholes, f"{what}_min", f"{what}_max"):
            return 0
        ends = [one[f"{what}_{end}"] for one in wholes for end in ("min", "max")]
        stated = [end for end in ends if end != UNSTATED]
        return math.log2((1 + max(stated)) / (1 + min(stated)))

    small = len(aspects(said) & {"number", "place", "kind", "time"}) / 4
    denied = any(one["is_contested"] for one in said)
    return 3 * differ(said, "party") + 2 * denied + doublings("killed") + doublings("injured") / 2 + small


def test_what_the_claims_differ_in_is_told_field_by_field():
    found = contest(
        claims(
            killed(7, 7, incident=0, place=1),
            killed(9, 9, incident=0, place=2),
            killed(7, 7, incident=1, party=1),
            killed(7, 7, incident=1, party=2),
            killed(5, 9, incident=2),
            killed(UNSTATED, incident=2),
        ),
        3,
    ).differences

    assert found.fields["killed"].tolist() == [True, False, False]
    assert found.of(ClaimAspect.PLACE).tolist() == [True, False, False]
    assert found.of(ClaimAspect.PARTY).tolist() == [False, True, False]
    assert found.any.tolist() == [True, True, False]


def test_one_range_that_nobody_else_states_is_no_difference_and_a_part_is_none():
    found = contest(claims(killed(5, 9), killed(2, 2, is_part=1)), 1).differences

    assert not found.any[0]
