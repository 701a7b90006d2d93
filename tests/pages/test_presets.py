"""Preset periods lie inside the chronicle: none opens a view that is empty by its dates alone."""

from __future__ import annotations

from datetime import date

from geo.snapshot.opened import Snapshot
from pages.common.presets import presets
from tests.builders import EN, report, row, snapshot

FIRST, LAST = "2024-01-10", "2024-03-10"


def chronicle(*pauses: dict[str, object]) -> Snapshot:
    told = [report(f"r{n}", event_start=day, event_end=day) for n, day in enumerate((FIRST, LAST))]
    return snapshot(*told, pauses=list(pauses))


def test_a_pause_before_the_first_report_is_no_ready_made_range():
    before = row("pauses", "p1", name="Testville truce", start="2023-05-01", end="2023-05-03")
    assert not any("Testville" in preset.label for preset in presets(chronicle(before), EN))


def test_a_pause_that_began_before_the_first_report_is_offered_from_there():
    early = row("pauses", "p1", name="Testville truce", start="2024-01-01", end="2024-01-20")
    [found] = [each for each in presets(chronicle(early), EN) if "Testville" in each.label]
    assert (found.first, found.last) == (date.fromisoformat(FIRST), date(2024, 1, 20))


def test_no_ready_made_range_begins_before_the_chronicle_or_ends_after_it():
    late = row("pauses", "p1", name="Testville truce", start="2024-03-01", end="2024-05-01")
    made = presets(chronicle(late), EN)
    assert all(FIRST <= each.first.isoformat() <= each.last.isoformat() <= LAST for each in made)
    assert len(made) > 2


def test_each_month_is_offered_the_newest_first_and_none_reaches_out_of_the_chronicle():
    months = [each for each in presets(chronicle(), EN) if each.label.endswith(" 2024")]
    assert [(each.label, each.first.day, each.last.day) for each in months] == [
        ("Mar 2024", 1, 10),
        ("Feb 2024", 1, 29),
        ("Jan 2024", 10, 31),
    ]
