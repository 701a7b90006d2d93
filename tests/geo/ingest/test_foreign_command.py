"""Files of the corpus through the command and the page, with processes and snapshots of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.ingest.terminal import Ended
from geo.snapshot.opened import Snapshot
from tests.geo.opening import open_current
from tests.geo.tabular.corpus import Case, case_of
from tests.geo.tabular.corpus_faults import faults
from tests.geo.tabular.corpus_readings import as_the_page

OF_EACH_FORM = (
    "days-month-names-arabic.csv",
    "shape-tabs.tsv",
    "shape-first-sheet-terms.xlsx",
    "places-projected-crs.geojson",
    "json-bare-list.json",
    "json-lines.ndjson",
    "json-packed-table.csv.gz",
    "shape-one-layer.gpkg",
    "shape-table.parquet",
    "days-timespan.kml",
)
ASKED = "days-ambiguous-order.csv", "places-x-y-metres.csv", "shape-missing-address.csv"
REFUSED = "json-geometry-alone.geojson", "message-json-cut-off.json", "shape-two-layers.gpkg"


def file_of(case: Case, folder: Path) -> Path:
    path = folder / case.name
    path.write_bytes(case.content)
    return path


@pytest.mark.parametrize("name", OF_EACH_FORM)
def test_a_file_of_each_form_comes_in(command, tmp_path: Path, home: Path, name: str):
    case = case_of(name)
    before = open_current(home).total
    answer = command(file_of(case, tmp_path), "--yes", "--json")
    counts = {key: answer.counts[key] for key in ("accepted", "rejected", "duplicates")}
    assert counts == {"accepted": case.accepted, "rejected": 0, "duplicates": 0}
    assert (answer.code, open_current(home).total) == (Ended.ALL_IN, before + case.accepted)


@pytest.mark.parametrize("name", ASKED)
def test_a_question_stops_the_command_and_is_printed_as_a_mapping(command, tmp_path: Path, name: str):
    case = case_of(name)
    answer = command(file_of(case, tmp_path), "--yes", "--json")
    assert answer.code == Ended.NOT_AGREED
    assert all(f"{key.partition(':')[0]}: " in answer.stdout for key in case.of("asked"))


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_sentence(command, tmp_path: Path, name: str):
    answer = command(file_of(case_of(name), tmp_path), "--yes", "--json")
    assert (answer.code, answer.stdout) == (Ended.NOTHING_READ, "")
    assert all(word in answer.stderr for word in case_of(name).of("said"))


@pytest.mark.parametrize("name", ["shape-first-sheet-terms.xlsx", "shelters-features.geojson"])
def test_the_page_reads_in_a_process_of_its_own_as_well(bundled: Snapshot, name: str):
    case = case_of(name)
    assert faults(case, as_the_page(name, case.content, bundled), of_page=True) == []


def test_a_corrected_row_is_offered_as_a_revision(command, tmp_path: Path):
    first, later = case_of("versions-first.csv"), case_of("versions-corrected.csv")
    path = tmp_path / "strikes.csv"
    path.write_bytes(first.content)
    assert command(path, "--yes", "--json").counts["accepted"] == first.accepted
    path.write_bytes(later.content)
    asked = command(path, "--yes", "--json")
    assert asked.code == Ended.NOT_AGREED
    assert [word for word in later.of("then_said") if word not in asked.stderr] == []
    assert command(path, "--yes", "--json", "--match").counts["revised"] == later.of("revised")


def test_a_row_more_corrects_none(command, tmp_path: Path):
    path = tmp_path / "strikes.csv"
    path.write_bytes(case_of("versions-first.csv").content)
    command(path, "--yes", "--json")
    path.write_bytes(case_of("versions-added.csv").content)
    counts = command(path, "--yes", "--json").counts
    assert (counts["accepted"], counts["revised"], counts["withdrawn"]) == (5, 0, 0)
