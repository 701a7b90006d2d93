"""The View: everything that a link reproduces, and nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar

from geo.geometry.frame import MAX_LAT
from geo.model import Kind, Language, Layer, LocationPrecision

E = TypeVar("E", bound=StrEnum)

ALL_AREAS = "all"
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
MIN_ZOOM, MAX_ZOOM = 4, 17
MAX_LON = 180.0
"""Degrees; web mercator ends just beyond."""
MAX_TEXT = 200
"""Characters of the text search."""
LAYER_NAMES: tuple[str, ...] = tuple(Layer)
"""What `layers=` may name, in the order of the link."""
DEFAULT_LAYERS: tuple[str, ...] = (Layer.REPORTS, Layer.AREAS, Layer.ZONES, Layer.SHELTERING, Layer.LABELS)
OPENING_LAYERS: tuple[str, ...] = tuple(
    Layer.LATEST_ZONES if layer is Layer.ZONES else layer for layer in DEFAULT_LAYERS
)
"""Those of the view that opens without a link: earlier zone statements come when they are asked for."""
OPENING_DAYS = 90
"""Last days of the chronicle that this view shows; docs/decisions/0048-opening-view.md."""
HOME = (31.41, 34.34, 10)
"""Latitude, longitude and zoom that show the Gaza Strip whole."""


@dataclass(frozen=True, slots=True)
class View:
    """One filtered, placed, worded look at one snapshot.

    A view is normalised when it is made (choices in one order, an empty choice is "all", degrees
    to five decimals), so two views that show the same are equal.

    Raises ValueError when the dates are reversed or a number lies outside its range.
    """

    snap: str
    """Snapshot id, 12 hex digits."""
    date_from: date
    """First day, inclusive."""
    date_to: date
    """Last day, inclusive."""
    sources: tuple[str, ...] | None = None
    """Source ids in order; None for all."""
    kinds: tuple[Kind, ...] | None = None
    """None for all."""
    precisions: tuple[LocationPrecision, ...] | None = None
    """None for all."""
    area: str = ALL_AREAS
    """P-code, or `all`."""
    text: str = ""
    """Text to search for; white space folded, no control characters."""
    layers: tuple[str, ...] = field(default=DEFAULT_LAYERS)
    lat: float = HOME[0]
    """Degrees north of the middle of the map."""
    lon: float = HOME[1]
    """Degrees east of the middle of the map."""
    z: int = HOME[2]
    """Web map zoom level."""
    lang: Language = Language.EN
    selected: str = ""
    """Report or zone id, or empty."""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Values of the filters that have no field of their own: the filter's parameter, and what is chosen."""

    def __post_init__(self) -> None:
        """Bring every field to its one form and refuse what cannot be shown."""
        if not EARLIEST <= self.date_from <= self.date_to <= LATEST:
            raise ValueError(f"dates {self.date_from} to {self.date_to} are reversed or out of range")
        if not (abs(self.lat) <= MAX_LAT and abs(self.lon) <= MAX_LON):
            raise ValueError(f"lat={self.lat}, lon={self.lon} is off the map")
        if not MIN_ZOOM <= self.z <= MAX_ZOOM:
            raise ValueError(f"z={self.z} is outside {MIN_ZOOM} to {MAX_ZOOM}")
        put = object.__setattr__
        put(self, "sources", tuple(sorted(set(self.sources or ()))) or None)
        put(self, "kinds", in_order(Kind, self.kinds or ()) or None)
        put(self, "precisions", in_order(LocationPrecision, self.precisions or ()) or None)
        put(self, "layers", in_order(LAYER_NAMES, self.layers))
        put(self, "text", fold(self.text))
        # Adding 0.0 turns a negative zero into zero, which the link could not tell apart.
        put(self, "lat", round(self.lat, 5) + 0.0)
        put(self, "lon", round(self.lon, 5) + 0.0)
        put(self, "choices", tuple((n, tuple(sorted(set(v)))) for n, v in sorted(self.choices) if v))

    def but(self, **changes: object) -> Self:
        """Return the same view with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def choice(self, parameter: str) -> tuple[str, ...] | None:
        """Return what is chosen of a filter without a field of its own; None for everything."""
        return dict(self.choices).get(parameter)

    def choosing(self, parameter: str, values: Iterable[str]) -> Self:
        """Return the same view with other values of such a filter; none for everything."""
        return self.but(choices=tuple({**dict(self.choices), parameter: tuple(values)}.items()))

    @property
    def shows_only_latest_zones(self) -> bool:
        """Whether earlier zone statements are left out of what it shows."""
        return Layer.LATEST_ZONES in self.layers and Layer.ZONES not in self.layers

    def filters(self) -> Self:
        """Return the view without its place, language and selection: what decides what is shown."""
        return self.but(lat=HOME[0], lon=HOME[1], z=HOME[2], lang=Language.EN, selected="")


def in_order(words: Iterable[E], chosen: Iterable[E]) -> tuple[E, ...]:
    """Return the chosen members in the order of all words, each once."""
    wanted = set(chosen)
    return tuple(word for word in words if word in wanted)


def fold(text: str) -> str:
    """Fold white space and drop characters that cannot be seen or encoded; at most 200 remain."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    visible = (c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return " ".join("".join(visible).split())[:MAX_TEXT].strip()
