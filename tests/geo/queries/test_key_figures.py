"""What a view says first, by rules that look at claims, days and figures and at nobody's name."""

from __future__ import annotations

from datetime import date

import pytest

from geo.language import names, words
from geo.layers.cards import key_figures
from geo.model import Language
from geo.queries import key_figures as rules
from geo.queries.key_figures import KeyFigures, key_figures_of
from geo.snapshot.current import current
from geo.snapshot.opened import Snapshot
from tests.builders import EN, report, row, snapshot, view_of


def of(opened: Snapshot, *days: str) -> KeyFigures:
    return key_figures_of(opened, view_of(opened, *days).filters())


def incidents(opened: Snapshot) -> list[list[str]]:
    return [[claim.report_id for claim in claims] for claims in of(opened).incidents]


def test_incidents_with_the_most_claims_come_first_and_then_the_largest_figure():
    told = (
        report("r1", incident_key="one", killed_min=900),
        report("r2", incident_key="two", killed_min=3, published_date="2024-01-12"),
        report("r3", incident_key="two", killed_min=5, published_date="2024-01-11"),
        report("r4", incident_key="four", killed_min=4),
        report("r5", incident_key="four", killed_min=2),
    )
    assert incidents(snapshot(*told)) == [["r3", "r2"], ["r4", "r5"]]


def test_beside_the_first_none_stands_that_one_claim_alone_speaks_of():
    told = report("r1", killed_min=9), report("r2", killed_min=900)
    assert incidents(snapshot(*told)) == [["r2"]]


def test_a_claim_without_a_figure_says_nothing_first():
    nothing = dict.fromkeys(("killed_min", "killed_max", "injured_min", "injured_max"), "")
    assert incidents(snapshot(report("r1", **nothing), report("r2", **nothing | {"killed_max": 0}))) == []


def test_of_too_many_reports_no_incident_stands_for_all(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "MOST_REPORTS", 1)
    assert incidents(snapshot(report("r1", killed_min=3), report("r2", killed_min=3))) == []


def test_the_newest_figure_of_people_sheltering_comes_first_and_then_the_largest():
    figures = [
        row("sheltering", i, area_name=i, as_of_date=day, people_min=n, people_max=n)
        for i, day, n in (
            ("h1", "2024-01-09", 9_000),
            ("h2", "2024-01-10", 2_000),
            ("h3", "2024-01-10", 3_000),
        )
    ]
    found = of(snapshot(report(), sheltering=figures), "2024-01-10", "2024-01-10")
    assert found.sheltering.sheltering_id == "h3"


def test_the_pause_that_began_or_ended_last_by_the_last_day_is_told():
    pauses = [
        row("pauses", "p1", start="2023-11-01", end="2024-01-09", area="Exshire"),
        row("pauses", "p2", start="2024-01-02", end="", area="Whyland"),
    ]
    opened = snapshot(report(), pauses=pauses)
    found = {day: of(opened, day, day).pause for day in ("2024-01-05", "2024-01-10")}
    assert [(one.day, one.has_ended) for one in found.values()] == [
        (date(2024, 1, 2), False),
        (date(2024, 1, 9), True),
    ]


def test_a_pause_that_another_takes_up_is_not_told_to_have_ended():
    both = {"area": "Exshire", "pcodes": "XX01", "kind": "cease-fire"}
    pauses = [
        row("pauses", "p1", **both, start="2024-01-01", end="2024-01-09", announced_by="Testville council"),
        row("pauses", "p2", **both, start="2024-01-09", end="2024-01-20", announced_by="Exshire council"),
    ]
    opened = snapshot(report(), pauses=pauses)
    found = of(opened, "2024-01-01", "2024-01-12")

    assert (found.pause.day, found.pause.has_ended) == (date(2024, 1, 9), False)
    assert found.pause.statement.pause_id == "p2"
    assert "Announced by Exshire council" in key_figures(found, opened, EN)
    assert of(opened, "2024-01-19", "2024-01-21").pause.has_ended


@pytest.mark.parametrize("lang", Language)
def test_the_second_of_december_says_its_four_things(lang: Language):
    opened, w = current(), words(lang)
    found = of(opened, "2023-12-02", "2023-12-02")
    html = key_figures(found, opened, w)
    assert {"r0054", "r0055"} <= {claim.report_id for claims in found.incidents for claim in claims}
    assert found.sheltering.people_min == 2_000_000
    assert (found.pause.day, found.pause.has_ended) == (date(2023, 12, 1), True)
    mediated = "Qatar, Egypt and US mediation; Israel and Hamas"
    assert all(
        names.plain(names.claimant(who, w)) in html for who in ("Israeli military", "The Hill", mediated)
    )
    assert all(figure in html for figure in ("400", "50", w.number(2_000_000), w.day(date(2023, 12, 1))))
    assert "450" not in html


def test_a_view_of_nothing_says_nothing():
    opened = snapshot(report(), pauses=[], sheltering=[])
    view = view_of(opened, text="no such words").filters()
    found = key_figures_of(opened, view)
    assert found.incidents == ()
    assert key_figures(KeyFigures((), None, None), opened, EN) == ""
