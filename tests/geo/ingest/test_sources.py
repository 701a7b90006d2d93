"""Whose rows a file's are: its name and its mapping rewrite no other source, and free nothing kept back."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.connectors.acled import CONTRACT
from geo.connectors.toolkit.cells import source_row
from geo.snapshot.current import current_id
from geo.snapshot.files import open_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.manifest import read_manifest
from geo.snapshot.restricted import RESTRICTED_LICENCE
from tests.geo.connectors.events import acled
from tests.geo.connectors.rows import write_csv
from tests.geo.opening import open_current

pytestmark = pytest.mark.usefixtures("reads_here")

HEADER = "id,date,place,lat,lon,type,link\n"
WIRE = "[source]\nsource_id = 'synthetic'\n"


def sheet(path: Path, *days: int, place: str = "Testville", prefix: str = "") -> Path:
    """A file of one event a day in January, in columns of its own, numbered by its rows."""
    path.parent.mkdir(exist_ok=True)
    rows = [
        f"{prefix}{number},2024-01-{day:02},{place},31.05,34.05,drone,https://example.org/{place}/{day}\n"
        for number, day in enumerate(days, 1)
    ]
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def codebook(path: Path) -> Path:
    """A table in ACLED's columns that is none of the forms its connector reads."""
    said = {"event_type": "airstrike", "url": "https://example.org/", "latitude": 31.05, "longitude": 34.05}
    return write_csv(path, [acled(event_id_cnty=f"TST{n}", **said) for n in range(3)])


def source(home: Path, source_id: str) -> dict[str, str]:
    return open_current(home).tables["sources"].loc[source_id].to_dict()


def ids(home: Path) -> list[str]:
    return open_current(home).store.all_ids()


def public_ids(home: Path) -> list[str]:
    """The reports that a server gives to others."""
    return open_snapshot(snapshots_folder(home) / current_id(home), is_public=True).store.all_ids()


# The name of a file.


def test_a_file_named_like_a_source_is_another_source(command, home: Path, tmp_path: Path):
    before = source(home, "synthetic")
    assert command(sheet(tmp_path / "synthetic.csv", 1), "--yes").code == 0
    assert (source(home, "synthetic"), ids(home)) == (before, ["r1", "r2", "synthetic.2-1"])


@pytest.mark.parametrize(
    ("name", "source_id"), [("acled.csv", "file-acled"), ("ACLED notes.csv", "file-acled-notes")]
)
def test_a_file_named_like_a_connector_is_none_of_its_rows(
    command, home: Path, tmp_path: Path, name: str, source_id: str
):
    command(sheet(tmp_path / name, 1), "--yes")
    assert ids(home) == [f"{source_id}-1", "r1", "r2"]


def test_rows_of_unknown_terms_are_kept_back_until_somebody_says(command, home: Path, tmp_path: Path):
    command(sheet(tmp_path / "strikes.csv", 1), "--yes")
    assert public_ids(home) == ["r1", "r2"]
    assert source(home, "strikes")["licence"] == "Not redistributable"


def test_files_of_one_stem_are_two_sources(command, home: Path, tmp_path: Path):
    paths = sheet(tmp_path / "strikes.csv", 1), sheet(tmp_path / "strikes.txt", 1, place="Elsewhere")
    assert command(*paths, "--yes", "--json").counts["accepted"] == 2
    assert ids(home) == ["r1", "r2", "strikes-1", "strikes.2-1"]


def test_the_same_file_again_changes_nothing(command, tmp_path: Path):
    path = sheet(tmp_path / "strikes.csv", 1, 2)
    assert command(path, "--yes", "--json").counts == command(path, "--yes", "--json").counts


def test_a_new_version_of_a_file_is_the_same_source(command, home: Path, tmp_path: Path):
    command(sheet(tmp_path / "strikes.csv", 1, 2), "--yes")
    version = sheet(tmp_path / "strikes.csv", 1, 2, 3)
    version.write_text(version.read_text(encoding="utf-8").replace("drone", "rocket", 1), encoding="utf-8")
    answer = command(version, "--yes", "--json").counts
    assert (answer["accepted"], answer["revised"], ids(home)[2:]) == (
        3,
        1,
        ["strikes-1", "strikes-2", "strikes-3"],
    )


@pytest.mark.parametrize("prefix", ["", "case-"])
def test_another_file_of_the_same_name_overwrites_nothing(command, home: Path, tmp_path: Path, prefix: str):
    command(sheet(tmp_path / "x" / "strikes.csv", 1, 2, prefix=prefix), "--yes")
    before = current_id(home)
    other = sheet(tmp_path / "y" / "strikes.csv", 1, 2, place="Elsewhere", prefix=prefix)
    answer = command(other, "--yes")
    assert (answer.code, current_id(home)) == (1, before)
    assert "Is it a new version of that?" in answer.stderr


def test_a_file_that_only_has_new_rows_is_a_new_version_when_its_mapping_says_so(
    command, home: Path, tmp_path: Path
):
    command(sheet(tmp_path / "strikes.csv", 1), "--yes")
    later = sheet(tmp_path / "strikes.csv", 9, prefix="9")
    assert command(later, "--yes").code == 1
    mapping = tmp_path / "strikes.toml"
    mapping.write_text(command(later).stdout, encoding="utf-8")
    assert command(later, "--map", mapping).code == 0
    assert ids(home)[2:] == ["strikes-1", "strikes-91"]


def test_a_file_takes_no_report_of_another_source(command, home: Path, tmp_path: Path):
    path = sheet(tmp_path / "strikes.csv", 1, prefix="r")
    mapping = tmp_path / "strikes.toml"
    mapping.write_text(command(path).stdout, encoding="utf-8")
    for answer in (command(path, "--yes"), command(path, "--map", mapping)):
        assert (answer.code, ids(home)) == (1, ["r1", "r2"])
        assert "has a report r1, as synthetic has: put a prefix" in answer.stderr


# The source of a mapping.


def mapped(command, tmp_path: Path, path: Path, source_table: str):
    """Take a file in by its own guess, with another table of its source."""
    guessed = command(path).stdout
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(guessed[: guessed.index("[source]")] + source_table, encoding="utf-8")
    return command(path, "--map", mapping)


def test_a_mapping_may_name_a_known_source(command, home: Path, tmp_path: Path):
    before = source(home, "synthetic")
    assert mapped(command, tmp_path, sheet(tmp_path / "strikes.csv", 1), WIRE).code == 0
    assert (source(home, "synthetic"), open_current(home).report("strikes-1").source_id) == (
        before,
        "synthetic",
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            WIRE + "name = 'Another'\n",
            "name='Another' is not valid; expected 'Synthetic Wire', as the snapshot says",
        ),
        (
            "[source]\nsource_id = 'acled'\nlicence = ''\n",
            "licence='' is not valid; expected \"Not redistributable",
        ),
    ],
)
def test_a_mapping_says_nothing_else_of_a_source_than_is_known(
    command, home: Path, tmp_path: Path, said: str, expected: str
):
    before = current_id(home)
    answer = mapped(command, tmp_path, sheet(tmp_path / "strikes.csv", 1), said)
    assert (answer.code, current_id(home), expected in answer.stderr) == (1, before, True)


def test_a_file_of_sources_says_nothing_else_of_a_connector(command, tmp_path: Path):
    row = {**source_row(CONTRACT), "licence": ""}
    sources = write_csv(tmp_path / "sources.csv", [row])
    answer = command(sheet(tmp_path / "strikes.csv", 1), "--yes", "--sources", sources)
    assert (answer.code, "as its connector says" in answer.stderr) == (1, True)


# Columns of a publisher who keeps its rows back.


def test_a_table_in_the_columns_of_acled_is_kept_back(command, home: Path, tmp_path: Path):
    answer = command(codebook(tmp_path / "region_2023.txt"), "--yes", "--json")
    assert (answer.counts["accepted"], source(home, "acled")["licence"][: len(RESTRICTED_LICENCE)]) == (
        3,
        RESTRICTED_LICENCE,
    )
    assert (ids(home)[0], public_ids(home)) == ("acled-TST0", ["r1", "r2"])
    assert "ACLED, whose terms forbid passing its rows on" in answer.stderr


@pytest.mark.parametrize(
    "source_table",
    [
        "[source]\nsource_id = 'region'\nname = 'Region'\nkind = 'dataset'\n",
        WIRE,
        "[columns.source_id]\nconstant = 'synthetic'\n[source]\nsource_id = 'acled'\n",
    ],
)
def test_a_mapping_that_would_free_them_is_refused(command, home: Path, tmp_path: Path, source_table: str):
    before = current_id(home)
    answer = mapped(command, tmp_path, codebook(tmp_path / "region_2023.txt"), source_table)
    assert (answer.code, current_id(home)) == (1, before)
    assert "the mapping does not keep them back" in answer.stderr


def test_a_mapping_without_the_mark_of_its_ids_is_refused(command, tmp_path: Path):
    path, mapping = codebook(tmp_path / "region_2023.txt"), tmp_path / "mapping.toml"
    mapping.write_text(command(path).stdout.replace('prefix = "acled-"\n', ""), encoding="utf-8")
    assert "the mapping does not keep them back" in command(path, "--map", mapping).stderr


def test_a_mapping_may_keep_them_back_as_another_source(command, home: Path, tmp_path: Path):
    path, mapping = codebook(tmp_path / "region_2023.txt"), tmp_path / "mapping.toml"
    guessed = command(path).stdout.replace('prefix = "acled-"', 'prefix = "region-"')
    licence = f"{RESTRICTED_LICENCE}: by ACLED"
    told = f"[source]\nsource_id = 'region'\nname = 'R'\nkind = 'dataset'\nlicence = '{licence}'\n"
    mapping.write_text(guessed[: guessed.index("[source]")] + told, encoding="utf-8")
    assert command(path, "--map", mapping).code == 0
    assert (len(ids(home)), public_ids(home)) == (5, ["r1", "r2"])
    (told,) = read_manifest(snapshots_folder(home) / current_id(home)).inputs
    assert told["licence"].startswith(RESTRICTED_LICENCE), "a package names no such file"


def test_a_file_of_that_name_leaves_the_terms_of_a_connector_as_they_are(command, home: Path, tmp_path: Path):
    command(write_csv(tmp_path / "export.csv", [acled()]))
    before = source(home, "acled")
    command(codebook(tmp_path / "acled.txt"), "--yes")
    assert source(home, "acled") == before
    assert public_ids(home) == ["r1", "r2"]
