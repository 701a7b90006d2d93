"""What claimants say in brackets that their figures count."""

from __future__ import annotations

from datetime import date

import pytest

from geo.analysis.toll_scope import TollScope, claimant_name, scope_of
from geo.snapshot.current import current

OCTOBER = date(2025, 10, 1)


@pytest.mark.parametrize(
    ("note", "scope"),
    [
        ("", TollScope(None, "")),
        (" (unattributed)", TollScope(None, "")),
        (" (midnight before the cease-fire)", TollScope(None, "")),
        (" (since 7 October 2023, East Jerusalem included)", TollScope(None, "")),
        (" (since October 2023; eight in the last week)", TollScope(None, "")),
        (" (since 10 October 2025)", TollScope(OCTOBER, "")),
        (" (since 11 October 2025)", TollScope(OCTOBER, "")),
        (" (since the October 2025 cease-fire)", TollScope(OCTOBER, "")),
        (" (since the cease-fire of 17 April 2026)", TollScope(date(2026, 4, 1), "")),
        (" (people seeking aid, since 27 May 2025)", TollScope(date(2025, 5, 1), "people seeking aid")),
        (" (unattributed, from 19 January 2025)", TollScope(date(2025, 1, 1), "")),
        (" (first 65 hours)", TollScope(None, "first 65 hours")),
        (" (unattributed, rocket attacks)", TollScope(None, "rocket attacks")),
    ],
)
def test_a_figure_counts_what_its_claimant_says_in_brackets(note: str, scope: TollScope):
    assert scope_of(f"Testville council{note}") == scope
    assert claimant_name(f"Testville council{note}") == "Testville council"


def test_a_total_of_gaza_shares_no_axis_with_one_that_began_with_the_cease_fire():
    tolls = current().tables["tolls"].query("measure == 'killed' and population == 'palestinians_gaza'")
    of_scope = {scope_of(claimant): claimant for claimant in tolls["claimant"]}

    assert {TollScope(None, ""), TollScope(OCTOBER, "")} <= of_scope.keys()
    whole = tolls[[scope_of(claimant).is_whole for claimant in tolls["claimant"]]]
    assert not whole["claimant"].str.contains("2025").any()
