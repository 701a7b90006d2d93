"""Files that say something twice, contradict each other, or are a source's new version."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.ingest import Ingested
from geo.model.errors import SourceError
from geo.snapshot.current import current_id
from geo.snapshot.files import open_snapshot, verify
from geo.snapshot.home import snapshots_folder
from geo.tabular.mapping import COLUMNS
from tests.builders import Row, csv_text, ledger_rows, report
from tests.geo.opening import open_current

pytestmark = pytest.mark.usefixtures("reads_here")


def written(path: Path, *rows: Row) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(csv_text(COLUMNS, rows), encoding="utf-8")
    return path


def counts(result: Ingested) -> tuple[int, int, int, int]:
    return result.rows, result.accepted, result.rejected, result.duplicates


def told(home: Path) -> list[tuple[str, ...]]:
    ledger = ledger_rows(open_current(home), "revisions")
    columns = ["report_id", "change", "column", "before", "after", "source_id"]
    return [tuple(line) for line in ledger[columns].values.tolist()]


def test_a_row_that_stands_twice_counts_once(take_in, home: Path, tmp_path: Path):
    result = take_in(written(tmp_path / "a.csv", report("r3"), report("r4"), report("r3")))
    assert (counts(result), open_current(home).total) == ((3, 2, 0, 1), 4)


def test_a_row_of_several_files_counts_once(take_in, tmp_path: Path):
    paths = [written(tmp_path / name, report("r3")) for name in ("a.csv", "b.csv", "c.csv")]
    assert counts(take_in(*paths)) == (3, 1, 0, 2)


def test_an_id_under_which_two_files_say_different_things_is_refused_in_both(take_in, tmp_path: Path):
    paths = [written(tmp_path / f"{kind}.csv", report("r3", kind=kind)) for kind in ("drone", "rocket")]
    result = take_in(*paths)
    assert (counts(result), set(result.rejects["file"].to_pylist())) == (
        (2, 0, 2, 0),
        {"drone.csv", "rocket.csv"},
    )


def test_a_broken_row_does_not_make_its_whole_twin_a_duplicate(take_in, tmp_path: Path):
    result = take_in(written(tmp_path / "a.csv", report("r3"), report("r3", kind="laser")))
    assert counts(result) == (2, 0, 2, 0)


def test_the_order_of_files_changes_nothing(take_in, tmp_path: Path):
    one = written(tmp_path / "one.csv", report("r3"), report("r1", kind="rocket"))
    two = written(tmp_path / "two.csv", report("r4"), report("r3"), report("r5", kind="laser"))
    ids = [take_in(*paths, is_rehearsal=True).snapshot for paths in ((one, two), (two, one))]
    assert ids[0] == ids[1] == take_in(two, one).snapshot


def test_files_of_one_name_are_told_apart(take_in, tmp_path: Path):
    paths = [written(tmp_path / folder / "a.csv", report("r3", kind="laser")) for folder in ("x", "y")]
    assert set(take_in(*paths).rejects["file"].to_pylist()) == {"x/a.csv", "y/a.csv"}


def test_a_rehearsal_names_the_snapshot_and_writes_nothing(take_in, home: Path, tmp_path: Path):
    path, before = written(tmp_path / "a.csv", report("r3")), current_id(home)
    said = take_in(path, is_rehearsal=True).snapshot
    assert (current_id(home), len(list(snapshots_folder(home).iterdir()))) == (before, 1)
    assert take_in(path).snapshot == said


# A source's new version.


def test_what_a_source_no_longer_says_is_withdrawn(take_in, home: Path, tmp_path: Path):
    before = current_id(home)
    take_in(written(tmp_path / "a.csv", report("r1")), replaced=frozenset({"synthetic"}))
    assert (open_current(home).store.all_ids(), told(home)) == (
        ["r1"],
        [("r2", "withdrawn", "", "", "", "synthetic")],
    )
    assert open_snapshot(snapshots_folder(home) / before).report("r2").kind == "drone"
    assert verify(snapshots_folder(home) / current_id(home)) == []


def test_a_file_that_only_adds_withdraws_nothing(take_in, home: Path, tmp_path: Path):
    take_in(written(tmp_path / "a.csv", report("r3")))
    assert (open_current(home).total, told(home)) == (3, [("r3", "added", "", "", "", "synthetic")])


def test_every_changed_field_of_a_version_is_named(take_in, home: Path, tmp_path: Path):
    version = [report("r1", killed_min=3, kind="rocket"), report("r3")]
    result = take_in(written(tmp_path / "a.csv", *version), replaced=frozenset({"synthetic"}))
    assert (result.added, result.revised, result.withdrawn) == (1, 1, 1)
    assert told(home) == [
        ("r1", "revised", "killed_min", "", "3", "synthetic"),
        ("r1", "revised", "kind", "airstrike", "rocket", "synthetic"),
        ("r2", "withdrawn", "", "", "", "synthetic"),
        ("r3", "added", "", "", "", "synthetic"),
    ]


def test_a_rejected_row_is_still_said_and_not_withdrawn(take_in, home: Path, tmp_path: Path):
    version = written(tmp_path / "a.csv", report("r1"), report("r2", kind="laser"))
    result = take_in(version, replaced=frozenset({"synthetic"}))
    assert (result.withdrawn, open_current(home).report("r2").kind) == (0, "drone")


def test_another_source_is_left_alone(take_in, home: Path, tmp_path: Path):
    take_in(
        written(tmp_path / "a.csv", report("r3", source_id="synthetic-2")),
        replaced=frozenset({"synthetic-2"}),
    )
    assert open_current(home).store.all_ids() == ["r1", "r2", "r3"]


def test_a_version_without_a_row_in_order_is_an_error(take_in, home: Path, tmp_path: Path):
    before = current_id(home)
    with pytest.raises(SourceError, match="would all be withdrawn"):
        take_in(written(tmp_path / "a.csv", report("r1", kind="laser")), replaced=frozenset({"synthetic"}))
    assert current_id(home) == before


def test_each_source_that_is_replaced_needs_a_row_of_its_own(take_in, home: Path, tmp_path: Path):
    before = current_id(home)
    version = written(tmp_path / "a.csv", report("r3", source_id="synthetic-2"))
    with pytest.raises(SourceError, match="no row of synthetic is in order"):
        take_in(version, replaced=frozenset({"synthetic", "synthetic-2"}))
    assert current_id(home) == before


def test_a_part_of_what_was_withdrawn_stands_by_itself(take_in, home: Path, tmp_path: Path):
    take_in(written(tmp_path / "a.csv", report("p1", source_id="synthetic-2", contained_in="r2")))
    take_in(written(tmp_path / "b.csv", report("r1")), replaced=frozenset({"synthetic"}))
    assert open_current(home).report("p1").contained_in == ""
    assert ("p1", "revised", "contained_in", "r2", "", "synthetic-2") in told(home)


def test_what_became_of_each_source_is_counted(take_in, home: Path, tmp_path: Path):
    rows = [
        report("r3"),
        report("r3"),
        report("r4", source_id="synthetic-2"),
        report("r5", source_id="nobody"),
    ]
    take_in(written(tmp_path / "a.csv", *rows))
    ledger = ledger_rows(open_current(home), "ingests")
    assert ledger[["source_id", "rows_in", "accepted", "rejected", "duplicates"]].values.tolist() == [
        ["", 1, 0, 1, 0],
        ["synthetic", 2, 1, 0, 1],
        ["synthetic-2", 1, 1, 0, 0],
    ]


def test_a_rejected_row_is_kept_as_it_came(take_in, home: Path, tmp_path: Path):
    path = written(tmp_path / "a.csv", report("r3", kind="laser", summary='said "so"'))
    take_in(path)
    line = path.read_text(encoding="utf-8").splitlines()[1]
    assert list(ledger_rows(open_current(home), "rejects")["row"]) == [line]
