"""Snapshots on disk: whole or not there, and the same for everyone."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo import __version__
from geo.model.errors import ShelterlineError, SnapshotError
from geo.snapshot.current import POINTER, point_to, write_bundled
from geo.snapshot.files import open_snapshot, verify, write_snapshot
from geo.snapshot.frames import to_frame
from geo.snapshot.home import snapshots_folder
from geo.snapshot.index import INDEX
from geo.snapshot.manifest import MANIFEST, damaged_snapshots, list_snapshots, read_manifest
from geo.snapshot.tables import SCHEMA
from geo.web import health
from geo.web.routes import ROUTES
from geo.web.warm import warm_up
from tests.benchmarks import synthetic
from tests.builders import arrow_tables, outlines, report, snapshot, view_of, write, write_home
from tests.geo.opening import bundled_in_memory, open_current
from tests.geo.snapshot.writers import Writers

FILES = ("outlines.geojson", *(f"{table}.parquet" for table in SCHEMA))
TWO = report("r1"), report("r2", kind="drone", event_start="2024-02-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a snapshot of two reports."""
    return snapshots_folder(tmp_path) / write_home(tmp_path, *TWO)


def entries(home: Path) -> list[str]:
    return sorted(path.name for path in snapshots_folder(home).iterdir())


# What is written is what is opened.


def test_a_snapshot_opens_with_its_own_id(folder: Path):
    assert open_snapshot(folder).id == folder.name


def test_a_snapshot_has_the_id_of_its_tables_in_memory(folder: Path):
    assert folder.name == snapshot(*TWO).id


@pytest.mark.parametrize("table", [name for name in SCHEMA if name != "reports"])
def test_a_small_table_opens_as_it_was_written(folder: Path, table: str):
    given = to_frame(arrow_tables(*TWO)[table], table)
    pd.testing.assert_frame_equal(open_snapshot(folder).tables[table], given)


def test_the_reports_open_as_they_were_written(folder: Path):
    pd.testing.assert_frame_equal(open_snapshot(folder).reports, snapshot(*TWO).reports)


def test_the_bundled_tables_open_as_they_are_read(tmp_path: Path):
    opened, read = open_snapshot(snapshots_folder(tmp_path) / write_bundled(tmp_path)), bundled_in_memory()
    for table, frame in read.tables.items():
        pd.testing.assert_frame_equal(opened.tables[table], frame.sort_index(), obj=table)
    pd.testing.assert_frame_equal(opened.reports, read.reports)


@pytest.mark.parametrize(
    "changes", [{}, {"kinds": ("drone",)}, {"text": "council"}, {"area": "XX0102"}], ids=str
)
def test_a_view_of_it_shows_the_same(folder: Path, changes: dict[str, object]):
    written, made = open_snapshot(folder), snapshot(*TWO)
    assert written.counts(view_of(written, **changes)) == made.counts(view_of(made, **changes))


def test_the_outlines_are_kept_as_they_came(folder: Path):
    assert (folder / "outlines.geojson").read_bytes() == outlines()


def test_writing_twice_leaves_one_folder(tmp_path: Path, folder: Path):
    again = write_snapshot(arrow_tables(*TWO), outlines(), tmp_path)
    assert entries(tmp_path) == [again] == [folder.name]


def test_writing_again_changes_no_file(tmp_path: Path, folder: Path):
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    write_snapshot(arrow_tables(*TWO), outlines(), tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_the_order_of_rows_does_not_matter(tmp_path: Path, folder: Path):
    tables = {
        name: pa.Table.from_pandas(table.to_pandas()[::-1], table.schema, preserve_index=False)
        for name, table in arrow_tables(*TWO).items()
    }
    assert write_snapshot(tables, outlines(), tmp_path) == folder.name


def test_another_cell_is_another_snapshot(tmp_path: Path, folder: Path):
    other = write_snapshot(arrow_tables(TWO[0]), outlines(), tmp_path)
    assert entries(tmp_path) == sorted([folder.name, other])


def test_a_snapshot_without_reports_opens(tmp_path: Path):
    tables = arrow_tables()
    tables["reports"] = tables["reports"].slice(0, 0)
    folder = snapshots_folder(tmp_path) / write_snapshot(tables, outlines(), tmp_path)
    assert (verify(folder), open_snapshot(folder).total) == ([], 0)


# The manifest.


def test_the_manifest_counts_the_rows_of_every_table(folder: Path):
    rows = read_manifest(folder).rows
    assert rows == {name: table.num_rows for name, table in arrow_tables(*TWO).items()}


def test_the_manifest_has_the_hash_of_every_file(folder: Path):
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    assert read_manifest(folder).files == hashes


def test_the_manifest_lists_every_file_but_itself_and_the_index(folder: Path):
    assert {path.name for path in folder.iterdir()} == {*read_manifest(folder).files, MANIFEST, INDEX}


def test_a_manifest_that_is_nested_without_end_is_refused(folder: Path):
    (folder / MANIFEST).write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(SnapshotError, match="cannot be read: it is nested too deeply"):
        read_manifest(folder)


def test_the_manifest_names_parents_inputs_and_the_program(tmp_path: Path):
    inputs = [{"name": "a.csv", "sha256": "0" * 64, "licence": "CC BY 4.0", "retrieved": "2024-01-10"}]
    written = write_snapshot(
        arrow_tables(*TWO), outlines(), tmp_path, inputs=inputs, parents=["0123456789ab"]
    )
    said = read_manifest(snapshots_folder(tmp_path) / written)
    assert (said.parents, said.inputs, said.software) == (("0123456789ab",), tuple(inputs), __version__)


def test_where_it_came_from_is_no_part_of_the_id(tmp_path: Path, folder: Path):
    assert (
        write_snapshot(arrow_tables(*TWO), outlines(), tmp_path / "b", parents=["0123456789ab"])
        == folder.name
    )


def test_snapshots_are_listed_newest_first(tmp_path: Path, folder: Path):
    older = snapshots_folder(tmp_path) / write_snapshot(arrow_tables(TWO[0]), outlines(), tmp_path)
    said = json.loads((older / MANIFEST).read_text(encoding="utf-8"))
    (older / MANIFEST).write_text(
        json.dumps({**said, "created": "2001-01-01T00:00:00+00:00"}), encoding="utf-8"
    )
    assert [manifest.id for manifest in list_snapshots(tmp_path)] == [folder.name, older.name]


def test_a_home_without_snapshots_lists_none(tmp_path: Path):
    assert list_snapshots(tmp_path) == []


# Damage is named and never shown.


def test_nothing_is_wrong_with_a_whole_snapshot(folder: Path):
    assert verify(folder) == []


def flip(path: Path, where: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(where * (len(content) - 1))] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("where", [0, 0.5, 1])
@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_named_by_verify(folder: Path, name: str, where: float):
    flip(folder / name, where)
    (sentence,) = verify(folder)
    assert sentence.startswith(f"{name} is not the file that was written")


@pytest.mark.parametrize("name", FILES)
def test_a_snapshot_with_a_flipped_bit_does_not_open(folder: Path, name: str):
    flip(folder / name)
    with pytest.raises(SnapshotError, match=f"{folder.name} is damaged: {name} is not the file .*; restore"):
        open_snapshot(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_by_verify(folder: Path, name: str):
    (folder / name).unlink()
    assert verify(folder) == [f"{name} is missing"]


@pytest.mark.parametrize("name", FILES)
def test_a_snapshot_with_a_missing_file_does_not_open(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(SnapshotError, match=f"{folder.name} is damaged: {name} is missing"):
        open_snapshot(folder)


def test_every_damaged_file_is_named(folder: Path):
    flip(folder / "zones.parquet")
    (folder / "tolls.parquet").unlink()
    assert len(verify(folder)) == 2


def edit(folder: Path, **fields: object) -> None:
    """Change the manifest: a field of it, or of the mapping of that name; None takes out."""
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, value in fields.items():
        if isinstance(value, dict):
            said[name] = {key: v for key, v in {**said[name], **value}.items() if v is not None}
        else:
            said[name] = value
    (folder / MANIFEST).write_text(json.dumps(said), encoding="utf-8")


def test_other_rows_under_the_same_name_are_found_by_their_id(folder: Path):
    path = folder / "sources.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    edit(folder, files={path.name: hashlib.sha256(path.read_bytes()).hexdigest()}, rows={"sources": 1})
    (sentence,) = verify(folder)
    assert sentence.endswith(f"not of {folder.name}")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rows": {"reports": 3}}, "manifest.json says rows.reports = 3, but reports.parquet has 2"),
        ({"rows": {"zones": None}}, "manifest.json does not name zones.parquet in both rows and files"),
        ({"files": {"tolls.parquet": None}}, "manifest.json does not name tolls.parquet in both"),
        ({"files": {"../secret": "0" * 64}}, "manifest.json does not name ../secret in both"),
        ({"files": {"zones.parquet": "0" * 64}}, "zones.parquet is not the file that was written: manifest"),
        ({"rows": {"zones": None}, "files": {"zones.parquet": None}}, "the content is that of "),
    ],
    ids=str,
)
def test_an_edited_manifest_is_named_with_its_field(folder: Path, change: dict[str, object], sentence: str):
    edit(folder, **change)
    assert [text[: len(sentence)] for text in verify(folder)] == [sentence]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": "0123456789ab"}, "says the id in manifest.json"),
        ({"rows": []}, r"cannot be read: rows is \[\]"),
        ({"rows": {"reports": None}}, "rows does not count the reports"),
        ({"created": 5}, "cannot be read: created is 5"),
        ({"unknown": 5}, "cannot be read: .*unknown"),
    ],
    ids=str,
)
def test_a_manifest_in_another_form_is_refused_with_its_field(
    folder: Path, change: dict[str, object], why: str
):
    edit(folder, **change)
    with pytest.raises(SnapshotError, match=why):
        open_snapshot(folder)


def test_a_snapshot_without_a_table_does_not_open(folder: Path):
    edit(folder, rows={"zones": None}, files={"zones.parquet": None})
    with pytest.raises(SnapshotError, match="has no table zones"):
        open_snapshot(folder)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"], ids=repr)
def test_one_damaged_manifest_hides_no_other_snapshot(tmp_path: Path, folder: Path, content: bytes | None):
    damaged = snapshots_folder(tmp_path) / write_snapshot(arrow_tables(TWO[0]), outlines(), tmp_path)
    (damaged / MANIFEST).unlink()
    if content is not None:
        (damaged / MANIFEST).write_bytes(content)
    assert [manifest.id for manifest in list_snapshots(tmp_path)] == [folder.name]
    assert [(name, name in why) for name, why in damaged_snapshots(tmp_path).items()] == [
        (damaged.name, True)
    ]


def test_what_is_no_snapshot_is_not_called_damaged(tmp_path: Path, folder: Path):
    for name in ("lost+found", f"{folder.name}-copy", "decade"):
        folder.with_name(name).mkdir()
    assert damaged_snapshots(tmp_path) == {}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"null", b"{", b'{"id": 1}'], ids=repr)
@pytest.mark.parametrize("act", [verify, open_snapshot, read_manifest])
def test_a_broken_manifest_is_an_error_fit_for_a_reader(folder: Path, act, content: bytes):
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(SnapshotError, match=f"the manifest of snapshot {folder.name} cannot be read"):
        act(folder)


def test_a_snapshot_under_another_name_does_not_open(folder: Path):
    moved = folder.rename(folder.with_name("0123456789ab"))
    with pytest.raises(SnapshotError, match=f"0123456789ab holds snapshot {folder.name}"):
        open_snapshot(moved)


def test_a_snapshot_that_is_not_there_does_not_open(folder: Path):
    with pytest.raises(SnapshotError, match="there is no snapshot 0123456789ab"):
        open_snapshot(folder.with_name("0123456789ab"))


def replaced(folder: Path, reports: pa.Table) -> None:
    """Let a snapshot have other reports, as if they were those that were written."""
    path = folder / "reports.parquet"
    pq.write_table(reports, path)
    edit(folder, files={path.name: hashlib.sha256(path.read_bytes()).hexdigest()})


@pytest.mark.parametrize("lacking", ["event_start", "report_id"])
def test_a_snapshot_that_this_version_cannot_hold_is_said_to_be_so(folder: Path, lacking: str):
    replaced(folder, pq.read_table(folder / "reports.parquet").drop_columns([lacking]))
    with pytest.raises(SnapshotError, match=f"snapshot {folder.name} cannot be read: .*{lacking}"):
        open_snapshot(folder)


def test_a_number_that_cannot_be_held_is_said_to_be_so(folder: Path):
    found = pq.read_table(folder / "reports.parquet")
    far = pa.array([1 << 40] * found.num_rows)
    replaced(folder, found.set_column(found.column_names.index("killed_min"), "killed_min", far))
    with pytest.raises(SnapshotError, match=f"snapshot {folder.name} cannot be read: .*{1 << 40}"):
        open_snapshot(folder)


def test_a_server_starts_whatever_its_snapshot_holds(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    replaced(folder, pq.read_table(folder / "reports.parquet").drop_columns(["event_start"]))
    point_to(tmp_path, folder.name)
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    warm_up()
    answer = TestClient(Starlette(routes=ROUTES)).get("/healthz")
    assert (answer.status_code, folder.name in answer.json()["detail"]) == (503, True)


def test_a_server_says_that_its_snapshot_is_damaged(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    point_to(tmp_path, folder.name)
    flip(folder / "reports.parquet")
    monkeypatch.setattr(health, "current", lambda: open_current(tmp_path))
    answer = TestClient(Starlette(routes=ROUTES)).get("/healthz")
    assert (answer.status_code, "reports.parquet" in answer.json()["detail"]) == (503, True)


# Half-written folders and writers that meet.


@pytest.fixture
def half_written(folder: Path) -> Path:
    """What a killed writer leaves: a temporary folder with everything but its final name."""
    left = folder.with_name(".writing-abcdefgh")
    folder.rename(left)
    return left


@pytest.mark.usefixtures("half_written")
def test_a_half_written_snapshot_is_not_listed(tmp_path: Path):
    assert (list_snapshots(tmp_path), damaged_snapshots(tmp_path)) == ([], {})


def age(folder: Path, hours: float) -> None:
    """Make a folder look as if nobody had written in it for so long."""
    for path in (folder, *folder.iterdir()):
        os.utime(path, (time.time() - hours * 3_600,) * 2)


def test_the_next_writer_removes_what_a_killed_one_left(tmp_path: Path, half_written: Path):
    age(half_written, hours=2)
    written = write_snapshot(arrow_tables(TWO[0]), outlines(), tmp_path)
    assert entries(tmp_path) == [written]


def test_what_a_killed_writer_left_is_removed_when_there_is_nothing_to_write(
    tmp_path: Path, half_written: Path
):
    written = write_snapshot(arrow_tables(*TWO), outlines(), tmp_path)
    age(half_written, hours=2)
    write_snapshot(arrow_tables(*TWO), outlines(), tmp_path)
    assert entries(tmp_path) == [written]


def test_a_writer_at_work_is_left_alone(tmp_path: Path, half_written: Path):
    age(half_written, hours=2)
    (half_written / MANIFEST).touch()
    written = write_snapshot(arrow_tables(TWO[0]), outlines(), tmp_path)
    assert entries(tmp_path) == sorted([half_written.name, written])


def test_a_snapshot_is_open_to_others_as_any_new_folder(tmp_path: Path, folder: Path):
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "file").touch()
    usual = [(tmp_path / "plain").stat().st_mode, (tmp_path / "plain" / "file").stat().st_mode]
    assert [folder.stat().st_mode, (folder / MANIFEST).stat().st_mode] == usual


def test_a_half_written_snapshot_does_not_open(half_written: Path):
    with pytest.raises(SnapshotError):
        open_snapshot(half_written)


def test_a_half_written_snapshot_does_not_become_the_current_one(tmp_path: Path, half_written: Path):
    with pytest.raises(SnapshotError):
        point_to(tmp_path, half_written.name)


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_snapshot(arrow_tables(*TWO), outlines(), tmp_path)
    assert entries(tmp_path) == []


def test_threads_that_write_the_same_leave_one_whole_snapshot(tmp_path: Path):
    tables, together = arrow_tables(*TWO), Barrier(4)

    def act(_: int) -> str:
        together.wait()
        return write_snapshot(tables, outlines(), tmp_path)

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(act, range(4)))
    assert [set(entries(tmp_path)), *(verify(snapshots_folder(tmp_path) / i) for i in ids)] == [ids, []]


N_SYNTHETIC = 500


@pytest.fixture(scope="module")
def content() -> dict[str, pa.Table]:
    """Some hundred synthetic reports beside the plain tables of the other tests."""
    made = pa.Table.from_batches(synthetic.reports(N_SYNTHETIC)).select(list(SCHEMA["reports"]))
    sources = synthetic.sources().select(list(SCHEMA["sources"]))
    return {**arrow_tables(), "reports": made, "sources": sources}


@pytest.fixture(scope="module")
def writers(content: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writers]:
    """Processes that write that content."""
    with Writers.of(content, outlines(), tmp_path_factory.mktemp("content")) as ready:
        yield ready


def test_processes_that_write_the_same_leave_one_whole_snapshot(tmp_path: Path, writers: Writers):
    started = [writers.start(tmp_path) for _ in range(3)]
    ends = [writers.end_of(pid) for pid in started]
    assert (ends, len(entries(tmp_path))) == ([0, 0, 0], 1)
    assert [verify(snapshots_folder(tmp_path) / name) for name in entries(tmp_path)] == [[]]


def progress(home: Path) -> float:
    """How far a writer has come: its files one by one, then its temporary folder has its final name."""
    with suppress(FileNotFoundError):
        for path in snapshots_folder(home).iterdir():
            if not path.name.startswith("."):
                return float("inf")
            return len(list(path.iterdir()))
    return -1


def has_ended(pid: int) -> bool:
    """Whether a process has ended and only waits to be asked how."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"


def killed_at(moment: float, writers: Writers, home: Path) -> int:
    """Kill a writer as soon as it has come so far; its end tells whether it was faster."""
    pid = writers.start(home)
    while progress(home) < moment and not has_ended(pid):
        pass
    os.kill(pid, signal.SIGKILL)
    return writers.end_of(pid)


# From before the folder is there, file by file twice, to the moment after the renaming.
MOMENTS = [-1, *(n for n in range(len(FILES) + 1) for _ in "ab"), float("inf")]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see a process end")
@pytest.mark.parametrize("moment", MOMENTS, ids=range(len(MOMENTS)))
def test_a_killed_writer_harms_nobody(
    tmp_path: Path, writers: Writers, content: dict[str, pa.Table], moment: float
):
    assert killed_at(moment, writers, tmp_path) in {0, -signal.SIGKILL}

    listed = [manifest.id for manifest in list_snapshots(tmp_path)]
    assert [verify(snapshots_folder(tmp_path) / name) for name in listed] == [[]] * len(listed)
    written = write_snapshot(content, outlines(), tmp_path)
    assert verify(snapshots_folder(tmp_path) / written) == []
    assert [manifest.id for manifest in list_snapshots(tmp_path)] == [written]


# The current snapshot.


def test_the_first_start_writes_the_bundled_chronicle(tmp_path: Path):
    opened = open_current(tmp_path)
    assert (opened.id, entries(tmp_path)) == (bundled_in_memory().id, [opened.id])


def test_the_second_start_opens_what_the_first_wrote(tmp_path: Path):
    first = open_current(tmp_path)
    assert (open_current(tmp_path).id, len(list_snapshots(tmp_path))) == (first.id, 1)


def test_the_snapshot_that_is_pointed_to_is_the_current_one(tmp_path: Path, folder: Path):
    point_to(tmp_path, folder.name)
    assert open_current(tmp_path).id == folder.name


def test_the_last_one_pointed_to_counts(tmp_path: Path, folder: Path):
    other = write_snapshot(arrow_tables(TWO[0]), outlines(), tmp_path)
    point_to(tmp_path, other)
    point_to(tmp_path, folder.name)
    assert open_current(tmp_path).id == folder.name


@pytest.mark.parametrize("unknown", ["0123456789ab", "", "..", "../outside"])
def test_an_unknown_snapshot_is_not_pointed_to(tmp_path: Path, folder: Path, unknown: str):
    point_to(tmp_path, folder.name)
    with pytest.raises(SnapshotError):
        point_to(tmp_path, unknown)
    assert (tmp_path / POINTER).read_text(encoding="utf-8").strip() == folder.name


def test_two_who_point_at_the_same_time_do_not_disturb_each_other(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    replace = Path.replace

    def after_another(path: Path, target: Path) -> Path:
        monkeypatch.setattr(Path, "replace", replace)
        point_to(tmp_path, folder.name)
        return path.replace(target)

    monkeypatch.setattr(Path, "replace", after_another)
    point_to(tmp_path, folder.name)
    assert open_current(tmp_path).id == folder.name


def test_pointing_leaves_no_other_file(tmp_path: Path, folder: Path):
    point_to(tmp_path, folder.name)
    assert sorted(path.name for path in tmp_path.iterdir()) == [POINTER, "snapshots"]


def test_a_pointer_to_a_snapshot_that_is_gone_is_an_error_and_not_another_snapshot(tmp_path: Path):
    (tmp_path / POINTER).write_text("0123456789ab\n", encoding="utf-8")
    with pytest.raises(SnapshotError, match="there is no snapshot 0123456789ab"):
        open_current(tmp_path)


@pytest.mark.parametrize("name", ["zones.csv", "outlines.geojson"])
@pytest.mark.parametrize("broken", [None, b"", b"\xff\xfe\x00", b'a,b\n1,2,"3\n'], ids=repr)
def test_broken_bundled_data_write_nothing(tmp_path: Path, name: str, broken: bytes | None):
    (tmp_path / "data").mkdir()
    path = write(tmp_path / "data", report()) / name
    path.unlink() if broken is None else path.write_bytes(broken)
    with pytest.raises(ShelterlineError):
        write_bundled(tmp_path, tmp_path / "data")
    assert list_snapshots(tmp_path) == []
