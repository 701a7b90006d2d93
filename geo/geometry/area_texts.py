"""An area drawn as people write it down: corners in lines, or GeoJSON (RFC 7946), read and written."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from shapely.geometry import mapping

from geo.geometry.area_code import AreaDrawn, DrawnAreaError, checked
from geo.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.geometry.area_code import Corner

MOST_CHARACTERS = 200_000
AROUND = "around_m"
"""Property of a feature: metres around its corners that belong to the area."""

NOT_READ = N_("The corners cannot be read. Write latitude and longitude of each corner on a line of its own.")
NO_AREA = N_("The file holds no area that can be used. Give GeoJSON with one polygon.")
SEVERAL = N_("The file holds several areas. Give GeoJSON with one polygon.")
HOLES = N_("The area has a hole, which a link cannot hold. Give a polygon without holes.")
TOO_LONG = N_("The text is too long for an area. Give GeoJSON with one polygon of at most {n} corners.")
_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,15})?"
# Of a line with single spaces: runs of them would be tried in every division, while nobody else is answered.
_PAIR = re.compile(rf"({_NUMBER}) ?°? ?[,; ] ?({_NUMBER}) ?°?", re.ASCII)
_LINE_CORNERS = 2
_ARABIC_MARKS = {"\u066b": ".", "\u060c": ","}
"""Decimal separator and comma."""


def read_area(text: str, around_m: float = 0) -> AreaDrawn:
    """Return the area of a text: GeoJSON, or latitude and longitude of each corner on a line of its own.

    A feature that says how far around its corners the area reaches goes before `around_m`.

    Raises DrawnAreaError for what cannot be read and for what is no area, see `checked`.
    """
    if len(text) > MOST_CHARACTERS:
        raise DrawnAreaError(TOO_LONG, n="60")
    if text.lstrip("\ufeff \n\r\t").startswith(("{", "[")):
        corners, said_m = _in_geojson(text)
        return checked(corners, around_m if said_m is None else said_m)
    return checked(_in_lines(text), around_m)


def written(area: AreaDrawn) -> str:
    """Return the corners of an area as lines that `read_area` reads."""
    return "\n".join(f"{lat:.5f}, {lon:.5f}" for lat, lon in area.corners)


def to_geojson(area: AreaDrawn) -> str:
    """Return an area as GeoJSON: the whole of it, and where it has a distance around, what was drawn."""
    features = [_feature(area.geometry if area.around_m else area.drawn, {"name": "area"})]
    if area.around_m:
        features.append(_feature(area.drawn, {"name": "corners", AROUND: area.around_m}))
    return json.dumps({"type": "FeatureCollection", "features": features})


def _feature(shape: BaseGeometry, properties: dict[str, object]) -> dict[str, object]:
    geometry = mapping(shape)
    return {"type": "Feature", "properties": properties, "geometry": _rounded(geometry)}


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(each) for each in value]
    return round(value, 7) if isinstance(value, float) else value


def _in_lines(text: str) -> list[Corner]:
    # Digits of any script are those that they stand for.
    plain = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else _ARABIC_MARKS.get(c, c)
        for c in text
    )
    corners = []
    for line in filter(str.strip, plain.splitlines()):
        found = _PAIR.fullmatch(" ".join(line.split()))
        if found is None:
            raise DrawnAreaError(NOT_READ)
        corners.append((float(found[1]), float(found[2])))
    return corners


def _in_geojson(text: str) -> tuple[list[Corner], float | None]:
    try:
        # A whole number may be longer than a float holds; as a float it is infinite, and refused.
        said = json.loads(text.lstrip("\ufeff"), parse_int=float)
    except (ValueError, RecursionError):
        raise DrawnAreaError(NO_AREA) from None
    found = list(_geometries(said, None))
    # What was drawn goes before the ground that it stands for.
    found = [one for one in found if one[1] is not None] or found
    if not found:
        raise DrawnAreaError(NO_AREA)
    if len(found) > 1:
        raise DrawnAreaError(SEVERAL)
    [(geometry, around_m)] = found
    try:
        return [(float(lat), float(lon)) for lon, lat, *_ in _positions(geometry)], around_m
    except (TypeError, ValueError):
        raise DrawnAreaError(NO_AREA) from None


def _geometries(said: object, around_m: float | None) -> Iterator[tuple[dict[str, Any], float | None]]:
    """Return the geometries of some GeoJSON, each with the metres around it that its feature states."""
    if not isinstance(said, dict):
        return
    match said.get("type"):
        case "FeatureCollection":
            features = said.get("features")
            for feature in features if isinstance(features, list) else ():
                if isinstance(feature, dict) and feature.get("type") == "Feature":
                    yield from _geometries(feature, None)
        case "Feature":
            properties = said.get("properties")
            metres = properties.get(AROUND) if isinstance(properties, dict) else None
            is_number = isinstance(metres, int | float) and not isinstance(metres, bool)
            yield from _geometries(said.get("geometry"), metres if is_number else None)
        case "Polygon" | "MultiPolygon" | "Point" | "LineString":
            yield said, around_m


def _positions(geometry: dict[str, Any]) -> list[Any]:
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or not coordinates:
        raise DrawnAreaError(NO_AREA)
    match geometry["type"]:
        case "Point":
            return [coordinates]
        case "LineString":
            if len(coordinates) != _LINE_CORNERS:
                raise DrawnAreaError(NO_AREA)
            return coordinates
        case "MultiPolygon":
            if len(coordinates) > 1:
                raise DrawnAreaError(SEVERAL)
            return _positions({"type": "Polygon", "coordinates": coordinates[0]})
    if len(coordinates) > 1:
        raise DrawnAreaError(HOLES)
    return list(coordinates[0])
