"""Candidates for one incident among what comes in: kept beside the reports, and the same every time."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geo.ingest import ingest, link
from geo.ingest.load import link_current
from geo.snapshot.current import current_id, point_to
from geo.snapshot.files import write_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.manifest import read_manifest
from tests.builders import Row, arrow_tables, outlines, report, row
from tests.geo.ingest.test_load import given_file
from tests.geo.opening import open_current

OTHER = {"source_id": "other", "killed_min": 3, "killed_max": 4, "location_precision": "site"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two reports of one source on one place and day."""
    old = [report("r1", location_precision="site"), report("r2", location_precision="site")]
    sources = [row("sources", "synthetic"), row("sources", "other", name="Other Wire")]
    point_to(tmp_path, write_snapshot(arrow_tables(*old, sources=sources), outlines(), tmp_path))
    return tmp_path


def pairs(home: Path) -> list[tuple[str, str]]:
    path = snapshots_folder(home) / current_id(home) / "candidates.parquet"
    if not path.exists():
        return []
    table = pq.read_table(path)
    return list(zip(table["report_id"].to_pylist(), table["other_id"].to_pylist(), strict=True))


def take_in(home: Path, *rows: Row) -> str:
    return ingest(given_file(home, *rows), home).snapshot


def test_a_report_of_another_source_is_a_candidate_and_nothing_is_merged(home: Path):
    assert pairs(home) == []

    take_in(home, report("s1", **OTHER))

    assert pairs(home) == [("r1", "s1"), ("r2", "s1")]
    assert open_current(home).total == 3


def test_the_other_of_two_is_found_from_either(home: Path):
    take_in(home, report("s1", **OTHER))
    opened = open_current(home)

    assert opened.candidates_of("r1")["other_id"].tolist() == ["s1"]
    assert sorted(opened.candidates_of("s1")["other_id"]) == ["r1", "r2"]
    assert opened.candidates_of("nobody").empty


def test_a_second_reading_changes_nothing(home: Path):
    first = take_in(home, report("s1", **OTHER))

    assert take_in(home, report("s1", **OTHER)) == first


def test_a_revised_report_is_compared_anew(home: Path):
    take_in(home, report("s1", **OTHER))

    take_in(home, report("s1", **OTHER, event_start="2024-03-01"))

    assert pairs(home) == []


def test_more_than_are_linked_at_once_wait_for_their_command(home: Path, monkeypatch: pytest.MonkeyPatch):
    take_in(home, report("s1", **OTHER))
    monkeypatch.setattr(link, "MOST_AT_ONCE", 1)
    monkeypatch.setattr("geo.ingest.load.MOST_AT_ONCE", 1)

    result = ingest(given_file(home, report("s2", **OTHER), report("s3", **OTHER)), home)

    assert not result.is_linked
    assert pairs(home) == [("r1", "s1"), ("r2", "s1")]
    before = current_id(home)

    written, n = link_current(home)

    # Within a source nothing is compared: three reports of one, two of the other.
    assert (n, written != before) == (6, True)
    assert read_manifest(snapshots_folder(home) / written).parents == (before,)
    assert link_current(home) == (written, 6)
