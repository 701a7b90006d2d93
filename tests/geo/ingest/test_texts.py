"""Files of text as people and programs write them, taken in by the command and on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.export.export_columns import COLUMNS as EXPORTED
from geo.export.export_columns import HXL_TAGS
from geo.ingest.uploads import look, take_in
from tests.builders import csv_text, report, snapshot
from tests.geo.opening import open_current

pytestmark = pytest.mark.usefixtures("reads_here")

HEADER = "id,date,place,lat,lon,link"
PLACES = ['5" shell crater', "Testville", "Testville's edge", '8" shell crater', "Testville"]


def rows(*places: str, day: str = "2024-01-10") -> list[str]:
    return [f"s{n},{day},{place},31.05,34.05,https://example.org/{n}" for n, place in enumerate(places, 1)]


def text(tmp_path: Path, lines: list[str], name: str = "sheet.csv") -> Path:
    path = tmp_path / name
    path.write_text("".join(f"{line}\n" for line in [HEADER, *lines]), encoding="utf-8")
    if path.suffix == ".tsv":
        path.write_text(path.read_text(encoding="utf-8").replace(",", "\t"), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.tsv"])
def test_no_row_vanishes_between_two_inch_marks(command, home: Path, tmp_path: Path, name: str):
    path = text(tmp_path, rows(*PLACES), name)

    answer = command(path, "--yes", "--json")

    assert (answer.code, answer.counts["rows_in"], answer.counts["accepted"]) == (0, 5, 5)
    found = open_current(home).reports
    assert found[found["source_id"] == "sheet"]["place_name"].tolist() == PLACES
    own = take_in(name, path.read_bytes(), look(name, path.read_bytes()).mapping, snapshot(report()))
    assert (own.rows, own.rejected) == (5, 0)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_what_was_exported_with_hxl_tags_comes_back_row_for_row(command, tmp_path: Path, delimiter: str):
    header, *lines = csv_text(EXPORTED, [report("r3"), report("r4")]).splitlines()
    path = tmp_path / "exported.csv"
    tagged = [header, ",".join(HXL_TAGS.values()), *lines]
    path.write_text("\n".join(tagged).replace(",", delimiter), encoding="utf-8-sig")

    answer = command(path, "--json")

    assert (answer.code, answer.counts["rows_in"], answer.counts["accepted"]) == (0, 2, 2)
    assert "exported.csv: The first row holds HXL tags and is no row." in answer.stderr
    assert "HXL" not in command(text(tmp_path, rows("Testville")), "--yes", "--json").stderr


def test_days_of_another_time_zone_are_told_whoever_wrote_the_mapping(command, home: Path, tmp_path: Path):
    path, mapping = text(tmp_path, rows("Testville", day="2023-10-07T23:30:00Z")), tmp_path / "mapping.toml"
    mapping.write_text(command(path).stdout, encoding="utf-8")

    answer = command(path, "--map", mapping, "--json")

    assert "sheet.csv: 'date' has times of another time zone" in answer.stderr
    found = open_current(home).reports
    days = found[found["source_id"] == "sheet"]["event_start"]
    assert [f"{day:%F}" for day in days] == ["2023-10-08"]
