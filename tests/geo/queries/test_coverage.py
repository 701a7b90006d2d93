"""What a snapshot holds and lacks, counted by hand on some reports and by pandas on the bundled ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.analysis.claimant_kinds import ClaimantKind
from geo.queries.coverage import coverage
from geo.snapshot.stated import facts_sql
from geo.wording.coverage import cautions, tables
from tests.builders import EN, report, row, snapshot
from tests.geo.opening import bundled_in_memory

if TYPE_CHECKING:
    from geo.snapshot.opened import Snapshot

REPORTS = (
    report("r1", incident_key="i1", claimant="Testville hospital", killed_min=3),
    report("r2", incident_key="i1", claimant="Exland army", published_date="2024-01-12"),
    report("r3", incident_key="i2", claimant="", direction_claimed="Exland army", area_pcode="XX01"),
    report("r4", incident_key="i3", source_id="synthetic-2", claimant="Somebody", event_start="2024-03-31"),
    report("r5", incident_key="i4", date_precision="unknown", event_start="", event_end="", area_pcode=""),
    report("r6", incident_key="i4", published_date="", event_start="2024-03-01", date_precision="month"),
)


@pytest.fixture(scope="module")
def bundled() -> Snapshot:
    return bundled_in_memory()


def test_months_without_a_report_are_named_and_an_undated_report_is_in_none():
    found = coverage(snapshot(*REPORTS))
    assert found.periods == {date(2024, 1, 1): 3, date(2024, 2, 1): 0, date(2024, 3, 1): 2}
    assert (found.undated, found.by_year) == (1, False)


def test_a_long_time_is_counted_by_years():
    found = coverage(snapshot(report("r1"), report("r2", event_start="2019-12-31", event_end="2019-12-31")))
    assert found.by_year
    assert list(found.periods.values()) == [1, 0, 0, 0, 0, 1]
    assert next(iter(found.periods)) == date(2019, 1, 1)


def test_a_snapshot_without_a_date_has_no_month():
    undated = report(date_precision="unknown", event_start="", event_end="")
    assert coverage(snapshot(undated)).periods == {}


def test_places_are_territories_and_what_has_none_is_counted_apart():
    assert coverage(snapshot(*REPORTS)).places == {"XX01": 5, "": 1}


def test_the_kind_of_a_claimant_that_says_none_is_that_of_the_publisher():
    found = coverage(snapshot(*REPORTS))
    assert found.claimants == {
        ClaimantKind.GOVERNMENT: 2,
        ClaimantKind.HEALTH: 1,
        ClaimantKind.MEDIA: 1,
        ClaimantKind.MILITARY: 1,
        ClaimantKind.UN: 1,
    }
    assert found.claimants_by_publisher == 2


def test_an_incident_has_several_claimants_when_two_are_named():
    stated = coverage(snapshot(*REPORTS)).stated
    assert (stated.incidents, stated.of_several_claimants) == (4, 1)
    nameless = (report("r1", incident_key="i"), report("r2", incident_key="i", claimant=""))
    assert coverage(snapshot(*nameless)).stated.of_several_claimants == 0


def test_the_delay_is_of_reports_dated_to_the_day_that_say_when_they_came():
    delays = coverage(snapshot(*REPORTS)).stated.delays
    assert sum(delays) == 4
    assert delays == (1, 2, 0, 1, 0, 0, 0)


def test_hours_are_counted_where_the_table_has_them_and_none_where_it_has_not():
    assert "time_from" in facts_sql(["time_from"])
    assert "time_from" not in facts_sql(["report_id"])


@pytest.mark.parametrize("column", ["direction_claimed", "location_precision"])
def test_the_bundled_reports_are_divided_as_pandas_divides_them(column: str, bundled: Snapshot):
    found = coverage(bundled)
    counts = found.parties if column == "direction_claimed" else found.precisions
    assert dict(counts) == bundled.reports[column].value_counts().to_dict()


def test_every_report_is_in_one_line_of_each_division(bundled: Snapshot):
    found = coverage(bundled)
    divisions = (found.places, found.parties, found.claimants, found.precisions, found.publishers)
    assert {sum(division.values()) for division in divisions} == {found.reports}
    assert sum(found.periods.values()) + found.undated == found.reports


def test_what_the_bundled_reports_state_is_what_pandas_counts(bundled: Snapshot):
    stated, reports = coverage(bundled).stated, bundled.reports
    figures = [f"{what}_{end}" for what in ("strikes", "killed", "injured") for end in ("min", "max")]
    named = reports[reports["claimant"] != ""].groupby("incident_key")["claimant"].nunique()
    daily = reports[reports["date_precision"] == "day"]
    days = (daily["published_date"] - daily["event_end"].fillna(daily["event_start"])).dt.days.dropna()
    classes = pd.cut(days, [-100_000, -1, 0, 1, 3, 7, 30, 100_000])
    assert stated.with_figure == reports[figures].notna().any(axis=1).sum()
    assert stated.incidents == reports["incident_key"].nunique()
    assert stated.of_several_claimants == (named > 1).sum()
    assert list(stated.delays) == classes.value_counts(sort=False).tolist()


def test_many_parties_are_listed_to_the_twelfth_and_the_others_in_one_line():
    many = [report(f"r{n}", direction_claimed=f"Party {n:02}") for n in range(14)]
    opened = snapshot(*many)
    parties = next(t for t in tables(coverage(opened), opened.areas, EN) if t.key == "parties")
    assert [line.label for line in parties.lines][-2:] == ["Party 11", "2 others"]
    assert sum(line.n for line in parties.lines) == 14


def test_months_without_a_report_are_no_months_without_a_strike():
    gap = cautions(coverage(snapshot(*REPORTS)), EN)[0]
    assert gap.startswith("1 month between the first report and the last has none.")
    assert "month between" not in cautions(coverage(snapshot(report())), EN)[0]


def test_a_snapshot_of_one_report_says_so_in_plain_numbers():
    opened = snapshot(report(), sources=[row("sources", "synthetic")])
    lines = {line.label: (line.n, line.of) for line in tables(coverage(opened), opened.areas, EN)[0].lines}
    assert lines["Reports that say the hour"] == (0, 1)
    assert lines["Incidents of which two or more claimants speak"] == (0, 1)
