"""The tables of ``data/`` as rows of text, their columns, and reading and writing them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

Row = dict[str, str]
Tables = dict[str, list[Row]]

COLUMNS = {
    "reports": """
        report_id incident_key source_id publisher claimant url published_date event_start
        event_end date_precision time_from time_to kind direction_claimed place_name area_pcode
        location_precision lat lon radius_m struck strikes_min strikes_max killed_min killed_max
        injured_min injured_max responsibility contained_in summary read_at relayed_by
        location_note""",
    "sources": "source_id name kind home_url licence language country caveat",
    "places": "place area_pcode lat lon radius_m coordinate_source",
    "zones": """
        zone_id zone_key name_en name_ar name_he kind status valid_from valid_from_time valid_to
        valid_to_time time_precision issued_by publisher url published_date pcodes blocks area_km2
        people_min people_max geometry_wkt geometry_basis geometry_note read_at""",
    "sheltering": """
        sheltering_id as_of_date area_name pcodes setting people_min people_max sites claimant
        publisher url published_date read_at is_flow""",
    "tolls": """
        toll_id as_of_date area population measure value_min value_max qualifier claimant
        publisher url published_date read_at""",
    "pauses": """
        pause_id name area start start_time start_precision end end_time end_precision kind
        announced_by disputed publisher url read_at parties pcodes""",
    "gazetteer": """
        place_id name_en name_ar name_he alt_names kind lat lon pcode parent read_at""",
    "corrections": "table row_id field was now reason",
}
"""Columns of each table in the order in which they are written; the first is its key."""

RENAMED_COLUMNS = {
    "reports": {"adm_pcode": "area_pcode", "seen_in": "read_at"},
    "places": {"adm_pcode": "area_pcode"},
    "zones": {"area_sq_km": "area_km2", "seen_in": "read_at"},
    "sheltering": {"pcode": "pcodes", "seen_in": "read_at"},
    "tolls": {"seen_in": "read_at"},
    "pauses": {"seen_in": "read_at"},
    "gazetteer": {"seen_in": "read_at"},
    "sources": {},
}
"""What columns of the reference files are called in ``data/``."""
REPAIRS = Path(__file__).parent / "repairs"
"""Tables of editorial decisions, read by the modules that apply them."""


def key_of(table: str) -> str:
    """Return the column by which rows of a table are known."""
    return COLUMNS[table].split()[0]


def by_key(table: str, rows: Iterable[Row]) -> dict[str, Row]:
    """Return rows by their ids."""
    key = key_of(table)
    return {row[key]: row for row in rows}


def renamed(table: str, row: Row) -> Row:
    """Return a row of a reference file with the column names of ``data/``."""
    names = RENAMED_COLUMNS[table]
    return {names.get(column, column): value for column, value in row.items()}


def read_rows(path: Path) -> list[Row]:
    """Read a CSV file.

    Raises ValueError when a line has more or fewer cells than the header.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [dict(row) for row in csv.DictReader(file)]
    for number, row in enumerate(rows, 1):
        if None in row or None in row.values():
            raise ValueError(f"{path.name} row {number}: more or fewer cells than the header has columns")
    return rows


def read_repairs(name: str) -> list[Row]:
    """Read one of the tables of editorial decisions beside this module."""
    return read_rows(REPAIRS / f"{name}.csv")


def write_rows(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    """Write a CSV file; a column that a row has not yet is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        # The reference tables have columns of their own that the project does not keep.
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
