"""Real files of the field, read as files of anybody: each asks first, and every row counts.

What connectors make of the same files is held in `tests/geo/connectors/test_foreign_reference.py`, and of the
open ones in `tests/geo/ingest/test_command.py`. The files lie beside the project and are no part of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.tabular.plan import Plan
from geo.tabular.questions import not_used
from tests.geo.tabular.corpus_faults import jargon
from tests.geo.tabular.corpus_readings import Beside, Result, areas, as_the_page, in_this_process

ROWS = {
    "foreign/insecurity_insight_explosive_weapons_2020_2023.xlsx": 2_083,
    "foreign/insecurity_insight_education_2020_2023.xlsx": 1_895,
    "foreign/insecurity_insight_shcc_2022.xlsx": 1_989,
    "foreign/idmc_idu.json": 113,
    "foreign/idmc_idu_events_IND_hxl.csv": 113,
    "foreign/ucdp_ged_BGD_hxl.csv": 601,
    "foreign/iran_israel_tracker_events.json": 6,
    "open/ucdp-ged-sample/ucdp_ged25.1_sample_region.csv": 1_580,
    "open/techforpalestine/lebanon_casualties_daily.json": 187,
}
"""Rows of each file, as its README counts them; a row of tags is none."""
TAGGED = ("insecurity_insight_explosive_weapons_2020_2023.xlsx", "ucdp_ged_BGD_hxl.csv")


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


@pytest.fixture
def looked(shared_reference: Path):
    def act(name: str) -> Result:
        path = shared_reference / name
        if not path.is_file():
            pytest.skip(f"{name} is not beside the project")
        return as_the_page(path.name, path.read_bytes(), Beside(areas()))

    return act


def left_out(plan: Plan) -> Plan:
    """Answer what is asked with nothing: an address for all, and no column that is in doubt."""
    while plan.needed:
        one = plan.needed[0]
        plan = plan.answered(
            one, one.with_text("https://example.org/") if one.typed else not_used(*one.columns)
        )
    return plan


@pytest.mark.parametrize("name", ROWS)
def test_a_real_file_asks_first_and_every_row_of_it_counts(looked, name: str):
    result = looked(name)
    assert result.plan
    assert result.plan.needed
    taken = result.answered(left_out(result.plan))
    n = len(taken.rows) + taken.rejected + taken.duplicates
    assert (taken.n_rows, n) == (ROWS[name], ROWS[name])
    assert jargon(taken.told) == []


@pytest.mark.parametrize("name", TAGGED)
def test_tags_that_are_partly_malformed_are_no_row(looked, name: str):
    assert "The first row holds HXL tags and is no row." in looked(f"foreign/{name}").plan.mapping.notes


def test_points_of_ukraine_are_outside_the_region_and_never_swapped(looked):
    result = looked("foreign/insecurity_insight_education_2020_2023.xlsx")
    taken = result.answered(left_out(result.plan))
    of_ukraine = [reason for reason in taken.reasons.splitlines() if '"Country": "Ukraine"' in reason]
    assert [reason for reason in of_ukraine if "is outside the region" in reason]
    assert not [reason for reason in of_ukraine if "looks swapped" in reason]
    assert all(10 <= row["lat"] <= 43 for row in taken.rows if row["lat"] != "")


def test_nothing_is_guessed_from_names_that_stand_twice(looked):
    plan = looked("foreign/insecurity_insight_shcc_2022.xlsx").plan
    used = {column for one in plan.mapping.fields.values() for column in one.columns}
    assert not [column for column in used if column.endswith((" (2)", " (3)"))]


def test_displacement_is_no_strike(looked):
    result = looked("foreign/idmc_idu.json")
    taken = result.answered(left_out(result.plan))
    assert {row["kind"] for row in taken.rows} <= {"unspecified"}
    assert not [row for row in taken.rows if row["killed_min"] != ""]
