"""What every row must look like: the checks of the reference files, held over both parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from .tables import Row, Tables, key_of

ENUMERATIONS = {
    "reports": {
        "date_precision": "day range month unknown",
        "kind": "airstrike artillery drone rocket missile ground explosion unspecified",
        "location_precision": "site neighbourhood locality governorate subregion territory unlocated",
        "struck": "residential school hospital camp shelter market vehicle place_of_worship aid media "
        "infrastructure military crossing unspecified",
        "responsibility": "accepted denied disputed not_stated",
    },
    "sources": {"kind": "un ngo media military ministry dataset government"},
}
DAYS = {
    "reports": "published_date event_start event_end",
    "zones": "valid_from valid_to published_date",
    "sheltering": "as_of_date published_date",
    "tolls": "as_of_date published_date",
    "pauses": "start end",
}
CLOCKS = {
    "reports": "time_from time_to",
    "zones": "valid_from_time valid_to_time",
    "pauses": "start_time end_time",
}
RANGES = {
    "reports": "strikes killed injured",
    "zones": "people",
    "sheltering": "people",
    "tolls": "value",
}
POINT_PRECISIONS = {"site", "neighbourhood", "locality"}
MOST_WORDS = 25
"""Of a summary."""
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
ADDRESS = re.compile(r"https?://\S+")

Fault = tuple[str, str]
"""A column, and what was expected of it."""


def check_form(tables: Tables) -> None:
    """Hold the rules of form over all tables.

    Raises ValueError, naming each file, row, column and value that breaks a rule.
    """
    faults = [
        f"{table}.csv {row[key_of(table)]}: {column}={row.get(column)!r}, expected {expected}"
        for table, rows in tables.items()
        for row in rows
        for column, expected in _faults(table, row)
    ]
    for table, rows in tables.items():
        ids = Counter(row[key_of(table)] for row in rows)
        faults += [f"{table}.csv {row_id}: stands {n} times" for row_id, n in ids.items() if n > 1]
    if faults:
        raise ValueError("\n".join(faults))


def _faults(table: str, row: Row) -> Iterator[Fault]:
    for column, words in ENUMERATIONS.get(table, {}).items():
        if row[column] not in words.split():
            yield column, f"one of {words}"
    for column in DAYS.get(table, "").split():
        if row[column] and not _is_day(row[column]):
            yield column, "YYYY-MM-DD or nothing"
    for column in CLOCKS.get(table, "").split():
        if row[column] and not CLOCK.fullmatch(row[column]):
            yield column, "HH:MM or nothing"
    for name in RANGES.get(table, "").split():
        low, high = row[f"{name}_min"], row[f"{name}_max"]
        if low and high and float(low) > float(high):
            yield f"{name}_min", f"no more than {name}_max, which is {high}"
    if table == "reports":
        yield from _report_faults(row)


def _report_faults(row: Row) -> Iterator[Fault]:
    if not ADDRESS.fullmatch(row["url"]):
        yield "url", "an address"
    if not row["claimant"]:
        yield "claimant", "who asserts it, or (unattributed)"
    if len(row["summary"].split()) > MOST_WORDS:
        yield "summary", f"at most {MOST_WORDS} words"
    if bool(row["lat"]) != (row["location_precision"] in POINT_PRECISIONS):
        yield "lat", f"a point just where location_precision, {row['location_precision']}, speaks of one"
    if row["event_start"] > row["event_end"]:
        yield "event_start", f"no later than event_end, which is {row['event_end']}"
    if row["event_start"] == row["event_end"] and row["time_from"] > row["time_to"]:
        yield "time_from", f"no later than time_to of the same day, which is {row['time_to']}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
