"""Snapshots that an earlier version wrote: places were called the gazetteer, and no table had a geometry.

Nor was there an index beside the tables.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geo.snapshot.files import open_snapshot, read_content, verify, write_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.index import INDEX
from geo.snapshot.manifest import MANIFEST, read_manifest
from tests.builders import arrow_tables, outlines, report, row, snapshot

ZONES = [row("zones", "z1", geometry_wkt="POINT (34.05 31.05)")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A snapshot in the form of then."""
    tables = arrow_tables(report(), zones=ZONES)
    folder = snapshots_folder(tmp_path) / write_snapshot(tables, outlines(), tmp_path)
    shutil.rmtree(folder / INDEX)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for now, then in (("places", "gazetteer"), ("zones", "zones")):
        (folder / f"{now}.parquet").unlink()
        del manifest["files"][f"{now}.parquet"]
        pq.write_table(tables[now], folder / f"{then}.parquet")
        written = (folder / f"{then}.parquet").read_bytes()
        manifest["files"][f"{then}.parquet"] = hashlib.sha256(written).hexdigest()
        manifest["rows"][then] = manifest["rows"].pop(now)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_it_is_whole(folder: Path):
    assert verify(folder) == []


@pytest.mark.parametrize("is_public", [False, True])
def test_it_opens_with_everything_in_it(folder: Path, *, is_public: bool):
    opened, expected = open_snapshot(folder, is_public=is_public), snapshot(report(), zones=ZONES)
    assert opened.id == expected.id == folder.name
    assert {name: list(frame.index) for name, frame in opened.tables.items()} == {
        name: list(frame.index) for name, frame in expected.tables.items()
    }


def test_what_is_made_of_it_has_the_same_id_and_the_form_of_now(folder: Path, tmp_path: Path):
    content = read_content(folder)
    elsewhere = tmp_path / "elsewhere"
    made = snapshots_folder(elsewhere) / write_snapshot(content.tables, content.outlines, elsewhere)
    assert (made.name, set(read_manifest(made).rows) == set(content.tables)) == (folder.name, True)


def test_writing_the_same_rows_again_changes_no_file(folder: Path, tmp_path: Path):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert write_snapshot(arrow_tables(report(), zones=ZONES), outlines(), tmp_path) == folder.name
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_damaged_file_is_named_as_it_is_called(folder: Path):
    (folder / "gazetteer.parquet").write_bytes(b"")
    assert [said[:17] for said in verify(folder)] == ["gazetteer.parquet"]
