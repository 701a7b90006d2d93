"""Damage assessments become a table of a new snapshot; without them a snapshot is what it always was."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.connectors.all_connectors import connectors
from geo.ingest.ingested import Ingested
from geo.ingest.inputs import connected
from geo.ingest.load import ingest
from geo.snapshot.files import open_snapshot, write_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.manifest import read_manifest
from geo.snapshot.opened import Snapshot
from tests.builders import arrow_tables, outlines, row, snapshot, view_of
from tests.geo.connectors.rows import OPEN
from tests.geo.connectors.test_unosat import RING, cell, layer

UNOSAT = connectors()["unosat-hexagons"]
BESIDE = [[x + 0.01, y] for x, y in RING]
CROSSED = [[34.0, 31.0], [34.05, 31.05], [34.05, 31.0], [34.0, 31.05], [34.0, 31.0]]
FILES = OPEN / "unosat-gaza-hex"


def taken_in(home: Path, *paths: Path) -> tuple[Ingested, Snapshot]:
    done = [ingest([connected(path.name, UNOSAT, [path])], home) for path in paths][-1]
    return done, open_snapshot(snapshots_folder(home) / done.snapshot)


def test_the_cells_are_a_table_of_the_new_snapshot(tmp_path: Path):
    done, opened = taken_in(tmp_path / "home", layer(tmp_path, cell(7)))
    assert (done.added, done.rejected) == (1, 0)
    (row_,) = opened.tables["assessments"].itertuples()
    assert (row_.structures, str(row_.image_to.date())) == (7, "2024-01-11")
    assert "CC BY-SA" in opened.tables["sources"].loc["unosat-hexagons", "licence"]


def test_the_same_file_once_more_changes_nothing(tmp_path: Path):
    path = layer(tmp_path, cell(7))
    done, _ = taken_in(tmp_path / "home", path, path)
    assert (done.added, done.unchanged) == (0, 1)


@pytest.mark.parametrize(
    ("feature", "column", "reason"),
    [
        (cell("many"), "structures", "is no count"),
        (cell(None), "structures", "is empty"),
        (cell(7, "nowhere"), "geometry_wkt", "is empty"),
        (cell(7, [[x + 60, y] for x, y in RING]), "geometry_wkt", "is no cell of the region"),
        (cell(7, [[34, 31], [35, 31], [35, 32], [34, 31]]), "geometry_wkt", "is no cell of the region"),
        (cell(7, CROSSED), "geometry_wkt", "is no cell of the region"),
    ],
)
def test_what_cannot_be_drawn_or_counted_is_listed_with_its_reason(
    tmp_path: Path, feature: dict[str, object], column: str, reason: str
):
    done, opened = taken_in(tmp_path / "home", layer(tmp_path, cell(7, BESIDE), feature))
    assert (done.added, done.rejected) == (1, 1)
    assert len(opened.tables["assessments"]) == 1
    said = [(line["column"], line["reason"]) for line in done.rejects.to_pylist()]
    assert (column, reason) in said


def test_without_a_row_a_snapshot_keeps_the_id_that_it_had_before_there_was_the_table():
    assert snapshot(assessments=[]).id == snapshot().id
    assert snapshot(assessments=[row("assessments", "a1")]).id != snapshot().id


def test_a_changed_cell_changes_the_id():
    ids = {snapshot(assessments=[row("assessments", "a1", structures=n)]).id for n in (7, 8)}
    assert len(ids) == 2


def test_a_snapshot_without_the_table_opens_as_one_without_rows(tmp_path: Path):
    written = snapshots_folder(tmp_path) / write_snapshot(arrow_tables(), outlines(), tmp_path)
    assert "assessments" not in read_manifest(written).rows
    assert open_snapshot(written).tables["assessments"].empty


def test_the_newest_assessment_of_each_source_by_the_last_day_is_shown():
    rows = [
        row("assessments", "a1", image_from="2023-10-07", image_to="2023-10-08"),
        row("assessments", "a2"),
        row("assessments", "b1", source_id="synthetic-2", image_to="2024-01-09"),
    ]
    opened = snapshot(assessments=rows)
    shown = {last: view_of(opened, "2023-10-01", last) for last in ("2023-10-07", "2023-11-01", "2024-02-01")}
    found = {last: set(opened.assessments_on(view.date_to).index) for last, view in shown.items()}
    assert found == {"2023-10-07": set(), "2023-11-01": {"a1"}, "2024-02-01": {"a2", "b1"}}


@pytest.mark.skipif(not FILES.is_dir(), reason="the reference files are not beside the project")
def test_every_hexagon_of_the_published_files_goes_in(tmp_path: Path):
    done, opened = taken_in(tmp_path, *sorted(FILES.glob("*.geojson")))
    assert done.rejected == 0
    found = opened.tables["assessments"].groupby("image_to")["structures"].agg(["size", "sum"])
    assert found.to_numpy().tolist() == [[1_087, 45_988], [3_882, 369_971]]
