"""Statements on places as intervals: what held on a day, what is not known, and when something changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

import pandas as pd
import pytest

from geo.analysis.status_history import EndKnown, change_days, gaps, history, step
from geo.model import EndReading
from geo.model.rows import row_of
from geo.snapshot.statements import Statements

Said: TypeAlias = tuple[str, str, str, str | None] | tuple[str, str, str, str | None, str]

FIRST, LAST = date(2024, 1, 1), date(2024, 3, 31)


def snapshot(*said: Said) -> Statements:
    """Statements of a snapshot as (id, place, valid_from, valid_to), known to the day, or as a fifth says."""
    columns = ["zone_id", "zone_key", "valid_from", "valid_to", "time_precision"]
    frame = pd.DataFrame([(*row, "day")[:5] for row in said], columns=columns).assign(valid_from_time="")
    days = {column: pd.to_datetime(frame[column]) for column in ("valid_from", "valid_to")}
    zones = frame.assign(**days).set_index("zone_id", drop=False).rename_axis(None)
    return Statements({"zones": zones, "sheltering": pd.DataFrame(), "assessments": pd.DataFrame()})


def statements(*said: Said) -> pd.DataFrame:
    return snapshot(*said).zones


def held_on(said: Statements, day: date) -> dict[str, bool]:
    return said.zones_then(day, day, EndReading.UNTIL_NEXT)


STATED = ("z1", "mill", "2024-01-10", "2024-01-20")
FOLLOWED = ("z2", "mill", "2024-02-01", None)
OPEN = ("z3", "mill", "2024-02-15", None)


def test_an_end_is_stated_or_read_from_the_next_statement_or_not_known() -> None:
    found = history(statements(STATED, FOLLOWED, OPEN))

    assert found["end_known"].to_dict() == {
        "z1": EndKnown.STATED,
        "z2": EndKnown.FOLLOWED,
        "z3": EndKnown.NOT_STATED,
    }
    assert row_of(found, "z1").next_begins == pd.Timestamp("2024-02-01")
    assert row_of(found, "z3").next_begins is pd.NaT


def test_statements_that_touch_share_a_lane_and_those_that_overlap_do_not() -> None:
    found = history(statements(STATED, FOLLOWED, OPEN, ("z4", "mill", "2024-01-15", "2024-01-16")))

    assert found["lane"].to_dict() == {"z1": 0, "z4": 1, "z2": 0, "z3": 0}


def test_what_began_on_the_same_day_is_no_next_statement_of_each_other() -> None:
    found = history(statements(OPEN, ("z4", "mill", "2024-02-15", None)))

    assert found["next_begins"].isna().all()
    assert sorted(found["lane"]) == [0, 1]


def test_a_gap_lies_between_a_stated_end_and_the_next_statement_and_nowhere_else() -> None:
    found = gaps(statements(STATED, FOLLOWED, OPEN), FIRST, LAST)

    assert [(gap.begins.date(), gap.ends.date()) for gap in found.itertuples()] == [
        (date(2024, 1, 1), date(2024, 1, 9)),
        (date(2024, 1, 21), date(2024, 1, 31)),
    ]


def test_a_stated_end_leaves_a_gap_to_the_last_day() -> None:
    [before, after] = gaps(statements(STATED), FIRST, LAST).itertuples()

    assert before.ends == pd.Timestamp("2024-01-09")
    assert (after.begins, after.ends) == (pd.Timestamp("2024-01-21"), pd.Timestamp(LAST))


def test_overlapping_statements_leave_no_gap_between_them() -> None:
    inner = ("z4", "mill", "2024-01-12", "2024-01-13")

    assert len(gaps(statements(STATED, inner), FIRST, LAST)) == 2


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2024-01-09", {}),
        ("2024-01-10", {"z1": False}),
        ("2024-01-20", {"z1": False}),
        ("2024-01-21", {}),
        ("2024-02-14", {"z2": False}),
        ("2024-02-15", {"z2": True, "z3": False}),
        ("2024-02-16", {"z3": False}),
        ("2024-05-15", {"z3": False}),
        ("2030-01-01", {"z3": True}),
    ],
)
def test_a_status_holds_on_its_first_and_last_day_and_between(day: str, held: dict[str, bool]) -> None:
    assert held_on(snapshot(STATED, FOLLOWED, OPEN), date.fromisoformat(day)) == held


def test_another_place_follows_nothing() -> None:
    said = snapshot(STATED, ("z9", "farm", "2024-01-12", None))

    assert held_on(said, date(2024, 1, 15)) == {"z1": False, "z9": False}


MONTH = ("z5", "mill", "2024-02-29", None, "month")


def test_a_status_known_to_the_month_may_have_begun_on_its_first_day() -> None:
    said = snapshot(STATED, MONTH)
    held = history(said.zones).loc["z5"]

    assert held["begins"] == pd.Timestamp("2024-02-01")
    assert date(2024, 2, 1) in change_days(said.zones)
    assert [gap.ends.date() for gap in gaps(said.zones, FIRST, LAST).itertuples()][-1] == date(2024, 1, 31)
    assert held_on(said, date(2024, 2, 1)) == {"z5": False}


def test_a_statement_within_the_month_may_be_the_earlier_one() -> None:
    assert held_on(snapshot(MONTH, OPEN), date(2024, 3, 1)) == {"z5": False, "z3": False}
    assert held_on(snapshot(MONTH, ("z6", "mill", "2024-03-01", None)), date(2024, 3, 1)) == {
        "z5": True,
        "z6": False,
    }


def test_a_stated_end_known_to_the_month_lies_on_its_last_day_at_the_latest() -> None:
    said = snapshot(("z7", "mill", "2024-01-01", "2024-02-01", "month"))

    assert change_days(said.zones) == [date(2024, 1, 1), date(2024, 3, 1)]
    assert held_on(said, date(2024, 2, 29)) == {"z7": False}
    assert held_on(said, date(2024, 3, 1)) == {}


def test_something_changes_on_a_first_day_and_on_the_day_after_a_stated_end_only() -> None:
    zones = statements(STATED, FOLLOWED, OPEN)

    assert change_days(zones) == [date(2024, 1, 10), date(2024, 1, 21), date(2024, 2, 1), date(2024, 2, 15)]


def test_between_changes_the_same_is_in_force_every_day() -> None:
    said = snapshot(STATED, FOLLOWED, OPEN)
    changes = set(change_days(said.zones))
    day, held = FIRST, _newest(said, FIRST)
    while day < LAST:
        day += timedelta(days=1)
        now = _newest(said, day)
        assert now == held or day in changes
        held = now


def _newest(said: Statements, day: date) -> set[str]:
    return {zone for zone, is_earlier in held_on(said, day).items() if not is_earlier}


def test_steps_go_to_the_next_change_and_stop_at_the_ends() -> None:
    days = [date(2024, 1, 10), date(2024, 1, 21)]

    assert step(days, date(2024, 1, 10), 1) == date(2024, 1, 21)
    assert step(days, date(2024, 1, 15), -1) == date(2024, 1, 10)
    assert step(days, date(2024, 1, 10), -1) is None
    assert step(days, date(2024, 1, 21), 1) is None


def test_no_statements_have_no_history() -> None:
    assert history(statements()).empty
    assert gaps(statements(), FIRST, LAST).empty
