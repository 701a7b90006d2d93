"""Two views side by side in one address: all of the first, and of the second what its filters say otherwise.

`parse_pair(emit_pair(pair), …).pair == pair` for every pair that a snapshot can show. What a pair shares
(snapshot, layers, place, language, selection) is said once. The filters of the registry may differ, each by
its own parameters with `b.` before them; nothing here knows any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from geo.filters import registry
from geo.filters.permalink import emit, first_values, parameters, parse, read_filters
from geo.filters.reader import KnownIds, ParameterReader
from geo.filters.view import View
from geo.model.errors import PermalinkError

PREFIX = "b."
"""Stands before a parameter of the second view."""
FORM = "maps"
"""Parameter that says how the two maps stand."""


class MapsForm(StrEnum):
    """How the two maps stand."""

    BESIDE = "beside"
    """Side by side, or one above the other where there is no room."""
    CURTAIN = "curtain"
    """One over the other, with a curtain between them."""


def shared(view: View) -> dict[str, Any]:
    """Return the fields of a view that both views of a pair have in common."""
    names = ("snap", "layers", "lat", "lon", "z", "lang", "selected")
    return {name: getattr(view, name) for name in names}


@dataclass(frozen=True, slots=True)
class ViewPair:
    """Two views of one snapshot, at one place, in one language."""

    a: View
    b: View
    """Takes from the first whatever no filter says."""
    form: MapsForm = MapsForm.BESIDE

    def __post_init__(self) -> None:
        """Give the second view what it shares with the first."""
        object.__setattr__(self, "b", self.b.but(**shared(self.a)))

    def swapped(self) -> ViewPair:
        """Return the same pair with the views changed over."""
        return ViewPair(self.b, self.a, self.form)

    @property
    def is_equal(self) -> bool:
        """Whether both views ask the same."""
        return self.a == self.b


@dataclass(frozen=True, slots=True)
class ParsedPair:
    """A pair read from an address, and what in the address could not be used."""

    pair: ViewPair
    ignored: tuple[PermalinkError, ...]


def filter_parameters() -> list[str]:
    """Return the name of every parameter that may differ between two views, in the documented order."""
    names = {name for each in registry.filters() for name in each.parameters}
    return [name for name in parameters() if name in names]


def pair_parameters() -> list[str]:
    """Return the name of every parameter of a pair, in the documented order."""
    return [*parameters(), FORM, *(f"{PREFIX}{name}" for name in filter_parameters())]


def emit_pair(pair: ViewPair) -> dict[str, str]:
    """Return the parameters of a pair: the first view's, the form, and the second's that differ."""
    first, second = emit(pair.a), emit(pair.b)
    differing = {
        f"{PREFIX}{name}": second[name] for name in filter_parameters() if second[name] != first[name]
    }
    return {**first, FORM: pair.form.value, **differing}


def pair_query(pair: ViewPair) -> str:
    """Return the parameters of a pair as a query string, without the question mark."""
    return urlencode(emit_pair(pair))


def names_pair(query: Mapping[str, str]) -> bool:
    """Whether an address says anything of a second view."""
    return any(name == FORM or name.startswith(PREFIX) for name in query)


def parse_pair(query: str | Mapping[str, str], default: View, known: KnownIds) -> ParsedPair:
    """Read a pair from a query string or its parameters.

    What the second view does not say is as in the first. A bad value falls back to that by itself and is
    named with its `b.`; unknown parameters are ignored.
    """
    order = pair_parameters()
    said = first_values(query, order)
    first = parse(said, default, known)
    # A parameter of the first view that goes with another, as a distance with its corners, stays with it.
    own = {name: said[f"{PREFIX}{name}"] for name in filter_parameters() if f"{PREFIX}{name}" in said}
    reader = ParameterReader({**emit(first.view), **own}, known)
    second = first.view.but(**read_filters(reader, first.view))
    named = [PermalinkError(f"{PREFIX}{e.parameter}", e.text, e.expected) for e in reader.ignored]
    form, of_form = _form(said)
    ignored = sorted([*first.ignored, *of_form, *named], key=lambda error: order.index(error.parameter))
    return ParsedPair(ViewPair(first.view, second, form), tuple(ignored))


def _form(said: Mapping[str, str]) -> tuple[MapsForm, list[PermalinkError]]:
    text = said.get(FORM, MapsForm.BESIDE)
    if text in set(MapsForm):
        return MapsForm(text), []
    return MapsForm.BESIDE, [PermalinkError(FORM, text[:60], ", ".join(MapsForm))]
