"""The first part of the chronicle, as compiled until spring 2026."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from .changes import ADDED, LEFT_OUT, Change, Editor
from .first_repairs import (
    ADDED_GAZETTEER,
    AREA_NAMES,
    FLOW_BY_NOTE,
    FLOW_PREFIXES,
    PLACE_NOTES,
    REPAIRS,
    ROWS_LEFT_OUT,
    UNLOCATED_NOTES,
)
from .shelters import COARSE_REPORT_NOTE, SCHOOL, coarsen, coarsen_zone, is_located_shelter
from .tables import Row, Tables, key_of, read_rows, renamed

FIRST_PERSON = ((re.compile(r"\bmy own\b"), "our own"), (re.compile(r"\bI could\b"), "we could"))
DEFAULT_PORT = re.compile(r"(https://[^/\s:]+):443(?=[/\s]|$)")
SEARCH_INDEX_ID = re.compile(r"find_string (ids? \d+(?:(?:, | or )\d+)*)")


def first_part(reference: Path, log: list[Change]) -> Tables:
    """Return all tables of ``data/`` made from ``chronicle/`` and ``zones/`` of the reference folder.

    Raises ValueError when an input no longer matches a repair, or a row does not join its source or place.
    """
    chronicle, zones = reference / "chronicle", reference / "zones"
    sources = tidy("sources", read_rows(chronicle / "sources.csv"), log)
    places = _places(read_rows(chronicle / "places.csv"), log)
    return {
        "sources": sources,
        "places": places,
        "reports": _reports(read_rows(chronicle / "reports.csv"), sources, places, log),
        "tolls": tidy("tolls", _numbered("toll_id", "t", read_rows(chronicle / "tolls.csv")), log),
        "pauses": tidy("pauses", read_rows(chronicle / "pauses.csv"), log),
        "zones": _zones(read_rows(zones / "zones.csv"), log),
        "sheltering": _sheltering(read_rows(zones / "sheltering.csv"), log),
        "gazetteer": _gazetteer(read_rows(zones / "gazetteer.csv"), log),
    }


def _reports(raw: list[Row], sources: list[Row], places: list[Row], log: list[Change]) -> list[Row]:
    source_by_name = {source["name"]: source for source in sources}
    rows = tidy("reports", raw, log)
    _rename_kind(rows, log)
    for row in rows:
        source = source_by_name.get(row["publisher"])
        if source is None or source["kind"] != row["publisher_kind"]:
            raise ValueError(
                f"{row['report_id']}: publisher {row['publisher']!r} ({row['publisher_kind']}) "
                "has no such row in sources.csv"
            )
        row["source_id"] = source["source_id"]
        if is_located_shelter(row):
            coarsen(Editor("reports", row["report_id"], row, log))
            row["location_note"] = COARSE_REPORT_NOTE
        else:
            row["location_note"] = _location_note(row, places)
    return rows


def _rename_kind(rows: list[Row], log: list[Change]) -> None:
    old, new = "unspecified_strike", "unspecified"
    affected = [row for row in rows if row["kind"] == old]
    for row in affected:
        row["kind"] = new
    ids = " ".join(row["report_id"] for row in affected)
    reason = f"value renamed in {len(affected)} rows: {ids}"
    log.append(Change("reports", "*", "kind", old, new, reason))


def _location_note(row: Row, places: list[Row]) -> str:
    """Say what the drawn location stands for, when that is not the place named."""
    if row["location_precision"] == "unlocated":
        return UNLOCATED_NOTES[row["report_id"]]
    if row["lat"]:
        return _point_note(row, places)
    area = AREA_NAMES.get(row["area_pcode"])
    if area is None or row["location_precision"] == "territory":
        return ""
    return (
        f"The place named is only part of {area}; no finer outline is bundled, so the footprint is all of it."
    )


def _point_note(row: Row, places: list[Row]) -> str:
    here = [p["place"] for p in places if (p["lat"], p["lon"]) == (row["lat"], row["lon"])]
    if not here:
        raise ValueError(f"{row['report_id']}: {row['lat']}, {row['lon']} is not in places.csv")
    if row["place_name"] in PLACE_NOTES:
        return PLACE_NOTES[row["place_name"]]
    if row["place_name"] in here:
        return ""
    # Several names can share a point; the shortest is the place the point was read for.
    return f"The point is that of {min(here, key=len)}, not of the place named."


def _places(raw: list[Row], log: list[Change]) -> list[Row]:
    rows: list[Row] = []
    for row in (renamed("places", r) for r in raw):
        editor = Editor("places", row["place"], row, log)
        twin = next((r for r in rows if _same_place(r, row)), None)
        if twin is not None:
            joined = f"{twin['coordinate_source']}; {row['coordinate_source']}"
            reason = "two rows for one point joined"
            Editor("places", row["place"], twin, log).put("coordinate_source", joined, reason)
            continue
        if row["radius_m"] == "200" and SCHOOL.search(row["place"]):
            coarsen(editor)
            row["coordinate_source"] += "; rounded to two decimals here, see DATA.md"
        rows.append(row)
    return rows


def _same_place(a: Row, b: Row) -> bool:
    return all(a[c] == b[c] for c in ("place", "area_pcode", "lat", "lon", "radius_m"))


def _zones(raw: list[Row], log: list[Change]) -> list[Row]:
    rows = tidy("zones", [row | {"geometry_note": ""} for row in raw], log)
    for row in rows:
        editor = Editor("zones", row["zone_id"], row, log)
        coarsen_zone(editor)
        for pattern, text in FIRST_PERSON:
            reason = "the compiler's first person put into the project's voice"
            editor.replace("geometry_basis", pattern, text, reason)
    return rows


def _sheltering(raw: list[Row], log: list[Change]) -> list[Row]:
    rows = tidy("sheltering", _numbered("sheltering_id", "h", raw), log)
    for row in rows:
        row["is_flow"] = "true" if row["area_name"].startswith(FLOW_PREFIXES) else "false"
        reason = FLOW_BY_NOTE.get(row["sheltering_id"])
        if reason is not None:
            Editor("sheltering", row["sheltering_id"], row, log).put("is_flow", "true", reason)
    return rows


def _gazetteer(raw: list[Row], log: list[Change]) -> list[Row]:
    rows = tidy("gazetteer", raw, log)
    for row in rows:
        editor = Editor("gazetteer", row["place_id"], row, log)
        text = r"public file in a code search index, \1"
        reason = "name of a search tool put into plain words"
        editor.replace("read_at", SEARCH_INDEX_ID, text, reason)
    for row, why in ADDED_GAZETTEER:
        log.append(Change("gazetteer", row["place_id"], "*", "(not compiled)", ADDED, why))
    return sorted([*rows, *(row for row, _ in ADDED_GAZETTEER)], key=lambda row: row["place_id"])


def tidy(table: str, raw: Iterable[Row], log: list[Change]) -> list[Row]:
    """Rename columns, leave rows out, and repair what every table shares; sorted by id."""
    id_column = key_of(table)
    rows: list[Row] = []
    for row in (renamed(table, r) for r in raw):
        row_id = row[id_column]
        left_out = ROWS_LEFT_OUT.get((table, row_id))
        if left_out is not None:
            log.append(Change(table, row_id, "*", row["name_en"], LEFT_OUT, left_out))
            continue
        editor = Editor(table, row_id, row, log)
        for column, value in tuple(row.items()):
            editor.put(column, value.strip(), "stray spaces removed")
        for column in ("url", "read_at", "home_url"):
            reason = "default port removed; the address is the same (RFC 3986, 6.2.3)"
            editor.replace(column, DEFAULT_PORT, r"\1", reason)
        for repair in (r for r in REPAIRS if (r.table, r.row_id) == (table, row_id)):
            if row[repair.field] != repair.was:
                raise ValueError(
                    f"{table} {row_id} {repair.field}={row[repair.field]!r} no longer reads "
                    f"{repair.was!r}; review the repair"
                )
            editor.put(repair.field, repair.now, repair.reason)
        rows.append(row)
    return sorted(rows, key=lambda row: row[id_column])


def _numbered(id_column: str, prefix: str, rows: list[Row]) -> list[Row]:
    return [row | {id_column: f"{prefix}{i:03d}"} for i, row in enumerate(rows, 1)]
