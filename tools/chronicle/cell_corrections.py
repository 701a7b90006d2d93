"""Corrections of single cells that came with the second part, and editorial repairs in their form."""

from __future__ import annotations

from collections.abc import Iterable

from .changes import LEFT_OUT, Change, Editor
from .tables import COLUMNS, Row, Tables, by_key, key_of, read_repairs

AS_STORED, APPEND = "(as stored)", "(append)"
SAME_REASON = ("as above", "see end")


def apply_corrections(tables: Tables, corrections: list[Row], log: list[Change]) -> None:
    """Change the cells that the second part corrects.

    A correction that is no plain cell (a text to be added, an hour of another day) is read as
    ``repairs/readings.csv`` says.

    Raises ValueError when a cell no longer reads what the correction expects, or a reading fits no
    correction.
    """
    readings = {_reading_key(row): row for row in read_repairs("readings")}
    rows = {table: by_key(table, found) for table, found in tables.items()}
    why = ""
    for correction in corrections:
        same = correction["why"].startswith(SAME_REASON)
        why = f"{why}; {correction['why']}" if same and correction["why"] not in SAME_REASON else why
        why = why if same else correction["why"]
        reason = f"{why} ({correction['url']})"
        reading = readings.pop(_correction_key(correction), None)
        if reading is not None and reading["action"] == "skip":
            continue
        table, row_id = correction["table"], correction["id"]
        editor = Editor(table, row_id, rows[table][row_id], log)
        if reading is not None:
            _put(editor, reading["field"], reading["action"], reading["now"], reason)
        else:
            _check_was(editor, correction)
            action = "add" if correction["old"] == APPEND else "set"
            _put(editor, correction["column"], action, correction["new"], reason)
    if readings:
        raise ValueError(f"readings.csv: no correction for {sorted(readings)}")


def apply_repairs(tables: Tables, repairs: Iterable[Row], file: str, log: list[Change]) -> None:
    """Change cells and leave rows out as a table of repairs says: table, row_id, column, was, now, reason.

    Raises ValueError when a repair names no row, or a cell no longer reads ``was``.
    """
    rows = {table: by_key(table, found) for table, found in tables.items()}
    for number, repair in enumerate(repairs, 2):
        table, row_id, column = repair["table"], repair["row_id"], repair["column"]
        place = f"{file} line {number}"
        row = rows[table].get(row_id)
        if row is None:
            raise ValueError(f"{place}: {table} has no row {row_id!r}")
        if column == "*":
            tables[table].remove(rows[table].pop(row_id))
            log.append(Change(table, row_id, "*", repair["was"] or row_id, LEFT_OUT, repair["reason"]))
            continue
        if column not in row or row[column] != repair["was"]:
            raise ValueError(
                f"{place}: {table} {row_id} {column}={row.get(column)!r} no longer reads {repair['was']!r}"
            )
        if column in COLUMNS[table].split():
            Editor(table, row_id, row, log).put(column, repair["now"], repair["reason"])
        else:
            # A column of the reference files that helps the import and is not kept.
            row[column] = repair["now"]


def complete_hours(tables: Tables, log: list[Change]) -> None:
    """Give a report whose one hour was corrected both ends of it, as the second part does."""
    for row in tables["reports"]:
        if row["time_from"] and not row["time_to"]:
            editor = Editor("reports", row["report_id"], row, log)
            editor.put("time_to", row["time_from"], "one hour was read, which is both ends")
    for row in tables["zones"]:
        if row["valid_from_time"] and row["time_precision"] == "day":
            Editor("zones", row["zone_id"], row, log).put("time_precision", "hour", "the hour was read")


def _reading_key(reading: Row) -> tuple[str, ...]:
    return reading["table"], reading["row_id"], reading["column"], reading["new"]


def _correction_key(correction: Row) -> tuple[str, ...]:
    return correction["table"], correction["id"], correction["column"], correction["new"]


def _check_was(editor: Editor, correction: Row) -> None:
    column, old, new = correction["column"], correction["old"], correction["new"]
    cell = editor.row.get(column)
    # Some cells are corrected twice, from two pages that agree.
    if cell is None or (old not in {AS_STORED, APPEND} and cell not in {old, new}):
        key = key_of(editor.table)
        raise ValueError(
            f"corrections.csv: {editor.table} {editor.row[key]} {column}={cell!r} no longer reads {old!r}"
        )


def _put(editor: Editor, column: str, action: str, text: str, reason: str) -> None:
    now = f"{editor.row[column]} {text}".strip() if action == "add" else text
    editor.put(column, now, reason)
