"""`ro-crate-metadata.json`: where a package comes from, in the words of RO-Crate 1.1.

See https://www.researchobject.org/ro-crate/specification/1.1/. Who published is told apart from what was read
for the snapshot, and both from the software that wrote the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from geo.export.citation import AUTHOR, PUBLISHER
from geo.export.package_tables import PackageSource

if TYPE_CHECKING:
    from geo.export.about import About
    from geo.export.packaged_files import PackagedFile
    from geo.export.provenance import Provenance

Entity: TypeAlias = dict[str, Any]
PATH = "ro-crate-metadata.json"
CRATE_VERSION = "https://w3id.org/ro/crate/1.1"
_ADDED_TERMS = {name: f"http://schema.org/{name}" for name in ("creditText", "sha256")}
"""Of schema.org, and newer than the context of RO-Crate 1.1: what that does not define is dropped."""
_ROOT, _AUTHOR, _SOFTWARE, _MAKING = "./", "#contributors", "#software", "#making"


def ro_crate(
    about: About,
    language: str,
    files: Sequence[PackagedFile],
    sources: Sequence[PackageSource],
    provenance: Provenance,
) -> Entity:
    """Describe a package: its files, the outlets of its rows, and what its snapshot was made of."""
    published, read = _publications(sources), _inputs(provenance)
    snapshot = _snapshot(about, read)
    paths = [_reference(file.path) for file in files]
    graph = [
        {
            "@id": PATH,
            "@type": "CreativeWork",
            "about": _reference(_ROOT),
            "conformsTo": _reference(CRATE_VERSION),
        },
        {
            "@id": _ROOT,
            "@type": "Dataset",
            "name": about.title,
            "description": " ".join(about.notes),
            "datePublished": provenance.written_on.isoformat(),
            "license": _reference(about.licence_url),
            "version": about.snapshot,
            "identifier": about.address,
            "url": about.address,
            "inLanguage": language,
            "creditText": about.citation,
            "author": _reference(_AUTHOR),
            "publisher": _reference(_AUTHOR),
            "isBasedOn": _one_or_more([snapshot, *published]),
            "mentions": _reference(_MAKING),
            "hasPart": paths,
        },
        *(_file(file, about) for file in files),
        _making(about, paths, [snapshot, *published]),
        snapshot,
        *published,
        *(_outlet(source) for source in sources),
        *read,
        *_who_and_what(about),
    ]
    return {"@context": [f"{CRATE_VERSION}/context", _ADDED_TERMS], "@graph": graph}


def _reference(to: str) -> Entity:
    return {"@id": to}


def _one_or_more(entities: Sequence[Entity]) -> Entity | list[Entity]:
    """Return references as the standard recommends: one of them stands in no list."""
    references = [_reference(each["@id"]) for each in entities]
    return references[0] if len(references) == 1 else references


def _file(file: PackagedFile, about: About) -> Entity:
    return {
        "@id": file.path,
        "@type": "File",
        "name": file.path,
        "encodingFormat": file.media_type.partition(";")[0],
        "contentSize": str(file.n_bytes),
        "sha256": file.sha256,
        "license": _reference(about.licence_url),
    }


def _making(about: About, results: Sequence[Entity], inputs: Sequence[Entity]) -> Entity:
    return {
        "@id": _MAKING,
        "@type": "CreateAction",
        "name": f"Export of the view by {about.software}",
        "instrument": _reference(_SOFTWARE),
        "object": _one_or_more(inputs),
        "result": list(results),
    }


def _snapshot(about: About, read: Sequence[Entity]) -> Entity:
    """Return the data of which the package is a part."""
    return {
        "@id": f"#snapshot-{about.snapshot}",
        "@type": "CreativeWork",
        "name": f"Snapshot {about.snapshot}",
        "version": about.snapshot,
        "license": _reference(about.licence_url),
        **({"isBasedOn": _one_or_more(read)} if read else {}),
    }


def _inputs(provenance: Provenance) -> list[Entity]:
    """Return what was read for the snapshot; what of it is not known is left out."""
    return [
        {
            "@id": f"#input-{number}",
            "@type": "CreativeWork",
            "name": each["name"],
            **({"sha256": each["sha256"]} if each.get("sha256") else {}),
            **({"sdDatePublished": each["retrieved"]} if each.get("retrieved") else {}),
            **({"usageInfo": each["licence"]} if each.get("licence") else {}),
        }
        for number, each in enumerate(provenance.inputs, start=1)
    ]


def _publications(sources: Sequence[PackageSource]) -> list[Entity]:
    """Return what each outlet published, of which the package has rows."""
    return [
        {
            "@id": f"#published-by-{_in_id(source)}",
            "@type": "CreativeWork",
            "name": f"Reports published by {source.cells['name']}",
            "publisher": _reference(f"#outlet-{_in_id(source)}"),
            **({"usageInfo": source.cells["licence"]} if source.cells["licence"] else {}),
        }
        for source in sources
    ]


def _outlet(source: PackageSource) -> Entity:
    said: Mapping[str, str] = {
        "name": source.cells["name"],
        "identifier": source.key,
        "url": source.cells["home_url"],
        "description": source.cells["caveat"],
    }
    return {
        "@id": f"#outlet-{_in_id(source)}",
        "@type": "Organization",
        **{name: text for name, text in said.items() if text},
    }


def _in_id(source: PackageSource) -> str:
    return quote(source.key, safe="")


def _who_and_what(about: About) -> Iterator[Entity]:
    yield {
        "@id": about.licence_url,
        "@type": "CreativeWork",
        "name": about.licence,
        "description": about.terms,
        "url": about.licence_url,
    }
    yield {"@id": _AUTHOR, "@type": "Organization", "name": AUTHOR}
    name, _, version = about.software.partition(" ")
    yield {
        "@id": _SOFTWARE,
        "@type": "SoftwareApplication",
        "name": name or PUBLISHER,
        "version": version,
        "softwareVersion": version,
    }
