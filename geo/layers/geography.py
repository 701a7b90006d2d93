"""The geography asset: base map, area outlines and zone outlines, sent to a browser once.

What changes with a filter travels as ids; the shapes they name stay in the browser's cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import mapping

from geo import wording
from geo.geometry.zone_outlines import label_point, zone_geometry
from geo.language import Words, words
from geo.layers.map_state import ZoneMark
from geo.model import Language
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import DATA_DIR, Snapshot

NAME = "geography.json"


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
    content: dict[str, object] = {
        "basemap": json.loads((folder / "basemap.json").read_text(encoding="utf-8")),
        "areas": {
            area.pcode: {
                "name": {lang.value: name for lang, name in area.names.items()},
                "level": area.level,
                "label": area.label,
                "geometry": mapping(area.geometry),
            }
            for area in snapshot.areas
        },
        "zones": {
            zone.zone_id: {
                "geometry": mapping(shape),
                "label": label_point(shape),
                "status": zone.status,
                "kind": zone.kind,
                "said": {lang.value: _said(zone, words(lang)) for lang in Language},
            }
            for zone in rows(snapshot.zones)
            if (shape := zone_geometry(zone, snapshot.areas)) is not None
        },
    }
    return shape_file(NAME, snapshot, content)


def shape_file(name: str, snapshot: Snapshot, content: Mapping[str, object]) -> ShapeFile:
    """Return shapes of a snapshot, given as JSON, as a file with an address."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return ShapeFile(name, snapshot.id, body, hashlib.sha256(body).hexdigest())


def zone_mark(zone: Row, words: Words, *, earlier: bool = False) -> ZoneMark:
    """Return a zone status as the map draws it."""
    status = wording.zone_status(zone, words)
    name = wording.zone_name(zone, words.lang)
    days = wording.zone_days(zone, words)
    title = words("{zone}: {status}, {days}", zone=name, status=status, days=days)
    return ZoneMark(zone.zone_id, zone.status, zone.kind, status, title, earlier)


def _said(zone: Row, words: Words) -> dict[str, str]:
    mark = zone_mark(zone, words)
    return {"label": mark.label, "title": mark.title}
