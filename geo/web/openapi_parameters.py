"""Parameters as OpenAPI describes them: those of a view, from the registry of filters, and some others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo.export.feature_text import Crs
from geo.filters import registry
from geo.filters.choice import ChoiceFilter
from geo.filters.ends import READ_AS
from geo.filters.permalink import parameters
from geo.filters.reader import ALL, escaped
from geo.filters.sources import SOURCES
from geo.filters.view import LAYER_NAMES, MAX_TEXT, MAX_ZOOM, MIN_ZOOM
from geo.geometry.area_code import MOST_AROUND_M
from geo.model import Language
from geo.snapshot.opened import Snapshot
from geo.web.feature_request import DEFAULT_LIMIT, MOST_FEATURES

Schema = Mapping[str, Any]
Parameter = Mapping[str, Any]
_MOST_LISTED = 1_000
"""Values of a filter that are listed; of more it is only said what they are."""
DAY_PATTERN = r"^(19\d\d|20\d\d|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_YEAR = r"(\d{3}[1-9]|\d\d[1-9]\d|\d[1-9]\d\d|[1-9]\d{3})"
_HOUR = r"([01]\d|2[0-3]):[0-5]\d"
_INSTANT = (
    _YEAR
    + r"-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    + rf"([Tt]({_HOUR}:([0-5]\d|60)(\.\d+)?([Zz]|[+-]{_HOUR}))?)?"
)
_INTERVALS = rf"{_INSTANT}/(\.\.)?|(\.\.)?/{_INSTANT}|{_INSTANT}/{_INSTANT}"
SNAPSHOT_PATTERN = "^[0-9a-f]{12}$"
_DAY: Schema = {"type": "string", "format": "date", "pattern": DAY_PATTERN}
_OTHERS: Mapping[str, tuple[str, Schema]] = {
    "v": ("Version of the view's parameters.", {"type": "string", "enum": ["1"]}),
    "snap": (
        "Id of a snapshot; the current one when it is left out.",
        {"type": "string", "pattern": SNAPSHOT_PATTERN},
    ),
    "from": ("First day, inclusive. On or before `to`.", _DAY),
    "to": ("Last day, inclusive.", _DAY),
    "q": ("Words, and phrases in quotation marks, that a report must say.", {"type": "string"}),
    "layers": ("Layers of the map, with commas between.", {}),
    "lat": (
        "Degrees north of the middle of the map.",
        {"type": "string", "pattern": r"^-?([0-7]?\d|8[0-4])(\.\d{1,5})?$"},
    ),
    "lon": (
        "Degrees east of the middle of the map.",
        {"type": "string", "pattern": r"^-?(\d{1,2}|1[0-7]\d)(\.\d{1,5})?$"},
    ),
    "z": ("Zoom of the map.", {"type": "integer", "minimum": MIN_ZOOM, "maximum": MAX_ZOOM}),
    "lang": ("Language of texts.", {"type": "string", "enum": list(Language)}),
    "aoi": (
        "Corners of an area, as a flexible polyline of version 1 with 5 decimals; or empty.",
        {"type": "string"},
    ),
    "aoi_m": (
        "Metres around these corners that belong to the area.",
        {"type": "integer", "minimum": 0, "maximum": MOST_AROUND_M},
    ),
    "differs": ("On what the claims about an incident differ: on any of these.", {}),
    "sel": ("Id of a report or a zone statement of the snapshot, or empty.", {"type": "string"}),
}
"""What is said of parameters that no registry describes better."""


def view_parameters(snapshot: Snapshot) -> dict[str, Parameter]:
    """Return every parameter of a view by its name, with the values that a snapshot knows."""
    return {name: filter_parameter(name, snapshot) for name in parameters()}


def filter_parameter(name: str, snapshot: Snapshot) -> Parameter:
    """Return one parameter of a view; what no table here describes is described by its filter's label."""
    labels = {each: found.label for found in registry.filters() for each in found.parameters}
    said, schema = _OTHERS.get(name, (f"{labels.get(name, name)}.", {"type": "string"}))
    if name == "q":
        schema = {**schema, "maxLength": MAX_TEXT}
    elif name == "layers":
        schema = _some_of(LAYER_NAMES, "")
    elif name == "area":
        schema = {"type": "string", "enum": [ALL, *(area.pcode for area in snapshot.areas)]}
    elif name == "ends":
        schema = {"type": "string", "enum": list(READ_AS)}
        said = "How statements without a stated end are read."
    else:
        schema = _choices(snapshot).get(name, schema)
    return query_parameter(name, said, schema)


def _choices(snapshot: Snapshot) -> dict[str, Schema]:
    """Return the schema of each filter that is a choice among values."""
    return {
        each.parameter: _values_of(each, snapshot)
        for each in registry.filters()
        if isinstance(each, ChoiceFilter)
    }


def _values_of(each: ChoiceFilter, snapshot: Snapshot) -> Schema:
    if each.labels is not None:
        return _some_of(each.labels)
    known = snapshot.known.sources if each is SOURCES else snapshot.facet(each.column)
    if len(known) > _MOST_LISTED:
        return {"type": "string"}
    # What is not stated may be left empty as well.
    unstated = [] if each.field else [value for value in known if not value]
    return _some_of([*unstated, *sorted(value if each.field else escaped(value) for value in known)])


def _some_of(values: Iterable[str], *alone: str) -> Schema:
    listed = {"items": {"type": "string", "enum": [str(v) for v in values]}}
    # A list in both cases, so that a client writes both alike, with commas between.
    everything = {"maxItems": 1, "items": {"type": "string", "enum": [ALL, *alone]}}
    return {"type": "array", "minItems": 1, "oneOf": [everything, listed]}


def query_parameter(name: str, said: str, schema: Schema) -> Parameter:
    """Return a parameter of a query string that may be left out; lists have commas between."""
    return {
        "name": name,
        "in": "query",
        "description": said,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def path_parameter(name: str, said: str, schema: Schema) -> Parameter:
    """Return a part of an address."""
    return {"name": name, "in": "path", "required": True, "description": said, "schema": schema}


_NUMBERS: Schema = {"type": "number"}
_CRS: Schema = {"type": "string", "format": "uri", "enum": list(Crs), "default": str(Crs.CRS84)}
FORM = query_parameter(
    "f", "Form of the answer; without it `Accept` decides.", {"type": "string", "enum": ["json", "html"]}
)
CRS = query_parameter("crs", "Coordinate system of geometries in the answer.", _CRS)
OF_ITEMS: Mapping[str, Parameter] = {
    "bbox": query_parameter(
        "bbox",
        "Only what touches this box, and what has no geometry: west, south, east, north in degrees, or in "
        "`bbox-crs`. With west beyond east it reaches across the date line. South is no more than north. "
        "Heights may be there and make no difference.",
        {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": _NUMBERS,
        },
    ),
    "bbox-crs": query_parameter("bbox-crs", "Coordinate system of `bbox`.", _CRS),
    "datetime": query_parameter(
        "datetime",
        "Only what speaks of these days, and what says no day: a day or an instant of RFC 3339, or two with "
        "`/` between, the earlier first, of which one may be `..` or empty.",
        {"type": "string", "pattern": f"^({_INSTANT}|{_INTERVALS})$"},
    ),
    "limit": query_parameter(
        "limit",
        f"Features in the answer at the most; more than {MOST_FEATURES} means {MOST_FEATURES}.",
        {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": DEFAULT_LIMIT},
    ),
    "offset": query_parameter(
        "offset", "Features that are passed over.", {"type": "integer", "minimum": 0, "default": 0}
    ),
    "crs": CRS,
    "f": FORM,
}
"""Parameters of a collection's items beside those of a view."""
