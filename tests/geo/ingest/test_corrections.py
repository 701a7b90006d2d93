"""A later version of a file that has no ids: nothing stands beside its old self in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.geo.opening import open_current

pytestmark = pytest.mark.usefixtures("reads_here")

HEAD = "date,place,latitude,longitude,killed,link\n"
ROWS = (
    "2024-04-01,Testville,31.05,34.05,3,https://example.org/a\n",
    "2024-04-02,Testville,31.06,34.06,1,https://example.org/b\n",
    "2024-04-03,Testville,31.07,34.07,2,https://example.org/c\n",
    "2024-04-04,Testville,31.08,34.08,5,https://example.org/d\n",
)
CORRECTED = ROWS[3].replace(",5,", ",6,")


@pytest.fixture
def sheet(command, tmp_path: Path):
    """Return what takes in rows of a file of one name."""

    def given(*rows: str, options: tuple[str, ...] = ()):
        path = tmp_path / "sheet.csv"
        path.write_text(HEAD + "".join(rows), encoding="utf-8")
        return command(path, "--yes", *options)

    assert given(*ROWS).code == 0
    return given


def killed(home: Path) -> list[int]:
    found = open_current(home).reports
    return sorted(found[found["source_id"] == "sheet"]["killed_max"].tolist())


@pytest.fixture(autouse=True)
def _is_shown(monkeypatch: pytest.MonkeyPatch):
    # Nothing says that the rows may be passed on.
    monkeypatch.setenv("SHELTERLINE_PRIVATE", "1")


def test_a_corrected_row_is_asked_about_and_nothing_changes_meanwhile(sheet, home: Path):
    answer = sheet(*ROWS[:3], CORRECTED)
    assert answer.code == 4
    assert "3 rows are known, 1 new, and 1 are not said again" in answer.stderr
    assert "--match" in answer.stderr
    assert killed(home) == [1, 2, 3, 5]


def test_a_match_is_a_revision(sheet, home: Path):
    answer = sheet(*ROWS[:3], CORRECTED, options=("--match",))
    assert answer.code == 0
    assert "revised      1" in answer.stdout
    assert killed(home) == [1, 2, 3, 6]


def test_who_says_so_has_both(sheet, home: Path):
    assert sheet(*ROWS[:3], CORRECTED, options=("--no-match",)).code == 0
    assert killed(home) == [1, 2, 3, 5, 6]


def test_the_same_file_again_asks_nothing(sheet, home: Path):
    assert sheet(*ROWS).code == 0
    assert killed(home) == [1, 2, 3, 5]


def test_a_row_that_differs_in_several_things_is_another_report(sheet, home: Path):
    other = "2024-05-04,Elsewhere,31.50,34.30,9,https://example.org/z\n"
    answer = sheet(*ROWS[:3], other)
    assert answer.code == 0
    assert "3 rows are known, 1 new, and 1 are not said again; these stay as they were" in answer.stdout
    assert killed(home) == [1, 2, 3, 5, 9]


def test_two_rows_that_could_be_the_correction_are_none(sheet):
    assert sheet(*ROWS[:3], CORRECTED, CORRECTED.replace(",6,", ",7,")).code == 0


def test_rows_that_differ_only_in_what_is_not_kept_are_two(command, tmp_path: Path):
    path = tmp_path / "sheet.csv"
    rows = "".join(f"2024-04-01,31.05,34.05,https://example.org/a,{n}.{n} x\n" for n in range(15))
    path.write_text("date,latitude,longitude,link,mood\n" + rows, encoding="utf-8")
    assert command(path, "--yes", "--json").counts["accepted"] == 15


def test_a_repeated_row_is_named_with_the_row_that_it_repeats(command, tmp_path: Path):
    path = tmp_path / "sheet.csv"
    path.write_text(HEAD + ROWS[0] + ROWS[1] + ROWS[0], encoding="utf-8")
    answer = command(path, "--yes")
    assert "sheet.csv: row 4 repeats row 2." in answer.stdout
