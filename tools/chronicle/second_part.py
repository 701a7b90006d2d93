"""The second part of the chronicle: corrections of the first, and what is added to it."""

from __future__ import annotations

from pathlib import Path

from .block_outlines import coarsen_outlines
from .cell_corrections import apply_corrections, apply_repairs, complete_hours
from .changes import ADDED, Change, Editor
from .first_part import tidy
from .outlets import read_outlets
from .points import add_places, location_notes, move_points
from .shelters import coarsen, coarsen_zone, is_located_shelter
from .tables import COLUMNS, Row, Tables, by_key, read_repairs, read_rows

TABLES = ("reports", "zones", "sheltering", "tolls", "pauses")
REPORT_REPAIRS = ("reports-1", "reports-2", "reports-3")
FIRST_NEW_REPORT = "r0274"


def add_second_part(tables: Tables, reference: Path, log: list[Change]) -> None:
    """Correct the first part, add the second, and apply the editors' repairs, in place.

    Raises ValueError when an input no longer matches a repair, or a row does not join its source or place.
    """
    for table in TABLES:
        tables[table] += tidy(table, read_rows(reference / f"{table}.csv"), log)
    _add_columns(tables)
    located = {row["report_id"]: _location(row) for row in tables["reports"]}
    apply_corrections(tables, read_rows(reference / "corrections.csv"), log)
    for name in REPORT_REPAIRS:
        apply_repairs(tables, _report_repairs(name), f"{name}.csv", log)
    apply_repairs(tables, read_repairs("cells"), "cells.csv", log)
    complete_hours(tables, log)
    _name_parties(tables, log)
    _add_gazetteer_rows(tables, log)
    _coarsen(tables, log)
    move_points(tables, log)
    add_places(tables)
    _write_location_notes(tables, located, log)
    _contain(tables, log)
    read_outlets(tables, log)


def _add_columns(tables: Tables) -> None:
    for table, rows in tables.items():
        for row in rows:
            for column in COLUMNS[table].split():
                row.setdefault(column, "")


def _report_repairs(name: str) -> list[Row]:
    """Read the repairs of an editor, who names columns as the reference files do."""
    columns = {"seen_in": "read_at"}
    return [
        row | {"table": "reports", "column": columns.get(row["column"], row["column"])}
        for row in read_repairs(name)
    ]


def _name_parties(tables: Tables, log: list[Change]) -> None:
    """Say of each pause whom it binds and which areas it concerns.

    Raises ValueError when a pause is not in ``repairs/pauses.csv``, or a row there is of no pause.
    """
    read = {row["pause_id"]: row for row in read_repairs("pauses")}
    pauses = by_key("pauses", tables["pauses"])
    if odd := read.keys() ^ pauses.keys():
        raise ValueError(f"pauses.csv: {sorted(odd)} stand on one side only")
    for pause_id, row in pauses.items():
        editor = Editor("pauses", pause_id, row, log)
        for column in ("parties", "pcodes"):
            editor.put(column, read[pause_id][column], read[pause_id]["reason"])


def _add_gazetteer_rows(tables: Tables, log: list[Change]) -> None:
    added = read_repairs("gazetteer_rows")
    tables["gazetteer"] = sorted([*tables["gazetteer"], *added], key=lambda row: row["place_id"])
    reason = "place of reports, or country, that could not be found by its names in three languages"
    log += [Change("gazetteer", row["place_id"], "*", "(not compiled)", ADDED, reason) for row in added]


def _coarsen(tables: Tables, log: list[Change]) -> None:
    for row in tables["reports"]:
        if is_located_shelter(row):
            coarsen(Editor("reports", row["report_id"], row, log))
    for row in tables["zones"]:
        coarsen_zone(Editor("zones", row["zone_id"], row, log))
    coarsen_outlines(tables["zones"], log)


def _write_location_notes(tables: Tables, located: dict[str, Row], log: list[Change]) -> None:
    """Write the notes of new reports, and of those that another point or area was given to."""
    notes = location_notes(tables)
    for row in tables["reports"]:
        report_id = row["report_id"]
        if report_id >= FIRST_NEW_REPORT:
            row["location_note"] = notes[report_id]
        elif _is_relocated(row, located[report_id]):
            reason = "says what the corrected location stands for"
            Editor("reports", report_id, row, log).put("location_note", notes[report_id], reason)
    rows = by_key("reports", tables["reports"])
    for doubt in read_repairs("doubts"):
        row = rows[doubt["report_id"]]
        editor = Editor("reports", row["report_id"], row, log)
        now = f"{row['location_note']} {doubt['note']}".strip()
        if row["report_id"] >= FIRST_NEW_REPORT:
            row["location_note"] = now
        else:
            editor.put("location_note", now, "doubt kept visible")


def _location(row: Row) -> Row:
    columns = ("location_precision", "radius_m", "place_name", "location_note")
    return {column: row[column] for column in columns}


def _is_relocated(row: Row, before: Row) -> bool:
    now = _location(row)
    return now != before and now["location_note"] == before["location_note"]


def _contain(tables: Tables, log: list[Change]) -> None:
    """Fill ``contained_in`` where the report that contains another is clear, and keep the words elsewhere."""
    rows = by_key("reports", tables["reports"])
    for row in rows.values():
        note = row.get("contained_in_note", "")
        if note in rows:
            row["contained_in"] = note
        elif note:
            editor = Editor("reports", row["report_id"], row, log)
            editor.put("read_at", f"{row['read_at']} ({note})", "words on what contains what, kept here")
    for link in read_repairs("contained_in"):
        editor = Editor("reports", link["report_id"], rows[link["report_id"]], log)
        editor.put("contained_in", link["contained_in"], link["reason"])
