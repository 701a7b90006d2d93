"""The command line, as somebody types it."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from typer.testing import CliRunner

from geo import cli
from geo.export.formats import Suffix
from geo.model.errors import SnapshotError
from geo.snapshot import index
from geo.snapshot.current import point_to, pointed_to
from geo.snapshot.files import write_snapshot
from geo.snapshot.home import HOME_VARIABLE
from geo.snapshot.index import INDEX
from geo.snapshot.opened import Snapshot
from tests.builders import arrow_tables, outlines, report, snapshot
from tests.geo.export.files import read

run = CliRunner().invoke


def no_snapshot() -> Snapshot:
    raise SnapshotError("the bundled chronicle is not whole")


def test_the_snapshot_says_what_it_holds(bundled: Snapshot):
    answer = run(cli.app, ["snapshot", "show", "--json"])
    assert json.loads(answer.stdout)["reports"] == len(bundled.reports)


def test_a_snapshot_without_a_date_says_so(monkeypatch: pytest.MonkeyPatch):
    undated = snapshot(report(event_start="", date_precision="unknown"))
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


@pytest.fixture
def home_of_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose current snapshot has no index yet; what is cached goes into a folder beside it."""
    folder = tmp_path / "home"
    written = write_snapshot(arrow_tables(report("r1"), report("r2")), outlines(), folder)
    point_to(folder, written)
    shutil.rmtree(folder / "snapshots" / written / INDEX)
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    for module in (cli, index):
        monkeypatch.setattr(module, "cache", lambda: tmp_path / "cache")
    return folder


def test_verifying_speaks_of_the_index_apart(home_of_two: Path):
    name = pointed_to(home_of_two)
    before = run(cli.app, ["snapshot", "verify", name])
    run(cli.app, ["doctor"])
    after = run(cli.app, ["snapshot", "verify", name])
    missing = "Its index is not there; it is made anew when the snapshot is next opened."
    assert (before.exit_code, before.stdout.splitlines()) == (0, [f"{name} is whole.", missing])
    assert (after.exit_code, after.stdout.splitlines()) == (0, [f"{name} is whole.", "Its index is whole."])


def test_the_doctor_says_nothing_of_an_index_in_its_place(home_of_two: Path):
    assert home_of_two.is_dir()
    assert run(cli.app, ["doctor"]).stdout == "Everything is there.\n"


def test_the_doctor_says_that_the_index_is_in_the_cache(home_of_two: Path):
    (home_of_two / "snapshots" / pointed_to(home_of_two) / INDEX).write_text("in the way")
    answer = run(cli.app, ["doctor"])
    kept = f"nothing can be written: its index is kept in {home_of_two.parent / 'cache'}"
    assert (answer.exit_code, kept in answer.stdout) == (0, True)


def test_the_doctor_says_that_the_index_is_in_memory(home_of_two: Path):
    (home_of_two / "snapshots" / pointed_to(home_of_two) / INDEX).write_text("in the way")
    (home_of_two.parent / "cache").write_text("in the way")
    answer = run(cli.app, ["doctor"])
    assert (answer.exit_code, "its index is made in memory at every start" in answer.stdout) == (0, True)


def rockets(bundled: Snapshot) -> int:
    """How many reports of rockets the chronicle holds."""
    return int((bundled.reports["kind"] == "rocket").sum())


def test_a_view_is_written_to_a_file_as_its_address_says(tmp_path: Path, bundled: Snapshot):
    out = tmp_path / "rockets.csv"
    answer = run(cli.app, ["export", "https://maps.example.invalid/?kind=rocket#map", "--out", str(out)])
    found = pd.read_csv(out)
    assert (answer.exit_code, set(found["kind"]), len(found)) == (
        0,
        {"rocket"},
        rockets(bundled),
    )
    assert "https://maps.example.invalid/?v=1&" in found["about_this_file"][0]
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("suffix", list(Suffix))
def test_every_format_can_be_written(tmp_path: Path, bundled: Snapshot, suffix: Suffix):
    n = rockets(bundled)
    out = tmp_path / "reports"
    answer = run(cli.app, ["export", "kind=rocket&lang=ar", "--format", str(suffix), "--out", str(out)])
    assert (answer.exit_code, f"{n} rows" in answer.output, len(read(out.read_bytes(), suffix))) == (
        0,
        True,
        n,
    )


def test_a_figure_is_written_in_the_size_asked_for(tmp_path: Path):
    out = tmp_path / "rockets.png"
    answer = run(cli.app, ["export", "kind=rocket&lang=he", "--size", "social", "--out", str(out)])
    with Image.open(out) as picture:
        assert (answer.exit_code, picture.size) == (0, (1200, 630))


def test_hxl_tags_are_added_on_request(tmp_path: Path):
    out = tmp_path / "reports.csv"
    run(cli.app, ["export", "", "--hxl", "--out", str(out)])
    assert out.read_text(encoding="utf-8-sig").splitlines()[1].startswith("#event+report+id,")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["kind=magic", "--out", "x.csv"], "kind='magic' is not valid"),
        (["snap=0123456789ab", "--out", "x.csv"], "there is no snapshot '0123456789ab' here"),
        (["", "--out", "x.txt"], "say --format"),
        (["", "--format", "gif", "--out", "x.png"], "--format gif is none of csv, geojson"),
        (["", "--out", "no/such/folder/x.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence_and_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
):
    monkeypatch.chdir(tmp_path)
    answer = run(cli.app, ["export", *arguments])
    assert (answer.exit_code, said in answer.output, list(tmp_path.iterdir())) == (1, True, [])


def test_a_view_is_written_as_a_page(tmp_path: Path):
    out = tmp_path / "view.html"
    answer = run(cli.app, ["export", "https://maps.example.invalid/?lang=he#map", "--out", str(out)])
    text = out.read_text(encoding="utf-8")
    assert (answer.exit_code, '<html lang="he" dir="rtl">' in text) == (0, True)
    assert "https://maps.example.invalid/?v=1" in text
