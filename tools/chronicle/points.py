"""Points: those that move, the origin of each, and what a drawn location stands for."""

from __future__ import annotations

import re
from collections import defaultdict

from .changes import Change, Editor
from .first_repairs import AREA_NAMES, PLACE_NOTES
from .tables import Row, Tables, key_of, read_repairs

Point = tuple[str, str]
"""Latitude and longitude as written."""

WITH_POINTS = ("reports", "places", "gazetteer")
ORIGIN_COLUMNS = {"places": "coordinate_source", "gazetteer": "read_at"}
SHELTER_NOTE = "Individual shelter buildings are never located finer than 1 km."
BORROWED = re.compile(r"not seen|\(\w+ point\)")
"""In ``coordinate_source``: the point is that of another place."""
ARTICLE = re.compile(r"^(al|an|ar|as|ash|at|az|ad|el)-")


def move_points(tables: Tables, log: list[Change]) -> None:
    """Move points that were replaced, with every row at them, and log each move once a table."""
    changed = {(change.table, change.row_id, change.field) for change in log}
    for move in read_repairs("moved_points"):
        was, now = (move["was_lat"], move["was_lon"]), (move["lat"], move["lon"])
        for table in WITH_POINTS:
            key = key_of(table)
            rows = [row for row in tables[table] if point_of(row) == was and _is_named(row, move["named"])]
            for row in rows:
                _replace_origin(Editor(table, row[key], row, log), move)
            ids = "; ".join(row[key] for row in rows)
            reason = f"{move['reason']}; {len(rows)} rows: {ids}"
            for column, before, after in zip(("lat", "lon"), was, now, strict=True):
                for row in rows:
                    row[column] = after
                    # A cell that is listed by its id says there what it now holds.
                    if (table, row[key], column) in changed:
                        log.append(Change(table, row[key], column, before, after, move["reason"]))
                if rows:
                    log.append(Change(table, "*", column, before, after, reason))


def add_places(tables: Tables) -> None:
    """Add to ``places`` the origin of every new point of a report.

    Raises ValueError when a report is at a point whose origin is not known.
    """
    places = tables["places"]
    places += read_repairs("points")
    known = {point_of(place) for place in places}
    gazetteer = {point_of(entry): entry for entry in tables["gazetteer"] if entry["lat"]}
    for report in tables["reports"]:
        point = point_of(report)
        if not report["lat"] or point in known:
            continue
        entry = gazetteer.get(point)
        if entry is None:
            raise ValueError(
                f"reports.csv {report['report_id']}: {point} is in neither places nor points.csv"
            )
        origin = f"gazetteer.csv {entry['place_id']}: {entry['read_at'].split(';')[0]}"
        places.append(
            {
                "place": entry["name_en"],
                "area_pcode": report["area_pcode"],
                "lat": point[0],
                "lon": point[1],
                "radius_m": report["radius_m"],
                "coordinate_source": origin,
            }
        )
        known.add(point)


def location_notes(tables: Tables) -> dict[str, str]:
    """Return what to say of the location of each report, by its id; empty where it is the place named."""
    unlocated = {row["report_id"]: row["note"] for row in read_repairs("location_notes")}
    names = _names_at_points(tables)
    notes = {}
    for row in tables["reports"]:
        if row["location_precision"] == "unlocated":
            notes[row["report_id"]] = unlocated.get(row["report_id"], "")
        elif row["lat"]:
            notes[row["report_id"]] = _point_note(row, names[point_of(row)])
        else:
            notes[row["report_id"]] = _area_note(row)
    return notes


def point_of(row: Row) -> Point:
    """Return the point of a row as written."""
    return row["lat"], row["lon"]


def _is_named(row: Row, name: str) -> bool:
    texts = (row.get("place_name", ""), row.get("point_source", ""), row.get("place", ""))
    return not name or any(name in text for text in texts)


def _replace_origin(editor: Editor, move: Row) -> None:
    column = ORIGIN_COLUMNS.get(editor.table)
    if column and move["source"]:
        _, mark, others = editor.row[column].partition(";")
        editor.put(column, f"{move['source']}{mark}{others}", move["reason"])


def _names_at_points(tables: Tables) -> dict[Point, dict[str, bool]]:
    """Return the places at each point, and whether the point is theirs."""
    names: dict[Point, dict[str, bool]] = defaultdict(dict)
    for place in tables["places"]:
        names[point_of(place)][place["place"]] = not BORROWED.search(place["coordinate_source"])
    for entry in tables["gazetteer"]:
        for name in (entry["name_en"], *entry["alt_names"].split(";")):
            if name and entry["lat"]:
                names[point_of(entry)].setdefault(name, True)
    return names


def _point_note(row: Row, names: dict[str, bool]) -> str:
    if row["place_name"] in PLACE_NOTES and row["place_name"] != "Tal as-Sultan, Rafah":
        return PLACE_NOTES[row["place_name"]]
    own = [name for name, is_own in names.items() if is_own]
    is_own_point = _plain(row["place_name"]) in {_plain(name) for name in own}
    # Several names can share a point; the first is the place it was read for.
    note = "" if is_own_point else f"The point is that of {own[0]}."
    is_shelter = row["struck"] in {"school", "shelter"} or "school" in row["place_name"].lower()
    return f"{note} {SHELTER_NOTE}".strip() if is_shelter else note


def _area_note(row: Row) -> str:
    area = AREA_NAMES.get(row["area_pcode"])
    if area is None or row["place_name"] == area.removeprefix("the "):
        return ""
    return f"No finer outline is bundled for the place named: the footprint is all of {area}."


def _plain(name: str) -> str:
    first = re.sub(r"\(.*?\)|['’‘`]", "", name.split(",", maxsplit=1)[0]).strip().lower()
    return ARTICLE.sub("", first).replace("-", " ").replace("  ", " ")
