"""Columns that came later: what was written without them opens, keeps its id and verifies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geo.geometry.gazetteer import Areas
from geo.ingest import ingest
from geo.model.errors import SchemaError
from geo.snapshot.current import current_id, point_to
from geo.snapshot.differences import fields_of
from geo.snapshot.files import open_snapshot, verify, write_snapshot
from geo.snapshot.frames import read_table
from geo.snapshot.home import snapshots_folder
from geo.snapshot.identity import id_of
from geo.snapshot.tables import KEYS, LATER_COLUMNS, SCHEMA
from tests.builders import Row, arrow_tables, csv_text, ledger_rows, outlines, report, row, write

EARLIER = tuple(name for name in SCHEMA["reports"] if name not in LATER_COLUMNS["reports"])


def written(home: Path, *reports: Row, **tables: Iterable[Row]) -> Path:
    return snapshots_folder(home) / write_snapshot(arrow_tables(*reports, **tables), outlines(), home)


@pytest.mark.parametrize("table", LATER_COLUMNS)
def test_without_a_cell_the_columns_are_neither_in_the_file_nor_in_the_id(tmp_path: Path, table: str):
    folder = written(tmp_path, report())
    assert not set(LATER_COLUMNS[table]) & set(pq.read_schema(folder / f"{table}.parquet").names)
    tables = arrow_tables(report())
    without = {**tables, table: tables[table].drop_columns(list(LATER_COLUMNS[table]))}
    assert id_of(without, Areas.parse(outlines())) == folder.name


def test_a_snapshot_without_them_opens_with_empty_cells(tmp_path: Path):
    opened = open_snapshot(written(tmp_path, report(), zones=[row("zones", "z1")]))
    said = [
        opened.report("r1").time_from,
        opened.report("r1").relayed_by,
        opened.zones["valid_from_time"].iloc[0],
    ]
    batch = next(opened.rows(opened.default_view()))
    assert (said, batch["time_to"].to_pylist(), opened.store.column("time_to").to_pylist()) == (
        [""] * 3,
        [""],
        [""],
    )


def test_with_a_cell_they_come_back_and_the_snapshot_is_whole(tmp_path: Path):
    told = report(time_from="04:20", time_to="05:00", relayed_by="Testville Mirror")
    folder = written(tmp_path, told, zones=[row("zones", "z1", valid_from_time="08:21")])
    opened = open_snapshot(folder)
    found = opened.report("r1")
    assert (found.time_from, found.time_to, found.relayed_by, verify(folder)) == (
        "04:20",
        "05:00",
        "Testville Mirror",
        [],
    )
    assert opened.zones["valid_from_time"].iloc[0] == "08:21"


def test_a_cell_in_them_is_part_of_the_id(tmp_path: Path):
    assert written(tmp_path, report()).name != written(tmp_path, report(time_from="04:20")).name


def test_a_csv_file_may_leave_them_out(tmp_path: Path):
    write(tmp_path, report())
    (tmp_path / "reports.csv").write_text(csv_text(EARLIER, [report()]), encoding="utf-8", newline="")
    assert read_table(tmp_path, "reports")["time_from"].tolist() == [""]


def test_a_time_of_another_form_is_named(tmp_path: Path):
    with pytest.raises(SchemaError, match=r"time_from='8\.30' is not valid; expected HH:MM"):
        read_table(write(tmp_path, report(time_from="8.30")), "reports")


def test_hours_that_are_added_to_an_earlier_snapshot_are_told_as_revisions(tmp_path: Path):
    before = written(tmp_path, report())
    point_to(tmp_path, before.name)
    path = tmp_path / "testville.csv"
    told = report(time_from="04:20", time_to="05:00")
    path.write_text(csv_text(tuple(SCHEMA["reports"]), [told]).replace("\r\n", "\n"), encoding="utf-8")
    result = ingest(path, tmp_path)
    older, newer = (
        open_snapshot(snapshots_folder(tmp_path) / name) for name in (before.name, current_id(tmp_path))
    )
    said = {one.name: (one.before, one.now) for one in fields_of(older, newer, "r1")}
    assert said == {"time_from": ("", "04:20"), "time_to": ("", "05:00")}
    assert (result.revised, set(ledger_rows(newer, "revisions")["column"])) == (1, {"time_from", "time_to"})


def test_an_earlier_file_of_reports_goes_in_and_says_nothing_of_hours(tmp_path: Path):
    point_to(tmp_path, written(tmp_path, report()).name)
    path = tmp_path / "testville.csv"
    path.write_text(csv_text(EARLIER, [report(), report("r2")]).replace("\r\n", "\n"), encoding="utf-8")
    result = ingest(path, tmp_path)
    assert (result.added, result.unchanged, result.rejected) == (1, 1, 0)


def test_every_table_has_its_key_among_the_first_columns():
    assert not any(KEYS[table] in later for table, later in LATER_COLUMNS.items())
