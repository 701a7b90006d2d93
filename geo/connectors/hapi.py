"""HDX HAPI conflict events: how many events and deaths ACLED counts in an area in a month.

Area-level figures, so they are tolls: not one is a statement about a strike, and none has a point. The three
categories overlap, so they are never added. See docs/decisions/0014-connectors.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from geo.connectors.toolkit.cells import Found, Raw, blocks, number, source_row, text, whole
from geo.connectors.toolkit.contract import (
    ALWAYS,
    BadLine,
    Connector,
    Contract,
    Fetched,
    ParsedFiles,
    Progress,
    Settings,
    SourcePart,
    ValueMarks,
)
from geo.connectors.toolkit.event_days import DAY_LENGTH
from geo.connectors.toolkit.network import Web
from geo.connectors.toolkit.paging import Json, Request, Series, fetch_pages, paths_of
from geo.connectors.toolkit.reading import SourceLine, lines_of_all, listed
from geo.model import SourceKind
from geo.snapshot.restricted import RESTRICTED_LICENCE

_CATEGORIES = {"political_violence", "civilian_targeting", "demonstration"}
CONTRACT = Contract(
    id="hdx-hapi",
    title="HDX HAPI conflict events",
    publisher="HDX HAPI (from ACLED data)",
    kind=SourceKind.DATASET,
    home_url="https://hapi.humdata.org/",
    licence=(
        f"{RESTRICTED_LICENCE}: counts made from ACLED's data, and no permission to pass them on was read"
    ),
    is_redistributable=False,
    cadence="ACLED updates weekly; counts are monthly",
    caveats=(
        "Counts of events and reported deaths by area and month, of any political violence, not of strikes.",
        "The categories overlap: one event may be counted in two of them.",
        "The last month may not be complete yet.",
    ),
    hosts=("hapi.humdata.org",),
    codebooks=(frozenset({"reference_period_start", "events", "fatalities"}),),
    marks=ValueMarks(names=("hdx hapi",), words=frozenset(_CATEGORIES), vocabulary=frozenset(_CATEGORIES)),
)
LOCATIONS = ("PSE", "ISR", "LBN", "SYR", "EGY", "JOR")
_CODES = {"PSE": "PS", "ISR": "ISR|IL", "LBN": "LB", "SYR": "SY", "EGY": "EG", "JOR": "JO"}
"""By location, what the codes of its areas begin with: its own code, or the p-codes below it."""
_BASE, _PATH, _PAGE_ROWS = "https://hapi.humdata.org", "/api/v2/coordination-context/conflict-events", 10_000
_DATA, _FORM = listed("data"), "an object with data[]"
_LEVELS = ("admin2", "admin1")
_MONTH_LENGTH = len("2024-01")
_MOST_NAME, _DIGITS = 16, 6
"""Of a name, and of a digest of all of it, in an id."""


def recognises(name: str, head: bytes) -> bool:
    """Whether a file is an answer of this service."""
    is_json = name.endswith(".json") and b'"event_type"' in head
    return is_json and b'"reference_period_start"' in head and b'"fatalities"' in head


def fetch(folder: Path, settings: Settings, progress: Progress) -> Fetched:
    """Fetch the monthly counts by the finest areas there are, country by country."""
    what = "the application identifier that HDX HAPI made for you (base64 of name:email)"
    identifier = settings.need("HDX_APP_IDENTIFIER", what)
    with Web(CONTRACT, settings, _BASE, settings.get("HAPI_URL")) as web:
        series = [_series(web, location) for location in LOCATIONS]
        # In a header, as addresses are logged on the way.
        fetched = fetch_pages(web, folder, series, progress, {"X-HDX-HAPI-APP-IDENTIFIER": identifier})
    parts = tuple(
        SourcePart(location, f"{CONTRACT.id}-({_CODES[location]})", one.doubt)
        for location, one in zip(LOCATIONS, fetched, strict=True)
    )
    return Fetched(paths_of(fetched), ALWAYS, parts)


def _series(web: Web, location: str) -> Series:
    parameters = {
        "location_code": location,
        "admin_level": "2",
        "output_format": "json",
        "limit": str(_PAGE_ROWS),
        "offset": "0",
    }
    return Series(
        f"{CONTRACT.id}-{location}", Request(web.base + _PATH, parameters), _DATA, _FORM, _following
    )


def _following(_: Json, request: Request, n_rows: int) -> Request | None:
    if n_rows < _PAGE_ROWS:
        return None
    offset = int(request.params["offset"]) + n_rows
    return Request(request.url, {**request.params, "offset": str(offset)})


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read counts as tolls: of each row one of its events and one of the deaths it states.

    Raises SourceError when a file cannot be read or has not the documented form.
    """
    return ParsedFiles(
        tables={"tolls": blocks("tolls", _tolls(paths))},
        sources=(source_row(CONTRACT),),
        ignored=("location_name", "resource_hdx_id"),
    )


def _tolls(paths: Sequence[Path]) -> Iterator[Found | BadLine]:
    shared = _shared(paths)
    for line in lines_of_all(paths, _DATA, _FORM):
        if isinstance(line, BadLine):
            yield replace(line, report_id=f"{CONTRACT.id}-row-{line.line}")
        else:
            yield from _of_row(line, is_shared=_toll_id(line.raw, _area(line.raw)[0]) in shared)


def _shared(paths: Sequence[Path]) -> set[str]:
    """Return the ids that several areas would share if ids were made of codes alone."""
    named: dict[str, set[tuple[str, ...]]] = {}
    for line in lines_of_all(paths, _DATA, _FORM):
        if isinstance(line, SourceLine):
            named.setdefault(_toll_id(line.raw, _area(line.raw)[0]), set()).add(_provided(line.raw))
    return {toll_id for toll_id, names in named.items() if len(names) > 1}


def _toll_id(raw: Raw, code: str) -> str:
    month = text(raw, "reference_period_start")[:_MONTH_LENGTH]
    return f"{CONTRACT.id}-{code}-{month}-{text(raw, 'event_type')}"


def _of_row(line: SourceLine, *, is_shared: bool) -> Iterator[Found | BadLine]:
    raw = line.raw
    category = text(raw, "event_type")
    start, end = (text(raw, f"reference_period_{side}")[:DAY_LENGTH] for side in ("start", "end"))
    code, area = _area(raw)
    if _provided(raw) and (is_shared or _is_coarser(raw)):
        code, area = _as_provided(raw, code, area)
    toll_id = _toll_id(raw, code)
    if category not in _CATEGORIES:
        advice = f"use one of {', '.join(sorted(_CATEGORIES))}"
        yield BadLine(line.number, toll_id, category, "is no category of this service", advice)
        return
    stated = {name: text(raw, name) for name in ("events", "fatalities") if text(raw, name)}
    if not stated:
        yield BadLine(line.number, toll_id, category, "states neither events nor fatalities", "leave it out")
    for name, value in stated.items():
        yield Found(
            line.number,
            {
                "toll_id": f"{toll_id}-{name}",
                "as_of_date": end,
                "area": area,
                "population": category,
                "measure": f"{name}_in_month",
                "value_min": whole(value),
                "value_max": whole(value),
                "qualifier": "exact" if number(value) is not None else "",
                "claimant": f"ACLED ({start} to {end})",
                "publisher": CONTRACT.publisher,
                "url": CONTRACT.home_url,
                "read_at": f"HDX HAPI conflict events, {category}, {start} to {end}",
            },
            raw,
        )


def _area(raw: Raw) -> tuple[str, str]:
    """Return code and name of the finest area that a row names."""
    for level in (*_LEVELS, "location"):
        code, name = text(raw, f"{level}_code"), text(raw, f"{level}_name")
        if code or name:
            return code or name.replace(" ", "_"), f"{name or code} ({code})" if code else name
    return "", ""


def _provided(raw: Raw) -> tuple[str, ...]:
    """Return the names by which the provider knows the area, the finest first."""
    names = (text(raw, f"provider_{level}_name") for level in _LEVELS)
    return tuple(name for name in names if name)


def _is_coarser(raw: Raw) -> bool:
    """Whether the finest code is that of a larger area than the one that the provider names."""
    for level in _LEVELS:
        if text(raw, f"{level}_code"):
            return False
        if text(raw, f"provider_{level}_name"):
            return True
    return False


def _as_provided(raw: Raw, code: str, area: str) -> tuple[str, str]:
    """Return code and name of an area with the provider's names, which the service's own key has as well."""
    names = _provided(raw)
    said = ":".join(re.sub(r"[^\w.]+", "_", name)[:_MOST_NAME] for name in reversed(names))
    # What is cut or written otherwise in an id may be the same for two names.
    digest = hashlib.sha256("\n".join(names).encode()).hexdigest()[:_DIGITS]
    return f"{code}:{said}~{digest}", ", ".join([*names, area])


CONNECTOR = Connector(CONTRACT, parse, recognises, fetch)
