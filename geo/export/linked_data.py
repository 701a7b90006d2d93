"""A thing as JSON-LD in the words of schema.org, for programs that read pages.

What somebody asserts is a `Claim`, what claims speak of is an `Event`, and what holds them is a `Dataset`.
There is no `ClaimReview`: that would be a verdict. A claimant is given as text, for nobody said whether it is
a person or an organisation. What is not known is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from geo import wording
from geo.export.citation import AUTHOR
from geo.export.terms import LICENCE_URL
from geo.export.thing_inputs import ThingInputs
from geo.geometry.footprints import AREA, DISC
from geo.language import names
from geo.model import DatePrecision, Language
from geo.model.rows import Row
from geo.model.thing_kinds import ThingKind
from geo.snapshot.address_checks import key_of, known_checks

LinkedData: TypeAlias = Mapping[str, Any]
"""One node: names of schema.org with texts, numbers, lists and nodes."""
_DEGREES = 2
"""Decimals of a place of the gazetteer, some kilometre."""


def dataset(inputs: ThingInputs) -> LinkedData:
    """Return the snapshot as a data set."""
    words, snap = inputs.words, inputs.snapshot.id
    return {
        "@type": "Dataset",
        "@id": f"{inputs.site}?snap={snap}",
        "name": words("Shelterline, snapshot {snapshot}", snapshot=snap),
        "description": words(
            "Strike reports and shelter zones on a map, each with its claimant and its source."
        ),
        "version": snap,
        "license": LICENCE_URL,
        "creator": {"@type": "Organization", "name": AUTHOR},
    }


def claim(report: Row, inputs: ThingInputs) -> LinkedData:
    """Return a report as the claim that it is, without what only its own page has room for."""
    return _said(
        {
            "@type": "Claim",
            "@id": inputs.pinned(ThingKind.REPORT, report.report_id),
            "identifier": report.report_id,
            "text": report.summary,
            "inLanguage": Language.EN.value,
            "author": report.claimant,
            "publisher": report.publisher,
            "datePublished": _iso(report.published_date),
            "appearance": _work(report.url),
        }
    )


def report_data(report: Row, inputs: ThingInputs) -> LinkedData:
    """Return a report with the event of which it speaks and the data set that holds it."""
    return {
        **claim(report, inputs),
        "name": names.plain(wording.title(report, inputs.words)),
        "about": _event(report, inputs),
        "isPartOf": dataset(inputs),
    }


def incident_data(title: str, claims: Sequence[Row], inputs: ThingInputs) -> LinkedData:
    """Return an incident as an event, with each claim about it; no claim's figures become the event's."""
    days = sorted(
        day
        for each in claims
        for stamp in (each.event_start, each.event_end)
        if (day := wording.day_of(stamp))
    )
    return _said(
        {
            "@type": "Event",
            "@id": inputs.pinned(ThingKind.INCIDENT, claims[0].incident_key),
            "identifier": claims[0].incident_key,
            "name": names.plain(title),
            "startDate": days[0].isoformat() if days else "",
            "endDate": days[-1].isoformat() if days else "",
            "location": [
                {"@type": "Place", "name": name}
                for name in dict.fromkeys(each.place_name for each in claims if each.place_name)
            ],
            "subjectOf": [*(claim(each, inputs) for each in claims), dataset(inputs)],
        }
    )


def zone_data(zone: Row, inputs: ThingInputs) -> LinkedData:
    """Return a statement on a zone as a claim by whoever issued it."""
    words = inputs.words
    first, last = _iso(zone.valid_from), _iso(zone.valid_to)
    return _said(
        {
            "@type": "Claim",
            "@id": inputs.pinned(ThingKind.ZONE, zone.zone_id),
            "identifier": zone.zone_id,
            "name": names.plain(wording.zone_name(zone, words)),
            "text": names.plain(wording.zone_status(zone, words)),
            "inLanguage": words.lang.value,
            "author": zone.issued_by,
            "publisher": zone.publisher,
            "datePublished": _iso(zone.published_date),
            "temporalCoverage": f"{first}/{last or '..'}" if first else "",
            "about": {"@type": "Place", "name": names.plain(wording.zone_name(zone, words))},
            "appearance": _work(zone.url),
            "isPartOf": dataset(inputs),
        }
    )


def source_data(source: Row, inputs: ThingInputs) -> LinkedData:
    """Return the rows of a source as a part of the data set."""
    return _said(
        {
            **_part(ThingKind.SOURCE, source.source_id, source.name, inputs),
            "isBasedOn": source.home_url,
            # Its own terms; the compilation's are those of the data set.
            "usageInfo": source.licence,
        }
    )


def place_data(
    key: str, said: Sequence[str], point: tuple[float, float] | None, inputs: ThingInputs
) -> LinkedData:
    """Return the reports of a place as a part of the data set; `said` are its names, ours first."""
    place = {
        "@type": "Place",
        "name": said[0],
        "identifier": key,
        "alternateName": list(said[1:]),
        "geo": _point(point) if point else {},
    }
    return {**_part(ThingKind.PLACE, key, said[0], inputs), "spatialCoverage": _said(place)}


def _part(kind: ThingKind, key: str, name: str, inputs: ThingInputs) -> dict[str, Any]:
    words = inputs.words
    return {
        "@type": "Dataset",
        "@id": inputs.pinned(kind, key),
        "identifier": key,
        "name": names.plain(name),
        "description": words(
            "Strike reports and shelter zones on a map, each with its claimant and its source."
        ),
        "version": inputs.snapshot.id,
        "license": LICENCE_URL,
        "creator": {"@type": "Organization", "name": AUTHOR},
        "isPartOf": dataset(inputs),
    }


def _event(report: Row, inputs: ThingInputs) -> LinkedData:
    first, last = wording.day_of(report.event_start), wording.day_of(report.event_end)
    is_month = report.date_precision == DatePrecision.MONTH
    words = inputs.words
    return _said(
        {
            "@type": "Event",
            "@id": inputs.pinned(ThingKind.INCIDENT, report.incident_key) if report.incident_key else "",
            "name": names.plain(
                f"{words(wording.KINDS[report.kind])} · {names.place(report.place_name, words)}"
            ),
            "startDate": _day(first, is_month=is_month),
            "endDate": _day(last or first, is_month=is_month),
            "location": _location(report, inputs),
        }
    )


def _location(report: Row, inputs: ThingInputs) -> LinkedData:
    """Return the ground that a location supports: never a point alone."""
    place: dict[str, Any] = {"@type": "Place", "name": report.place_name}
    if report.footprint == DISC:
        place["geo"] = {
            "@type": "GeoCircle",
            "geoMidpoint": _coordinates(report.lat, report.lon),
            # Metres, as schema.org has it for a plain number.
            "geoRadius": report.footprint_radius_m,
        }
    if report.footprint == AREA:
        area = inputs.snapshot.areas[report.footprint_pcode]
        place["containedInPlace"] = {
            "@type": "AdministrativeArea",
            "@id": inputs.pinned(ThingKind.PLACE, area.pcode),
            "name": names.plain(wording.area_name(area, inputs.words)),
        }
    return _said(place)


def _point(point: tuple[float, float]) -> LinkedData:
    lat, lon = point
    return _coordinates(round(lat, _DEGREES), round(lon, _DEGREES))


def _coordinates(lat: float, lon: float) -> LinkedData:
    return {"@type": "GeoCoordinates", "latitude": float(lat), "longitude": float(lon)}


def _work(url: str) -> LinkedData:
    check = known_checks().get(key_of(url)) if url else None
    copy = {"archivedAt": check.copy_address} if check and check.copy_address else {}
    return {"@type": "CreativeWork", "url": url, **copy} if url else {}


def _iso(stamp: object) -> str:
    day = wording.day_of(stamp)
    return day.isoformat() if day else ""


def _day(day: date | None, *, is_month: bool) -> str:
    if day is None:
        return ""
    return f"{day:%Y-%m}" if is_month else day.isoformat()


def _said(node: Mapping[str, Any]) -> LinkedData:
    """Return what of a node says something."""
    return {name: value for name, value in node.items() if value or value == 0}
