"""The tables of ``data/names`` are well formed, whole where they must be, and hold nothing that is not named.

They are read as they lie, without the library, so that a wrong row is found where it was written.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

DATA = Path(__file__).parents[2] / "data"
NAMED = {
    "statements": {"zones": ["name_en"]},
    "claimants": {
        "reports": ["claimant", "publisher", "relayed_by", "direction_claimed"],
        "sheltering": ["claimant", "publisher"],
        "tolls": ["claimant", "publisher"],
        "zones": ["issued_by", "publisher"],
        "pauses": ["announced_by", "publisher"],
        "sources": ["name"],
    },
    "pauses": {"pauses": ["name", "disputed"]},
    "places": {
        "reports": ["place_name"],
        "sheltering": ["area_name"],
        "tolls": ["area"],
        "pauses": ["area"],
    },
}
BASEMAP = json.loads((DATA / "basemap.json").read_text(encoding="utf-8"))
LABELS = [label["name"] for label in (*BASEMAP["labels"], *BASEMAP["wadi_gaza"])] + [
    {lang: crossing[f"name_{lang}"] for lang in ("en", "ar", "he")} for crossing in BASEMAP["crossings"]
]
LETTERS = {"ar": re.compile(r"[\u0621-\u064a]"), "he": re.compile(r"[\u05d0-\u05ea]")}
OTHERS = {"ar": LETTERS["he"], "he": LETTERS["ar"]}
IN_PART = {"ar": re.compile("جزء|أجزاء"), "he": re.compile("חלק")}
LEAST_COVERED = 0.95
CLAIMANTS = ("claimant", "issued_by", "announced_by", "direction_claimed")


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / f"{path}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bundled(table: str, column: str) -> list[str]:
    return [row[column] for row in rows(table) if row[column]]


def released(table: str, column: str) -> Iterator[str]:
    for path in sorted((DATA / "snapshots").glob("*.zip")):
        with zipfile.ZipFile(path) as pack:
            found = pq.read_table(io.BytesIO(pack.read(f"{table}.parquet")))
        if column in found.column_names:
            yield from found[column].to_pylist()


@pytest.mark.parametrize("names", NAMED)
def test_a_table_of_names_is_sorted_and_names_nothing_twice(names: str):
    english = [row["en"] for row in rows(f"names/{names}")]
    assert english == sorted(set(english))
    assert list(rows(f"names/{names}")[0]) == ["en", "ar", "he"]


@pytest.mark.parametrize("names", NAMED)
@pytest.mark.parametrize("lang", LETTERS)
def test_a_translation_is_in_the_letters_of_its_language(names: str, lang: str):
    said = [row[lang] for row in rows(f"names/{names}") if row[lang]]
    assert [text for text in said if not LETTERS[lang].search(text) or OTHERS[lang].search(text)] == []
    assert [text for text in said if text != " ".join(text.split())] == []
    assert [text for text in said if re.search(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)] == []


@pytest.mark.parametrize("names", NAMED)
def test_every_name_is_used_in_the_data_or_in_a_released_snapshot(names: str):
    used = {
        text
        for table, columns in NAMED[names].items()
        for column in columns
        for text in (*bundled(table, column), *released(table, column))
    }
    if names == "claimants":
        used |= {party for parties in bundled("pauses", "parties") for party in parties.split(";")}
    if names == "places":
        used |= {label["en"] for label in LABELS}
    assert {row["en"] for row in rows(f"names/{names}")} - used == set()


@pytest.mark.parametrize("lang", LETTERS)
def test_every_statement_and_pause_of_the_chronicle_is_translated(lang: str):
    for names in ("statements", "pauses"):
        said = {row["en"]: row[lang] for row in rows(f"names/{names}")}
        shown = [t for table, columns in NAMED[names].items() for c in columns for t in bundled(table, c)]
        assert [text for text in shown if not said.get(text)] == []


@pytest.mark.parametrize("lang", LETTERS)
def test_every_label_of_the_base_map_has_a_name_in_every_language(lang: str):
    said = {row["en"]: row[lang] for row in rows("names/places")}
    without = [label["en"] for label in LABELS if not label.get(lang)]
    assert [name for name in without if not said.get(name)] == []


@pytest.mark.parametrize("lang", LETTERS)
def test_statements_that_differ_in_english_differ_in_every_language(lang: str):
    said = [row[lang] for row in rows("names/statements")]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("lang", LETTERS)
def test_a_statement_on_a_part_is_not_translated_as_one_on_the_whole(lang: str):
    of_parts = [row for row in rows("names/statements") if re.search(r"\b[Pp]arts? of\b", row["en"])]
    assert len(of_parts) > 5
    assert [row["en"] for row in of_parts if not IN_PART[lang].search(row[lang])] == []


@pytest.mark.parametrize("names", NAMED)
@pytest.mark.parametrize("lang", LETTERS)
def test_every_number_of_a_name_is_in_its_translation(names: str, lang: str):
    wrong = [
        row["en"]
        for row in rows(f"names/{names}")
        if row[lang] and set(re.findall(r"\d+", row["en"])) - set(re.findall(r"\d+", row[lang]))
    ]
    assert wrong == []


@pytest.mark.parametrize(("names", "columns"), [("claimants", CLAIMANTS), ("places", ())])
@pytest.mark.parametrize("lang", LETTERS)
def test_nearly_all_rows_have_a_claimant_and_a_place_in_every_language(
    names: str, columns: tuple[str, ...], lang: str
):
    said = {row["en"] for row in rows(f"names/{names}") if row[lang]}
    shown = [
        text
        for table, named in NAMED[names].items()
        for column in named
        if not columns or column in columns
        for text in bundled(table, column)
    ]
    assert sum(text in said for text in shown) / len(shown) > LEAST_COVERED
