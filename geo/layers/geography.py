"""The geography asset: base map, area outlines and zone outlines, sent to a browser once.

What changes with a filter travels as ids; the shapes they name stay in the browser's cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import mapping

from geo import wording
from geo.geometry.gazetteer import Area, Areas
from geo.geometry.zone_outlines import drawn_outline, label_point
from geo.language import N_, Words, names, words
from geo.language.names import NameTable
from geo.layers.map_state import ZoneMark
from geo.model import Language
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import DATA_DIR, Snapshot

NAME = "geography.json"
_TOWNS = ("Gaza City", "Khan Younis", "Rafah")
"""Towns that a reader looks for first, beside countries and seas."""
_FIRST_ZOOM = 5
_SEAS = {N_("Mediterranean Sea"): (-5.0, 30.0, 36.4, 37.0)}
"""West, south, east and north of a box in which all water is this sea."""
_NAMED_IN_CATALOGUES = (N_("Gulf of Aden"),)
"""Names of the base map that the gazetteer has in English only."""
_GAZA = "PS02"


@dataclass(frozen=True, slots=True)
class ShapeFile:
    """One immutable JSON answer with shapes in EPSG:4326."""

    name: str
    """Below the assets' address."""
    snapshot: str
    """Id of the snapshot whose shapes these are."""
    body: bytes
    """UTF-8 JSON. The geography has `basemap`, `areas` by p-code and `zones` by id with their words."""
    sha256: str
    """Of the body, 64 hex digits."""

    @property
    def digest(self) -> str:
        """What stands for the body in the address."""
        return self.sha256[:12]

    @property
    def address(self) -> str:
        """Where a browser gets it; it changes with the content."""
        return f"/assets/{self.name}?snap={self.snapshot}&v={self.digest}"


@per_snapshot
def geography_of(snapshot: Snapshot) -> ShapeFile:
    """Return the asset of a snapshot, built once."""
    return build_geography(snapshot)


def build_geography(snapshot: Snapshot, folder: Path = DATA_DIR) -> ShapeFile:
    """Build the asset of a snapshot; zones that cannot be drawn are not in it."""
    base = _basemap(folder)
    content: dict[str, object] = {
        "basemap": {**base, "labels": _labels(base["labels"], snapshot.areas)},
        "areas": {
            area.pcode: {
                "name": {lang.value: wording.area_name(area, words(lang)) for lang in Language},
                "level": area.level,
                "label": area.label,
                "geometry": mapping(area.geometry),
            }
            for area in snapshot.areas
        },
        "zones": {
            zone.zone_id: {
                "geometry": mapping(drawn.geometry),
                "label": label_point(drawn.geometry),
                "status": zone.status,
                "kind": zone.kind,
                "said": {lang.value: _said(zone, words(lang)) for lang in Language},
            }
            for zone in rows(snapshot.zones)
            if (drawn := drawn_outline(zone, snapshot.areas)) is not None
        },
    }
    return shape_file(NAME, snapshot, content)


def _labels(labels: list[dict[str, Any]], areas: Areas) -> list[dict[str, Any]]:
    """Return the names of the base map, first what orients: towns of Gaza, countries by nearness, seas."""
    outlines = {area.names[Language.EN]: area for area in areas if not area.parent}
    first: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for label in map(_named, labels):
        extent = _extent(label, outlines)
        (others if extent is None else first).append(label | (extent or {}))
    # A governorate that is called like a town would be read as the same name twice.
    towns = {name for label in first if label["kind"] == "city" for name in label["name"].values()}
    others = [
        label
        for label in others
        if label["kind"] != "governorate" or towns.isdisjoint(label["name"].values())
    ]
    first.sort(key=lambda label: _place_among_first(label, areas))
    return [
        *(
            {**label, "first": True, "min_zoom": _FIRST_ZOOM, "rank": rank}
            for rank, label in enumerate(first)
        ),
        *others,
    ]


def _named(label: dict[str, Any]) -> dict[str, Any]:
    """Return a name with the translations of the catalogues where no table has one."""
    own = label["name"]
    in_english = own[Language.EN]
    return label | {
        "name": {
            lang.value: own[lang] if own[lang] != in_english else words(lang)(in_english) for lang in Language
        }
    }


def _extent(label: dict[str, Any], outlines: Mapping[str, Area]) -> dict[str, Any] | None:
    """Return the outline or box of a country or a sea, nothing of a town, and None where a name can wait."""
    name, kind = label["name"]["en"], label["kind"]
    if kind == "city" and name in _TOWNS:
        return {}
    if kind in {"country", "sea"} and name in outlines:
        return {"pcode": outlines[name].pcode}
    return {"sea": _SEAS[name]} if kind == "sea" and name in _SEAS else None


def _place_among_first(label: dict[str, Any], areas: Areas) -> tuple[int, float]:
    group = ("city", "country", "sea").index(label["kind"])
    if "pcode" not in label or _GAZA not in areas:
        return group, 0
    return group, areas[label["pcode"]].geometry.distance(areas[_GAZA].geometry)


def _basemap(folder: Path) -> dict[str, Any]:
    """Read the base map, with its labels as our table of places names them: one place has one name."""
    basemap: dict[str, Any] = json.loads((folder / "basemap.json").read_text(encoding="utf-8"))
    for label in (*basemap["labels"], *basemap["wadi_gaza"]):
        label["name"] = {lang: _place(label["name"], lang) for lang in Language}
    for crossing in basemap["crossings"]:
        own = {str(lang): crossing[f"name_{lang}"] for lang in Language}
        crossing.update({f"name_{lang}": _place(own, lang) for lang in Language})
    return basemap


def _place(own: Mapping[str, str], lang: Language) -> str:
    named = names.of(NameTable.PLACES, own["en"], lang).text
    return named if named != own["en"] else own.get(lang) or own["en"]


def shape_file(name: str, snapshot: Snapshot, content: Mapping[str, object]) -> ShapeFile:
    """Return shapes of a snapshot, given as JSON, as a file with an address."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return ShapeFile(name, snapshot.id, body, hashlib.sha256(body).hexdigest())


def zone_mark(zone: Row, words: Words, *, earlier: bool = False) -> ZoneMark:
    """Return a zone status as the map draws it."""
    status = wording.zone_status(zone, words)
    name = wording.zone_name(zone, words)
    days = wording.zone_days(zone, words)
    title = words("{zone}: {status}, {days}", zone=name, status=status, days=days)
    return ZoneMark(zone.zone_id, zone.status, zone.kind, status, title, earlier)


def _said(zone: Row, words: Words) -> dict[str, str]:
    mark = zone_mark(zone, words)
    return {"label": mark.label, "title": mark.title}
