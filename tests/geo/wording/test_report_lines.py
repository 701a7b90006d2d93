"""A report in one line: the figure first, in the words that the report has for it."""

from __future__ import annotations

import pytest

from geo.language import words
from geo.model import Language
from geo.model.rows import Cell, row_of
from geo.snapshot.current import current
from geo.wording.report_lines import figure, report_line
from tests.builders import EN, report, snapshot

NOTHING = dict.fromkeys(("killed_min", "killed_max", "injured_min", "injured_max"), "")


def said(**cells: Cell) -> str:
    return figure(row_of(snapshot(report("r1", **{**NOTHING, **cells})).reports, "r1"), EN)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"killed_min": 50}, "at least 50 killed"),
        ({"killed_max": 20}, "up to 20 killed"),
        ({"killed_min": 3, "killed_max": 7, "injured_min": 9, "injured_max": 9}, "3–7 killed, 9 injured"),
        ({"killed_min": 0, "killed_max": 0}, "0 killed"),
        ({"killed_min": 0, "killed_max": 0, "injured_min": 9}, "at least 9 injured, 0 killed"),
        ({}, "number not stated"),
    ],
    ids=str,
)
def test_the_numbers_that_are_stated_come_first(cells: dict[str, Cell], expected: str):
    assert said(**cells) == expected


@pytest.mark.parametrize(
    ("n", "summary", "expected"),
    [
        (400, "Testville army said it hit 400 targets across Exshire.", "400 targets"),
        (50, "Testville army said 50 of its 400 reported targets lay in the south.", "50 targets"),
        (1100, "Claimed over 1,100 targets in 24 hours with over 1,400 munitions.", "1,100 targets"),
        (2, "Inquiry: two tank shells killed one.", "2 shells"),
        (1, "A rocket hit; one rocket fell short.", "1 rocket"),
        (300, "About 300 drones and missiles launched.", "strikes claimed: 300"),
        (4, "Four mosques destroyed; the two strikes are not dated.", "strikes claimed: 4"),
        (40, "Some 400 targets were named.", "strikes claimed: 40"),
        (7, "", "strikes claimed: 7"),
        (2, "Testville agency spoke of two incidents of drone fire.", "strikes claimed: 2"),
        (3, "A group claimed three drone attacks on Testville.", "3 attacks"),
        (2, "Two drone missiles hit a house.", "2 missiles"),
    ],
    ids=str,
)
def test_strikes_are_called_what_the_summary_calls_them(n: int, summary: str, expected: str):
    assert said(strikes_min=n, strikes_max=n, summary=summary) == expected


def test_a_line_says_what_is_claimed_then_where_then_who():
    opened = snapshot(report("r1", killed_min=50, killed_max=""), report("r2", contained_in="r1"))
    row = row_of(opened.reports, "r1")
    assert str(report_line(row, EN)) == (
        "at least 50 killed · Testville · Airstrike · 10 Jan 2024 · says Testville council"
    )
    assert report_line(row, EN, 3).who == "says Testville council · 3 claims on this"
    assert report_line(row, EN, 2, whole=row).who == (
        "says Testville council · part of: at least 50 killed · 2 claims on this"
    )


@pytest.mark.parametrize("lang", Language)
def test_every_report_of_the_chronicle_has_a_line_in_every_language(lang: Language):
    lines = [report_line(row, words(lang), 2) for row in current().reports.itertuples()]
    assert all(part.strip() for line in lines for part in (line.figure, line.place, line.who))


def test_the_claim_of_400_targets_is_one_of_targets():
    whole, part = (current().report(i) for i in ("r0054", "r0055"))
    assert (figure(whole, EN), figure(part, EN)) == ("400 targets", "50 targets")
