"""The snapshot that a running server shows follows the one that another process makes current."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import SnapshotError
from geo.store import current as serving
from geo.store.chronicle import Chronicle
from geo.store.current import POINTER, current, opened, point_to
from geo.store.snapshot import open_snapshot, write_snapshot
from tests.builders import arrow_tables, outlines, report
from tests.geo.store.test_once import at_once


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

    def count(folder: Path, *, is_public: bool) -> Chronicle:
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
