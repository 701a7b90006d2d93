"""A link made with an earlier release opens on a server that never saw that release."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from geo.model.errors import SnapshotError, UnknownSnapshotError
from geo.snapshot.current import current, opened
from geo.snapshot.files import verify, write_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.released import PACKS, pack, released_ids, unpack
from tests.builders import arrow_tables, outlines, report

RELEASED = ["9c266b394960"]
"""Bundled chronicles of earlier releases; one that was there once stays."""


def test_no_chronicle_that_was_ever_released_is_missing():
    assert set(RELEASED) <= {*released_ids(), current().id}


@pytest.mark.parametrize("snapshot_id", released_ids())
def test_each_earlier_chronicle_opens_in_an_empty_home(
    snapshot_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    earlier = opened(snapshot_id)
    assert earlier.id == snapshot_id
    assert earlier.total > 0
    assert verify(snapshots_folder(tmp_path) / snapshot_id) == []
    assert opened(snapshot_id) is earlier


@pytest.fixture
def packed(tmp_path: Path) -> tuple[str, Path]:
    """A snapshot that is only there as the pack of a release: its id, and the folder of packs."""
    (folder,) = write_home(tmp_path).iterdir()
    pack(folder, tmp_path / "packs")
    shutil.rmtree(tmp_path / "then")
    return folder.name, tmp_path / "packs"


def write_home(tmp_path: Path) -> Path:
    """Write the snapshot that was released then, and return the folder of snapshots that holds it."""
    home = tmp_path / "then"
    write_snapshot(arrow_tables(report()), outlines(), home)
    return snapshots_folder(home)


def test_a_pack_holds_the_files_as_they_were_written(packed: tuple[str, Path], tmp_path: Path):
    snapshot_id, packs = packed
    home = tmp_path / "now"
    assert unpack(snapshot_id, home, packs)
    again = pack(snapshots_folder(home) / snapshot_id, tmp_path / "again")
    assert again.read_bytes() == (packs / again.name).read_bytes()


def test_what_no_release_had_is_unknown(packed: tuple[str, Path], tmp_path: Path):
    assert not unpack("0123456789ab", tmp_path / "now", packed[1])
    with pytest.raises(UnknownSnapshotError):
        opened("0123456789ab")


def test_a_damaged_pack_is_named_and_leaves_nothing(packed: tuple[str, Path], tmp_path: Path):
    snapshot_id, packs = packed
    path, home = packs / f"{snapshot_id}.zip", tmp_path / "now"
    with zipfile.ZipFile(path) as file:
        files = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            file.writestr(name, content[:-1] if name == "reports.parquet" else content)
    with pytest.raises(SnapshotError, match=f"{snapshot_id} is not whole: reports.parquet is not the file"):
        unpack(snapshot_id, home, packs)
    whole = pack(write_home(tmp_path) / snapshot_id, packs).read_bytes()
    path.write_bytes(whole[:200] + bytes(byte ^ 255 for byte in whole[200:400]) + whole[400:])
    with pytest.raises(SnapshotError, match=snapshot_id):
        unpack(snapshot_id, home, packs)
    path.write_bytes(b"no archive")
    with pytest.raises(SnapshotError, match=snapshot_id):
        unpack(snapshot_id, home, packs)
    assert list(snapshots_folder(home).iterdir()) == []


def test_the_packs_are_small():
    assert all(path.stat().st_size < 300_000 for path in PACKS.glob("*.zip"))
