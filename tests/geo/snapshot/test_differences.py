"""What is said of two snapshots that differ by an added, a revised and a withdrawn report."""

from __future__ import annotations

from datetime import date

import pytest

from geo.filters.view import View
from geo.snapshot.differences import Changed, FieldDifference, cells_of, changed, fields_of, rows_changed
from geo.snapshot.opened import Snapshot
from tests.builders import report, row, snapshot, view_of

KEPT = report("kept", event_start="2024-01-05")


@pytest.fixture
def two() -> tuple[Snapshot, Snapshot]:
    """An older and a newer snapshot."""
    older = snapshot(
        KEPT,
        report("gone", event_start="2024-01-06"),
        report("other", event_start="2024-02-01", killed_min=3, killed_max=3, summary="Testville, one"),
    )
    newer = snapshot(
        KEPT,
        report("new", event_start="2024-01-07"),
        report("other", event_start="2024-02-01", killed_min=0, killed_max=None, summary="Testville, two"),
    )
    return older, newer


def test_every_difference_is_found(two: tuple[Snapshot, Snapshot]):
    said = changed(*two)
    assert (said.added, said.revised, said.withdrawn) == (("new",), ("other",), ("gone",))


def test_a_revision_names_its_fields_and_nothing_else(two: tuple[Snapshot, Snapshot]):
    assert {cell.name: cell for cell in fields_of(*two, "other")} == {
        "killed_min": FieldDifference("killed_min", 3, 0),
        "killed_max": FieldDifference("killed_max", 3, None),
        "summary": FieldDifference("summary", "Testville, one", "Testville, two"),
    }


@pytest.mark.parametrize(
    ("first", "last", "n"),
    [
        ("2024-01-05", "2024-01-05", (0, 0, 0)),
        ("2024-01-06", "2024-01-07", (1, 0, 1)),
        ("2024-02-01", "", (0, 1, 0)),
    ],
    ids=["neither", "added and withdrawn", "revised"],
)
def test_a_view_counts_only_what_it_holds(
    two: tuple[Snapshot, Snapshot], first: str, last: str, n: tuple[int, int, int]
):
    said = changed(*two, view_of(two[0], first, last))
    assert (len(said.added), len(said.revised), len(said.withdrawn)) == n
    assert bool(said) == any(n)


@pytest.mark.parametrize("day", ["2024-01-05", "2024-01-09"], ids=["out of the view", "into the view"])
def test_a_report_revised_into_a_view_or_out_of_it_is_revised(day: str):
    older = snapshot(report("moved", event_start="2024-01-05"), report("stays", event_start="2024-03-01"))
    newer = snapshot(report("moved", event_start="2024-01-09"), report("stays", event_start="2024-03-01"))
    assert changed(older, newer, view_of(older, day)).revised == ("moved",)


def test_the_filters_of_the_view_decide(two: tuple[Snapshot, Snapshot]):
    view: View = view_of(two[0], sources=("synthetic-2",))
    assert not changed(*two, view)


def test_a_snapshot_does_not_differ_from_itself(two: tuple[Snapshot, Snapshot]):
    assert not changed(two[0], two[0])


def test_unlocated_reports_are_compared_as_well():
    older = snapshot(report("r1"))
    newer = snapshot(report("r1"), report("nowhere", location_precision="unlocated", lat=None, lon=None))
    assert changed(older, newer, view_of(newer)).added == ("nowhere",)


def test_every_cell_of_a_statement_that_changed_is_named():
    def zones(*rows: dict[str, str]) -> Snapshot:
        return snapshot(KEPT, zones=list(rows))

    kept, other = row("zones", "kept"), row("zones", "other", valid_from="2024-01-02", people_min="5")
    older = zones(kept, other, row("zones", "gone"))
    newer = zones(kept, other | {"valid_from": "2024-01-03", "people_min": "", "name_en": "Testville"})

    assert rows_changed(older, newer, "zones") == Changed((), ("other",), ("gone",))
    assert {cell.name: (cell.before, cell.now) for cell in cells_of(older, newer, "zones", "other")} == {
        "valid_from": (date(2024, 1, 2), date(2024, 1, 3)),
        "people_min": (5, None),
        "name_en": (older.zones.loc["other"].name_en, "Testville"),
    }
    assert not rows_changed(older, newer, "tolls")
