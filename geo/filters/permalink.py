"""The View's one form in an address: every parameter always written, none ever trusted.

`parse(emit(view), …).view == view` for every view that the snapshot can show. A value that cannot be
read falls back by itself and is named; nothing here raises on bad input, and nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from geo.filters import registry
from geo.filters import view as views
from geo.filters.filter import Filter
from geo.filters.reader import ALL, KnownIds, ParameterReader
from geo.filters.view import MAX_LON, MAX_ZOOM, MIN_ZOOM, View
from geo.geometry.frame import MAX_LAT
from geo.model import Language
from geo.model.errors import PermalinkError

VERSION = "1"
VIEWPORT_PARAMETERS = ("lat", "lon", "z")
"""Parameters that the browser rewrites by itself while the map moves."""

_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)
_ZOOM = re.compile(r"\d{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedView:
    """A view read from an address, and what in the address could not be used."""

    view: View
    ignored: tuple[PermalinkError, ...]


def parameters() -> list[str]:
    """Return the name of every parameter, in the documented order."""
    first, added = (
        [name for each in some for name in each.parameters] for some in (registry.FIRST, registry.ADDED)
    )
    return ["v", "snap", *first, "layers", *VIEWPORT_PARAMETERS, "lang", "sel", *added]


def emit(view: View) -> dict[str, str]:
    """Return the view's parameters by name, in the documented order, none left out."""
    return {
        "v": VERSION,
        "snap": view.snap,
        **_emitted(registry.FIRST, view),
        "layers": ",".join(view.layers),
        "lat": f"{view.lat:.5f}",
        "lon": f"{view.lon:.5f}",
        "z": str(view.z),
        "lang": view.lang.value,
        "sel": view.selected,
        **_emitted(registry.ADDED, view),
    }


def _emitted(some: Iterable[Filter], view: View) -> dict[str, str]:
    return {name: text for each in some for name, text in zip(each.parameters, each.emit(view), strict=True)}


def query_string(view: View) -> str:
    """Return the view's parameters as a query string, without the question mark."""
    return urlencode(emit(view))


def identifying_query(view: View) -> str:
    """Return the query string that tells this view from every other, the same in each version of the program.

    It leaves out a filter that came after the first ones and of which the view asks nothing, so that what
    is derived from it (the key of a citation) stays when a filter is added.
    """
    idle = {name for each in registry.ADDED if not each.is_chosen(view) for name in each.parameters}
    return urlencode({name: text for name, text in emit(view).items() if name not in idle})


def followed_parameters() -> list[str]:
    """Return the parameters that decide what of any snapshot a view shows, and in which language."""
    return [name for name in parameters() if name not in {"v", "snap", "sel", *VIEWPORT_PARAMETERS}]


def following_query(view: View, span: tuple[date, date]) -> str:
    """Return these parameters of a view as a query string, for who follows it from snapshot to snapshot.

    `span` are the first and the last day of the view's snapshot: an end of the dates that lies there is left
    open.
    """
    said, followed = emit(view), followed_parameters()
    ends = {"from": view.date_from == span[0], "to": view.date_to == span[1]}
    return urlencode({name: said[name] for name in followed if not ends.get(name, False)})


def parse(query: str | Mapping[str, str], default: View, known: KnownIds) -> ParsedView:
    """Read a view from a query string or its parameters.

    Missing parameters take the default's value in silence; unknown parameters are ignored;
    a bad value takes the default's value and is listed in `ignored`.
    """
    names = parameters()
    reader = ParameterReader(first_values(query, names), known)
    view = View(
        snap=_snapshot(reader, default.snap),
        **read_filters(reader, default),
        layers=_layers(reader, default.layers),
        lat=_degrees(reader, "lat", MAX_LAT, default.lat),
        lon=_degrees(reader, "lon", MAX_LON, default.lon),
        z=_zoom(reader, default.z),
        lang=Language(reader.one("lang", set(Language), default.lang)),
        selected=_selection(reader, default.selected),
    )
    _check_version(reader)
    return ParsedView(view, tuple(sorted(reader.ignored, key=lambda e: names.index(e.parameter))))


def read_filters(reader: ParameterReader, default: View) -> dict[str, Any]:
    """Read the fields of a view that its filters decide; what is not said is as in the default."""
    fields: dict[str, Any] = {}
    for each in registry.FIRST:
        fields |= each.read(reader, default)
    choices: dict[str, Any] = {}
    for each in registry.ADDED:
        choices |= each.read(reader, default)
    return {**fields, "choices": tuple((name, values) for name, values in choices.items() if values)}


def first_values(query: str | Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return the parameters of these names, the first of several of one name."""
    pairs = (
        parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="replace")
        if isinstance(query, str)
        else list(query.items())
    )
    known = set(names)
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in known:
            values.setdefault(name, value)
    return values


def _check_version(reader: ParameterReader) -> None:
    if reader.parameters.get("v", VERSION) != VERSION:
        reader.ignore("v", reader.parameters["v"], VERSION)


def _snapshot(reader: ParameterReader, default: str) -> str:
    if reader.parameters.get("snap", default) != default:
        reader.ignore("snap", reader.parameters["snap"], default)
    return default


def _layers(reader: ParameterReader, default: tuple[str, ...]) -> tuple[str, ...]:
    layers = reader.parameters.get("layers")
    if layers is None:
        return default
    if layers in {"", ALL}:
        return views.LAYER_NAMES if layers == ALL else ()
    return reader.choice("layers", set(views.LAYER_NAMES), default) or ()


def _degrees(reader: ParameterReader, name: str, limit: float, default: float) -> float:
    if name not in reader.parameters:
        return default
    value = reader.parameters[name]
    if _DEGREES.fullmatch(value) and abs(float(value)) <= limit:
        return float(value)
    reader.ignore(name, value, f"degrees between -{limit:g} and {limit:g}")
    return default


def _zoom(reader: ParameterReader, default: int) -> int:
    if "z" not in reader.parameters:
        return default
    value = reader.parameters["z"]
    if _ZOOM.fullmatch(value) and MIN_ZOOM <= int(value) <= MAX_ZOOM:
        return int(value)
    reader.ignore("z", value, f"a whole number from {MIN_ZOOM} to {MAX_ZOOM}")
    return default


def _selection(reader: ParameterReader, default: str) -> str:
    value, is_selectable = reader.parameters.get("sel", default), reader.known.is_selectable
    if value == "" or is_selectable(value):
        return value
    reader.ignore("sel", value, "a report or zone of this snapshot")
    return default if default == "" or is_selectable(default) else ""
