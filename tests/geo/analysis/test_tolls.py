"""Tolls: one series a claimant, and daily figures from one series alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.analysis.toll_series import daily, series
from tests.builders import row, snapshot

if TYPE_CHECKING:
    import pandas as pd


def tolls(*said: dict[str, object]) -> pd.DataFrame:
    every = [row("tolls", f"t{n}", **{"qualifier": "exact", **one}) for n, one in enumerate(said)]
    return snapshot(tolls=every).tables["tolls"]


def figure(day: int, least: object, most: object, **other: object) -> dict[str, object]:
    return {"as_of_date": f"2024-01-{day:02}", "value_min": least, "value_max": most, **other}


def test_a_change_a_day_is_the_difference_over_the_days():
    found = daily(tolls(figure(10, 100, 100), figure(14, 120, 120)))

    assert found[["days", "per_day_min", "per_day_max"]].to_numpy().tolist() == [[4, 5, 5]]


def test_a_change_names_the_figures_of_both_its_dates():
    found = daily(
        tolls(figure(10, 100, 100), figure(10, 110, 110), figure(12, 120, 120), figure(13, 130, 130))
    )

    assert found["toll_ids"].tolist() == [("t0", "t1", "t2"), ("t2", "t3")]


def test_ranges_make_the_change_a_range():
    found = daily(tolls(figure(10, 90, 100), figure(12, 110, 130)))

    assert found[["per_day_min", "per_day_max"]].to_numpy().tolist() == [[5, 20]]


def test_an_open_end_leaves_the_change_open():
    found = daily(tolls(figure(10, 100, ""), figure(12, 110, 110)))

    assert found["per_day_max"].tolist() == [5]
    assert found["per_day_min"].isna().all()


def test_a_correction_downwards_stays_below_zero():
    assert daily(tolls(figure(10, 100, 100), figure(12, 90, 90)))["per_day_max"].tolist() == [-5]


def test_claimants_are_never_mixed():
    found = daily(
        tolls(
            figure(10, 100, 100),
            figure(11, 900, 900, claimant="Farside council"),
            figure(12, 110, 110),
            figure(13, 920, 920, claimant="Farside council"),
        )
    )

    assert dict(zip(found["claimant"], found["per_day_min"], strict=True)) == {
        "Farside council": 10,
        "Testville council": 5,
    }


def test_two_figures_of_one_claimant_for_one_day_are_a_range():
    found = daily(tolls(figure(10, 100, 100), figure(10, 104, 104), figure(12, 110, 110)))

    assert found[["per_day_min", "per_day_max"]].to_numpy().tolist() == [[3, 5]]


@pytest.mark.parametrize("said", [{"measure": "missing"}, {"qualifier": "extrapolated"}])
def test_what_is_no_counted_running_total_has_no_daily_figure(said: dict[str, str]):
    assert daily(tolls(figure(10, 100, 100, **said), figure(12, 110, 110, **said))).empty


def test_extrapolated_figures_stand_apart_from_counted_ones():
    found = series(tolls(figure(10, 100, 100), figure(12, 300, 300, qualifier="extrapolated")))

    assert found["is_extrapolated"].tolist() == [False, True]
    assert found["series"].nunique() == 2
