"""Features as servers of Esri give them: attributes, and shapes in the coordinates of a numbered system."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

_DAY = "esriFieldTypeDate"
_MOST_MS = 8.64e15
"""Milliseconds that a calendar has."""


def esri_features(features: list[Any], said: dict[str, Any]) -> tuple[list[Any], object]:
    """Return the features as those of GeoJSON, and the name of their coordinate system, None when not told.

    `said` is the whole answer. What its list of fields calls a date, milliseconds since 1970 in UTC, becomes
    a day and time that says so.
    """
    fields = said.get("fields")
    days = {
        str(field.get("name"))
        for field in (fields if isinstance(fields, list) else ())
        if isinstance(field, dict) and field.get("type") == _DAY
    }
    return [_feature(one, days) for one in features], _system(said.get("spatialReference"))


def _system(said: object) -> object:
    if not isinstance(said, dict):
        return None
    # Those above 32767 are Esri's own numbers; the latest is EPSG's where it has one.
    number = said.get("latestWkid", said.get("wkid"))
    if isinstance(number, int):
        return f"ESRI:{number}" if number > 2**15 - 1 else f"EPSG:{number}"
    return said.get("wkt")


def _feature(one: object, days: set[str]) -> object:
    if not isinstance(one, dict) or not isinstance(one.get("attributes") or {}, dict):
        return one
    attributes = one.get("attributes") or {}
    properties = {key: _moment(value) if key in days else value for key, value in attributes.items()}
    return {"type": "Feature", "properties": properties, "geometry": _geometry(one.get("geometry"))}


def _moment(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _MOST_MS:
        return value
    try:
        return datetime.fromtimestamp(value / 1_000, UTC).isoformat(" ", "seconds")
    except (OverflowError, ValueError, OSError):
        return value


def _geometry(said: object) -> object:
    """Return a point as GeoJSON has it; of any other shape only its type is of use."""
    if not isinstance(said, dict):
        return None
    if "x" in said and "y" in said:
        return {"type": "Point", "coordinates": [said["x"], said["y"]]}
    if isinstance(said.get("points"), list):
        return {"type": "MultiPoint", "coordinates": said["points"]}
    return {"type": "Polygon" if "rings" in said else "LineString" if "paths" in said else ""}
