"""The geography asset: base map, area outlines and zone outlines, sent to a browser once.

What changes with a filter travels as ids; the shapes they name stay in the browser's cache.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import mapping

from geo import wording
from geo.geometry.zone_outlines import label_point, zone_geometry
from geo.language import Words, words
from geo.layers.map_state import ZoneMark
from geo.model import Language
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import DATA_DIR, Snapshot

if TYPE_CHECKING:
    import pandas as pd

NAME = "geography.json"


@dataclass(frozen=True, slots=True)
class Geography:
    """One immutable JSON answer."""

    snapshot: str
    """Id of the snapshot whose outlines and zones these are."""
    body: bytes
    """UTF-8 JSON: `basemap`, `areas` by p-code, `zones` by id with what is said of them, and
    `assessments` by key where there are any; EPSG:4326."""
    digest: str
    """First 12 hex digits of the body's SHA-256, for the address."""

    zipped: bytes
    """The body, gzipped."""

    @property
    def address(self) -> str:
        """Where a browser gets it; it changes with the content."""
        return f"/assets/{NAME}?snap={self.snapshot}&v={self.digest}"


@per_snapshot
def geography_of(snapshot: Snapshot) -> Geography:
    """Return the asset of a snapshot, built once."""
    return build_geography(snapshot)


def build_geography(snapshot: Snapshot, folder: Path = DATA_DIR) -> Geography:
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
    if len(snapshot.tables["assessments"]):
        content["assessments"] = _assessment_cells(snapshot.tables["assessments"])
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Geography(snapshot.id, body, digest, gzip.compress(body, compresslevel=6, mtime=0))


def assessment_key(row: Row) -> str:
    """Return the name of the assessment that a row of `assessments` is a cell of."""
    first, last = (wording.day_of(day) for day in (row.image_from, row.image_to))
    return f"{row.source_id}/{first or ''}/{last}"


def _assessment_cells(assessments: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Return the cells of each assessment, with their counts."""
    found: dict[str, list[dict[str, object]]] = {}
    for row in rows(assessments):
        geometry = mapping(shapely.from_wkt(row.geometry_wkt))
        cell = {"id": row.assessment_id, "n": int(row.structures), "geometry": geometry}
        found.setdefault(assessment_key(row), []).append(cell)
    return found


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
