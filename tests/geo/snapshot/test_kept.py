"""Snapshots that were kept as earlier versions wrote them open with the code of the day and say the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.snapshot.current import point_to
from geo.snapshot.files import open_snapshot, verify, wrong_with_index
from geo.snapshot.home import HOME_VARIABLE
from geo.snapshot.index import INDEX
from geo.snapshot.manifest import read_manifest
from geo.tiles import tile
from tests.geo.snapshot.kept import said_of

KEPT = Path(__file__).parents[2] / "data" / "snapshots"
SNAPSHOTS = sorted(path.parent for path in KEPT.glob("*/*/manifest.json"))


def recorded(kept: Path) -> dict[str, object]:
    return json.loads((kept.parent / "recorded.json").read_text(encoding="utf-8"))[kept.name]


@pytest.fixture(params=SNAPSHOTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def kept(request: pytest.FixtureRequest) -> Path:
    """A snapshot as it was kept; nothing may be written beside it."""
    return request.param


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """A copy of it in a home that points to it."""
    copied = tmp_path / "snapshots" / kept.name
    shutil.copytree(kept, copied)
    point_to(tmp_path, kept.name)
    return copied


@pytest.fixture
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, object]]:
    """What a server says that starts with that home."""
    monkeypatch.setenv(HOME_VARIABLE, str(folder.parents[1]))
    # Tiles of the same snapshot that another home served.
    tile._TILES.forget()  # noqa: SLF001
    return lambda: said_of(folder.name)


def test_there_are_such_snapshots():
    assert len(SNAPSHOTS) >= 2


def test_it_is_whole(folder: Path):
    assert verify(folder) == []


def test_it_opens_with_its_id_and_all_its_rows(folder: Path):
    opened, rows = open_snapshot(folder), read_manifest(folder).rows
    assert (opened.id, opened.total) == (folder.name, rows["reports"])
    assert {name: len(table) for name, table in opened.tables.items()} == {
        # A table that came later is empty in them.
        name: rows.get(name, 0)
        for name in opened.tables
    }


def test_opening_it_changes_none_of_its_files(folder: Path, kept: Path):
    open_snapshot(folder)
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert files == {path.name: path.read_bytes() for path in kept.iterdir()}


def test_its_links_show_what_they_showed(served: Callable[[], dict[str, object]], kept: Path):
    assert served() == recorded(kept)


def future(index: Path) -> None:
    """Make it look as if a later version had written it in a form of its own."""
    about = index / "index.json"
    said = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps({**said, "form": 99, "more": ["unheard of"]}), encoding="utf-8")
    (index / "reports.parquet").rename(index / "reports.columns")


def flipped(index: Path) -> None:
    path = index / "reports.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut_short(index: Path) -> None:
    path = index / "reports.parquet"
    path.write_bytes(path.read_bytes()[:-9])


def unreadable(index: Path) -> None:
    (index / "index.json").write_bytes(b"\xff{")


def emptied(index: Path) -> None:
    shutil.rmtree(index)
    index.mkdir()


@pytest.mark.parametrize("damage", [future, flipped, cut_short, unreadable, emptied, shutil.rmtree])
def test_its_links_show_the_same_whatever_its_index_is(
    served: Callable[[], dict[str, object]], folder: Path, kept: Path, damage: Callable[[Path], None]
):
    open_snapshot(folder)
    damage(folder / INDEX)
    assert wrong_with_index(folder)
    assert served() == recorded(kept)


def test_a_folder_of_a_later_version_is_left_to_it(
    served: Callable[[], dict[str, object]], folder: Path, kept: Path
):
    later = folder / "index-99" / "columns.future"
    later.parent.mkdir()
    later.write_bytes(b"\0")
    assert (served(), later.read_bytes(), verify(folder)) == (recorded(kept), b"\0", [])
