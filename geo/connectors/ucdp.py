"""UCDP GED: events of organised violence with a death, as the Uppsala Conflict Data Program codes them.

The published CSV (49 columns), answers of the API, and the reduced sample that lacks precision, range and
sides. See the GED codebook of the version for `where_prec`, `date_prec`, `low`, `best` and `high`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geo.connectors.toolkit.cells import Found, Raw, blocks, clipped, degrees, number, source_row, text, whole
from geo.connectors.toolkit.contract import (
    BadLine,
    Connector,
    Contract,
    Fetched,
    ParsedFiles,
    Progress,
    Settings,
    SourcePart,
    Span,
)
from geo.connectors.toolkit.event_days import DAY_LENGTH, interval, whole_month
from geo.connectors.toolkit.network import Web
from geo.connectors.toolkit.paging import Json, Request, Series, fetch_pages, paths_of
from geo.connectors.toolkit.point_areas import NO_OUTLINE, PointAreas, bundled_grounds, english
from geo.connectors.toolkit.reading import SourceLine, columns_of, lines_of_all, listed, notes_of
from geo.connectors.toolkit.shelter_buildings import SHELTER_DECIMALS, SHELTER_NOTE, SHELTER_RADIUS_M
from geo.connectors.ucdp_deaths import deaths_of
from geo.model import DatePrecision, LocationPrecision, SourceKind

CONTRACT = Contract(
    id="ucdp-ged",
    title="UCDP Georeferenced Event Dataset",
    publisher="Uppsala Conflict Data Program (UCDP GED)",
    kind=SourceKind.DATASET,
    home_url="https://ucdp.uu.se/downloads/index.html#ged_global",
    licence="CC BY 4.0",
    is_redistributable=True,
    cadence="one version a year; the version to fetch is set by SHELTERLINE_UCDP_VERSION",
    caveats=(
        "An event is organised violence with a death: not every one is a strike, and its means is not coded.",
        "Figures are UCDP's own reading of its sources, from a low to a high estimate.",
        "UCDP counts Gaza and the West Bank under Israel; rows are chosen by their place on the map.",
    ),
    hosts=("ucdpapi.pcr.uu.se",),
    cadence_days=365,
)
VERSION = "25.1"
"""Fetched unless another is set."""
_YEARLY = re.compile(r"(\d\d)\.1")
_FIRST_DAY = date(1989, 1, 1)
NO_PRECISION = ("id", "latitude", "longitude", "date", "type_of_violence", "best", "country")
NEEDED = (
    *("id", "type_of_violence", "side_a", "side_b", "source_office", "source_article", "where_prec"),
    *("where_coordinates", "latitude", "longitude", "country", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
)
SAMPLE = (*NO_PRECISION, "civilian_deaths", "combatant_deaths")
_READ = frozenset((*NEEDED, *SAMPLE))
_BASE, _PAGE_ROWS = "https://ucdpapi.pcr.uu.se", 1_000
_RESULT = listed("Result")
_FORM = "an object with TotalCount, TotalPages, NextPageUrl and Result[]"
_ONE_SIDED = "3"
_LOCALITY_M = 25_000
_SHELTER = re.compile(r"\b(schools?|shelters?|kindergartens?|colleges?|universit\w+|unrwa)\b", re.IGNORECASE)
_SHOWN_SOURCES, _MOST_PLACE = 3, 200
_EXACT_DAY, _MONTH = "1", "4"
_POINTS, _SECOND_ORDER, _COUNTRY, _NOWHERE, _NO_CODE = ("1", "2"), "3", "6", "7", "none"
_SUBNATIONAL = (_SECOND_ORDER, "4", "5")
_AREAS = {
    _SECOND_ORDER: (LocationPrecision.GOVERNORATE, "UCDP places it in a second-order administrative area"),
    "4": (LocationPrecision.TERRITORY, "UCDP places it in a first-order administrative area"),
    "5": (LocationPrecision.SUBREGION, "UCDP places it along a line or in a loosely bounded area"),
    _COUNTRY: (LocationPrecision.TERRITORY, "UCDP names only the country"),
    _NO_CODE: (LocationPrecision.TERRITORY, "The file does not say how exact its point is"),
}
"""What each `where_prec` that is no point supports, and what a reader is told of it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A dataset of UCDP in the form of GED."""

    contract: Contract
    label: str
    """As a reader is told of it."""
    prefix: str
    """Of the ids of its reports."""


def recognises(name: str, head: bytes) -> bool:
    """Whether a file is a GED table or an answer of its API."""
    first_line = head.partition(b"\n")[0].decode("utf-8", "replace").lower()
    columns = {cell.strip(' "\r\ufeff') for cell in re.split(r"[,;\t|]", first_line)}
    is_sample = columns >= set(SAMPLE)
    is_answer = name.endswith(".json") and b'"where_prec"' in head and b'"conflict_name"' in head
    return is_sample or is_answer or columns >= {"id", "where_prec", "date_prec", "type_of_violence"}


def fetch(folder: Path, settings: Settings, progress: Progress) -> Fetched:
    """Fetch a version of GED, a page of 1,000 events at a time; the region is chosen when it is read."""
    version = settings.get("UCDP_VERSION", VERSION)
    return fetch_version(GED, version, folder, settings, progress)


def fetch_version(
    edition: Edition, version: str, folder: Path, settings: Settings, progress: Progress
) -> Fetched:
    """Fetch all events of a version.

    Raises SourceError when the publisher cannot be reached, or answers something else.
    """
    token = settings.need("UCDP_TOKEN", "the access token that UCDP gave you for its API")
    with Web(edition.contract, settings, _BASE, settings.get("UCDP_URL")) as web:
        series = Series(
            name=f"{edition.contract.id}-{re.sub(r'[^0-9A-Za-z.]', '_', version)}",
            first=Request(f"{web.base}/api/gedevents/{version}", {"pagesize": str(_PAGE_ROWS)}),
            rows=_RESULT,
            form=_FORM,
            following=_following,
            total=lambda answer: (number(text(answer, "TotalCount")), number(text(answer, "TotalPages"))),
        )
        fetched = fetch_pages(web, folder, [series], progress, {"x-ucdp-access-token": token})
    parts = tuple(SourcePart(f"version {version}", doubt=one.doubt) for one in fetched)
    return Fetched(paths_of(fetched), _days_of(version), parts)


def _days_of(version: str) -> Span | None:
    """Return the days of which a version has all events: a yearly one ends with the year before its own.

    Candidate versions, such as 26.0.3, have single months.
    """
    yearly = _YEARLY.fullmatch(version)
    return Span(_FIRST_DAY, date(2000 + int(yearly[1]) - 1, 12, 31)) if yearly else None


def _following(answer: Json, _: Request, __: int) -> Request | None:
    url = text(answer, "NextPageUrl")
    return Request(url) if url else None


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read files of GED: events of the region as reports, all others with the reason why not.

    Raises SourceError when a file cannot be read; SchemaError when it lacks a column that is needed.
    """
    return parse_edition(GED, paths)


def parse_edition(edition: Edition, paths: Sequence[Path]) -> ParsedFiles:
    """Read files of an edition.

    Raises SourceError when a file cannot be read; SchemaError when it lacks a column that is needed.
    """
    ignored = sorted({name for path in paths for name in columns_of(path, _RESULT, _FORM, _needed)} - _READ)
    return ParsedFiles(
        tables={"reports": blocks("reports", _reports(edition, paths))},
        sources=(source_row(edition.contract),),
        ignored=tuple(ignored),
        notes=notes_of(paths),
    )


def _needed(names: set[str]) -> Sequence[str]:
    return NEEDED if "where_prec" in names else SAMPLE


def _reports(edition: Edition, paths: Sequence[Path]) -> Iterator[Found | BadLine]:
    for line in lines_of_all(paths, _RESULT, _FORM):
        yield line if isinstance(line, BadLine) else _report(edition, line)


def _report(edition: Edition, line: SourceLine) -> Found | BadLine:
    raw = {name: value for name, value in line.raw.items() if name in _READ}
    event = whole(text(raw, "id"))
    report_id = f"{edition.prefix}-{event}"
    lat, lon = degrees(text(raw, "latitude")), degrees(text(raw, "longitude"))
    point = f"latitude={text(raw, 'latitude')}, longitude={text(raw, 'longitude')}"
    if lat is None or lon is None:
        return BadLine(line.number, report_id, point, "is no point", "correct the row, or leave it out")
    ground = bundled_grounds().at(lat, lon)
    if ground is None:
        return BadLine(
            line.number,
            report_id,
            point,
            "lies outside the region",
            "nothing; the row is not about this region",
            is_in_scope=False,
            is_outside=True,
        )
    cells = {
        "report_id": report_id,
        "incident_key": report_id,
        "source_id": edition.contract.id,
        "publisher": edition.contract.publisher,
        "claimant": _claimant(edition.label, raw),
        "url": edition.contract.home_url,
        "kind": "unspecified",
        "direction_claimed": text(raw, "side_a") if text(raw, "type_of_violence") == _ONE_SIDED else "",
        "struck": "unspecified",
        "responsibility": "not_stated",
        "read_at": f"{edition.label}, event {event}",
        **_days(raw),
        **_place(raw, ground, lat, lon),
        **deaths_of(raw),
    }
    return Found(line.number, cells, raw)


def _claimant(label: str, raw: Raw) -> str:
    """Return who says it: the offices that UCDP read, without headlines, which may name the dead."""
    offices = [part.strip() for part in text(raw, "source_office").split(";")]
    if not any(offices):
        articles = re.split(r';(?=\s*")', text(raw, "source_article"))
        offices = [article.strip(' "').partition(",")[0].strip(' "') for article in articles]
    named = list(dict.fromkeys(office for office in offices if office and office != "-1"))
    if not named:
        return label
    more = f" and {len(named) - _SHOWN_SOURCES} more" if len(named) > _SHOWN_SOURCES else ""
    return clipped(f"{label}, after {'; '.join(named[:_SHOWN_SOURCES])}{more}", 500)


def _days(raw: Raw) -> dict[str, str]:
    if "date_prec" not in raw:
        return whole_month(text(raw, "date"))
    start, end = (text(raw, name)[:DAY_LENGTH] for name in ("date_start", "date_end"))
    code = whole(text(raw, "date_prec"))
    if code == _EXACT_DAY and start == end:
        precision = DatePrecision.DAY
    elif code == _MONTH and start[:7] == end[:7]:
        precision = DatePrecision.MONTH
    else:
        precision = DatePrecision.RANGE
    return interval(start, end, precision)


def _place(raw: Raw, ground: PointAreas, lat: float, lon: float) -> dict[str, str]:
    """Return the footprint that `where_prec` supports; the coarsest where there is no such code."""
    code = whole(text(raw, "where_prec")) if "where_prec" in raw else _NO_CODE
    name = clipped(text(raw, "where_coordinates") or english(ground.part), _MOST_PLACE)
    if code in _POINTS:
        return _at_point(code, name, ground, lat, lon)
    if code == _NOWHERE:
        return _nowhere(name, "UCDP places it in international waters or airspace, or only roughly.")
    if code not in _AREAS:
        # No word of the documented format: the row is refused, with this as the reason to look at.
        return {"place_name": name, "location_precision": f"where_prec {code}"}
    if ground.is_disputed:
        return _nowhere(name, NO_OUTLINE)
    precision, note = _AREAS[code]
    area = ground.finest if code == _SECOND_ORDER else ground.part
    note = f"{note}; the footprint is all of {english(area)}."
    if area.level == "country" and code in _SUBNATIONAL:
        note = note.replace(";", ", for which no outline is bundled;")
    if code == _COUNTRY and text(raw, "country").startswith("Israel"):
        note += " UCDP counts Gaza and the West Bank under Israel, so it may be in any of the three."
    return {
        "place_name": name,
        "area_pcode": area.pcode,
        "location_precision": precision,
        "location_note": note,
    }


def _at_point(code: str, name: str, ground: PointAreas, lat: float, lon: float) -> dict[str, str]:
    decimals = 6
    place = {"location_precision": str(LocationPrecision.SITE)}
    if code == "2":
        place = {
            "location_precision": LocationPrecision.LOCALITY,
            "radius_m": str(_LOCALITY_M),
            "location_note": "UCDP places it within about 25 km of the point.",
        }
    elif _SHELTER.search(name):
        decimals = SHELTER_DECIMALS
        place = {
            "location_precision": LocationPrecision.NEIGHBOURHOOD,
            "radius_m": str(SHELTER_RADIUS_M),
            "location_note": SHELTER_NOTE,
        }
    area = "" if ground.is_disputed else ground.finest.pcode
    point = {"lat": f"{lat:.{decimals}f}", "lon": f"{lon:.{decimals}f}"}
    return {"place_name": name, "area_pcode": area, **point, **place}


def _nowhere(name: str, note: str) -> dict[str, str]:
    precision = LocationPrecision.UNLOCATED
    return {"place_name": name, "location_precision": precision, "location_note": note}


GED = Edition(CONTRACT, "UCDP GED", "ucdp")
CONNECTOR = Connector(CONTRACT, parse, recognises, fetch)
