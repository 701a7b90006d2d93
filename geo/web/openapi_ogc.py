"""What is said of a route in the description of the interface, and the routes of OGC API - Features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from geo.export.figure.sizes import Size
from geo.model import Language
from geo.web.openapi_parameters import (
    CRS,
    FORM,
    OF_ITEMS,
    SNAPSHOT_PATTERN,
    Parameter,
    Schema,
    path_parameter,
    query_parameter,
)
from geo.web.openapi_schemas import reference

TEXT: Schema = {"type": "string"}
BINARY: Schema = {"type": "string", "format": "binary"}
PAGE: Mapping[str, Schema] = {"text/html": TEXT}
PROBLEM: Mapping[str, Schema] = {"application/problem+json": reference("problem")}


PROBLEM_OR_PAGE: Mapping[str, Schema] = {**PROBLEM, **PAGE}


class ViewUse(Enum):
    """Which parameters of a view an address takes."""

    NONE = "none"
    STRICT = "strict"
    """All; what cannot be read is refused."""
    LENIENT = "lenient"
    """All; what cannot be read is named in the answer and falls back."""
    FOLLOWED = "followed"
    """Those that decide what a feed tells; what cannot be read is refused."""
    OF_COLLECTION = "of the collection"
    """Those of the filters that choose among the rows of a collection."""


@dataclass(frozen=True)
class RouteDescription:
    """What is said of one route."""

    summary: str
    answers: Mapping[str, Any]
    """Schema of each media type; `{collection}` in the name of a schema stands for the collection."""
    parameters: tuple[Parameter, ...] = ()
    view: ViewUse = ViewUse.NONE
    problem: Mapping[str, Any] = field(default_factory=lambda: PROBLEM)
    """Schema of each media type of an answer of 400 and above."""


def one_of(name: str, said: str, *values: str) -> Parameter:
    """Return a part of an address that is one of some words."""
    return path_parameter(name, said, {"type": "string", "enum": list(values)})


FIGURE: Mapping[str, Schema] = {"image/png": BINARY, "image/svg+xml": TEXT, "application/pdf": BINARY}
OF_FIGURE = (
    one_of("suffix", "Format of the figure.", "png", "svg", "pdf"),
    query_parameter("size", "Size of the figure.", {"type": "string", "enum": list(Size)}),
)
"""Parameters of a captioned figure."""


SNAP = query_parameter(
    "snap",
    "Id of a snapshot; the current one when it is left out.",
    {"type": "string", "pattern": SNAPSHOT_PATTERN},
)


_LANG = query_parameter("lang", "Language of texts.", {"type": "string", "enum": list(Language)})
_JSON_ALONE = query_parameter("f", "Form of the answer.", {"type": "string", "enum": ["json"]})
OF_DOCUMENT = (SNAP, _LANG, FORM)
"""Parameters of what is a document for programs and a page for people."""


def _document(summary: str, schema: str, *more: Parameter) -> RouteDescription:
    """Describe a document of OGC API - Features, which is a page as well."""
    forms = {"application/json": reference(schema), **PAGE}
    return RouteDescription(summary, forms, (*more, *OF_DOCUMENT), problem=PROBLEM_OR_PAGE)


_SCHEME = one_of("scheme", "Tile matrix set.", "WebMercatorQuad")
_FID = path_parameter("fid", "Id of the item.", TEXT)
OF_OGC: Mapping[str, RouteDescription] = {
    "/ogc": _document("Landing page of OGC API - Features", "landing"),
    "/ogc/": _document("Landing page of OGC API - Features", "landing"),
    "/ogc/api": RouteDescription(
        "This description, of the addresses below /ogc alone",
        {"application/vnd.oai.openapi+json": reference("object"), **PAGE},
        OF_DOCUMENT,
        problem=PROBLEM_OR_PAGE,
    ),
    "/ogc/conformance": _document("To which parts of the standard this conforms", "conformance"),
    "/ogc/collections": _document("The collections", "collections"),
    "/ogc/collections/{collection}": _document("What is said of a collection", "collection"),
    "/ogc/collections/{collection}/items": RouteDescription(
        "Features of a collection, a page at a time",
        {"application/geo+json": reference("{collection}-features"), **PAGE},
        (*OF_ITEMS.values(),),
        ViewUse.OF_COLLECTION,
        problem=PROBLEM_OR_PAGE,
    ),
    "/ogc/collections/{collection}/items/{fid:path}": RouteDescription(
        "One feature",
        {"application/geo+json": reference("{collection}-feature"), **PAGE},
        (_FID, CRS, *OF_DOCUMENT),
        problem=PROBLEM_OR_PAGE,
    ),
    "/ogc/collections/{collection}/queryables": RouteDescription(
        "By what a collection can be filtered, as a JSON Schema",
        {"application/schema+json": reference("queryables")},
        (SNAP, _LANG, _JSON_ALONE),
        problem=PROBLEM_OR_PAGE,
    ),
    "/ogc/collections/{collection}/tiles": RouteDescription(
        "The tilesets of a collection; reports have one",
        {"application/json": reference("tilesets")},
        (SNAP, _LANG, _JSON_ALONE),
        problem=PROBLEM_OR_PAGE,
    ),
    "/ogc/collections/{collection}/tiles/{scheme}": RouteDescription(
        "The vector tiles of a collection, with the address of a tile",
        {"application/json": reference("tileset")},
        (_SCHEME, SNAP, _LANG, _JSON_ALONE),
        problem=PROBLEM_OR_PAGE,
    ),
}
"""By the pattern of the route."""
