"""`shelterline ingest`, as somebody types it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from geo.connectors import acled as acled_module
from geo.connectors.toolkit.contract import Connector, Fetched, ParsedFiles, Settings
from geo.ingest.requested_files import fetch
from geo.model.errors import SourceError
from geo.snapshot.current import current_id
from geo.tabular.mapping import COLUMNS
from tests.builders import csv_text, report
from tests.geo.connectors.events import acled
from tests.geo.connectors.replay import SECRET, Answer, Publisher, publisher
from tests.geo.opening import open_current

OWN = "id,date,place,lat,lon,type,link\n7,30/01/2024,Testville,31.05,34.05,air strike,https://example.org/a\n"
MAPPING = """
[columns]
event_start = { from = "date" }
place_name = { from = "place" }
claimant = { constant = "Testville Observatory" }
publisher = { constant = "Testville Observatory" }
url = { constant = "https://example.org/" }

[source]
source_id = "observatory"
name = "Testville Observatory"
kind = "dataset"
"""
KEYS = ["snapshot", "rows_in", "accepted", "rejected", "duplicates", "revised", "withdrawn", "outside_region"]


def documented(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text(csv_text(COLUMNS, rows), encoding="utf-8")
    return path


def own(tmp_path: Path, text: str = OWN) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    return path


def two_sheets(tmp_path: Path) -> Path:
    book = Workbook()
    book.active.title = "April"
    for sheet, days in (
        (book.active, ["2024-04-01"]),
        (book.create_sheet("May"), ["2024-05-01", "2024-05-02"]),
    ):
        for row in ["date", "place"], *([day, "Testville"] for day in days):
            sheet.append(row)
    book.save(tmp_path / "sheets.xlsx")
    return tmp_path / "sheets.xlsx"


def test_the_last_line_is_json_that_adds_up(command, home: Path, tmp_path: Path):
    rows = report("r1", killed_min=3), report("r3"), report("r3"), report("r4", kind="laser")
    answer = command(documented(tmp_path / "a.csv", *rows), "--json", "--replace", "synthetic")
    assert (list(answer.counts), answer.stdout.count("\n"), answer.code) == (KEYS, 1, 3)
    assert list(answer.counts.values()) == [current_id(home), 4, 2, 1, 1, 1, 1, 0]


def test_a_second_run_gives_the_same_snapshot(command, tmp_path: Path):
    path = documented(tmp_path / "a.csv", report("r3"), report("r4", kind="laser"))
    assert command(path, "--json").counts == command(path, "--json").counts


def test_a_rehearsal_changes_nothing(command, home: Path, tmp_path: Path):
    before = current_id(home)
    answer = command(documented(tmp_path / "a.csv", report("r3")), "--dry-run")
    assert (answer.code, "Nothing was written" in answer.stdout, current_id(home)) == (0, True, before)


@pytest.fixture
def acled_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """Let the command fetch from a publisher on this machine, with an account."""
    with publisher(Answer({"access_token": "synthetic-token", "data": [acled()]})) as here:
        for name, said in here.settings("ACLED", ACLED_USER="me", ACLED_PASSWORD=SECRET).given.items():
            monkeypatch.setenv(name, said)
        monkeypatch.setattr(acled_module, "COUNTRIES", ("Palestine",))
        yield here


@pytest.mark.usefixtures("acled_account")
def test_a_rehearsal_of_fetching_leaves_nothing_behind(command, home: Path, tmp_path: Path):
    before = sorted(home.rglob("*"))
    assert command("acled", "--dry-run", "--keep", "--json").counts["rows_in"] == 1
    assert sorted(home.rglob("*")) == before
    new = tmp_path / "new"
    assert command("acled", "--dry-run", "--json", "--home", new).counts["accepted"] == 1
    assert not new.exists()


def test_a_rehearsal_names_the_snapshot_that_would_come_of_it(command, tmp_path: Path):
    path = documented(tmp_path / "a.csv", report("r3", kind="laser"))
    said = [command(path, "--json", "--home", tmp_path / "new", *more) for more in (["--dry-run"], [])]
    assert said[0].counts == said[1].counts


@pytest.mark.parametrize("is_broken", [False, True])
def test_what_was_found_out_while_fetching_is_told(tmp_path: Path, *, is_broken: bool):
    def fetched(_: Path, settings: Settings, __: object) -> Fetched:
        settings.say("Something is fetched anew.")
        if is_broken:
            raise SourceError("the line was cut")
        return Fetched([])

    connector = Connector(acled_module.CONTRACT, lambda _: ParsedFiles({}), lambda *_: False, fetched)
    if is_broken:
        with pytest.raises(SourceError, match=r"^Something is fetched anew\. the line was cut$"):
            fetch(connector, tmp_path, lambda *_: None, is_rehearsal=False, withdraws=True)
    else:
        given = fetch(connector, tmp_path, lambda *_: None, is_rehearsal=False, withdraws=True)
        assert given.parsed.notes == ("Something is fetched anew.",)


def test_without_anybody_to_agree_the_guess_is_printed_and_nothing_changes(
    command, home: Path, tmp_path: Path
):
    before = current_id(home)
    answer = command(own(tmp_path))
    assert (answer.code, current_id(home)) == (4, before)
    assert '[columns.event_start]  # by its name\nfrom = "date"\nform = "%d/%m/%Y"' in answer.stdout
    assert "--map" in answer.stderr


def test_what_was_printed_is_a_mapping(command, home: Path, tmp_path: Path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(command(own(tmp_path)).stdout, encoding="utf-8")
    assert command(own(tmp_path), "--map", mapping, "--json").counts["accepted"] == 1
    found = open_current(home).report("sheet-7")
    assert (found.kind, found.source_id, f"{found.event_start:%F}") == ("airstrike", "sheet", "2024-01-30")


def test_a_sheet_that_is_not_read_is_named_also_when_the_mapping_is_given(command, tmp_path: Path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    answer = command(two_sheets(tmp_path), "--map", mapping, "--json")
    assert "sheets.xlsx: Read the sheet 'April'; not read: May." in answer.stderr
    assert (list(answer.counts), answer.counts["rows_in"]) == (KEYS, 1)
    mapping.write_text(f"{MAPPING}\n[read]\nsheet = 'May'\n", encoding="utf-8")
    answer = command(two_sheets(tmp_path), "--map", mapping, "--json")
    assert "sheets.xlsx: Read the sheet 'May'; not read: April." in answer.stderr
    assert answer.counts["accepted"] == 2


def test_a_guess_that_is_agreed_to_is_shown_all_the_same(command, tmp_path: Path):
    answer = command(own(tmp_path), "--yes", "--json")
    assert (answer.counts["accepted"], "is read so" in answer.stderr) == (1, True)


def test_a_sheet_without_what_every_row_needs_is_asked_about(command, home: Path, tmp_path: Path):
    before = current_id(home)
    answer = command(own(tmp_path, "date,place\n2024-01-10,A\n2024-01-11,B\n"), "--yes")
    assert (answer.code, current_id(home)) == (4, before)
    assert "No column gives the address" in answer.stderr


def test_a_mapping_with_an_open_question_is_not_used(command, home: Path, tmp_path: Path):
    before = current_id(home)
    path = own(tmp_path, "date,place\n2024-01-10,A\n")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(command(path).stdout, encoding="utf-8")
    answer = command(path, "--map", mapping)
    assert (answer.code, current_id(home)) == (4, before)
    assert "No column gives the address" in answer.stderr


def test_a_column_can_be_left_unread_by_name(command, tmp_path: Path):
    path = own(tmp_path, OWN.replace("link", "link,N killed").replace("/a", "/a,3"))
    assert command(path, "--yes").code == 4
    assert command(path, "--yes", "--accept-unread", "N killed", "--json").counts["accepted"] == 1


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nowhere.csv", "there is no such file"),
        ("nobody", "is neither a file nor one of ucdp"),
        ("global-pcodes", "has nothing to fetch; give its file: global-pcodes=PATH"),
    ],
)
def test_what_is_no_file_and_no_connector_is_a_sentence(command, home: Path, named: str, said: str):
    before = current_id(home)
    answer = command(named)
    assert (answer.code, said in answer.stderr, current_id(home)) == (1, True, before)


def test_a_mapping_of_another_file_is_a_sentence(command, tmp_path: Path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("[columns.kind]\nfrom = 'mood'\n", encoding="utf-8")
    answer = command(own(tmp_path), "--map", mapping)
    assert (answer.code, "names mood, but sheet.csv has the columns id, date" in answer.stderr) == (1, True)


def test_a_mapping_without_what_every_row_needs_is_one_sentence(command, home: Path, tmp_path: Path):
    before = current_id(home)
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING.replace("\nurl =", "\nread_at ="), encoding="utf-8")
    answer = command(two_sheets(tmp_path), "--map", mapping)
    assert (answer.code, current_id(home)) == (1, before)
    assert "mapping.toml says nothing of url, which every row needs" in answer.stderr


def test_a_file_of_rejects_that_cannot_be_opened_is_said_before_anything_changes(
    command, home: Path, tmp_path: Path
):
    before = current_id(home)
    path = tmp_path / "nowhere" / "rejects.csv"
    answer = command(documented(tmp_path / "a.csv", report("r3")), "--rejects", path)
    assert (answer.code, f"{path} cannot be written" in answer.stderr, current_id(home)) == (1, True, before)


def test_a_file_of_rejects_that_cannot_be_finished_leaves_the_account(
    command, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "rejects.csv"
    path.write_text("of the last time", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.ingest.rejects._write_csv", full)
    rows = report("r3"), report("r4", kind="laser")
    answer = command(documented(tmp_path / "a.csv", *rows), "--rejects", path, "--json")
    assert (answer.code, answer.counts["snapshot"]) == (5, current_id(home))
    assert f"{path} cannot be written: No space left" in answer.stderr
    assert "in the table rejects of the snapshot" in answer.stderr
    assert path.read_text(encoding="utf-8") == "of the last time"
    assert sorted(found.name for found in tmp_path.iterdir()) == ["a.csv", "home", "rejects.csv"]


def test_rejects_are_written_to_a_stream_as_they_are(command, tmp_path: Path):
    command(documented(tmp_path / "a.csv", report("r3", kind="laser")), "--rejects", "/dev/null")
    assert Path("/dev/null").is_char_device()


def test_the_command_without_a_name_is_no_command(command):
    assert command().code == 2


OPEN = [
    ("ucdp-ged-sample/ucdp_ged25.1_sample_region.csv", 0, 1_580),
    ("techforpalestine/lebanon_casualties_daily.json", 0, None),
    ("cod-ab-pse/pse_admin2.geojson", 0, 0),
    ("global-pcodes/pcodes_region.csv", 3, 520),
]


@pytest.mark.parametrize("case", OPEN, ids=[name for name, _, _ in OPEN])
def test_open_files_go_in_with_one_command(
    shared_reference: Path, tmp_path: Path, command, case: tuple[str, int, int | None]
):
    name, code, n_rows = case
    answers = [command(shared_reference / "open" / name, "--json", "--home", tmp_path) for _ in range(2)]
    counts = answers[0].counts
    assert [answer.code for answer in answers] == [code, code]
    assert counts == answers[1].counts
    assert counts["rows_in"] == counts["accepted"] + counts["rejected"] + counts["duplicates"]
    assert n_rows in {None, counts["rows_in"]}
