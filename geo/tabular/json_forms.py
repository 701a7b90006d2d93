"""JSON of any form in which there are rows: features, lists of objects, objects line by line.

Where a file has several lists of objects it is not guessed which is meant: all of them are named. What holds
no rows is refused with a sentence that says what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from geo.connectors.toolkit.contract import BadLine
from geo.connectors.toolkit.foreign import FIRST, Part, Table, as_text, columns_of, in_pieces
from geo.model.errors import SourceError
from geo.tabular.esri_json import esri_features
from geo.tabular.geojson import features_table
from geo.tabular.json_text import Values, is_deeper, json_in, too_deep
from geo.tabular.object_columns import ObjectColumns
from geo.tabular.point_columns import whole

_LARGEST_BYTES = 100_000_000
_GEOMETRIES = {
    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
    "GeometryCollection",
}
_LEVELS = 3
"""To which a list of rows is looked for."""
_FEW_KEYS = 3
"""What has fewer is a list of words where another list has more."""
_SHOWN = 1_000


def json_table(name: str, file: BinaryIO, wanted: str = "") -> Table:
    """Read the rows of a JSON file: of the list of a name, or of the only one.

    Raises SourceError when it is no JSON, or holds no rows.
    """
    said = json_in(name, whole(name, file, _LARGEST_BYTES, "save it as GeoPackage or CSV"))
    if isinstance(said, Values):
        return _of_list(name, said)
    if isinstance(said, list):
        return _of_list(name, Values(said, list(range(1, len(said) + 1)), []))
    if not isinstance(said, dict):
        raise SourceError(f"{name} is JSON of a single value; expected a list of objects, or GeoJSON")
    return _of_object(name, said, wanted)


def _of_object(name: str, said: dict[str, Any], wanted: str) -> Table:
    kind = as_text(said.get("type"))
    if kind == "Feature":
        return features_table(name, [said], said.get("crs"))
    if kind in _GEOMETRIES:
        raise SourceError(
            f"{name} is a {kind} alone, without a day or a source; expected GeoJSON with a list of features"
        )
    if kind == "Topology":
        raise SourceError(f"{name} is TopoJSON, which is not read; save it as GeoJSON")
    if "features" in said and not wanted:
        return _of_features(name, said)
    lists = dict(_lists(said))
    if wanted and wanted not in lists:
        raise SourceError(f"{name} has no list {wanted}; it has {', '.join(lists) or 'none'}")
    if not lists:
        raise SourceError(
            f"{name} is JSON without rows; expected a list of objects that is not empty, or GeoJSON"
        )
    tables = [path for path, rows in lists.items() if len(_keys(rows)) >= _FEW_KEYS] or list(lists)
    chosen = wanted or tables[0]
    table = _of_list(name, Values(lists[chosen], list(range(1, len(lists[chosen]) + 1)), []))
    others = [path for path in lists if path != chosen]
    note = (
        f"Read the list {chosen!r}; not read: {', '.join(others)}."
        if others
        else f"Read the list {chosen!r}."
    )
    parts = tuple(Part("list", path) for path in tables)
    return Table(table.columns, (note, *table.notes), table.pieces, parts, Part("list", chosen))


def _of_features(name: str, said: dict[str, Any]) -> Table:
    features = said["features"]
    if not isinstance(features, list):
        raise SourceError(f"{name} is no collection of features; expected GeoJSON with a list of features")
    if any(isinstance(one, dict) and "attributes" in one and "properties" not in one for one in features):
        features, crs = esri_features(features, said)
        return features_table(name, features, crs)
    return features_table(name, features, said.get("crs"))


def _of_list(name: str, found: Values) -> Table:
    if not found.values:
        raise SourceError(f"{name} has no rows: its list is empty")
    if all(isinstance(one, dict) and one.get("type") == "Feature" for one in found.values):
        table = features_table(name, found.values, None, found.numbers)
        pieces = table.pieces if not found.bad else _with_bad(table, found)
        return Table(table.columns, table.notes, pieces, (), FIRST)
    objects = [one for one in found.values if isinstance(one, dict)]
    if len(objects) * 2 <= len(found.values):
        raise SourceError(f"{name} is a list of something else than objects; save it as CSV with a header")
    if any(map(is_deeper, objects)):
        raise too_deep(name)
    keys = ObjectColumns.of(objects)
    columns = columns_of(name, keys.names)
    return Table(columns, (), in_pieces(columns, _rows(found, keys)))


def _with_bad(table: Table, found: Values) -> Iterator[Any]:
    yield from table.pieces
    yield from in_pieces(table.columns, found.bad)


def _rows(found: Values, keys: ObjectColumns) -> Iterator[tuple[int, list[str]] | BadLine]:
    for number, one in zip(found.numbers, found.values, strict=True):
        if isinstance(one, dict):
            yield number, keys.texts(one)
        else:
            yield BadLine(number, "", as_text(one)[:_SHOWN], "is no object", "leave it out")
    yield from found.bad


def _lists(
    said: dict[str, Any], before: str = "", levels: int = _LEVELS
) -> Iterator[tuple[str, list[object]]]:
    """Return the lists of objects inside an object, by the keys that lead there."""
    for key, value in said.items():
        path = f"{before}{key}"
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield path, value
        elif isinstance(value, dict) and levels > 1:
            yield from _lists(value, f"{path}.", levels - 1)


def _keys(rows: list[object]) -> set[str]:
    return {key for one in rows[:_SHOWN] if isinstance(one, dict) for key in one}
