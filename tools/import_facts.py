"""Turn the compiled reference facts into the tables of ``data/``.

    python tools/import_facts.py REFERENCE_DIR DATA_DIR

REFERENCE_DIR holds ``chronicle/`` and ``zones/`` as they were compiled; DATA_DIR receives the CSV
tables described in ``data/DATA.md``. The program adds no fact. It renames columns, joins the source
ids, coarsens shelter buildings to one kilometre, and applies the editorial repairs listed below.
Every change of a value and every row left out is written to ``corrections.csv``, so the tables can
be compared with what was read.

All coordinates are EPSG:4326 in degrees; radii are in metres.
"""

from __future__ import annotations

import argparse
import csv
import re
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, str]

COLUMNS = {
    "reports": """
        report_id incident_key source_id publisher claimant url published_date event_start
        event_end date_precision kind direction_claimed place_name area_pcode location_precision
        lat lon radius_m struck strikes_min strikes_max killed_min killed_max injured_min
        injured_max responsibility contained_in summary read_at location_note""",
    "sources": "source_id name kind home_url licence language caveat",
    "places": "place area_pcode lat lon radius_m coordinate_source",
    "zones": """
        zone_id zone_key name_en name_ar name_he kind status valid_from valid_to time_precision
        issued_by publisher url published_date pcodes blocks area_km2 people_min people_max
        geometry_wkt geometry_basis geometry_note read_at""",
    "sheltering": """
        sheltering_id as_of_date area_name pcodes setting people_min people_max sites claimant
        publisher url published_date read_at is_flow""",
    "tolls": """
        toll_id as_of_date area population measure value_min value_max qualifier claimant
        publisher url published_date read_at""",
    "pauses": """
        pause_id name area start start_precision end end_precision kind announced_by disputed
        publisher url read_at""",
    "gazetteer": """
        place_id name_en name_ar name_he alt_names kind lat lon pcode parent read_at""",
    "corrections": "table row_id field was now reason",
}
"""Columns of each table in the order in which they are written."""

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


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs from what was compiled; the fields are those of ``corrections.csv``."""

    table: str
    row_id: str
    field: str
    was: str
    now: str
    reason: str


NOT_ADDED = "figures of different claimants are not added"
AT_SEA = "at sea; no administrative area to draw"
SITUATION_REPORT_75 = (
    "https://www.unrwa.org/resources/reports/"
    "unrwa-situation-report-75-situation-gaza-strip-and-west-bank-including-east-Jerusalem"
)
ROBOT_TOKEN = (
    "?__cf_chl_rt_tk="  # noqa: S105 (a spent token of a web page, kept to recognise it)
    "W87yzUKiKlIXoxHgqSq4C_nifm39gmqizDq.z7h7rIY-1707728894-0-5307"
)

REPAIRS = (
    Change(
        "reports", "r0169", "strikes_max", "36", "30",
        "36 added the six falls counted by the municipality to the 30 interceptions counted by "
        f"the military; {NOT_ADDED}",
    ),
    Change(
        "reports", "r0232", "killed_min", "7", "6",
        "7 added the one death named by Qatar to the six counted by the publisher; "
        f"{NOT_ADDED}, so the row reads at least 6",
    ),
    Change("reports", "r0232", "killed_max", "7", "", "left open, see killed_min of this row"),
    Change(
        "reports", "r0230", "summary",
        "Houthis claimed the attack, calling enemy airports unsafe.",
        "Houthis claimed the attack, calling Israeli airports unsafe.",
        "enemy is the claimant's word; our own summary names the country",
    ),
    Change("reports", "r0072", "location_precision", "subregion", "unlocated", AT_SEA),
    Change("reports", "r0073", "location_precision", "subregion", "unlocated", AT_SEA),
    Change(
        "reports", "r0122", "location_precision", "subregion", "unlocated",
        "no single area code covers both places named; the Golan Heights carry none on purpose",
    ),
    Change(
        "zones", "z041", "read_at",
        f"{SITUATION_REPORT_75}{ROBOT_TOKEN} (published as up to 1.5 million)",
        f"{SITUATION_REPORT_75} (published as up to 1.5 million)",
        "one-time token of a robot check removed from the address",
    ),
)  # fmt: skip
"""Repairs of single cells. ``was`` must match, so that a changed input stops the import."""

LEFT_OUT = {
    ("gazetteer", "l-kytc"): "individual shelter building, which the gazetteer does not list "
    "(the row had no point)",
}

ADDED_GAZETTEER: tuple[tuple[Row, str], ...] = (
    (
        {
            "place_id": "hosp-ahli",
            "name_en": "Al-Ahli Arab Hospital",
            "name_ar": "المستشفى الأهلي العربي",
            "name_he": "",
            "alt_names": "Ahli Arab Hospital;Al-Ahli Arab Baptist Hospital;Baptist Hospital;"
            "المستشفى الأهلي العربي المعمداني;المستشفى المعمداني",
            "kind": "hospital",
            "lat": "",
            "lon": "",
            "pcode": "PS0260",
            "parent": "zeitoun",
            "read_at": "https://wikimili.com/en/Al-Ahli_Arab_Hospital and "
            "https://it.m.wikipedia.org/wiki/Ospedale_Al_Alhi; its point is left out",
        },
        "reports name it in English only, and a reader could not find them by its Arabic names",
    ),
)
"""Rows that were not compiled, and why they are here."""

COARSE_RADIUS_M = "1000"
COARSENED = "building used as a shelter, coarsened to 1 km"
WITHHELD = "(finer, withheld)"
"""Stands in ``corrections.csv`` for a finer position: printing that would undo the coarsening."""
COARSE_REPORT_NOTE = (
    "Given to two decimals and a radius of 1 km on purpose: individual shelter buildings are never "
    "located finer."
)
COARSE_ZONE_NOTE = (
    "Given to two decimals, the nearest kilometre or coarser, because individual shelter buildings "
    "are never located finer."
)
SCHOOL = re.compile(r"\bschool\b", re.IGNORECASE)

UNLOCATED_NOTES = {
    "r0072": "At sea: the Gulf of Aden belongs to no administrative area.",
    "r0073": "At sea: the Gulf of Aden belongs to no administrative area.",
    "r0122": "No single area covers both places named; the Golan Heights carry no area code here "
    "because their status is disputed.",
}
PLACE_NOTES = {
    "Tal as-Sultan, Rafah": "The point is that of Rafah city; no point for the quarter was read.",
    "Dahiyeh, southern suburbs of Beirut": "The point is that of Beirut; no point for the suburb was read.",
    "Ein el-Hilweh camp, Sidon": "The point is that of Sidon; no point for the camp was read.",
    "Nasser Hospital, Khan Younis": "The point is that of a Khan Younis medical complex in rows "
    "that do not name the hospital, so it is kept coarse.",
    "Majdal Shams, Golan Heights": "No area code is given on purpose: the status of the Golan "
    "Heights is disputed.",
    "Near Binyamina": "The point is that of Binyamina, the town named.",
    "Near Alma ash-Shaab, southern Lebanon": "The point is that of Alma ash-Shaab, the village named.",
}
"""What a point stands for, after the column ``coordinate_source`` of ``places.csv``."""
AREA_NAMES = {
    "EGY": "Egypt",
    "IRN": "Iran",
    "ISR": "Israel",
    "LBN": "Lebanon",
    "PS01": "the West Bank",
    "PS02": "the Gaza Strip",
    "QAT": "Qatar",
    "SYR": "Syria",
    "YEM": "Yemen",
}
"""Outlines larger than a governorate: a report of part of one says that all of it is drawn."""

FLOW_PREFIXES = (
    "Left ",
    "Returned ",
    "Newly displaced ",
    "Displacement movements ",
    "Told to move ",
)
FLOW_BY_NOTE = {
    "h047": "the note calls it arrivals since the start of the war",
    "h068": "the note calls it cumulative returns",
    "h118": "the note counts all who were ever evacuated",
    "h119": "the note calls it cumulative returns",
    "h141": "the note calls it uprooted over two years",
    "h144": "the area name makes it a running total since the ceasefire",
}
"""Running totals whose area name does not say so; see the text in brackets of ``read_at``."""

FIRST_PERSON = ((re.compile(r"\bmy own\b"), "our own"), (re.compile(r"\bI could\b"), "we could"))
DEFAULT_PORT = re.compile(r"(https://[^/\s:]+):443(?=[/\s]|$)")
SEARCH_INDEX_ID = re.compile(r"find_string (ids? \d+(?:(?:, | or )\d+)*)")


@dataclass(slots=True)
class Editor:
    """Changes cells of one row and writes down what it changed."""

    table: str
    row_id: str
    row: Row
    log: list[Change]

    def put(self, column: str, now: str, reason: str, *, withheld: bool = False) -> None:
        """Set a cell; ``withheld`` keeps its former value out of the log."""
        was = WITHHELD if withheld else self.row[column]
        if now != self.row[column]:
            self.log.append(Change(self.table, self.row_id, column, was, now, reason))
            self.row[column] = now

    def replace(self, column: str, pattern: re.Pattern[str], text: str, reason: str) -> None:
        """Replace a pattern inside a cell, where the table has that column."""
        if column in self.row:
            self.put(column, pattern.sub(text, self.row[column]), reason)


def main() -> None:
    """Read the command line and write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reference", type=Path, help="folder that holds chronicle/ and zones/")
    parser.add_argument("data", type=Path, help="folder that receives the tables")
    args = parser.parse_args()
    import_facts(args.reference, args.data)


def import_facts(reference: Path, data: Path) -> None:
    """Write all tables of ``data`` from the files under ``reference``.

    Raises:
        ValueError: an input no longer matches a repair, or a row does not join its source or place.
    """
    log: list[Change] = []
    snapshot, zones = reference / "chronicle", reference / "zones"
    sources = _tidy("sources", _read(snapshot / "sources.csv"), log)
    places = _places(_read(snapshot / "places.csv"), log)
    tables = {
        "sources": sources,
        "places": places,
        "reports": _reports(_read(snapshot / "reports.csv"), sources, places, log),
        "tolls": _tidy("tolls", _numbered("toll_id", "t", _read(snapshot / "tolls.csv")), log),
        "pauses": _tidy("pauses", _read(snapshot / "pauses.csv"), log),
        "zones": _zones(_read(zones / "zones.csv"), log),
        "sheltering": _sheltering(_read(zones / "sheltering.csv"), log),
        "gazetteer": _gazetteer(_read(zones / "gazetteer.csv"), log),
    }
    columns = COLUMNS["corrections"].split()
    changes = sorted(log, key=lambda change: (change.table, change.row_id, change.field))
    tables["corrections"] = [dict(zip(columns, astuple(c), strict=True)) for c in changes]
    data.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        _write(data / f"{name}.csv", COLUMNS[name].split(), rows)


def _reports(raw: list[Row], sources: list[Row], places: list[Row], log: list[Change]) -> list[Row]:
    source_by_name = {source["name"]: source for source in sources}
    rows = _tidy("reports", raw, log)
    _rename_kind(rows, log)
    for row in rows:
        source = source_by_name.get(row["publisher"])
        if source is None or source["kind"] != row["publisher_kind"]:
            raise ValueError(
                f"{row['report_id']}: publisher {row['publisher']!r} ({row['publisher_kind']}) "
                "has no such row in sources.csv"
            )
        row["source_id"] = source["source_id"]
        if _is_located_shelter(row):
            _coarsen(Editor("reports", row["report_id"], row, log))
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


def _is_located_shelter(row: Row) -> bool:
    """Schools and shelters; a hospital is a public landmark, not a shelter building in itself."""
    is_shelter = row["struck"] in {"school", "shelter"} or bool(SCHOOL.search(row["place_name"]))
    return is_shelter and row["location_precision"] == "site"


def _coarsen(editor: Editor) -> None:
    for column in ("lat", "lon"):
        editor.put(column, _two_decimals(editor.row[column]), COARSENED, withheld=True)
    editor.put("radius_m", COARSE_RADIUS_M, COARSENED)
    if "location_precision" in editor.row:
        editor.put("location_precision", "neighbourhood", COARSENED)


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
    for row in (_renamed("places", r) for r in raw):
        editor = Editor("places", row["place"], row, log)
        twin = next((r for r in rows if _same_place(r, row)), None)
        if twin is not None:
            joined = f"{twin['coordinate_source']}; {row['coordinate_source']}"
            reason = "two rows for one point joined"
            Editor("places", row["place"], twin, log).put("coordinate_source", joined, reason)
            continue
        if row["radius_m"] == "200" and SCHOOL.search(row["place"]):
            _coarsen(editor)
            row["coordinate_source"] += "; rounded to two decimals here, see DATA.md"
        rows.append(row)
    return rows


def _same_place(a: Row, b: Row) -> bool:
    return all(a[c] == b[c] for c in ("place", "area_pcode", "lat", "lon", "radius_m"))


def _zones(raw: list[Row], log: list[Change]) -> list[Row]:
    rows = _tidy("zones", [row | {"geometry_note": ""} for row in raw], log)
    for row in rows:
        editor = Editor("zones", row["zone_id"], row, log)
        if row["kind"] == "shelter_area" and row["geometry_wkt"].startswith("POINT"):
            coarse = re.sub(r"\d+\.\d+", lambda m: _two_decimals(m.group()), row["geometry_wkt"])
            editor.put("geometry_wkt", coarse, COARSENED, withheld=True)
            row["geometry_note"] = COARSE_ZONE_NOTE
        for pattern, text in FIRST_PERSON:
            reason = "the compiler's first person put into the project's voice"
            editor.replace("geometry_basis", pattern, text, reason)
    return rows


def _sheltering(raw: list[Row], log: list[Change]) -> list[Row]:
    rows = _tidy("sheltering", _numbered("sheltering_id", "h", raw), log)
    for row in rows:
        row["is_flow"] = "true" if row["area_name"].startswith(FLOW_PREFIXES) else "false"
        reason = FLOW_BY_NOTE.get(row["sheltering_id"])
        if reason is not None:
            Editor("sheltering", row["sheltering_id"], row, log).put("is_flow", "true", reason)
    return rows


def _gazetteer(raw: list[Row], log: list[Change]) -> list[Row]:
    rows = _tidy("gazetteer", raw, log)
    for row in rows:
        editor = Editor("gazetteer", row["place_id"], row, log)
        text = r"public file in a code search index, \1"
        reason = "name of a search tool put into plain words"
        editor.replace("read_at", SEARCH_INDEX_ID, text, reason)
    for row, why in ADDED_GAZETTEER:
        log.append(Change("gazetteer", row["place_id"], "*", "(not compiled)", "(added)", why))
    return sorted([*rows, *(row for row, _ in ADDED_GAZETTEER)], key=lambda row: row["place_id"])


def _tidy(table: str, raw: Iterable[Row], log: list[Change]) -> list[Row]:
    """Rename columns, leave rows out, and repair what every table shares; sorted by id."""
    id_column = COLUMNS[table].split()[0]
    rows: list[Row] = []
    for row in (_renamed(table, r) for r in raw):
        row_id = row[id_column]
        left_out = LEFT_OUT.get((table, row_id))
        if left_out is not None:
            log.append(Change(table, row_id, "*", row["name_en"], "(left out)", left_out))
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


def _renamed(table: str, row: Row) -> Row:
    names = RENAMED_COLUMNS[table]
    return {names.get(column, column): value for column, value in row.items()}


def _two_decimals(degrees: str) -> str:
    return f"{float(degrees):.2f}"


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def _write(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        # The reference tables have columns of their own that the project does not keep.
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
