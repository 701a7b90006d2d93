"""What answers look like, as schemas of OpenAPI 3.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geo.export.feature_collections import COLLECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_KINDS = {"int64": "integer", "double": "number", "bool": "boolean"}


def reference(name: str) -> Schema:
    """Return a reference to one of `schemas`."""
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(schema: Mapping[str, Any]) -> Schema:
    return {"type": "array", "items": schema}


def _object(required: str, **properties: Mapping[str, Any]) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


_LINKS = _list_of(reference("link"))
_EXTENT = {
    "type": "object",
    "properties": {
        "spatial": {"type": "object", "properties": {"bbox": _list_of(_list_of({"type": "number"}))}},
        "temporal": {
            "type": "object",
            "properties": {
                "interval": _list_of(_list_of({"type": "string", "format": "date-time", "nullable": True}))
            },
        },
    },
}
_GEOMETRY = {
    "type": "object",
    "nullable": True,
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["Point", "Polygon", "MultiPolygon"]},
        "coordinates": {"type": "array", "items": {}},
    },
}


def schemas() -> dict[str, Schema]:
    """Return every schema by its name."""
    fixed = {
        "problem": _object("title status detail", title=_TEXT, status=_COUNT, detail=_TEXT, type=_TEXT),
        "link": _object(
            "href rel", href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT, templated={"type": "boolean"}
        ),
        "landing": _object("links", title=_TEXT, description=_TEXT, links=_LINKS),
        "conformance": _object("conformsTo", conformsTo=_list_of(_TEXT)),
        "collections": _object(
            "links collections", links=_LINKS, collections=_list_of(reference("collection"))
        ),
        "collection": _object(
            "id links",
            id=_TEXT,
            title=_TEXT,
            description=_TEXT,
            extent=_EXTENT,
            itemType=_TEXT,
            crs=_list_of(_TEXT),
            storageCrs=_TEXT,
            links=_LINKS,
        ),
        "queryables": _object("type properties", type=_TEXT, properties={"type": "object"}),
        "tilesets": _object("tilesets", links=_LINKS, tilesets=_list_of(reference("tileset"))),
        "tileset": _object("dataType crs links", title=_TEXT, dataType=_TEXT, crs=_TEXT, links=_LINKS),
        "health": _object("status version", status=_TEXT, version=_TEXT, reports=_COUNT, zones=_COUNT),
        "object": {"type": "object"},
    }
    return fixed | {
        f"{name}-{part}": schema for name in COLLECTIONS for part, schema in _features(name).items()
    }


def _features(name: str) -> dict[str, Schema]:
    """Return the schemas of one feature of a collection, and of a page of them."""
    columns = {field.name: _column(field) for field in COLLECTIONS[name].schema}
    feature = _object(
        "type geometry properties",
        type={"type": "string", "enum": ["Feature"]},
        id=_TEXT,
        geometry=_GEOMETRY,
        properties={"type": "object", "properties": columns},
        links=_LINKS,
    )
    page = _object(
        "type features",
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_list_of(reference(f"{name}-feature")),
        links=_LINKS,
        numberMatched=_COUNT,
        numberReturned=_COUNT,
    )
    return {"feature": feature, "features": page}


def _column(field: pa.Field) -> Schema:
    """Return the schema of a cell; an empty one is null or an empty text."""
    said: Schema = {"type": _KINDS.get(str(field.type), "string"), "nullable": True}
    return {**said, "format": "date"} if pa.types.is_date(field.type) else said
