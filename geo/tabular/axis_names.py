"""Names of columns that hold one axis of a point, and which two of them belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geo.tabular.column_names import plain
from geo.tabular.point_texts import LAT, LON

_WORDS = {
    ("degrees", LAT): "latitude|latitud|lat|خط العرض|دائرة العرض|العرض|קו רוחב|רוחב",
    ("degrees", LON): "longitude|longtitude|longitud|long|lon|lng|خط الطول|الطول|קו אורך|אורך",
    ("plane", LAT): "y coordinate|coordinate y|y coord|coord y|ycoord|coordy|y",
    ("plane", LON): "x coordinate|coordinate x|x coord|coord x|xcoord|coordx|x",
    ("metres", LAT): "northing|utm n|itm n|utm north|north",
    ("metres", LON): "easting|utm e|itm e|utm east|east",
}
"""By family and axis: plain names, each before those that are a part of it."""
_AXES = {key: [plain(word) for word in words.split("|")] for key, words in _WORDS.items()}
_UNITS = re.compile(
    r"\b(?:deg|degs|degree|degrees|dd|decimal|wgs ?84|wgs|epsg ?4326|epsg|4326|value|coord|coords|coordinate"
    r"|coordinates|point|m|metres|meters|dms|gcs)\b"
)
_NUMBERED = re.compile(r"(?<=[a-z])(?=\d+$)")
_SIGNS = re.compile(r"[^\W_]")
_EVENT = frozenset(
    (
        "",
        "event",
        "incident",
        "strike",
        "attack",
        "impact",
        "hit",
        "gps",
        "location",
        "geo",
        "loc",
        "site",
        "target",
    )
)
_NOT_EVENT = re.compile(
    r"\b(?:source|origin|launch|launcher|office|reporter|device|start|end|admin|adm ?\d|publisher"
    r"|interviewer|user|hospital|nearest|submission|base|departure|home)\b"
)
_MIDDLE = re.compile(r"\b(?:centroids?|cent(?:re|er)s?|middle|mean|avg|median)\b|المركز|מרכז")


@dataclass(frozen=True, slots=True)
class AxisName:
    """What the name of a column says of an axis."""

    axis: str
    """LAT or LON."""
    family: str
    """`degrees`, `plane` (x and y) or `metres`."""
    stem: str
    """What else it says; both columns of a pair say the same."""
    style: str = ""
    """How it is written; it tells pairs of one stem apart."""


@dataclass(frozen=True, slots=True)
class AxisPair:
    """Two columns of one point."""

    lat: str
    lon: str
    stem: str
    family: str


def axis_in(name: str) -> AxisName | None:
    """Return which axis a plain name speaks of; None when it speaks of none, or of both."""
    numbered = f" {_NUMBERED.sub(' ', name)} "
    found: dict[str, AxisName] = {}
    for (family, axis), words in _AXES.items():
        word = next((word for word in words if f" {word} " in numbered), "")
        if word:
            left = numbered.replace(f" {word} ", " · ", 1)
            stem = " ".join(_UNITS.sub(" ", left).replace("·", " ").split())
            found.setdefault(axis, AxisName(axis, family, stem, f"{left}{'itude' in word}"))
    return found.popitem()[1] if len(found) == 1 else None


def pairs_in(columns: Iterable[str]) -> tuple[list[AxisPair], list[str]]:
    """Return the pairs among columns, and those of one axis that have no other beside them.

    Both columns of a pair are of one family and one stem, such as `start_lat` and `start_lon`.
    """
    groups: dict[tuple[str, str], list[tuple[str, AxisName]]] = {}
    for column in columns:
        if axis := axis_in(plain(column)):
            groups.setdefault((axis.family, axis.stem), []).append((column, axis))
    pairs: list[AxisPair] = []
    alone: list[str] = []
    for (family, stem), named in groups.items():
        left = dict(named)
        styles = [f"{axis.style}{_SIGNS.sub('', column)}" for column, axis in named]
        for style in (*dict.fromkeys(styles), None):
            such = [
                c for (c, _), own in zip(named, styles, strict=True) if c in left and style in {own, None}
            ]
            lats, lons = ([c for c in such if left[c].axis == axis] for axis in (LAT, LON))
            if len(lats) == len(lons) == 1:
                pairs.append(AxisPair(lats[0], lons[0], stem, family))
                del left[lats[0]], left[lons[0]]
        alone += left
    return pairs, alone


def is_of_event(stem: str) -> bool:
    """Whether a pair is that of the event by its name."""
    return stem in _EVENT


def is_of_other(stem: str) -> bool:
    """Whether a pair is of something else than the event by its name, such as where a rocket was launched."""
    return _NOT_EVENT.search(stem) is not None


def is_middle(name: str) -> bool:
    """Whether a plain name speaks of the middle of something, which is no place of an event."""
    return _MIDDLE.search(name) is not None
