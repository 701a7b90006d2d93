"""How far claims lie apart, against cases worked out by hand and against counting one by one."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.claim_spread import UNSTATED, Claims, contest

FIELDS = (
    "party",
    "place",
    "means",
    "days",
    "killed_min",
    "killed_max",
    "injured_min",
    "injured_max",
)


def claims(*said: dict[str, int]) -> Claims:
    columns = {name: np.array([one.get(name, UNSTATED) for one in said]) for name in FIELDS}
    return Claims(
        incident=np.array([one.get("incident", 0) for one in said]),
        is_contested=np.array([bool(one.get("is_contested")) for one in said]),
        is_part=np.array([bool(one.get("is_part")) for one in said]),
        **columns,
    )


def killed(least: int, most: int = UNSTATED, **other: int) -> dict[str, int]:
    return {"killed_min": least, "killed_max": most, **other}


def test_one_party_denied_and_figures_apart_add_up_as_documented():
    found = contest(
        claims(killed(471, 471, party=1, is_contested=1), killed(100, 300, party=2), killed(200, 200)), 1
    )

    assert found.score[0] == pytest.approx(3 + 2 + math.log2(472 / 101))
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
    | dict.fromkeys(FIELDS[:4], CODE)
    | dict.fromkeys(FIELDS[4:], st.integers(UNSTATED, 500))
)


@given(st.lists(ANY_CLAIM, min_size=1, max_size=12))
def test_groups_of_arrays_count_as_a_plain_walk_does(said: list[dict[str, int]]):
    by_incident = defaultdict(list)
    for one in said:
        by_incident[one["incident"]].append(one)

    found = contest(claims(*said), 4)

    for incident in range(4):
        assert found.score[incident] == pytest.approx(plain_score(by_incident[incident]))


def plain_score(said: list[dict[str, int]]) -> float:
    def differs(name: str) -> bool:
        return len({one[name] for one in said} - {UNSTATED}) > 1

    def doublings(what: str) -> float:
        ends = [one[f"{what}_{end}"] for one in said for end in ("min", "max") if not one["is_part"]]
        stated = [end for end in ends if end != UNSTATED]
        return math.log2((1 + max(stated)) / (1 + min(stated))) if stated else 0

    small = sum(map(differs, ("place", "means", "days"))) / 4
    denied = any(one["is_contested"] for one in said)
    return 3 * differs("party") + 2 * denied + doublings("killed") + doublings("injured") / 2 + small


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

    assert found.killed.tolist() == [True, False, False]
    assert found.details.tolist() == [True, False, False]
    assert found.responsibility.tolist() == [False, True, False]
    assert found.any.tolist() == [True, True, False]


def test_one_range_that_nobody_else_states_is_no_difference_and_a_part_is_none():
    found = contest(claims(killed(5, 9), killed(2, 2, is_part=1)), 1).differences

    assert not found.any[0]
