"""The snapshots of a server as a catalogue of data sets: DCAT 3 in JSON-LD, and schema.org beside it.

What DCAT-AP 3.0 asks for is there: https://semiceu.github.io/DCAT-AP/releases/3.0.0/. The context stands in
the document, so that no reader asks another server for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import quote

from geo.export.citation import AUTHOR
from geo.export.formats import FORMATS, Suffix, path_of
from geo.export.terms import LICENCE, LICENCE_URL
from geo.language import N_, Words, names, words
from geo.model import Language
from geo.snapshot.manifest import Manifest
from geo.snapshot.opened import Snapshot

CatalogueNode: TypeAlias = dict[str, Any]
MEDIA_TYPE = "application/ld+json"
PATH = "/catalog.jsonld"
MOST_SNAPSHOTS = 100
"""Of one part of the catalogue, some 700 KB."""
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_LANGUAGES = {Language.EN: "ENG", Language.AR: "ARA", Language.HE: "HEB"}
_FILE_TYPES = {
    Suffix.CSV: "CSV",
    Suffix.GEOJSON: "GEOJSON",
    Suffix.PARQUET: "PARQUET",
    Suffix.GPKG: "GPKG",
    Suffix.ZIP: "ZIP",
}
"""In the European list of file types."""
_NAME = N_("Shelterline, snapshot {snapshot}")
_DESCRIPTION = N_("Strike reports and shelter zones on a map, each with its claimant and its source.")


def dcat_catalogue(manifests: Sequence[Manifest], current: Snapshot, site: str, part: int) -> CatalogueNode:
    """Return a part of the catalogue, counted from 0; `manifests` are of all snapshots, the newest first.

    `current` is the snapshot that is served now, of which the days are known; `site` is the address of the
    map page, without a query.
    """
    root = site.rstrip("/")
    parts = range(-(-len(manifests) // MOST_SNAPSHOTS))
    chosen = manifests[part * MOST_SNAPSHOTS : (part + 1) * MOST_SNAPSHOTS]
    # The first part leads to the others.
    others = [_catalogue(root, other) for other in parts[1:]] if part == 0 else []
    return {
        "@context": _CONTEXT,
        **_catalogue(root, part),
        "dct:publisher": {
            **_publisher(root),
            "@type": ["foaf:Agent", "schema:Organization"],
            "foaf:name": AUTHOR,
            "schema:name": AUTHOR,
        },
        "dct:license": _licence(),
        "dct:language": _languages(),
        "foaf:homepage": {"@id": site, "@type": "foaf:Document"},
        **({"dcat:catalog": others} if others else {}),
        "dcat:dataset": [_dataset(manifest, current, site) for manifest in chosen],
    }


def address_of_part(root: str, part: int) -> str:
    """Return where a part of the catalogue is."""
    return f"{root}{PATH}?part={part}" if part else f"{root}{PATH}"


def _catalogue(root: str, part: int) -> CatalogueNode:
    return {
        "@id": address_of_part(root, part),
        "@type": ["dcat:Catalog", "schema:DataCatalog"],
        "dct:title": _in_each(lambda w: w("Snapshots of Shelterline")),
        "dct:description": _in_each(lambda w: w(_DESCRIPTION)),
        "schema:name": "Shelterline",
        "dct:publisher": _publisher(root),
    }


def _dataset(manifest: Manifest, current: Snapshot, site: str) -> CatalogueNode:
    snap, root = manifest.id, site.rstrip("/")
    named = _in_each(lambda w: w(_NAME, snapshot=snap))
    descriptions = _in_each(lambda w: w(_DESCRIPTION))
    return {
        "@id": f"{site}?snap={snap}",
        "@type": ["dcat:Dataset", "schema:Dataset"],
        "dct:title": named,
        "schema:name": named,
        "dct:description": descriptions,
        "schema:description": descriptions,
        "dct:identifier": snap,
        "schema:identifier": snap,
        "dcat:version": snap,
        "schema:version": snap,
        "dct:issued": {"@type": "xsd:dateTime", "@value": manifest.created},
        "schema:dateCreated": manifest.created,
        "dct:publisher": _publisher(root),
        "schema:creator": _publisher(root),
        "schema:license": {"@id": LICENCE_URL},
        "schema:isAccessibleForFree": True,
        "dct:language": _languages(),
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC", "@type": "dct:RightsStatement"},
        "dcat:landingPage": {"@id": f"{site}?v=1&snap={snap}", "@type": "foaf:Document"},
        **_revised(manifest, site),
        **(_days(current) if snap == current.id else {}),
        "dcat:distribution": [_distribution(suffix, snap, root) for suffix in FORMATS],
    }


def _revised(manifest: Manifest, site: str) -> CatalogueNode:
    before = [{"@id": f"{site}?snap={parent}"} for parent in manifest.parents]
    return {"dcat:previousVersion": before} if before else {}


def _days(snapshot: Snapshot) -> CatalogueNode:
    """Return the days of the reports; nothing of a snapshot in which no report has a date."""
    if not snapshot.is_dated:
        return {}
    first, last = (day.isoformat() for day in snapshot.span)
    return {
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": first},
            "dcat:endDate": {"@type": "xsd:date", "@value": last},
        },
        "schema:temporalCoverage": f"{first}/{last}",
    }


def _distribution(suffix: Suffix, snap: str, root: str) -> CatalogueNode:
    form = FORMATS[suffix]
    address, media_type = f"{root}{path_of(suffix)}?snap={snap}", form.media_type.partition(";")[0]
    return {
        "@id": address,
        "@type": ["dcat:Distribution", "schema:DataDownload"],
        "dct:title": form.label,
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "schema:contentUrl": {"@id": address},
        "dcat:mediaType": {"@id": f"{_IANA}/{quote(media_type, safe='/+')}", "@type": "dct:MediaType"},
        "schema:encodingFormat": media_type,
        "dct:format": {
            "@id": f"{_EU}/file-type/{_FILE_TYPES[suffix]}",
            "@type": "dct:MediaTypeOrExtent",
        },
        "dct:license": _licence(),
    }


def _publisher(root: str) -> Mapping[str, str]:
    return {"@id": f"{root}{PATH}#publisher"}


def _licence() -> Mapping[str, str]:
    return {"@id": LICENCE_URL, "@type": "dct:LicenseDocument", "dct:title": LICENCE}


def _languages() -> list[Mapping[str, str]]:
    return [
        {"@id": f"{_EU}/language/{code}", "@type": "dct:LinguisticSystem"} for code in _LANGUAGES.values()
    ]


def _in_each(said: Callable[[Words], str]) -> list[Mapping[str, str]]:
    return [{"@language": str(lang), "@value": names.plain(said(words(lang)))} for lang in Language]
