"""Damaged structures per hexagon, which a third party made from UNOSAT's damage assessments.

A file is a GeoJSON layer of hexagons, each with one number, `value`, and no more: no class of damage, no
earlier image that was compared with. Its day stands in its name (`UNOSAT_gaza_23-10-15`) and again in that of
its layer; where the two differ the image is of one of these days or of one between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import shapely
from shapely.geometry import Polygon, shape

from geo.connectors.toolkit.cells import Found, Raw, blocks, source_row, text, whole
from geo.connectors.toolkit.contract import BadLine, Connector, Contract, ParsedFiles
from geo.connectors.toolkit.reading import json_of
from geo.model import SourceKind
from geo.model.errors import SourceError

CONTRACT = Contract(
    id="unosat-hexagons",
    title="Damaged structures per hexagon, made from UNOSAT",
    publisher="UNOSAT, through a third party",
    kind=SourceKind.UN,
    home_url="https://unosat.org/products/",
    licence="CC BY-SA (UNOSAT's, kept by the third party that counted per hexagon)",
    is_redistributable=True,
    cadence="none: a derived product of two dates",
    caveats=(
        "A third party counted, per hexagon, damaged structures of UNOSAT's assessments; how is not said.",
        "Damage seen in an image is never proof of a report: not of who, when, or with what.",
        "A file names neither classes of damage nor the earlier image that it was compared with.",
        "Where the two names of a file give two days, both are kept, as an interval.",
        "A place without a hexagon is not said to be undamaged.",
    ),
    hosts=(),
)
_CLAIMANT, _URL = "UNOSAT, counted per hexagon by a third party", "https://github.com/mushon/nibal"
_DAY = re.compile(r"(?<!\d)(\d{2})-(\d{2})-(\d{2})(?!\d)")
_FORM = "a GeoJSON FeatureCollection whose features have a polygon and a number `value`"
_MICRODEGREES = 1_000_000


def recognises(name: str, head: bytes) -> bool:
    """Whether a file is a layer of these hexagons."""
    return "unosat" in name and b"FeatureCollection" in head and b'"value"' in head


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read hexagons as rows of the table `assessments`.

    Raises SourceError when a file cannot be read, has not the expected form or names no day.
    """
    layers = [_layer(path) for path in paths]
    return ParsedFiles(
        tables={"assessments": blocks("assessments", _cells(layers))}, sources=(source_row(CONTRACT),)
    )


def _layer(path: Path) -> tuple[list[Raw], tuple[date, date]]:
    try:
        found = json_of(path.read_bytes(), path.name)
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror or error}") from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(features, list):
        raise SourceError(f"{path.name} has not the expected form: {_FORM}")
    days = [day for said in (path.name, text(found, "name")) for day in _days(said)]
    if not days:
        raise SourceError(
            f"{path.name} does not say of which day its image is: keep the day in its name, as in "
            "UNOSAT_gaza_23-10-15.geojson"
        )
    return features, (min(days), max(days))


def _days(said: str) -> Iterator[date]:
    for match in _DAY.finditer(said):
        try:
            yield datetime.strptime(match[0], "%y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            continue


def _cells(
    layers: Sequence[tuple[list[Raw], tuple[date, date]]],
) -> Iterator[Found | BadLine]:
    for features, (first, last) in layers:
        for line, feature in enumerate(features, 1):
            if isinstance(feature, dict):
                yield _cell(line, feature, first, last)
            else:
                yield BadLine(line, "", str(feature)[:80], "is no object", "leave it out")


def _cell(line: int, feature: Raw, first: date, last: date) -> Found:
    properties = feature.get("properties")
    polygon = _polygon(feature.get("geometry"))
    at = f"row-{line}"
    if polygon is not None:
        # A place keeps its id when its count is revised.
        at = "-".join(str(round(degrees * _MICRODEGREES)) for degrees in polygon.centroid.coords[0])
    cells = {
        "assessment_id": f"{CONTRACT.id}-{last:%Y%m%d}-{at}",
        "source_id": CONTRACT.id,
        "publisher": CONTRACT.publisher,
        "claimant": _CLAIMANT,
        "url": _URL,
        "read_at": _URL,
        "image_from": first.isoformat(),
        "image_to": last.isoformat(),
        "geometry_wkt": shapely.to_wkt(polygon, rounding_precision=6) if polygon is not None else "",
        "structures": whole(text(properties, "value")) if isinstance(properties, dict) else "",
    }
    return Found(line, cells, feature)


def _polygon(geometry: object) -> Polygon | None:
    """Return a polygon, or None where a feature has another geometry or none."""
    try:
        found = shape(geometry)  # type: ignore[arg-type]  # what has no geometry is refused
    except (AttributeError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError):
        return None
    return found if isinstance(found, Polygon) and not found.is_empty else None


CONNECTOR = Connector(CONTRACT, parse, recognises)
