"""The View's one form in an address: every parameter always written, none ever trusted.

`parse(emit(view), …).view == view` for every view that the snapshot can show. A value that cannot be
read falls back by itself and is named; nothing here raises on bad input, and nothing is evaluated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from geo.filters.view import ALL_AREAS, EARLIEST, LATEST, MAX_LAT, MAX_TEXT, MAX_ZOOM, MIN_ZOOM, E, View, fold
from geo.model import Kind, Language, Layer, LocationPrecision
from geo.model.errors import PermalinkError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

VERSION = "1"
ALL = "all"
PARAMETERS = (
    "v snap from to src kind prec area q layers lat lon z lang sel".split()  # noqa: SIM905
)
VIEWPORT_PARAMETERS = ("lat", "lon", "z")
"""Parameters that the browser rewrites by itself while the map moves."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)
_ZOOM = re.compile(r"\d{1,2}", re.ASCII)
_MAX_QUOTED = 60


@dataclass(frozen=True, slots=True)
class KnownIds:
    """What the snapshot holds, against which a link's names are checked."""

    sources: Collection[str]
    areas: Collection[str]
    is_selectable: Callable[[str], bool]
    """Whether an id is a report or zone of the snapshot."""


@dataclass(frozen=True, slots=True)
class ParsedView:
    """A view read from an address, and what in the address could not be used."""

    view: View
    ignored: tuple[PermalinkError, ...]


def emit(view: View) -> dict[str, str]:
    """Return the view's parameters by name, in the documented order, none left out."""
    values = (
        VERSION,
        view.snap,
        view.date_from.isoformat(),
        view.date_to.isoformat(),
        _join(view.sources),
        _join(view.kinds),
        _join(view.precisions),
        view.area,
        view.text,
        ",".join(view.layers),
        f"{view.lat:.5f}",
        f"{view.lon:.5f}",
        str(view.z),
        view.lang.value,
        view.selected,
    )
    return dict(zip(PARAMETERS, values, strict=True))


def query_string(view: View) -> str:
    """Return the view's parameters as a query string, without the question mark."""
    return urlencode(emit(view))


def parse(query: str | Mapping[str, str], default: View, known: KnownIds) -> ParsedView:
    """Read a view from a query string or its parameters.

    Missing parameters take the default's value in silence; unknown parameters are ignored;
    a bad value takes the default's value and is listed in `ignored`.
    """
    given = _first_values(query)
    reader = _Reader(given, known)
    date_from, date_to = reader.dates(default)
    view = View(
        snap=reader.snapshot(default.snap),
        date_from=date_from,
        date_to=date_to,
        sources=reader.choice("src", known.sources, default.sources),
        kinds=reader.enumerated("kind", Kind, default.kinds),
        precisions=reader.enumerated("prec", LocationPrecision, default.precisions),
        area=reader.one("area", {ALL_AREAS, *known.areas}, default.area),
        text=reader.text(default.text),
        layers=reader.layers(default.layers),
        lat=reader.degrees("lat", MAX_LAT, default.lat),
        lon=reader.degrees("lon", 180, default.lon),
        z=reader.zoom(default.z),
        lang=Language(reader.one("lang", set(Language), default.lang)),
        selected=reader.selection(default.selected),
    )
    reader.version()
    return ParsedView(view, tuple(sorted(reader.ignored, key=lambda e: PARAMETERS.index(e.parameter))))


def _join(chosen: Iterable[str] | None) -> str:
    return ALL if chosen is None else ",".join(chosen)


def _first_values(query: str | Mapping[str, str]) -> dict[str, str]:
    pairs = (
        parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="replace")
        if isinstance(query, str)
        else list(query.items())
    )
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in PARAMETERS:
            values.setdefault(name, value)
    return values


class _Reader:
    """Reads one parameter after the other and keeps what it had to ignore."""

    def __init__(self, given: Mapping[str, str], known: KnownIds) -> None:
        self.given, self.known = given, known
        self.ignored: list[PermalinkError] = []

    def _ignore(self, parameter: str, value: str, expected: str) -> None:
        shown = value if len(value) <= _MAX_QUOTED else value[:_MAX_QUOTED] + "…"
        self.ignored.append(PermalinkError(parameter, shown, expected))

    def version(self) -> None:
        if self.given.get("v", VERSION) != VERSION:
            self._ignore("v", self.given["v"], VERSION)

    def snapshot(self, default: str) -> str:
        if self.given.get("snap", default) != default:
            self._ignore("snap", self.given["snap"], default)
        return default

    def dates(self, default: View) -> tuple[date, date]:
        start = self._day("from", default.date_from)
        end = self._day("to", default.date_to)
        if start <= end:
            return start, end
        # Which of the two is meant cannot be known, so both are named and neither is used.
        named = {error.parameter for error in self.ignored}
        for name in ("from", "to"):
            if name in self.given and name not in named:
                self._ignore(name, self.given[name], "from on or before to")
        return default.date_from, default.date_to

    def _day(self, name: str, default: date) -> date:
        if name not in self.given:
            return default
        text = self.given[name]
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            self._ignore(name, text, f"YYYY-MM-DD, {EARLIEST} to {LATEST}")
            return default
        return day

    def choice(
        self, name: str, options: Collection[str], default: tuple[str, ...] | None
    ) -> tuple[str, ...] | None:
        if name not in self.given:
            return default
        if self.given[name] == ALL:
            return None
        asked = self.given[name].split(",")
        unknown = [word for word in asked if word not in options]
        if unknown:
            self._ignore(name, ",".join(unknown), f"{ALL}, or ids of this snapshot")
        return tuple(word for word in asked if word in options) or default

    def enumerated(self, name: str, words: type[E], default: tuple[E, ...] | None) -> tuple[E, ...] | None:
        chosen = self.choice(name, set(words), default)
        return None if chosen is None else tuple(words(word) for word in chosen)

    def layers(self, default: tuple[Layer, ...]) -> tuple[Layer, ...]:
        if "layers" not in self.given:
            return default
        if self.given["layers"] in {"", ALL}:
            return tuple(Layer) if self.given["layers"] == ALL else ()
        chosen = self.choice("layers", set(Layer), default) or ()
        return tuple(Layer(word) for word in chosen)

    def one(self, name: str, options: Collection[str], default: str) -> str:
        value = self.given.get(name, default)
        if value in options:
            return value
        self._ignore(name, value, "a value that this snapshot knows")
        return default

    def text(self, default: str) -> str:
        if "q" not in self.given:
            return default
        value = self.given["q"]
        if len(value) > MAX_TEXT:
            self._ignore("q", value, f"at most {MAX_TEXT} characters")
            return default
        return fold(value)

    def degrees(self, name: str, limit: float, default: float) -> float:
        if name not in self.given:
            return default
        value = self.given[name]
        if _DEGREES.fullmatch(value) and abs(float(value)) <= limit:
            return float(value)
        self._ignore(name, value, f"degrees between -{limit:g} and {limit:g}")
        return default

    def zoom(self, default: int) -> int:
        if "z" not in self.given:
            return default
        value = self.given["z"]
        if _ZOOM.fullmatch(value) and MIN_ZOOM <= int(value) <= MAX_ZOOM:
            return int(value)
        self._ignore("z", value, f"a whole number from {MIN_ZOOM} to {MAX_ZOOM}")
        return default

    def selection(self, default: str) -> str:
        value = self.given.get("sel", default)
        if value == "" or self.known.is_selectable(value):
            return value
        self._ignore("sel", value, "a report or zone of this snapshot")
        return default if default == "" or self.known.is_selectable(default) else ""
