"""GeoJSON: properties as columns, and the point of a feature where it has one, as `features` has it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from geo.connectors.toolkit.contract import BadLine
from geo.connectors.toolkit.foreign import MOST_COLUMNS, Table, as_text, columns_of, in_pieces
from geo.model.errors import SourceError
from geo.tabular.point_columns import POINT_COLUMNS, whole, without_point

_LARGEST_BYTES = 100_000_000
_OF_POINTS = {"Point", "MultiPoint"}
_MOST_LEVELS = 32
"""To which a cell may be nested."""


def geojson(name: str, file: BinaryIO) -> Table:
    """Read a collection of features (RFC 7946: always WGS 84).

    Raises SourceError when it is no such collection.
    """
    text = whole(name, file, _LARGEST_BYTES, "save it as GeoPackage or CSV")
    try:
        said = json.loads(text)
    except RecursionError as error:
        raise _too_deep(name) from error
    except ValueError as error:
        raise SourceError(f"{name} is no JSON: {error}") from error
    features = said.get("features") if isinstance(said, dict) else None
    if not isinstance(features, list):
        raise SourceError(f"{name} is no collection of features; expected GeoJSON with a list of features")
    if any(_is_deeper(one, _MOST_LEVELS) for one in (said.get("crs"), *map(_of_text, features))):
        raise _too_deep(name)
    crs = said.get("crs")
    is_other = bool(crs) and not re.search(r"CRS84|4326", as_text(crs))
    notes = [f"The file names {as_text(crs)[:80]}; GeoJSON is always read as WGS 84."] if is_other else []
    keys: dict[str, None] = {}
    for one in features:
        keys.update(dict.fromkeys(_properties(one)))
        if len(keys) > MOST_COLUMNS:
            break
    columns = columns_of(name, [*keys, *POINT_COLUMNS])
    has_point = [bool(_point(one.get("geometry"))[0]) for one in features if isinstance(one, dict)]
    notes += without_point(has_point.count(False), len(has_point))
    return Table(columns, tuple(notes), in_pieces(columns, _features(features, list(keys))))


def _too_deep(name: str) -> SourceError:
    return SourceError(f"{name} is no JSON of a map: it is nested deeper than {_MOST_LEVELS} levels")


def _of_text(feature: object) -> object:
    """Return what of a feature becomes text; of its shape only a point is looked at."""
    if not isinstance(feature, dict):
        return feature
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    is_point = isinstance(kind, str) and kind in _OF_POINTS
    at = geometry.get("coordinates") if isinstance(geometry, dict) and is_point else None
    return [feature.get("properties"), kind, at]


def _is_deeper(value: object, levels: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(inside) and (levels == 0 or any(_is_deeper(one, levels - 1) for one in inside))


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _features(features: list[Any], keys: list[str]) -> Iterator[tuple[int, list[str]] | BadLine]:
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            yield BadLine(number, "", as_text(feature)[:1_000], "is no feature", "write it as RFC 7946 says")
            continue
        properties = _properties(feature)
        yield number, [*(as_text(properties.get(key)) for key in keys), *_point(feature.get("geometry"))]


def _point(geometry: object) -> tuple[str, str, str]:
    kind = as_text(geometry.get("type")) if isinstance(geometry, dict) else ""
    at = geometry.get("coordinates") if isinstance(geometry, dict) and kind in _OF_POINTS else None
    if kind == "MultiPoint" and isinstance(at, list) and len(at) == 1:
        at = at[0]
    if isinstance(at, list) and len(at) > 1 and not isinstance(at[0], list):
        return as_text(at[1]), as_text(at[0]), kind
    return "", "", kind
