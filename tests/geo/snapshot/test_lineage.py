"""Which snapshots came before one: by what they were made on, else by the order of their writing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.snapshot.current import current
from geo.snapshot.files import write_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.lineage import lineage
from geo.snapshot.manifest import MANIFEST
from geo.snapshot.released import released_ids
from tests.builders import arrow_tables, outlines, report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home."""
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    return tmp_path


def written(home: Path, name: str, created: str = "", parents: Sequence[str] = ()) -> str:
    """Write a snapshot with one report, and return its id; `created` may say another time than now."""
    snapshot_id = write_snapshot(arrow_tables(report(name)), outlines(), home, parents=parents)
    path = snapshots_folder(home) / snapshot_id / MANIFEST
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**said, "created": created or said["created"]}), encoding="utf-8")
    return snapshot_id


def ids(snapshot_id: str, most: int = 9) -> list[str]:
    return [dated.id for dated in lineage(snapshot_id, most)]


def test_a_snapshot_follows_what_it_was_made_on(home: Path):
    first = written(home, "a")
    other = written(home, "b", parents=[first])
    last = written(home, "c", parents=[first])
    assert ids(last)[:2] == [last, first]
    assert other not in ids(last)


def test_one_that_was_made_on_nothing_follows_the_one_written_before(home: Path):
    first, second = (
        written(home, "a", "2031-01-01T00:00:00+00:00"),
        written(home, "b", "2031-01-02T00:00:00+00:00"),
    )
    beside = written(home, "c", "2031-01-01T12:00:00+00:00", parents=[first])
    assert ids(second)[:2] == [second, first]
    assert beside not in ids(second)


def test_of_two_of_one_second_the_file_says_which_was_first(home: Path):
    moment = "2031-01-01T00:00:00+00:00"
    names = [written(home, name, moment) for name in ("a", "b", "c")]
    assert ids(names[2])[:3] == names[::-1]


def test_a_chronicle_follows_those_of_earlier_releases():
    assert ids(current().id)[-1] in released_ids()


def test_nothing_else_follows_a_chronicle(home: Path):
    first = written(home, "a", "2031-01-01T00:00:00+00:00")
    assert ids(first) == [first]


def test_no_more_are_named_than_asked_for(home: Path):
    first = written(home, "a")
    assert ids(written(home, "b", parents=[first]), 1) == ids(written(home, "b", parents=[first]))[:1]


def test_what_is_not_here_has_no_line():
    assert lineage("000000000000", 5) == ()


def test_snapshots_that_name_each_other_end(home: Path):
    first = written(home, "a")
    second = written(home, "b", parents=[first])
    path = snapshots_folder(home) / first / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "parents": [second]}))
    assert ids(second) == [second, first]
