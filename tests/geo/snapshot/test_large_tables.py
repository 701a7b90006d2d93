"""Large tables are hashed at their first read: a start need not wait, and damage is named before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geo.model.errors import DamagedError, SnapshotError
from geo.snapshot import file_checks
from geo.snapshot.files import open_snapshot, write_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.index import INDEX
from tests.builders import arrow_tables, outlines, report, view_of
from tests.geo.snapshot.test_snapshot import flip

NAMED = r"reports\.parquet is not the file that was written"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot of which every table counts as large, and that was never open."""
    monkeypatch.setattr(file_checks, "LARGE_BYTES", 0)
    monkeypatch.setattr(file_checks, "_CHECKED", {})
    return snapshots_folder(tmp_path) / write_snapshot(arrow_tables(report()), outlines(), tmp_path)


def cut_end(path: Path) -> None:
    """Take away the end of a table, where it says what its columns are."""
    path.write_bytes(path.read_bytes()[:-20])


def test_a_damaged_one_is_found_before_it_is_read(folder: Path):
    flip(folder / "reports.parquet")
    opened = open_snapshot(folder)
    opened.check_files()
    with pytest.raises(DamagedError, match=NAMED):
        opened.page(view_of(opened), 10)
    with pytest.raises(DamagedError, match=NAMED):
        opened.check_files()


def test_a_server_that_rests_finds_it_as_well(folder: Path):
    flip(folder / "reports.parquet")
    with pytest.raises(DamagedError, match=NAMED):
        open_snapshot(folder).read_ahead()


def test_it_is_hashed_at_once_when_it_was_open_before(folder: Path):
    open_snapshot(folder)
    flip(folder / "reports.parquet")
    with pytest.raises(SnapshotError, match=NAMED):
        open_snapshot(folder)


def test_no_index_is_made_of_a_damaged_one(folder: Path):
    shutil.rmtree(folder / INDEX)
    flip(folder / "reports.parquet")
    with pytest.raises(DamagedError, match=NAMED):
        open_snapshot(folder)
    assert not (folder / INDEX).exists()


def test_one_that_cannot_be_read_at_all_is_named(folder: Path):
    cut_end(folder / "reports.parquet")
    with pytest.raises(SnapshotError, match=NAMED):
        open_snapshot(folder)


def test_a_table_that_is_read_at_the_opening_is_hashed_then(folder: Path):
    flip(folder / "zones.parquet")
    with pytest.raises(SnapshotError, match=r"zones\.parquet is not the file that was written"):
        open_snapshot(folder)
