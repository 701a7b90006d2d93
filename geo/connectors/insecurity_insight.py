"""Insecurity Insight on HDX: incidents with explosive weapons that affect care, schools, aid and protection.

Five datasets, each a workbook of incidents with a row of HXL tags and a sheet of notes. Only incidents that
name an explosive weapon become reports. Descriptions are not read: they may name the dead. Columns and codes
are those of the workbooks and of the table of fields in OCHA-DAP/hdx-scraper-insecurity-insight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

from geo.connectors.insecurity_codes import DATASETS, KINDS, STRUCK, Dataset
from geo.connectors.toolkit.cells import Found, Raw, blocks, clipped, number, source_row, text
from geo.connectors.toolkit.contract import (
    BadLine,
    Connector,
    Contract,
    Fetched,
    ParsedFiles,
    Progress,
    Settings,
)
from geo.connectors.toolkit.event_days import DAY_LENGTH, days_around
from geo.connectors.toolkit.incident_places import country_of, place_of
from geo.connectors.toolkit.licences import licence_of
from geo.connectors.toolkit.network import Web, shown
from geo.connectors.toolkit.paging import Json, parsed
from geo.connectors.toolkit.reading import columns_of, lines_of_all, notes_of, read_json
from geo.connectors.toolkit.workbooks import is_workbook, other_texts
from geo.model import Kind, SourceKind
from geo.model.errors import SourceError
from geo.snapshot.restricted import RESTRICTED_LICENCE

CONTRACT = Contract(
    id="insecurity-insight",
    title="Insecurity Insight incidents",
    publisher="Insecurity Insight, through HDX",
    kind=SourceKind.DATASET,
    home_url="https://insecurityinsight.org/",
    licence="CC BY-SA",
    is_redistributable=True,
    cadence="not stated; the workbooks say that data may change as more becomes known",
    caveats=(
        "Only incidents that name an explosive weapon are read; the datasets hold others as well.",
        "It records incidents that affect care, schools, aid or protection: not every strike.",
        "Killed are counted by profession, so a report states no total.",
        "Its points stand for places within about 25 km, or for a whole area.",
        "The licence is read from the dataset's record on HDX, else from the notes of the workbook.",
    ),
    hosts=("data.humdata.org", "s3.us-east-1.amazonaws.com/hdx-production-filestore/"),
)
_BASE = "https://data.humdata.org"


_IDS = ("sind event id", "sind id")
_NEEDED = ("date", "country iso")
_FORM = "a list of incidents with Date, Country ISO and SiND Event ID"
_ALL_YEARS = re.compile(r"\b\d{4}-\d{4}\b")
_MOST_TEXT = 500
_KILLED = (
    *("aid workers killed", "health workers killed", "aid health workers killed", "educators killed"),
    *("students killed", "camp resident killed", "service provider killed"),
)
_NOTHING = {"", "no information", "censored", "censored by hdx"}
_FORBIDDING = {"", "All rights reserved"}
_HEAD_BYTES = 500
"""Of a record of HDX, in which its result begins."""


def recognises(name: str, head: bytes) -> bool:
    """Whether a file has the incidents of one of the datasets; `head` holds the first texts of a workbook."""
    said = head.lower()
    has_ids = b"sind event id" in said or b"sind id" in said
    return has_ids and b"country iso" in said and name.endswith((".xlsx", ".csv", ".json"))


def fetch(folder: Path, settings: Settings, progress: Progress) -> Fetched:
    """Fetch the workbook of incidents of each dataset, and the record in which HDX states its licence."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    with Web(CONTRACT, settings, _BASE, settings.get("HDX_URL")) as web:
        for n_done, dataset in enumerate(DATASETS, 1):
            record, book = (folder / f"{dataset.package}.{suffix}" for suffix in ("json", "xlsx"))
            request = f"{web.base}/api/3/action/package_show"
            web.save(record, request, params={"id": dataset.package})
            url = _incidents_of(
                parsed(record.read_bytes(), request), f"{shown(request)} of {dataset.package}"
            )
            web.save(book, urljoin(f"{web.base}/", url))
            paths += [record, book]
            progress(n_done, len(DATASETS))
    return Fetched(paths)


def _incidents_of(answer: Json, request: str) -> str:
    """Return the address of the workbook of incidents of the most years."""
    result = answer.get("result") if isinstance(answer, dict) else None
    resources = result.get("resources") if isinstance(result, dict) else None
    if not isinstance(resources, list):
        raise SourceError(f"{request} did not answer in the documented form: expected result.resources[]")
    offered = [one for one in resources if isinstance(one, dict) and text(one, "url")]
    named = [(text(one, "name").lower(), text(one, "url")) for one in offered]
    found = [(name, url) for name, url in named if "overview" not in name and name.endswith(".xlsx")]
    if not found:
        names = ", ".join(name for name, _ in named) or "nothing"
        raise SourceError(
            f"{request} offers {names} and no workbook of incidents; get one by hand, and ingest that"
        )
    return next((url for name, url in found if _ALL_YEARS.search(name)), found[0][1])


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read incidents with explosive weapons as reports, all others with the reason why not.

    A record of HDX among the files states the licence of the workbook of its name.

    Raises SourceError when a file cannot be read or is none of the datasets.
    """
    records = {path.stem: read_json(path) for path in paths if _is_record(path)}
    data = [path for path in paths if not _is_record(path)]
    found = [(path, _dataset_of(path)) for path in data]
    licences = {path.name: _licence(path, records) for path in data}
    return ParsedFiles(
        tables={"reports": blocks("reports", _reports(found))},
        sources=({**source_row(CONTRACT), "licence": _in_all(licences)},),
        ignored=("Event Description",),
        notes=notes_of(data),
    )


def _is_record(path: Path) -> bool:
    with path.open("rb") as file:
        return path.suffix == ".json" and b'"result"' in file.read(_HEAD_BYTES)


def _licence(path: Path, records: dict[str, Json]) -> str:
    """Return the licence that a record or the notes of a workbook name; empty when none is known."""
    result = records.get(path.stem, {}).get("result", {})
    record = [text(result, name) for name in ("license_title", "license_id")]
    if any(record):
        return licence_of(record)
    return licence_of(other_texts(path)) if is_workbook(path) else ""


def _in_all(licences: dict[str, str]) -> str:
    unknown = ", ".join(name for name, licence in licences.items() if licence in _FORBIDDING)
    if unknown:
        return f"{RESTRICTED_LICENCE}: no licence that permits it was read for {unknown}"
    return "; ".join(dict.fromkeys(licences.values()))


def _dataset_of(path: Path) -> Dataset:
    names = {name.strip().lower() for name in columns_of(path, _rows, _FORM, lambda _: ())}
    found = next((one for one in DATASETS if one.column in names), None)
    if found is None or not names & set(_IDS) or not names >= set(_NEEDED):
        raise SourceError(f"{path.name} is none of the datasets of incidents; expected {_FORM}")
    return found


def _rows(answer: Json) -> list[Json] | None:
    return answer if isinstance(answer, list) else None


def _reports(found: Sequence[tuple[Path, Dataset]]) -> Iterator[Found | BadLine]:
    for path, dataset in found:
        for line in lines_of_all([path], _rows, _FORM):
            if isinstance(line, BadLine):
                yield replace(line, report_id=f"{CONTRACT.id}-row-{line.line}")
                continue
            raw: dict[str, object] = {}
            for name, cell in line.raw.items():
                raw.setdefault(name.strip().lower(), cell)
            yield _report(line.number, raw, dataset)


def _report(line: int, raw: Raw, dataset: Dataset) -> Found | BadLine:
    event = next((text(raw, name) for name in _IDS if text(raw, name)), "")
    report_id = f"{CONTRACT.id}-{dataset.key}-{event}"
    code = text(raw, "country iso").upper()
    country = country_of(code)
    if country is None:
        advice = "nothing; the row is not about this region"
        reason = "lies outside the region"
        return BadLine(line, report_id, code, reason, advice, is_in_scope=False, is_outside=True)
    weapons = text(raw, "explosive weapon type") or text(raw, "weapon carried/used")
    kind = _kind(weapons, text(raw, "launch type"))
    if kind is None:
        advice = "nothing; only incidents with explosive weapons are read"
        return BadLine(line, report_id, weapons, "names no explosive weapon", advice, is_in_scope=False)
    cells = {
        "report_id": report_id if event else "",
        "incident_key": f"{CONTRACT.id}-{event}" if event else "",
        "source_id": CONTRACT.id,
        "publisher": CONTRACT.publisher,
        "claimant": "Insecurity Insight",
        "url": f"{_BASE}/dataset/{dataset.package}",
        "kind": kind,
        "struck": _struck(raw),
        "responsibility": "not_stated",
        "read_at": f"Insecurity Insight, {dataset.title}, SiND event {event}",
        **days_around(text(raw, "date")[:DAY_LENGTH], timedelta(0)),
        **place_of(raw, country),
        "summary": _summary(raw, dataset, weapons),
    }
    return Found(line, cells, {name: cell for name, cell in raw.items() if name != "event description"})


def _kind(weapons: str, launch: str) -> Kind | None:
    """Return the kind of an incident; None when it names no explosive weapon."""
    kinds = {KINDS[word] for word in re.split(r"\s*,\s*", weapons.lower()) if word in KINDS}
    if not kinds:
        return None
    if "air-launched" in launch.lower():
        return Kind.DRONE if "drone" in launch.lower() else Kind.AIRSTRIKE
    return kinds.pop() if len(kinds) == 1 else Kind.UNSPECIFIED


def _struck(raw: Raw) -> str:
    said = (text(raw, name).lower() for name in ("affected", "location of event"))
    return next((STRUCK[word] for word in said if word in STRUCK), "unspecified")


def _summary(raw: Raw, dataset: Dataset, weapons: str) -> str:
    launch = text(raw, "launch type")
    parts = [f"Insecurity Insight, {dataset.title}: {weapons}{f' ({launch})' if launch else ''}."]
    affected = text(raw, "sector affected")
    parts += [f"Affected: {affected}."] if affected else []
    killed = {name: number(text(raw, name)) for name in _KILLED}
    parts += [f"{name.capitalize()}: {n}." for name, n in killed.items() if n]
    perpetrator = text(raw, "reported perpetrator name")
    parts += [f"Reported perpetrator: {perpetrator}."] if perpetrator.lower() not in _NOTHING else []
    return clipped(" ".join(parts), _MOST_TEXT)


CONNECTOR = Connector(CONTRACT, parse, recognises, fetch)
