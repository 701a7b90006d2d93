"""A run asks the disk for its snapshot once, and soon hears of one that has gone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from geo.model.errors import UnknownSnapshotError
from pages.common import held_snapshot
from pages.common.held_snapshot import held


class Disk:
    """Snapshots by id, how often they were looked for, and a clock that a test moves."""

    def __init__(self) -> None:
        self.there = {name: SimpleNamespace(id=name) for name in ("a", "b")}
        self.asked: list[str] = []
        self.now_s = 0.0

    def opened(self, snapshot_id: str) -> SimpleNamespace:
        self.asked.append(snapshot_id)
        if snapshot_id not in self.there:
            raise UnknownSnapshotError(snapshot_id)
        return self.there[snapshot_id]

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(held_snapshot, "opened", disk.opened)
    monkeypatch.setattr(held_snapshot, "time", disk)
    return disk


@pytest.fixture
def run() -> Iterator[ThreadPoolExecutor]:
    """The thread of one run."""
    with ThreadPoolExecutor(1) as thread:
        yield thread


def found(run: ThreadPoolExecutor, snapshot_id: str) -> str:
    return run.submit(held, snapshot_id).result().id


def test_a_run_looks_for_its_snapshot_once(disk: Disk, run: ThreadPoolExecutor):
    assert {found(run, "a") for _ in range(60)} == {"a"}
    assert disk.asked == ["a"]


@pytest.mark.usefixtures("disk")
def test_another_snapshot_is_another_and_never_the_one_before(run: ThreadPoolExecutor):
    assert [found(run, name) for name in ("a", "b", "a")] == ["a", "b", "a"]


def test_one_that_has_gone_is_missed_soon(disk: Disk, run: ThreadPoolExecutor):
    found(run, "a")
    del disk.there["a"]
    disk.now_s = 1
    with pytest.raises(UnknownSnapshotError):
        found(run, "a")


def test_one_that_is_not_there_is_looked_for_each_time(disk: Disk, run: ThreadPoolExecutor):
    for _ in range(2):
        with pytest.raises(UnknownSnapshotError):
            found(run, "c")
    assert disk.asked == ["c", "c"]


def test_the_run_of_another_reader_looks_for_itself(disk: Disk, run: ThreadPoolExecutor):
    found(run, "a")
    with ThreadPoolExecutor(1) as other:
        assert found(other, "a") == "a"
    assert disk.asked == ["a", "a"]
