"""Files that readers have open are looked through again, and those of removed snapshots are let go."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geo.model.errors import DamagedError
from geo.snapshot import file_checks
from geo.snapshot.file_checks import CheckedFile, check, expect, recheck, state_of
from geo.snapshot.folders import sha256_of


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is expected to stay as it is, the only one of which anything is known."""
    monkeypatch.setattr(file_checks, "_CHECKED", {})
    path = tmp_path / "snapshot" / "zones.parquet"
    path.parent.mkdir()
    path.write_bytes(b"as written")
    expect(CheckedFile(path, sha256_of(path), "0123456789ab", hashed=state_of(path)))
    return path


def test_what_is_whole_passes(table: Path):
    recheck()
    check(table)


def test_a_file_that_changed_is_named(table: Path):
    table.write_bytes(b"not so")
    with pytest.raises(DamagedError, match=r"zones\.parquet"):
        recheck()
    table.write_bytes(b"as written")
    recheck()


def test_a_file_that_is_missing_is_named(table: Path):
    table.unlink()
    with pytest.raises(DamagedError, match="is missing"):
        recheck()


def test_a_snapshot_that_was_removed_is_no_damage(table: Path):
    shutil.rmtree(table.parent)
    recheck()
    check(table)
