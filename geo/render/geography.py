"""The geography asset: base map, area outlines and zone outlines, sent to a browser once.

What changes with a filter travels as ids; the shapes they name stay in the browser's cache.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely import wkt
from shapely.geometry import Point, mapping

from geo import wording
from geo.i18n import words
from geo.model import Language, ZoneKind
from geo.precision import disc
from geo.render.state import ZoneMark
from geo.rows import rows
from geo.store.chronicle import DATA_DIR
from geo.store.memo import per_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer import Areas
    from geo.i18n import Words
    from geo.rows import Row
    from geo.store.chronicle import Chronicle

NAME = "geography.json"
POINT_ZONE_RADIUS_M = {
    ZoneKind.DISPLACEMENT_CAMP: 1_000.0,
    ZoneKind.SHELTER_AREA: 1_000.0,
    ZoneKind.EVACUATION_ORDER: 3_000.0,
}
"""Ground, in metres around the point, that a zone known by a point only is drawn at."""
_GRID_DEGREES = 1e-4
_LABEL_TOLERANCE_DEGREES = 1e-3


@dataclass(frozen=True, slots=True)
class Geography:
    """One immutable JSON answer."""

    snapshot: str
    """Id of the snapshot whose outlines and zones these are."""
    body: bytes
    """UTF-8 JSON: `basemap`, `areas` by p-code, `zones` by id with what is said of them; EPSG:4326."""
    digest: str
    """First 12 hex digits of the body's SHA-256, for the address."""

    zipped: bytes
    """The body, gzipped."""

    @property
    def address(self) -> str:
        """Where a browser gets it; it changes with the content."""
        return f"/assets/{NAME}?snap={self.snapshot}&v={self.digest}"


@per_snapshot
def geography_of(chronicle: Chronicle) -> Geography:
    """Return the asset of a snapshot, built once."""
    return build_geography(chronicle)


def build_geography(chronicle: Chronicle, folder: Path = DATA_DIR) -> Geography:
    """Build the asset of a snapshot; zones that cannot be drawn are not in it."""
    content = {
        "basemap": json.loads((folder / "basemap.json").read_text(encoding="utf-8")),
        "areas": {
            area.pcode: {
                "name": {lang.value: name for lang, name in area.names.items()},
                "level": area.level,
                "label": area.label,
                "geometry": mapping(area.geometry),
            }
            for area in chronicle.areas
        },
        "zones": {
            zone.zone_id: {
                "geometry": mapping(shape),
                "label": label_point(shape),
                "status": zone.status,
                "kind": zone.kind,
                "said": {lang.value: _said(zone, words(lang)) for lang in Language},
            }
            for zone in rows(chronicle.zones)
            if (shape := zone_geometry(zone, chronicle.areas)) is not None
        },
    }
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Geography(chronicle.id, body, digest, gzip.compress(body, compresslevel=6, mtime=0))


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


def zone_geometry(zone: Row, areas: Areas) -> BaseGeometry | None:
    """Return the ground of a zone status, EPSG:4326, or None when it is not to be drawn.

    A crossing is a point. Any other place known by a point is a disc: the point is not the place.
    """
    if zone.geometry_wkt:
        shape = wkt.loads(zone.geometry_wkt)
        if isinstance(shape, Point) and zone.kind != ZoneKind.CROSSING:
            radius_m = POINT_ZONE_RADIUS_M.get(ZoneKind(zone.kind), 1_000.0)
            return shapely.set_precision(disc(shape.y, shape.x, radius_m), _GRID_DEGREES)
        return shape
    if not has_outline(zone, areas):
        return None
    return shapely.union_all([areas[pcode].geometry for pcode in zone.pcodes.split(";")])


def has_outline(zone: Row, areas: Areas) -> bool:
    """Whether a zone status can be drawn: a shape of its own, or p-codes that equal it."""
    equals_areas = zone.geometry_basis.startswith("p-codes:") and zone.pcodes != ""
    return bool(zone.geometry_wkt) or (equals_areas and all(p in areas for p in zone.pcodes.split(";")))


def label_point(shape: BaseGeometry) -> tuple[float, float]:
    """Return latitude and longitude of a point well inside a shape, for its label."""
    if isinstance(shape, Point):
        return shape.y, shape.x
    parts = shapely.get_parts(shape)
    largest = max(parts, key=lambda part: part.area)
    inside = shapely.maximum_inscribed_circle(largest, tolerance=_LABEL_TOLERANCE_DEGREES)
    lon, lat = inside.coords[0]
    return round(lat, 5), round(lon, 5)
