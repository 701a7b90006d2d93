"""ACLED: events by the user's own account, shown to that user and given to nobody else.

Only what ACLED codes as explosions and remote violence becomes a report; every other event is named with its
type as outside our scope. ACLED's notes are not read: they may name the dead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
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
    ValueMarks,
)
from geo.connectors.toolkit.event_days import days_around, read_day, whole_month
from geo.connectors.toolkit.network import Web
from geo.connectors.toolkit.paging import Json, Request, Series, fetch_pages, parsed, paths_of
from geo.connectors.toolkit.point_areas import NO_OUTLINE, PointAreas, bundled_grounds, english
from geo.connectors.toolkit.reading import SourceLine, columns_of, lines_of_all, listed, notes_of
from geo.model import Kind, LocationPrecision, SourceKind
from geo.model.errors import SourceError
from geo.snapshot.restricted import RESTRICTED_LICENCE

_WORDS = frozenset({
    "air/drone strike", "shelling/artillery/missile attack", "remote explosive/landmine/ied",
    "abduction/forced disappearance", "looting/property destruction", "non-state actor overtakes territory",
    "government regains territory", "non-violent transfer of territory", "headquarters or base established",
    "change to group/activity", "disrupted weapons use", "excessive force against protesters",
    "protest with intervention", "explosions/remote violence", "violence against civilians",
    "strategic developments",
})  # fmt: skip
"""Event and sub-event types of ACLED's codebook that are written so nowhere else."""
_COMMON_WORDS = frozenset({
    "armed clash", "attack", "sexual violence", "suicide bomb", "grenade", "chemical weapon", "mob violence",
    "violent demonstration", "peaceful protest", "agreement", "arrests", "other", "battles", "protests",
    "riots",
})  # fmt: skip
"""The others, which many write."""
CONTRACT = Contract(
    id="acled",
    title="ACLED events",
    publisher="ACLED",
    kind=SourceKind.DATASET,
    home_url="https://acleddata.com/",
    licence=f"{RESTRICTED_LICENCE}: ACLED's terms of use forbid giving others access to its original data",
    is_redistributable=False,
    cadence="weekly",
    caveats=(
        "Only events that ACLED codes as explosions or remote violence are read.",
        "The two actors of an event do not say who struck whom.",
        "ACLED states 0 deaths where none were reported: that is read as unknown.",
    ),
    hosts=("acleddata.com",),
    codebooks=(
        frozenset({"event_id_cnty"}),
        frozenset({"sub_event_type", "disorder_type"}),
        frozenset({"sub_event_type", "geo_precision"}),
        frozenset({"sub_event_type", "assoc_actor_1"}),
    ),
    marks=ValueMarks(
        names=("acled", "armed conflict location & event data", "armed conflict location and event data"),
        words=_WORDS,
        vocabulary=_WORDS | _COMMON_WORDS,
        # Ids: three letters of a country and a number. Actors: the years of the government that they serve.
        forms=(r"[A-Z]{3}[1-9]\d{0,6}", r"(Military|Police) Forces of .+ \(\d{4}-(\d{4})?\).*"),
    ),
)
COUNTRIES = ("Palestine", "Israel", "Lebanon", "Syria", "Egypt", "Jordan", "Iran", "Yemen", "Qatar")
_LETTERS = {
    "Palestine": "PSE", "Israel": "ISR", "Lebanon": "LBN", "Syria": "SYR", "Egypt": "EGY",
    "Jordan": "JOR", "Iran": "IRN", "Yemen": "YEM", "Qatar": "QAT",
}  # fmt: skip
"""By country, what the ids of its events begin with; an event that is coded to another one keeps its id."""
SINCE = "2023-10-07"
"""First day that is fetched unless another is set."""
NEEDED = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2"),
    *("country", "location", "latitude", "longitude", "geo_precision", "source", "fatalities"),
)
IN_SCOPE = "Explosions/Remote violence"
KINDS = {
    "Air/drone strike": Kind.AIRSTRIKE,
    "Shelling/artillery/missile attack": Kind.UNSPECIFIED,
    "Remote explosive/landmine/IED": Kind.EXPLOSION,
    "Suicide bomb": Kind.EXPLOSION,
    "Grenade": Kind.EXPLOSION,
    "Chemical weapon": Kind.UNSPECIFIED,
}
"""Kind of each sub-event type of `IN_SCOPE`; unspecified where ACLED puts several of our kinds together."""
_BASE, _PAGE_ROWS = "https://acleddata.com", 5_000
_DATA, _FORM = listed("data"), "an object with data[]"
_FAR_OFF = "2100-12-31"
_NEARBY_M = 10_000
_MARGINS = {"1": timedelta(0), "2": timedelta(days=6)}
_MOST_TEXT = 500


def recognises(name: str, head: bytes) -> bool:
    """Whether a file is an answer of ACLED's API or an export of its data.

    A table of some of its columns is not: it is read as any other file, and kept back by what stands in it.
    """
    if name.endswith(".csv"):
        first_line = head.partition(b"\n")[0]
        return all(column.encode() in first_line for column in NEEDED)
    return name.endswith(".json") and b"event_id_cnty" in head and b"sub_event_type" in head


def fetch(folder: Path, settings: Settings, progress: Progress) -> Fetched:
    """Fetch the events of the region country by country, with the account that the user set.

    It is everything from the first day on that is asked for, and nothing of the days before.
    """
    user = settings.need("ACLED_USER", "the e-mail address of your own ACLED account")
    password = settings.need("ACLED_PASSWORD", "the password of your own ACLED account")
    since = _since(settings.get("ACLED_SINCE", SINCE))
    with Web(CONTRACT, settings, _BASE, settings.get("ACLED_URL")) as web:
        token = _token(web, {"username": user, "password": password})
        series = [_series(web, country, since) for country in COUNTRIES]
        fetched = fetch_pages(web, folder, series, progress, {"Authorization": f"Bearer {token}"})
    parts = tuple(
        SourcePart(country, f"{CONTRACT.id}-{_LETTERS.get(country, '')}[0-9]", one.doubt)
        for country, one in zip(COUNTRIES, fetched, strict=True)
    )
    return Fetched(paths_of(fetched), Span(first=since), parts)


def _since(said: str) -> date:
    day = read_day(said)
    if day is None:
        raise SourceError(f"SHELTERLINE_ACLED_SINCE={said!r} is no day; expected YYYY-MM-DD")
    return day


def _series(web: Web, country: str, since: date) -> Series:
    parameters = {
        "_format": "json",
        "country": country,
        "event_date": f"{since}|{_FAR_OFF}",
        "event_date_where": "BETWEEN",
        "limit": str(_PAGE_ROWS),
        "page": "1",
    }
    first = Request(f"{web.base}/api/acled/read", parameters)
    return Series(f"{CONTRACT.id}-{country}", first, _DATA, _FORM, _following)


def _token(web: Web, account: dict[str, str]) -> str:
    url = f"{web.base}/oauth/token"
    form = {**account, "grant_type": "password", "client_id": "acled", "scope": "authenticated"}
    answer = parsed(web.sign_in(url, form), url, quote=False)
    token = text(answer, "access_token") if isinstance(answer, dict) else ""
    if not token:
        raise SourceError(f"{url} gave no access_token; check the account, and that it may use the API")
    return token


def _following(_: Json, request: Request, n_rows: int) -> Request | None:
    if n_rows < _PAGE_ROWS:
        return None
    return Request(request.url, {**request.params, "page": str(int(request.params["page"]) + 1)})


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read answers or exports: strikes of the region as reports, all other events with the reason why not.

    Raises SourceError when a file cannot be read or has not the documented form; SchemaError when it lacks a
    field that is needed.
    """
    names = {name for path in paths for name in columns_of(path, _DATA, _FORM, lambda _: NEEDED)}
    return ParsedFiles(
        tables={"reports": blocks("reports", _reports(paths))},
        sources=(source_row(CONTRACT),),
        ignored=tuple(sorted(names - set(NEEDED))),
        notes=notes_of(paths),
    )


def _reports(paths: Sequence[Path]) -> Iterator[Found | BadLine]:
    for line in lines_of_all(paths, _DATA, _FORM):
        if isinstance(line, BadLine):
            # By its id a row is known as ACLED's, and kept back with the others.
            yield replace(line, report_id=f"{CONTRACT.id}-row-{line.line}")
        else:
            yield _report(line)


def _report(line: SourceLine) -> Found | BadLine:
    raw = {name: value for name, value in line.raw.items() if name in NEEDED}
    event = text(raw, "event_id_cnty")
    report_id = f"{CONTRACT.id}-{event}"

    def refused(value: str, reason: str, advice: str, **scope: bool) -> BadLine:
        return BadLine(line.number, report_id, value, reason, advice, **scope)

    kind, sub_kind = text(raw, "event_type"), text(raw, "sub_event_type")
    if kind != IN_SCOPE:
        advice = f"nothing; only events of the type {IN_SCOPE} are read"
        return refused(f"{kind}: {sub_kind}", "is of a type that is no strike", advice, is_in_scope=False)
    if sub_kind not in KINDS:
        return refused(sub_kind, "is no known sub-event type", f"use one of {'; '.join(KINDS)}")
    lat, lon = degrees(text(raw, "latitude")), degrees(text(raw, "longitude"))
    point = f"latitude={text(raw, 'latitude')}, longitude={text(raw, 'longitude')}"
    if lat is None or lon is None:
        return refused(point, "is no point", "correct the row, or leave it out")
    ground = bundled_grounds().at_or_at_sea(lat, lon)
    if ground is None:
        advice = "nothing; the row is not about this region"
        return refused(point, "lies outside the region", advice, is_in_scope=False, is_outside=True)
    cells = {
        "report_id": report_id,
        "incident_key": report_id,
        "source_id": CONTRACT.id,
        "publisher": CONTRACT.publisher,
        "claimant": _claimant(raw),
        "url": CONTRACT.home_url,
        "kind": KINDS[sub_kind],
        "struck": "unspecified",
        "responsibility": "not_stated",
        "read_at": f"ACLED, event {event}",
        **_days(raw),
        **_place(raw, ground, lat, lon),
        **_deaths(raw),
    }
    return Found(line.number, cells, raw)


def _claimant(raw: Raw) -> str:
    said = text(raw, "source")
    return clipped(f"ACLED, after {said}", _MOST_TEXT) if said else CONTRACT.publisher


def _days(raw: Raw) -> dict[str, str]:
    """Return the days that `time_precision` supports: 1 the day, 2 the week, 3 the month."""
    said, code = text(raw, "event_date"), whole(text(raw, "time_precision"))
    if code not in _MARGINS:
        return whole_month(said)
    # Some day of a week that is not named: it holds the day given.
    return days_around(said, _MARGINS[code])


def _place(raw: Raw, ground: PointAreas, lat: float, lon: float) -> dict[str, str]:
    """Return the footprint that `geo_precision` supports: 1 a town, 2 its surroundings, 3 a larger area."""
    code, name = whole(text(raw, "geo_precision")), text(raw, "location") or english(ground.part)
    if code in {"1", "2"}:
        place = {
            "place_name": name,
            "area_pcode": "" if ground.is_disputed else ground.finest.pcode,
            "location_precision": LocationPrecision.LOCALITY,
            "lat": f"{lat:.6f}",
            "lon": f"{lon:.6f}",
        }
        note = "ACLED gives the point of a town near which it was; the footprint is 10 km around it."
        return place if code == "1" else {**place, "radius_m": str(_NEARBY_M), "location_note": note}
    if ground.is_disputed:
        return {
            "place_name": name,
            "location_precision": LocationPrecision.UNLOCATED,
            "location_note": NO_OUTLINE,
        }
    return {
        "place_name": name,
        "area_pcode": ground.finest.pcode,
        "location_precision": LocationPrecision.GOVERNORATE,
        "location_note": f"ACLED names a larger area; the footprint is all of {english(ground.finest)}.",
    }


def _deaths(raw: Raw) -> dict[str, str]:
    """Return deaths as stated; ACLED's 0 means that none were reported, which is not a claim of none."""
    said = text(raw, "fatalities")
    n = number(said)
    actors = " and ".join(actor for actor in (text(raw, "actor1"), text(raw, "actor2")) if actor)
    kind = re.sub(r"\s+", " ", text(raw, "sub_event_type"))
    count = "no deaths reported" if n == 0 else f"{n or said or 'unknown'} deaths reported"
    between = f" Actors as coded, without direction: {actors}." if actors else ""
    counted = "" if n == 0 else whole(said)
    return {
        "killed_min": counted,
        "killed_max": counted,
        "summary": clipped(f"ACLED: {kind}, {count}.{between}", _MOST_TEXT),
    }


CONNECTOR = Connector(CONTRACT, parse, recognises, fetch)
