"""GeoJSON: properties as columns, and the point of a feature where it has one, as `features` has it.

The standard (RFC 7946) knows WGS 84 alone, longitude first. Files from before it name other systems: their
points are moved. A file that names EPSG:4326 and may mean latitude first is refused: nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from geo.connectors.toolkit.contract import BadLine
from geo.connectors.toolkit.foreign import Table, as_text, columns_of, in_pieces
from geo.model.errors import SourceError
from geo.tabular.json_text import is_deeper, too_deep
from geo.tabular.object_columns import ObjectColumns
from geo.tabular.point_columns import POINT_COLUMNS, without_point

_OF_POINTS = {"Point", "MultiPoint"}
_LATITUDE_FIRST = re.compile(r"EPSG:{1,2}[\d.]*:?4326")
_LAND = (29.0, 34.0, 34.7, 36.7)
"""South, west, north and east of the land between the Gulf of Aqaba and Tripoli, degrees. The same figures
the other way round are open sea."""
_MOSTLY = 0.9
Point = tuple[str, str, str]
"""Latitude, longitude and type of shape, as text."""


def features_table(
    name: str, features: Sequence[object], crs: object, numbers: Sequence[int] | None = None
) -> Table:
    """Read features (RFC 7946); `crs` is what the file says of its coordinate system.

    `numbers` are those of the features in the file; else they are counted from 1.

    Raises SourceError when there is none, or nobody can tell which of its axes is the latitude.
    """
    if not features:
        raise SourceError(f"{name} has no features, and so no rows")
    if is_deeper(crs) or any(is_deeper(_of_text(one)) for one in features):
        raise too_deep(name)
    keys = ObjectColumns.of(map(_properties, features))
    ids = _ids(features)
    is_id = "id" if "id" not in keys.names else "feature id"
    columns = columns_of(name, [*([is_id] if ids else []), *keys.names, *POINT_COLUMNS])
    points, notes = _moved(name, [_point(one) for one in features], _named(crs))
    kept = [point for point, one in zip(points, features, strict=True) if isinstance(one, dict)]
    notes += without_point(sum(not lat for lat, _, _ in kept), len(kept))

    def rows() -> Iterator[tuple[int, list[str]] | BadLine]:
        for place, feature in enumerate(features):
            number = numbers[place] if numbers else place + 1
            if isinstance(feature, dict) and isinstance(feature.get("properties") or {}, dict):
                own = ids[place : place + 1]
                yield number, [*own, *keys.texts(_properties(feature)), *points[place]]
            else:
                shown = as_text(feature)[:1_000]
                yield BadLine(number, "", shown, "is no feature", "write it as RFC 7946 says")

    return Table(columns, tuple(notes), in_pieces(columns, rows()))


def _of_text(feature: object) -> object:
    """Return what of a feature becomes text; of its shape only a point is looked at."""
    if not isinstance(feature, dict):
        return feature
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    is_point = isinstance(kind, str) and kind in _OF_POINTS
    at = geometry.get("coordinates") if isinstance(geometry, dict) and is_point else None
    return [feature.get("id"), feature.get("properties"), kind, at]


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _ids(features: Sequence[object]) -> list[str]:
    """Return the id of each feature as text; none at all where none has one, or a property says the same."""
    ids = [as_text(one.get("id")) if isinstance(one, dict) else "" for one in features]
    is_same = all(
        one in {"", as_text(_properties(feature).get("id"))}
        for one, feature in zip(ids, features, strict=True)
    )
    return [] if is_same else ids


def _point(feature: object) -> Point:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = as_text(geometry.get("type")) if isinstance(geometry, dict) else ""
    at = geometry.get("coordinates") if isinstance(geometry, dict) and kind in _OF_POINTS else None
    if kind == "MultiPoint" and isinstance(at, list) and len(at) == 1:
        at = at[0]
    if isinstance(at, list) and len(at) > 1 and not isinstance(at[0], list):
        return as_text(at[1]), as_text(at[0]), kind
    return "", "", kind


def _named(crs: object) -> str:
    """Return the name of a coordinate system; nothing where there is none, or it is that of the standard."""
    if isinstance(crs, dict):
        properties = crs.get("properties")
        said = properties if isinstance(properties, dict) else {}
        crs = said.get("name") or (f"EPSG:{said['code']}" if said.get("code") else crs)
    text = as_text(crs)
    return "" if re.search(r"CRS:?84", text) else text


def _moved(name: str, points: list[Point], crs: str) -> tuple[list[Point], list[str]]:
    """Return the points in WGS 84, longitude first as the standard has it, and notes on it."""
    if not crs:
        return points, []
    lat, lon = (np.array([_degrees(point[axis]) for point in points], float) for axis in (0, 1))
    if _LATITUDE_FIRST.search(crs):
        _refuse_latitude_first(name, lat, lon)
        return points, []
    # Loading it takes longer than reading most files.
    from geo.tabular.coordinate_systems import mover_to_wgs84  # noqa: PLC0415

    to_wgs84, notes = mover_to_wgs84(crs)
    if to_wgs84 is None:
        return points, list(notes)
    east, north = to_wgs84.transform(lon, lat)
    is_moved = np.isfinite(east) & np.isfinite(north) & np.isfinite(lat) & np.isfinite(lon)
    found = [
        (repr(float(north[at])), repr(float(east[at])), point[2]) if is_moved[at] else point
        for at, point in enumerate(points)
    ]
    return found, list(notes)


def _degrees(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _refuse_latitude_first(name: str, lat: np.ndarray, lon: np.ndarray) -> None:
    """Refuse points that are on land only the other way round, in a file whose system has latitude first."""
    n = int(np.isfinite(lat).sum())
    south, west, north, east = _LAND

    def on_land(y: np.ndarray, x: np.ndarray) -> float:
        return float(((y >= south) & (y <= north) & (x >= west) & (x <= east)).sum()) / max(1, n)

    off_globe = bool((np.abs(lat) > 90).any() and not (np.abs(lon) > 90).any())  # noqa: PLR2004 degrees
    if off_globe or (on_land(lon, lat) >= _MOSTLY and on_land(lat, lon) <= 1 - _MOSTLY):
        raise SourceError(
            f"{name} names EPSG:4326, and its points seem to have latitude first; write longitude first, as "
            "GeoJSON has it"
        )
