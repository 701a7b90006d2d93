"""What is exported goes in again as the same reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo import cli
from geo.export.formats import OF_ROWS, Suffix
from geo.snapshot.current import current_id, point_to
from geo.snapshot.files import write_snapshot
from tests.builders import arrow_tables, outlines, report

pytestmark = pytest.mark.usefixtures("reads_here")

REPORTS = (
    report("r1", killed_min=1, killed_max=3, summary='Said "so", it says; and =1+1'),
    report("r2", kind="drone", event_end="2024-01-12", date_precision="range"),
    report("r3", location_precision="governorate", area_pcode="XX0101", place_name="تستفيل"),
    report("r4", location_precision="unlocated", area_pcode=""),
)


@pytest.mark.parametrize("suffix", OF_ROWS)
def test_rows_that_are_exported_go_in_again_as_the_same_reports(
    command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: Suffix
):
    home, out = tmp_path / "home", tmp_path / f"reports.{suffix}"
    point_to(home, write_snapshot(arrow_tables(*REPORTS), outlines(), home))
    monkeypatch.setenv("SHELTERLINE_HOME", str(home))
    before = current_id(home)
    assert CliRunner().invoke(cli.app, ["export", "", "--out", str(out)]).exit_code == 0
    counts = command(out, "--json").counts
    assert (counts["snapshot"], counts["accepted"], counts["revised"]) == (before, len(REPORTS), 0)
