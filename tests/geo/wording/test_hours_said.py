"""Hours are told where they are known, with the day, and nothing is told where they are not."""

from __future__ import annotations

from datetime import date

import pytest

from geo import wording
from geo.language import words
from geo.layers.cards import report_card, zone_card
from geo.model import Language
from geo.model.rows import row_of
from geo.snapshot.current import current
from geo.wording.claim_differences import claim_differences
from tests.builders import EN, report, row, snapshot

TWO_DAYS = {"event_end": "2024-01-11", "date_precision": "range"}


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({}, "10 Jan 2024"),
        ({"time_from": "02:30"}, "10 Jan 2024, about 02:30"),
        ({"time_from": "02:30", "time_to": "02:30"}, "10 Jan 2024, about 02:30"),
        ({"time_from": "04:20", "time_to": "05:00"}, "10 Jan 2024, 04:20 to 05:00"),
        (
            {**TWO_DAYS, "time_from": "21:00", "time_to": "15:30"},
            "10 Jan 2024, 21:00 to 11 Jan 2024, 15:30 (some time in, or all through, these days)",
        ),
        (
            {**TWO_DAYS, "time_from": "21:00"},
            "10 Jan 2024, 21:00 to 11 Jan 2024 (some time in, or all through, these days)",
        ),
    ],
)
def test_a_report_says_its_hours(hours: dict, said: str):
    assert wording.when(snapshot(report(**hours)).report("r1"), EN) == said


def test_a_line_of_a_list_says_the_hour_with_the_day():
    opened = snapshot(report(time_from="02:30"))
    title = wording.title(opened.titles(["r1"])[0], EN)
    assert title == "10 Jan 2024, about 02:30 · Airstrike · Testville — says Testville council"


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"valid_from_time": "08:21"}, "from 10 Jan 2024, 08:21, no end stated"),
        (
            {"valid_to": "2024-01-10", "valid_from_time": "10:00", "valid_to_time": "14:00"},
            "10 Jan 2024, 10:00 to 14:00",
        ),
        ({"valid_to": "2024-01-10", "valid_from_time": "10:00"}, "10 Jan 2024, from 10:00"),
        ({"valid_to": "2024-01-10", "valid_to_time": "14:00"}, "10 Jan 2024, until 14:00"),
        ({"valid_to": "2024-01-12", "valid_to_time": "14:00"}, "10 Jan 2024 to 12 Jan 2024, 14:00"),
        ({"valid_to": "2024-01-12"}, EN.days(date(2024, 1, 10), date(2024, 1, 12))),
    ],
)
def test_a_statement_says_its_hours(said: dict, days: str):
    zone = row_of(snapshot(zones=[row("zones", "z1", **said)]).zones, "z1")
    assert wording.zone_days(zone, EN) == days


def test_a_pause_says_its_hours():
    told = {"start": "2024-01-10", "end": "2024-01-10", "start_time": "07:00", "end_time": "11:00"}
    pauses = snapshot(pauses=[row("pauses", "p1", **told)]).tables["pauses"]
    assert wording.pause_days(row_of(pauses, "p1"), EN) == "10 Jan 2024, 07:00 to 11:00"


@pytest.mark.parametrize("lang", list(Language))
def test_hours_and_the_relay_are_told_in_every_language(lang: Language):
    opened = snapshot(report(time_from="04:20", time_to="05:00", relayed_by="Testville Mirror"))
    card = report_card("r1", opened, words(lang))
    assert "04:20" in card
    assert "05:00" in card
    assert "Testville Mirror" in card
    assert ("read at Testville Mirror" in card) == (lang == Language.EN)


def test_the_detail_says_by_which_clock_or_that_it_is_not_known():
    opened = snapshot(
        report(time_from="04:20"),
        report("r2"),
        zones=[
            row("zones", "z1", valid_from_time="08:21", pcodes="PS0275", issued_by="IDF", geometry_basis="")
        ],
    )
    assert "the time zone is not known" in report_card("r1", opened, EN)
    assert "Clock" not in report_card("r2", opened, EN)
    assert "local time of Asia/Jerusalem" in zone_card("z1", opened, EN)


def test_hours_beside_those_of_another_clock_say_by_which_they_are():
    at_an_hour = report_card("r1648", current(), EN)
    on_a_day = report_card("r0181", current(), EN)

    assert "from 23 Mar 2025, 08:31, no end stated (local time of Asia/Jerusalem)" in at_an_hour
    assert "(local time of" not in on_a_day


@pytest.mark.parametrize(
    ("others", "differs"),
    [
        ([{}], False),
        ([{"time_from": "02:30"}], False),
        ([{"time_from": "02:30"}, {}], False),
        ([{"time_from": "03:00"}], True),
        ([{"event_start": "2024-01-11"}], True),
    ],
)
def test_a_claim_without_an_hour_contradicts_none(others: list[dict], differs: bool):  # noqa: FBT001
    told = [
        report(time_from="02:30"),
        *(report(f"r{n}", incident_key="r1", **said) for n, said in enumerate(others, 2)),
    ]
    opened = snapshot(*told)
    claims = [opened.report(one["report_id"]) for one in told]
    assert ("when" in claim_differences(claims, EN)) == differs
