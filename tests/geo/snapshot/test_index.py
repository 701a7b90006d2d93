"""The index of a snapshot: made once, checked, made anew when it cannot be used, never part of the data."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.model.errors import DamagedError
from geo.snapshot import file_checks, index_files
from geo.snapshot import index as indexing
from geo.snapshot.array_file import ArrayWriter
from geo.snapshot.columns import Columns
from geo.snapshot.file_checks import CHANGED
from geo.snapshot.files import open_snapshot, verify, write_snapshot, wrong_with_index
from geo.snapshot.folders import sha256_of
from geo.snapshot.home import snapshots_folder
from geo.snapshot.index import FORM, INDEX
from geo.snapshot.index_columns import IN_MEMORY
from geo.snapshot.opened import Snapshot
from tests.builders import arrow_tables, outlines, report, row, view_of
from tests.geo.snapshot.test_snapshot import replaced

REPORTS = (
    report("r1", killed_min="2", killed_max="3"),
    report("r2", kind="drone", event_start="2024-02-01", place_name="Téstville"),
    report("r3", location_precision="governorate", lat="", lon=""),
    report("r4", event_start="", date_precision="unknown"),
)
CLOSED = {"name": "Synthetic Registry", "licence": "Not redistributable: synthetic terms"}
REPOSITORY = Path(__file__).parents[3]
KEPT = REPOSITORY / "tests" / "data" / "snapshots" / "14b0d94" / "b20ae1c41a8e"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A snapshot of four reports, with its index."""
    return snapshots_folder(tmp_path) / write_snapshot(arrow_tables(*REPORTS), outlines(), tmp_path)


@pytest.fixture
def bare(folder: Path) -> Path:
    """The same without its index."""
    shutil.rmtree(folder / INDEX)
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    path = tmp_path_factory.mktemp("cache")
    monkeypatch.setattr(indexing, "cache", lambda: path)
    return path


def indexed(folder: Path) -> pa.Table:
    return pq.read_table(folder / INDEX / "reports.parquet")


FACETS = ("source_id", "kind", "location_precision", "area_pcode")


def shows(opened: Snapshot) -> list[object]:
    """What needs each of the columns of the index."""
    views = ({}, {"kinds": ("drone",)}, {"text": "testville"}, {"area": "XX01"}, {"text": "council"})
    found = [opened.counts(view_of(opened, **changes)) for changes in views]
    return [
        *found,
        *map(opened.facet, FACETS),
        opened.span,
        opened.store.database.spans_by_source().to_dict(),
    ]


def refuse(*_: object) -> Path:
    raise OSError(30, "Read-only file system")


def test_a_snapshot_is_written_with_an_index_that_needs_no_making(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(indexing, "made_in", refuse)
    opened = open_snapshot(folder)
    assert (opened.index.is_beside, opened.index.rows) == (True, folder / INDEX / "reports.parquet")


def test_made_anew_it_is_the_one_that_was_written(folder: Path):
    written = indexed(folder)
    shutil.rmtree(folder / INDEX)
    open_snapshot(folder)
    assert indexed(folder).equals(written)


def test_nothing_derived_is_in_the_table_of_reports(folder: Path):
    names = set(pq.read_schema(folder / "reports.parquet").names)
    assert names.isdisjoint({*IN_MEMORY, "search"} - {"radius_m", "killed_min", "killed_max"})


def test_derived_columns_inside_the_table_are_never_read(folder: Path):
    expected = shows(open_snapshot(folder))
    found = pq.read_table(folder / "reports.parquet")
    lies = {"gx": [1 << 40] * 4, "kind_code": [0] * 4, "search": ["nothing"] * 4, "footprint": ["area"] * 4}
    for name, column in lies.items():
        found = found.append_column(name, pa.array(column))
    replaced(folder, found)
    opened = open_snapshot(folder)
    assert (shows(opened), verify(folder)) == (expected, [])
    assert opened.report("r1").footprint == "disc"


def test_it_holds_the_columns_that_filter_and_the_text_to_search(folder: Path):
    found = indexed(folder)
    assert found.column_names == [*IN_MEMORY, "search"] == [*Columns.__dataclass_fields__, "search"]
    assert not any(column.null_count for column in found.columns)
    assert found["search"].to_pylist()[1].startswith("testville")


def test_the_form_counts_up_with_what_is_in_it(tmp_path: Path):
    # When this fails, the same reports get another index: raise FORM, and write the new digest here.
    kept = tmp_path / "snapshots" / KEPT.name
    shutil.copytree(KEPT, kept)
    open_snapshot(kept)
    arrays = open_snapshot(kept).index.arrays
    said = [
        [indexed(kept).to_pydict(), str(indexed(kept).schema.remove_metadata())],
        {name: [str(array.dtype), array.tolist()] for name, array in arrays.items()},
    ]
    digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
    assert (FORM, digest) == (4, "64698775957ad803")


def test_an_index_of_other_reports_is_not_used(folder: Path, tmp_path: Path):
    others = arrow_tables(*REPORTS[:2], report("r8"), report("r9"))
    other = snapshots_folder(tmp_path) / write_snapshot(others, outlines(), tmp_path)
    expected = shows(open_snapshot(folder))
    shutil.rmtree(folder / INDEX)
    shutil.copytree(other / INDEX, folder / INDEX)
    assert wrong_with_index(folder) == "is not the one that was written for these tables"
    assert shows(open_snapshot(folder)) == expected


def test_it_is_checked_apart_from_the_tables(folder: Path):
    assert (verify(folder), wrong_with_index(folder)) == ([], "")
    shutil.rmtree(folder / INDEX)
    assert (verify(folder), wrong_with_index(folder)) == ([], "is not there")
    open_snapshot(folder)
    assert (verify(folder), wrong_with_index(folder)) == ([], "")


def test_nothing_else_is_left_where_it_was_made(bare: Path):
    before = {path.name for path in bare.iterdir()}
    open_snapshot(bare)
    assert {path.name for path in bare.iterdir()} == before | {INDEX}


def test_where_the_snapshot_cannot_be_written_it_is_kept_in_the_cache(
    bare: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
):
    (bare / INDEX).write_text("a file where the folder would be")
    opened = open_snapshot(bare)
    assert (opened.index.is_beside, opened.index.rows.is_relative_to(cache)) == (False, True)
    assert shows(opened)[0].shown == 3

    monkeypatch.setattr(indexing, "made_in", refuse)
    assert open_snapshot(bare).index == opened.index


def test_an_index_in_the_cache_that_is_damaged_is_made_anew(bare: Path):
    (bare / INDEX).write_text("a file where the folder would be")
    expected = shows(open_snapshot(bare))
    overwrite(open_snapshot(bare).index.rows, b"damaged")
    assert shows(open_snapshot(bare)) == expected


def test_where_nothing_can_be_written_it_is_in_memory(bare: Path, monkeypatch: pytest.MonkeyPatch):
    expected = shows(open_snapshot(bare))
    shutil.rmtree(bare / INDEX)
    monkeypatch.setattr(indexing, "made_in", refuse)
    opened = open_snapshot(bare)
    assert isinstance(opened.index.rows, pa.Table)
    assert shows(opened) == expected
    assert not (bare / INDEX).exists()


def test_a_public_copy_has_an_index_of_its_own(tmp_path: Path):
    tables = arrow_tables(
        *REPORTS,
        report("closed-1", source_id="closed", publisher=CLOSED["name"], kind="rocket"),
        sources=[row("sources", "synthetic"), row("sources", "closed", **CLOSED)],
    )
    folder = snapshots_folder(tmp_path) / write_snapshot(tables, outlines(), tmp_path)
    opened = open_snapshot(folder, is_public=True)
    (copy,) = (tmp_path / "public").iterdir()
    assert (opened.total, opened.index.rows) == (4, copy / INDEX / "reports.parquet")
    assert "closed" not in str(indexed(copy)["search"].to_pylist())

    overwrite(copy / INDEX / "reports.parquet", b"damaged")
    again = open_snapshot(folder, is_public=True)
    assert (shows(again), verify(folder)) == (shows(opened), [])


OPEN = """
import sys
from pathlib import Path
from geo.snapshot.file_checks import CHANGED
from geo.snapshot.files import open_snapshot
print("ready", flush=True)
sys.stdin.readline()
for _ in range(3):
    opened = open_snapshot(Path(sys.argv[1]))
    print(opened.total, opened.counts(opened.default_view()).shown, opened.index.is_beside, flush=True)
"""


def test_processes_that_open_a_snapshot_without_an_index_at_once_all_succeed(bare: Path):
    command = [sys.executable, "-c", OPEN, str(bare)]
    started = [
        subprocess.Popen(  # noqa: S603 ourselves
            command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert [process.stdout.readline() for process in started] == ["ready\n"] * 3
    for process in started:
        process.stdin.write("now\n")
        process.stdin.flush()
    said = [process.communicate()[0].splitlines() for process in started]
    assert said == [["4 3 True"] * 3] * 3
    assert wrong_with_index(bare) == ""


def test_whole_rows_are_the_same_with_an_index_made_anew(folder: Path):
    before = open_snapshot(folder).reports
    shutil.rmtree(folder / INDEX)
    pd.testing.assert_frame_equal(open_snapshot(folder).reports, before)


def mapped(folder: Path) -> Path:
    return folder / INDEX / "index.arrays"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every index counts as a large one that this process has never had open."""
    monkeypatch.setattr(file_checks, "LARGE_BYTES", 0)
    monkeypatch.setattr(indexing, "is_known", lambda _path: False)


def overwrite(path: Path, content: bytes) -> None:
    """Write into a file in place, as a careless program of its owner would that has taken off its lock."""
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()


def damage(path: Path) -> None:
    """Turn a bit in the middle of a file over, in place."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(path, content)


def test_a_small_index_is_read_and_goes_on_whatever_becomes_of_its_file(folder: Path):
    opened = open_snapshot(folder)
    overwrite(mapped(folder), b"")
    assert (opened.counts(view_of(opened)).shown, opened.index.mapped) == (3, ())
    assert opened.is_to_be_reopened
    assert shows(open_snapshot(folder)) == shows(opened)
    assert wrong_with_index(folder) == ""


@pytest.mark.usefixtures("large")
def test_a_large_index_is_mapped_and_not_copied(folder: Path):
    opened = open_snapshot(folder)
    assert [file.path for file in opened.index.mapped] == [mapped(folder)]
    arrays = opened.index.arrays.values()
    assert not any(array.flags.owndata or array.flags.writeable for array in arrays)


def test_mapped_or_read_it_shows_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch):
    expected = shows(open_snapshot(folder))
    monkeypatch.setattr(file_checks, "LARGE_BYTES", 0)
    assert shows(open_snapshot(folder)) == expected


@pytest.mark.usefixtures("large")
def test_a_large_index_is_not_hashed_before_somebody_reads_it(folder: Path, monkeypatch: pytest.MonkeyPatch):
    hashed = []

    def note(path: Path) -> str:
        hashed.append(path.name)
        return sha256_of(path)

    monkeypatch.setattr(file_checks, "sha256_of", note)
    monkeypatch.setattr(index_files, "sha256_of", note)
    opened = open_snapshot(folder)
    assert (opened.total, hashed, opened.is_to_be_reopened) == (4, [], False)
    assert opened.counts(view_of(opened)).shown == 3
    assert set(hashed) == {"index.arrays"}


@pytest.mark.usefixtures("large")
def test_a_large_index_that_is_damaged_is_named_and_not_served(folder: Path):
    damage(mapped(folder))
    opened = open_snapshot(folder)
    with pytest.raises(DamagedError, match=r"index\.arrays is not the file that was written"):
        opened.counts(view_of(opened))
    assert opened.is_to_be_reopened


def test_it_is_made_anew_when_the_snapshot_is_opened_again(folder: Path, monkeypatch: pytest.MonkeyPatch):
    expected = shows(open_snapshot(folder))
    monkeypatch.setattr(file_checks, "LARGE_BYTES", 0)
    damage(mapped(folder))
    # Large, but known to this process: looked through before it is trusted once more.
    assert shows(open_snapshot(folder)) == expected
    assert wrong_with_index(folder) == ""


QUESTIONS = {
    "counts": lambda opened: opened.store.counts(view_of(opened)),
    "page": lambda opened: opened.page(view_of(opened), 10),
    "rows": lambda opened: list(opened.rows(view_of(opened))),
    "report": lambda opened: opened.report("r1"),
    "known": lambda opened: opened.known.is_selectable("r1"),
    "not shown": lambda opened: opened.not_shown(view_of(opened)),
    "bins": lambda opened: opened.histogram(view_of(opened), (date(2024, 1, 1), date(2024, 2, 1)), "kind"),
    "columns": lambda opened: opened.store.columns,
}


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("content", [b"", b"other data"], ids=["cut off", "overwritten"])
def test_what_is_changed_under_its_readers_is_given_up(
    folder: Path, content: bytes, ask: Callable[[Snapshot], object]
):
    opened = open_snapshot(folder)
    opened.store.find(view_of(opened))
    overwrite(mapped(folder), content)
    with pytest.raises(DamagedError, match=f"index.arrays {CHANGED}"):
        ask(opened)
    assert opened.is_to_be_reopened


@pytest.mark.usefixtures("large")
def test_it_stays_given_up_when_it_is_put_right_or_made_anew(folder: Path):
    first, second = open_snapshot(folder), open_snapshot(folder)
    whole = mapped(folder).read_bytes()
    damage(mapped(folder))
    with pytest.raises(DamagedError):
        first.counts(view_of(first))
    overwrite(mapped(folder), whole)
    shutil.rmtree(folder / INDEX)
    assert shows(open_snapshot(folder))[0].shown == 3
    # Both look at the pages of a file that is no longer there.
    for opened in (first, second):
        with pytest.raises(DamagedError, match=CHANGED):
            opened.counts(view_of(opened))


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file that is mapped cannot be written")
def test_nobody_cuts_off_an_index_by_mistake(folder: Path):
    modes = [(folder / INDEX / name).stat().st_mode for name in ("index.arrays", "reports.parquet")]
    assert [mode & 0o222 for mode in modes] == [0, 0]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"sha256": 1}', "9" * 5_000])
def test_what_is_said_of_the_arrays_is_checked_as_well(folder: Path, damage: str):
    expected = shows(open_snapshot(folder))
    (folder / INDEX / "index.json").write_text(damage)
    assert shows(open_snapshot(folder)) == expected


def test_a_dtype_that_is_misread_is_noticed(folder: Path):
    expected = shows(open_snapshot(folder))
    path = folder / INDEX / "index.json"
    path.write_text(path.read_text().replace('"<i4"', '"<u4"', 1))
    assert wrong_with_index(folder) == "is not the one that was written for these tables"
    assert shows(open_snapshot(folder)) == expected


def test_an_index_of_another_form_stays_where_it_is(bare: Path):
    others = [bare / f"index-{form}" for form in (FORM - 1, FORM + 1)]
    for other in others:
        other.mkdir()
        (other / "index.json").write_text('{"form": "another"}')
    assert shows(open_snapshot(bare))[0].shown == 3
    assert [(other / "index.json").read_text() for other in others] == ['{"form": "another"}'] * 2


def test_one_that_says_a_later_form_in_this_folder_is_made_anew(folder: Path):
    path = folder / INDEX / "index.json"
    said = json.loads(path.read_text())
    del said["sha256"]
    said["form"] = FORM + 1
    sha256 = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(said | {"sha256": sha256}))
    assert shows(open_snapshot(folder))[0].shown == 3
    assert json.loads(path.read_text())["form"] == FORM


def test_ids_are_found_among_those_that_are_none(folder: Path):
    store = open_snapshot(folder).store
    # In the order of the list, in which the second comes after the third: it has a later day.
    assert store.places(["r3", "r", "r9", "", "r1", "é", "\ud800"]) == {"r3": 1, "r1": 0}
    assert store.all_ids() == ["r1", "r2", "r3", "r4"]


SHARED = """
import sys
from pathlib import Path
from geo.snapshot.array_file import MappedArrays
from geo.snapshot.file_checks import CheckedFile
from geo.snapshot.folders import sha256_of
def memory():
    said = Path("/proc/self/status").read_text().splitlines()
    return [int(line.split()[1]) for kind in ("RssAnon", "RssFile") for line in said if line.startswith(kind)]
path = Path(sys.argv[1])
file = CheckedFile(path, sha256_of(path), "synthetic")
before = memory()
arrays = MappedArrays(file, {"numbers": ["<i8", 4_000_000, 64]})
opened = memory()
assert int(arrays["numbers"].sum()) == 4_000_000
print(*(after - first for after, first in zip(memory() + opened, before + before)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel says what is shared on Linux alone")
def test_pages_of_an_index_are_the_systems_and_not_the_processs_own(tmp_path: Path):
    """32 MB of numbers: none is there before one is looked at, and then they lie in pages of the file."""
    path = tmp_path / "numbers.arrays"
    with ArrayWriter(path) as arrays:
        arrays.add("numbers", np.ones(4_000_000, np.int64))
    said = subprocess.run(  # noqa: S603 ourselves
        [sys.executable, "-c", SHARED, str(path)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    own, shared, own_opened, shared_opened = map(int, said.stdout.split())
    assert own_opened + shared_opened < 8_000
    assert (own < 8_000, shared > 24_000) == (True, True)
