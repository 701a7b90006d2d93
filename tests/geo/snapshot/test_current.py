"""The snapshot that a running server shows follows the one that another process makes current."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.model.errors import SnapshotError
from geo.snapshot import current as serving
from geo.snapshot.current import POINTER, current, opened, point_to, write_bundled
from geo.snapshot.files import open_snapshot, write_snapshot
from geo.snapshot.frames import read_table
from geo.snapshot.home import snapshots_folder
from geo.snapshot.manifest import MANIFEST
from geo.snapshot.opened import DATA_DIR, Snapshot
from geo.web.routes import ROUTES
from geo.web.status import public_reason
from tests.builders import arrow_tables, outlines, report
from tests.geo.snapshot.test_single_flight import at_once

if TYPE_CHECKING:
    from httpx import Response


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    return tmp_path


def write(home: Path, *ids: str) -> str:
    return write_snapshot(arrow_tables(*map(report, ids)), outlines(), home)


def test_what_another_process_points_to_is_shown_from_the_next_call_on(at: Path):
    first, second = write(at, "r1"), write(at, "r1", "r2")
    point_to(at, first)
    assert current().id == first

    point_to(at, second)

    assert current().id == second
    assert opened(first).id == first


def test_without_news_it_is_the_same_object(at: Path):
    point_to(at, write(at, "r1"))

    assert current() is current()
    assert opened(current().id) is current()


def test_a_failure_is_said_and_not_kept(at: Path):
    point_to(at, write(at, "r1"))
    good = (at / POINTER).read_text(encoding="utf-8")
    (at / POINTER).write_text("0123456789ab\n", encoding="utf-8")
    with pytest.raises(SnapshotError, match="0123456789ab"):
        current()

    (at / POINTER).write_text(good, encoding="utf-8")

    assert current().id == good.strip()


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that are opened from now on."""
    found: list[Path] = []

    def count(folder: Path, *, is_public: bool) -> Snapshot:
        found.append(folder)
        return open_snapshot(folder, is_public=is_public)

    monkeypatch.setattr(serving, "open_snapshot", count)
    return found


def test_readers_who_come_at_once_wait_for_one_opening(at: Path, openings: list[Path]):
    point_to(at, write(at, "r1"))

    shown = at_once(current)

    assert (len(openings), len(set(map(id, shown)))) == (1, 1)


def test_so_do_readers_of_an_older_snapshot(at: Path, openings: list[Path]):
    older, newer = write(at, "r1"), write(at, "r1", "r2")
    point_to(at, newer)

    shown = at_once(lambda: opened(older))

    assert (len(openings), {each.id for each in shown}) == (2, {older})


# What is wrong is said, with what to do, and is no reason to show anything else.


def health() -> Response:
    return TestClient(Starlette(routes=ROUTES)).get("/healthz")


def refused() -> str:
    """Why the server shows nothing."""
    answer = health()
    assert (answer.status_code, answer.json()["snapshot"]) == (503, None)
    with pytest.raises(SnapshotError) as error:
        current()
    # Strangers hear the same without the folders of this machine.
    assert answer.json()["detail"] == public_reason(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe\x00", b"..", b"0123", b"0123456789AB", b"0123456789ab"], ids=repr
)
def test_a_pointer_that_names_no_snapshot_is_no_reason_to_show_another(at: Path, content: bytes):
    bundled = write_bundled(at)
    (at / POINTER).write_bytes(content)
    said = refused()
    assert (str(at / POINTER) in said, "remove that file" in said) == (True, True)

    (at / POINTER).unlink()

    answer = health().json()
    assert (answer["snapshot"], answer["reports"]) == (bundled, len(read_table(DATA_DIR, "reports")))


def test_a_pointer_that_cannot_be_read_is_named(at: Path):
    (at / POINTER).mkdir()
    assert refused().startswith(f"{at / POINTER} cannot be read: Is a directory; ")


@pytest.mark.parametrize("place", ["file", "file/home", "~nobody-of-that-name"])
def test_a_home_that_cannot_be_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SHELTERLINE_HOME", place if place.startswith("~") else str(tmp_path / place))
    said = refused()
    assert (place in said, "SHELTERLINE_HOME" in said) == (True, True)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no other")
def test_a_home_that_cannot_be_made_is_not_called_a_fault_of_the_chronicle(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHELTERLINE_HOME", "/proc/nope")
    said = refused()
    assert said.startswith("no snapshot can be written in /proc/nope: ")
    assert said.endswith("name another folder in SHELTERLINE_HOME")


def test_who_does_as_a_damaged_snapshot_says_has_it_again_without_a_restart(at: Path):
    damaged = snapshots_folder(at) / write_bundled(at)
    (damaged / "zones.parquet").write_bytes(b"")
    assert refused().endswith(f"restore it or remove {damaged}")

    shutil.rmtree(damaged)

    assert health().json()["snapshot"] == damaged.name


def test_a_snapshot_that_is_removed_while_it_is_served_is_not_half_shown(at: Path):
    point_to(at, write(at, "r1"))
    served = current()

    shutil.rmtree(snapshots_folder(at) / served.id)

    assert refused().startswith(f"there is no snapshot {served.id}, which {at / POINTER} names")


def test_a_folder_in_the_way_of_a_snapshot_is_named(at: Path):
    left = snapshots_folder(at) / write_bundled(at)
    (left / MANIFEST).unlink()
    assert refused() == f"{left} is in the way of a snapshot and has no {MANIFEST}; remove it"

    shutil.rmtree(left)

    assert health().json()["snapshot"] == left.name


def test_the_pointer_outlasts_a_loss_of_power(at: Path, monkeypatch: pytest.MonkeyPatch):
    written, synced, sync = write(at, "r1"), [], os.fsync

    def note(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        sync(handle)

    monkeypatch.setattr(os, "fsync", note)
    point_to(at, written)
    assert synced == [path.stat().st_ino for path in (at / POINTER, at)]
