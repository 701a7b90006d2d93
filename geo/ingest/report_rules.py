"""The rules of a report, each told to the cells that break it, and to all rows of a block at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.contract import SourceRows
from geo.connectors.toolkit.shelter_buildings import (
    PLACE_COLUMNS,
    SHELTER_NOTE,
    SHELTER_RADIUS_M,
    STRUCK_SHELTERS,
    coarsened,
    is_less,
    shelter_rows,
)
from geo.ingest.cell_rules import (
    ADDRESS_FORM,
    check_ids,
    check_needs,
    check_range,
    check_texts,
    check_times,
    check_words,
    has,
    mask,
    typed_column,
)
from geo.ingest.region import check_points, is_known_point, no_boxes
from geo.ingest.rejects import Findings, of_lines
from geo.model import AREA_PRECISIONS, POINT_PRECISIONS, DatePrecision, LocationPrecision
from geo.snapshot.tables import KEYS, SCHEMA, arrow_schema
from geo.wording import STRUCK

REQUIRED = ("report_id", "incident_key", "source_id", "publisher", "claimant", "url")
MAX_RADIUS_M = 100_000


@dataclass(frozen=True, slots=True)
class KnownValues:
    """What a row may name."""

    sources: pa.Array
    pcodes: pa.Array
    """Of the areas that have an outline."""
    zones: pa.Array
    """Zone ids; a link selects a report or a zone by its id alone."""
    boxes: np.ndarray = field(default_factory=no_boxes)
    """South, west, north, east of each area of `pcodes`, in degrees; empty to hold no point to them."""
    points: np.ndarray = field(default_factory=no_boxes)
    """Latitude and longitude of towns and camps: such a point is not that of a building in it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows of a block that are in order, and what is wrong with the others."""

    table: str
    file: str
    good: pa.Table
    """The documented columns, typed."""
    is_good: np.ndarray
    """Which of all rows are in order."""
    all_ids: pa.Array
    """The id of every row, null where it is refused."""
    all_lines: np.ndarray
    """Line number of every row."""
    all_sources: np.ndarray
    """Place of every row's source in `Known.sources`; -1 for none."""
    rejects: pa.Table
    n_bad_lines: int
    """Lines that are no rows."""
    unread_ids: pa.Array
    """Ids of such lines under which their source still says what it said before."""
    n_outside: int = 0
    """Lines that speak of a place outside the region, and are counted alone."""

    @property
    def n_rows(self) -> int:
        """Number of rows that came in."""
        return len(self.all_lines) + self.n_bad_lines


def check(rows: SourceRows, known: KnownValues, file: str) -> Checked:
    """Hold every rule of a report against every row of a block; points of shelters are coarsened before."""
    rows = _with_coarse_shelters(rows, known)
    findings = Findings(rows, "reports")
    sources = pc.fill_null(pc.index_in(rows.texts["source_id"], known.sources), -1).to_numpy()
    areas = pc.fill_null(pc.index_in(rows.texts["area_pcode"], known.pcodes), -1).to_numpy()
    check_texts(findings)
    for name in REQUIRED:
        findings.refuse(name, has(findings, name, ""), "is empty", _ADVICE_ON_EMPTY[name])
    _check_names(findings, known, sources, areas)
    typed = {}
    for name in SCHEMA["reports"]:
        if name.endswith("_max"):
            findings.refuse_with(name, name.replace("_max", "_min"))
        typed[name] = typed_column(findings, name)
    _check_days(findings, typed)
    _check_times(findings, typed)
    for name in ("strikes", "killed", "injured"):
        check_range(findings, typed, name)
    _check_places(findings, typed)
    check_points(findings, typed["lat"], typed["lon"], known.boxes, areas)
    _check_shelters(findings, typed)
    return checked(findings, typed, file, sources)


def checked(findings: Findings, typed: dict[str, pa.Array], file: str, sources: np.ndarray) -> Checked:
    """Return what was found in a block of any table."""
    rows, key = findings.rows, KEYS[findings.table]
    bad = [line for line in rows.bad if not line.is_outside]
    is_bad = findings.bad()
    good = pa.table(typed, arrow_schema(findings.table))
    no_id = findings.bad(key)
    ids = rows.texts[key]
    return Checked(
        table=findings.table,
        file=file,
        good=good.filter(pa.array(~is_bad)) if is_bad.any() else good,
        is_good=~is_bad,
        all_ids=pc.if_else(pa.array(no_id), pa.scalar(None, pa.string()), ids) if no_id.any() else ids,
        all_lines=rows.lines,
        all_sources=sources,
        rejects=pa.concat_tables([findings.rejects(file), of_lines(findings.table, file, bad)]),
        n_bad_lines=len(bad),
        unread_ids=pa.array([line.report_id for line in bad if line.is_in_scope], pa.string()),
        n_outside=len(rows.bad) - len(bad),
    )


_ADVICE_ON_EMPTY = {
    "report_id": "give the row an id that is never used again",
    "incident_key": "repeat the report_id when no other report speaks of the event",
    "source_id": "name a row of sources",
    "publisher": "say who published it",
    "claimant": "say who asserts it, or (unattributed) when the page names nobody",
    "url": "give the address of the page",
}


def _check_names(findings: Findings, known: KnownValues, sources: np.ndarray, areas: np.ndarray) -> None:
    texts = findings.texts
    check_ids(findings)
    is_zone = mask(pc.is_in(texts["report_id"], known.zones))
    findings.refuse("report_id", is_zone, "is the id of a zone", "use another id")
    is_address = mask(pc.match_substring_regex(texts["url"], ADDRESS_FORM))
    findings.refuse("url", ~is_address, "is no address", "give one that begins with https:// or http://")
    advice = "correct it, or add a row to a file of sources and give that with --sources"
    findings.refuse("source_id", sources < 0, "is no known source", advice)
    no_area = areas < 0
    if no_area.any():
        advice = f"use one of {' '.join(known.pcodes.to_pylist())}, or leave it empty"
        is_wrong = no_area & ~has(findings, "area_pcode", "")
        findings.refuse("area_pcode", is_wrong, "is no area with an outline", advice)
    check_words(findings, "struck", list(STRUCK))
    itself = mask(pc.equal(texts["contained_in"], texts["report_id"])) & ~has(findings, "report_id", "")
    advice = "name the report of the whole, or leave it empty"
    findings.refuse("contained_in", itself, "is the report itself", advice)


def _check_days(findings: Findings, typed: dict[str, pa.Array]) -> None:
    start, end = typed["event_start"], typed["event_end"]
    reversed_days = mask(pc.less(end, start))
    findings.refuse("event_end", reversed_days, "is before event_start", "correct one of the two")
    is_alone = mask(pc.is_valid(end)) & has(findings, "event_start", "")
    findings.refuse("event_end", is_alone, "stands without event_start", "give the first day as well")
    is_undated = has(findings, "date_precision", DatePrecision.UNKNOWN)
    advice = f"leave it empty, or state another date_precision than {DatePrecision.UNKNOWN}"
    dated = is_undated & ~has(findings, "event_start", "")
    findings.refuse("event_start", dated, "is a date where the precision says unknown", advice)
    advice = f"give the first day, or state date_precision {DatePrecision.UNKNOWN}"
    undated = ~is_undated & has(findings, "event_start", "")
    findings.refuse("event_start", undated, "is empty where the precision says that it is known", advice)
    is_longer = has(findings, "date_precision", DatePrecision.DAY) & mask(pc.greater(end, start))
    advice = f"state date_precision {DatePrecision.RANGE}, or correct the days"
    findings.refuse("event_end", is_longer, "is not the one day that the precision speaks of", advice)


def _check_times(findings: Findings, typed: dict[str, pa.Array]) -> None:
    check_needs(findings, {"time_from": "event_start", "time_to": "time_from"})
    check_times(findings, typed, ("event_start", "time_from"), ("event_end", "time_to"))
    is_month = has(findings, "date_precision", DatePrecision.MONTH) & ~has(findings, "time_from", "")
    advice = f"leave it empty, or state another date_precision than {DatePrecision.MONTH}"
    findings.refuse("time_from", is_month, "is a time of day where the precision names no day", advice)


def _check_places(findings: Findings, typed: dict[str, pa.Array]) -> None:
    radius_m = typed["radius_m"]
    absurd = mask(pc.or_(pc.less_equal(radius_m, 0), pc.greater(radius_m, MAX_RADIUS_M)))
    advice = f"write metres, more than 0 and at most {MAX_RADIUS_M:,}, or leave it empty"
    findings.refuse("radius_m", absurd, "is no radius", advice)
    is_point, is_area = (_among(findings, words) for words in (POINT_PRECISIONS, AREA_PRECISIONS))
    is_unlocated = has(findings, "location_precision", LocationPrecision.UNLOCATED)
    unexplained = (is_area | is_unlocated) & has(findings, "location_note", "")
    for name in ("lat", "lon"):
        empty = has(findings, name, "")
        advice = "give the point, or the area alone and a precision of governorate or coarser"
        findings.refuse(name, is_point & empty, "is empty where the precision speaks of a point", advice)
        advice = "leave it empty, as a centre would be a false point, or explain it in location_note"
        reason = "is given where the precision speaks of no point"
        findings.refuse(name, unexplained & ~empty, reason, advice)
    no_area = is_area & has(findings, "area_pcode", "")
    advice = f"name the area, or state location_precision {LocationPrecision.UNLOCATED}"
    findings.refuse("area_pcode", no_area, "is empty where the precision speaks of an area", advice)
    nowhere = is_unlocated & has(findings, "place_name", "")
    findings.refuse("place_name", nowhere, "is empty in an unlocated report", "say what place it names")


def shelter_notes(good: pa.Table) -> list[str]:
    """Return what a reader should know of reports whose points are coarsened; none where there are none."""
    n = pc.sum(pc.match_substring(good["location_note"], SHELTER_NOTE)).as_py() or 0
    said = "each is given to two decimals, and within at least one kilometre"
    return [f"Points of buildings that may be shelters: {n:,}; {said}."] if n else []


def _check_shelters(findings: Findings, typed: dict[str, pa.Array]) -> None:
    stated = pc.fill_null(typed["radius_m"], float("inf"))
    is_fine = has(findings, "location_precision", LocationPrecision.SITE)
    is_fine |= _among(findings, POINT_PRECISIONS) & mask(pc.less(stated, SHELTER_RADIUS_M))
    if is_fine.any():
        advice = (
            "give lat and lon to two decimals, radius_m 1000 or more and location_precision neighbourhood, "
            "and say so in location_note"
        )
        reason = "is finer than one kilometre for a building that may be a shelter"
        findings.refuse("location_precision", is_fine & _says_shelter(findings.texts), reason, advice)


def _says_shelter(texts: pa.RecordBatch) -> np.ndarray:
    """Return which reports say outright that a school or shelter was struck; others only speak of one."""
    is_one: np.ndarray = mask(pc.is_in(texts["struck"], pa.array(STRUCK_SHELTERS)))
    is_one |= mask(pc.match_substring_regex(texts["place_name"], r"\bschool\b", ignore_case=True))
    return is_one


def _with_coarse_shelters(rows: SourceRows, known: KnownValues) -> SourceRows:
    """Return the rows with points of shelters coarsened, but for the points of towns and camps.

    A row that says outright what was struck, and states a finer place than it may, is left to be refused.
    """
    texts = rows.texts
    is_shelter = shelter_rows(texts)
    if not is_shelter.any():
        return rows
    is_stated_fine = mask(pc.equal(texts["location_precision"], str(LocationPrecision.SITE))) | is_less(
        texts["radius_m"], SHELTER_RADIUS_M
    )
    where = is_shelter & ~(is_stated_fine & _says_shelter(texts))
    at = np.flatnonzero(where & ~is_stated_fine)
    lat, lon = (texts[axis].take(pa.array(at)) for axis in ("lat", "lon"))
    where[at] &= ~is_known_point(lat, lon, known.points)
    if not where.any():
        return rows
    place = coarsened({name: texts[name] for name in PLACE_COLUMNS}, where)
    columns = [place.get(name, texts[name]) for name in texts.schema.names]
    changed = pa.RecordBatch.from_arrays(columns, texts.schema.names)
    return SourceRows(changed, rows.lines, rows.bad, rows.came)


def _among(findings: Findings, words: frozenset[LocationPrecision]) -> np.ndarray:
    options = pa.array([str(word) for word in words], pa.string())
    return mask(pc.is_in(findings.texts["location_precision"], options))
