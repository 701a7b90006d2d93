"""The command line, as somebody types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo import cli
from geo.errors import SnapshotError
from geo.store.chronicle import Chronicle
from tests.builders import chronicle, report

run = CliRunner().invoke


def no_snapshot() -> Chronicle:
    raise SnapshotError("the bundled chronicle is not whole")


def test_the_snapshot_says_what_it_holds():
    answer = run(cli.app, ["snapshot", "show", "--json"])
    assert json.loads(answer.stdout)["reports"] == 273


def test_a_snapshot_without_a_date_says_so(monkeypatch: pytest.MonkeyPatch):
    undated = chronicle(report(event_start="", date_precision="unknown"))
    monkeypatch.setattr(cli, "current", lambda: undated)
    assert "no report has a date" in run(cli.app, ["snapshot", "show"]).stdout


def test_a_snapshot_that_does_not_open_is_a_sentence_and_a_code(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli, "current", no_snapshot)
    answer = run(cli.app, ["snapshot", "show"])
    assert (answer.exit_code, "not whole" in answer.output, "Traceback" in answer.output) == (1, True, False)


def test_a_damaged_snapshot_is_listed_as_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli, "home", lambda: tmp_path)
    (tmp_path / "snapshots" / "0123456789ab").mkdir(parents=True)
    answer = run(cli.app, ["snapshot", "list"])
    assert (answer.exit_code, "0123456789ab  damaged: " in answer.stdout) == (0, True)


def test_the_doctor_finds_nothing_missing():
    assert run(cli.app, ["doctor"]).exit_code == 0


def test_the_doctor_names_what_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli, "DOMAIN", "nowhere")
    answer = run(cli.app, ["doctor"])
    assert (answer.exit_code, answer.output.count("make setup")) == (1, 3)
