"""Tech for Palestine: daily series of the totals that ministries and the UN publish, as tolls.

Cumulative figures are read; those of one day or one reporting period are not, for a toll is an as-of figure.
A field named `ext_…` is extrapolated by the compilers; where it repeats the reported field of the day it
is the same figure and read once. See https://data.techforpalestine.org/docs/casualties-daily/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.connectors.toolkit.cells import Found, Raw, blocks, source_row, text, whole
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
)
from geo.connectors.toolkit.network import Web, shown
from geo.connectors.toolkit.paging import Json, parsed
from geo.connectors.toolkit.reading import SourceLine, lines_of
from geo.model import SourceKind
from geo.model.errors import SourceError

CONTRACT = Contract(
    id="techforpalestine",
    title="Tech for Palestine daily series",
    publisher="Tech for Palestine (daily series)",
    kind=SourceKind.DATASET,
    home_url="https://data.techforpalestine.org/",
    licence="Unlicense",
    is_redistributable=True,
    cadence="daily; some of the figures are carried on from the last day on which they were reported",
    caveats=(
        "Volunteers compile what ministries and the UN publish; totals do not part civilians from fighters.",
        "Figures of days without a report are extrapolated by the compilers and marked so.",
        "Earlier totals are revised when the ministries revise them.",
    ),
    hosts=("data.techforpalestine.org",),
)
_BASE = "https://data.techforpalestine.org"
_FORM = "a list of objects with report_date"
_DERIVED, _EXTRAPOLATED, _EXACT = "derived", "extrapolated", "exact"
_US = "Tech for Palestine"
_OFFICIAL = {
    "mohtel": "Ministry of Health in Gaza",
    "gmotel": "Government Media Office in Gaza",
    "unocha": "OCHA",
}
_PUBLIC_HEALTH = "Ministry of Public Health, Lebanon"
_RELAYED = {"moph_lb": "", "ocha": ", relayed by OCHA", "who": ", relayed by WHO"}
_PHASES = {"1": "count from 8 October 2023", "2": "count from 2 March 2026"}
_MEASURES = {
    "killed_cum": "killed",
    "injured_cum": "injured",
    "killed_children_cum": "children_killed",
    "killed_women_cum": "women_killed",
    "injured_children_cum": "children_injured",
    "med_killed_cum": "health_workers_killed",
    "civdef_killed_cum": "civil_defence_killed",
    "press_killed_cum": "journalists_killed",
    "famine_cum": "famine_deaths",
    "child_famine_cum": "children_famine_deaths",
    "aid_seeker_killed_cum": "aid_seekers_killed",
    "aid_seeker_injured_cum": "aid_seekers_injured",
    "massacres_cum": "multiple_fatality_events",
    "settler_attacks_cum": "settler_attacks",
    "displaced_households_cum": "households_displaced",
    "displaced_persons_cum": "displaced",
    "displaced_children_cum": "children_displaced",
    "killed_cum_reported": "killed",
    "injured_cum_reported": "injured",
}
"""Measure of each cumulative field; no other field is one."""
_NOT_CUMULATIVE = {"report_date", "report_source", "report_period", "phase", "flash_source"}


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure of one day."""

    field: str
    value: str
    measure: str
    claimant: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class _Series:
    """One file of the publisher."""

    stem: str
    """Name of the file, without `.json` or `.min.json`."""
    version: str
    """Of the publisher's interface that has it."""
    page: str
    """Name of the page on which the publisher describes it."""
    mark: str
    """A field that no other of these files has."""
    area: str
    population: str
    figures: Callable[[Raw], Iterator[_Figure]]


def _gaza(raw: Raw) -> Iterator[_Figure]:
    official = _OFFICIAL.get(text(raw, "report_source"), "")
    for name, measure in _MEASURES.items():
        value, extrapolated = text(raw, name), text(raw, f"ext_{name}")
        if value:
            claimant = official or f"{_US} (no official report of the day)"
            yield _Figure(name, value, measure, claimant, _EXACT)
        if extrapolated and extrapolated != value:
            claimant = f"{_US}, extrapolated from official reports"
            yield _Figure(f"ext_{name}", extrapolated, measure, claimant, _EXTRAPOLATED)


def _west_bank(raw: Raw) -> Iterator[_Figure]:
    verified = raw.get("verified")
    unverified = "OCHA (flash updates, not yet verified)", _EXACT
    if text(raw, "flash_source") != "un":
        unverified = f"{_US}, filled in for a day without an OCHA flash update", _EXTRAPOLATED
    for name, measure in _MEASURES.items():
        if isinstance(verified, dict) and (value := text(verified, name)):
            yield _Figure(f"verified.{name}", value, measure, "OCHA (verified series)", _EXACT)
        if value := text(raw, name):
            yield _Figure(name, value, measure, *unverified)


def _lebanon(raw: Raw) -> Iterator[_Figure]:
    phase = _PHASES.get(whole(text(raw, "phase")), f"count {text(raw, 'phase')}")
    relayed = _RELAYED.get(text(raw, "report_source"), f", relayed by {text(raw, 'report_source')}")
    for name in ("killed_cum", "injured_cum"):
        reported, continuous = text(raw, f"{name}_reported"), text(raw, name)
        if reported:
            claimant = f"{_PUBLIC_HEALTH}{relayed} ({phase})"
            yield _Figure(f"{name}_reported", reported, _MEASURES[name], claimant, _EXACT)
        if continuous and continuous != reported:
            claimant = f"{_US}, the ministry's two counts put together (from 8 October 2023)"
            yield _Figure(name, continuous, _MEASURES[name], claimant, _DERIVED)


def _buildings(raw: Raw) -> Iterator[_Figure]:
    for group, fields in raw.items():
        if not isinstance(fields, dict):
            continue
        for name in fields:
            plain = name.removeprefix("ext_")
            value = text(fields, name)
            measure = plain if group == "places_of_worship" else f"{group}_{plain}"
            if name == plain:
                claimant = "Government Media Office in Gaza"
                yield _Figure(f"{group}.{name}", value, measure, claimant, _EXACT)
            elif value != text(fields, plain):
                claimant = f"{_US}, extrapolated from official reports"
                yield _Figure(f"{group}.{name}", value, measure, claimant, _EXTRAPOLATED)


_SERIES = (
    _Series(
        "casualties_daily",
        "v2",
        "casualties-daily",
        "ext_killed_cum",
        "Gaza Strip",
        "palestinians_gaza",
        _gaza,
    ),
    _Series(
        "west_bank_daily",
        "v2",
        "casualties-daily-west-bank",
        "settler_attacks_cum",
        "West Bank",
        "west_bank",
        _west_bank,
    ),
    _Series(
        "lebanon_casualties_daily",
        "v3",
        "casualties-daily-lebanon",
        "killed_cum_reported",
        "Lebanon",
        "lebanon",
        _lebanon,
    ),
    _Series(
        "infrastructure-damaged",
        "v3",
        "infrastructure-damaged",
        "educational_buildings",
        "Gaza Strip",
        "buildings_gaza",
        _buildings,
    ),
)


def recognises(name: str, head: bytes) -> bool:
    """Whether a file is one of the series."""
    return name.endswith(".json") and _series_of(head) is not None


def _series_of(head: bytes) -> _Series | None:
    if b'"report_date"' not in head:
        return None
    return next((one for one in _SERIES if f'"{one.mark}"'.encode() in head), None)


def fetch(folder: Path, settings: Settings, progress: Progress) -> Fetched:
    """Fetch the series, each file in one piece."""
    paths: list[Path] = []
    with Web(CONTRACT, settings, _BASE, settings.get("TECHFORPALESTINE_URL")) as web:
        folder.mkdir(parents=True, exist_ok=True)
        for n_done, series in enumerate(_SERIES, 1):
            path, came = folder / f"{series.stem}.json", folder / f"{series.stem}.came"
            try:
                _fetch_one(web, came, f"{web.base}/api/{series.version}/{series.stem}.json")
                came.replace(path)
            except SourceError as error:
                kept = f"; {n_done - 1} of {len(_SERIES)} files are in {folder}"
                raise SourceError(f"{error}{kept if paths and web.is_kept else ''}") from error
            finally:
                came.unlink(missing_ok=True)
            paths.append(path)
            progress(n_done, len(_SERIES))
    parts = tuple(SourcePart(series.stem, f"tfp-{re.escape(series.stem)}-[0-9]") for series in _SERIES)
    return Fetched(paths, ALWAYS, parts)


def _fetch_one(web: Web, path: Path, url: str) -> None:
    web.save(path, url)
    # A series that is empty says nothing: what it said before has not been withdrawn by that.
    if not _rows(parsed(path.read_bytes(), url)):
        raise SourceError(f"{shown(url)} did not answer in the documented form: expected {_FORM}")


def _rows(answer: Json) -> list[Json] | None:
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        return None
    return answer if all("report_date" in row for row in answer) else None


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read daily series as tolls, one row for each cumulative figure of each day.

    Raises SourceError when a file cannot be read or is none of the series.
    """
    found = [(path, _of(path)) for path in paths]
    return ParsedFiles(
        tables={"tolls": blocks("tolls", _tolls(found))},
        sources=(source_row(CONTRACT),),
        ignored=tuple(sorted({name for path, _ in found for name in _not_read(path)})),
    )


def _of(path: Path) -> _Series:
    try:
        text_of_file = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    series = _series_of(text_of_file)
    if series is None:
        raise SourceError(f"{path} is none of the series {', '.join(one.stem for one in _SERIES)}")
    return series


def _not_read(path: Path) -> set[str]:
    """Return the fields that are figures of a day or a period, and no totals."""
    names: set[str] = set()
    for line in lines_of(path, _rows, _FORM):
        if isinstance(line, SourceLine):
            names |= {name for name, value in line.raw.items() if not isinstance(value, dict)}
            verified = line.raw.get("verified")
            names |= {f"verified.{name}" for name in verified} if isinstance(verified, dict) else set()
    read = set(_MEASURES) | _NOT_CUMULATIVE
    return {name for name in names if name.removeprefix("verified.").removeprefix("ext_") not in read}


def _tolls(found: Sequence[tuple[Path, _Series]]) -> Iterator[Found | BadLine]:
    for path, series in found:
        for line in lines_of(path, _rows, _FORM):
            if isinstance(line, BadLine):
                yield line
                continue
            day, n_figures = text(line.raw, "report_date"), 0
            for figure in series.figures(line.raw):
                n_figures += 1
                source = {name: line.raw.get(name) for name in ("report_date", "report_source")}
                yield Found(line.number, _toll(series, day, figure), source | {figure.field: figure.value})
            if not n_figures:
                advice = "nothing; figures of one day or one period are not read"
                yield BadLine(line.number, f"tfp-{day}", day, "has no cumulative figure", advice)


def _toll(series: _Series, day: str, figure: _Figure) -> dict[str, str]:
    value = whole(figure.value)
    return {
        "toll_id": f"tfp-{series.stem}-{day}-{figure.field}",
        "as_of_date": day,
        "area": series.area,
        "population": series.population,
        "measure": figure.measure,
        "value_min": value,
        "value_max": value,
        "qualifier": figure.qualifier,
        "claimant": figure.claimant,
        "publisher": CONTRACT.publisher,
        "url": f"{_BASE}/docs/{series.page}/",
        "read_at": f"{series.stem}.json, {figure.field}",
    }


CONNECTOR = Connector(CONTRACT, parse, recognises, fetch)
