"""A column that is swapped, dropped, renamed or doubled: a question, a named reject or equal rows.

What no program can know is left out: two columns of free text, of counts, of days or of metres and degrees
under each other's names are another file that is as good as the first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

import pytest

from tests.geo.tabular.corpus import case_of
from tests.geo.tabular.corpus_readings import Result, Row, as_the_command, in_this_process

FILES = (
    "days-iso.csv",
    "days-start-end.csv",
    "days-year-month-day.csv",
    "days-month-names-arabic.csv",
    "days-day-first-proven.csv",
    "days-hours-column.csv",
    "days-utc-z.csv",
    "days-record-keeping-created-at.csv",
    "days-year-beside-date.csv",
    "places-wkt.csv",
    "places-dms-two-columns.csv",
    "places-point-x-point-y.csv",
    "places-kobo.csv",
    "places-arabic-digits.csv",
    "words-plural.csv",
    "words-arabic.csv",
    "words-killed-range-columns.csv",
    "words-radius-m.csv",
    "words-killed-decimals.csv",
    "shelters-hospital-keeps-its-point.csv",
)
KEPT = (
    *("time_from", "time_to", "published_date"),
    *("lat", "lon", "radius_m", "location_precision", "place_name", "kind", "struck", "direction_claimed"),
    *("killed_min", "killed_max", "injured_min", "injured_max", "publisher", "claimant", "url", "summary"),
)
UNKNOWN = frozenset({"", "unspecified", "(unattributed)", "unlocated", "unknown"})
"""What a cell says when a column that said it is not there."""
TEXTS = frozenset({"place", "publisher", "claimant", "description"})
ALTITUDES = frozenset({"_GPS_latitude", "_GPS_altitude"})
COUNTS = frozenset({"min killed", "max killed", "radius_m", "Year", "Month", "Day"})
DAYS = frozenset({"date", "created_at"})
ALIKE = (TEXTS, COUNTS, DAYS, ALTITUDES)
Rows = list[list[str]]


def mutations(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """Return every way to change one column, with its name."""
    header, *others = rows
    for at, column in enumerate(header):
        yield f"without {column!r}", [row[:at] + row[at + 1 :] for row in rows]
        yield f"{column!r} renamed", [_put(header, at, "zzz"), *others]
        yield f"{column!r} twice", [[*row, row[at]] for row in rows]
        for other in range(at + 1, len(header)):
            pair = {column, header[other]}
            if not any(pair <= alike for alike in ALIKE):
                # Their names alone, over the same cells.
                swapped = _put(_put(header, at, header[other]), other, column)
                yield f"{column!r} and {header[other]!r} swapped", [swapped, *others]


def _put(header: Sequence[str], at: int, name: str) -> list[str]:
    return [*header[:at], name, *header[at + 1 :]]


def as_csv(rows: Rows) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def said_otherwise(before: Sequence[Row], result: Result, name: str) -> list[str]:
    """Return the rows that came in and say something that no row of before says."""
    if result.taken is None:
        return []  # a sentence, or questions
    unknown = UNKNOWN | {name}

    def are_one(row: Row, old: Row) -> bool:
        same = all(row[column] in unknown or _is_as_wide(column, row, old) for column in KEPT)
        return same and _holds_days(row, old)

    return [
        str({column: row[column] for column in KEPT if row[column] not in unknown})
        for row in result.taken.rows
        if not any(are_one(row, old) for old in before)
    ]


def _holds_days(row: Row, old: Row) -> bool:
    """Whether a row has no day, or a period that holds the day that was said; a wider one says it is wide."""
    if row["event_start"] in {"", old["event_start"]} and row["event_end"] in {"", old["event_end"]}:
        return True
    first, last = old["event_start"], old["event_end"] or old["event_start"]
    return row["date_precision"] != "day" and row["event_start"] <= first <= last <= row["event_end"]


def _is_as_wide(column: str, row: Row, old: Row) -> bool:
    """Whether a cell says what it said, or what is said of a point when nobody says how fine it is."""
    if column == "location_precision":
        return row[column] in {old[column], "locality"}
    return row[column] == old[column]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


@pytest.mark.parametrize("name", FILES)
def test_a_column_that_is_not_as_it_was_says_nothing_else(name: str, tmp_path: Path):
    content = case_of(name).content
    before = as_the_command(name, content, tmp_path).taken
    assert before
    found = {}
    for how, rows in mutations(list(csv.reader(StringIO(content.decode())))):
        result = as_the_command(name, as_csv(rows), tmp_path)
        if others := said_otherwise(before.rows, result, name):
            found[how] = others
    assert found == {}
