"""How many reports a view would show with each value of a filter, and the way to that view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from geo.filters.area import AREA as AREA_FILTER
from geo.filters.area import area_name
from geo.filters.choice import ChoiceFilter
from geo.filters.permalink import emit
from geo.filters.registry import filters
from geo.filters.sources import SOURCES
from geo.filters.view import ALL_AREAS, View
from geo.language import names

if TYPE_CHECKING:
    from geo.filters.filter import Filter
    from geo.language import Words
    from geo.queries.view_answer import ViewAnswer

MOST_VALUES = 10
"""Values of a filter that are listed, the most frequent first; those chosen are always among them."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a filter."""

    text: str
    n: str
    """Reports that the map would show with it, in words."""
    address: str
    """Of the same table with the value chosen; without it, where it is chosen now."""
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values."""

    label: str
    values: tuple[FacetValue, ...]
    more: str
    """How many values there are beside these, in words; empty where there are none."""


def facets_of(answer: ViewAnswer, address: Callable[[str], str]) -> tuple[Facet, ...]:
    """Return the filters of the registry that have values to choose from, with their counts in a view.

    `address` returns where the table of another view is, by the view's query string.
    """
    # Of some seventy views each differs from this one by one filter: the rest of its address is written once.
    parts = {name: urlencode({name: text}) for name, text in emit(answer.view).items()}

    def to(each: Filter, view: View) -> str:
        said = zip(each.parameters, each.emit(view), strict=True)
        return address("&".join({**parts, **{name: urlencode({name: text}) for name, text in said}}.values()))

    found = [_of_area(answer, to)]
    found += [_of_choice(answer, each, to) for each in filters() if isinstance(each, ChoiceFilter)]
    return tuple(facet for facet in found if facet.values)


def _of_choice(answer: ViewAnswer, each: ChoiceFilter, to: Callable[[Filter, View], str]) -> Facet:
    view, words = answer.view, answer.words
    counts = answer.snapshot.facet_in(view, each)
    chosen = set(each.chosen(view) or ())
    is_source = each is SOURCES
    titles = answer.snapshot.tables["sources"]["name"]

    def text(value: str) -> str:
        if is_source and value in titles.index:
            return names.claimant(str(titles[value]), words)
        return each.value_label(value, words)

    def other(value: str) -> View:
        return each.choose(view, chosen ^ {value})

    return _facet(each, _Values(counts, chosen, text, lambda value: to(each, other(value))), words)


def _of_area(answer: ViewAnswer, to: Callable[[Filter, View], str]) -> Facet:
    """Count the reports of each area, those of the areas in it among them."""
    view, words, snapshot = answer.view, answer.words, answer.snapshot
    shown = snapshot.store.shown(snapshot.filters_of(view.but(area=ALL_AREAS)))
    of_codes = snapshot.store.coded("area_pcode").counts(shown)
    areas = {area.pcode: area for area in snapshot.areas}
    counts = {
        pcode: sum(of_codes.get(within, 0) for within in snapshot.areas.within(pcode)) for pcode in areas
    }
    chosen = {view.area} - {ALL_AREAS}

    def other(pcode: str) -> View:
        return view.but(area=ALL_AREAS if pcode in chosen else pcode)

    found = _Values(
        {pcode: n for pcode, n in counts.items() if n},
        chosen,
        lambda pcode: area_name(areas[pcode], words),
        lambda pcode: to(AREA_FILTER, other(pcode)),
    )
    return _facet(AREA_FILTER, found, words)


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of a filter, before they are put in order."""

    counts: Mapping[str, int]
    chosen: set[str]
    text: Callable[[str], str]
    address: Callable[[str], str]


def _facet(each: Filter, found: _Values, words: Words) -> Facet:
    counts, chosen = found.counts, found.chosen
    ranked = sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))
    ranked = [*sorted(chosen - set(counts)), *ranked]
    most = max(MOST_VALUES, len(chosen))
    values = tuple(
        FacetValue(
            found.text(value), words.number(counts.get(value, 0)), found.address(value), value in chosen
        )
        for value in ranked[:most]
    )
    n_more = len(ranked) - len(values)
    more = words.plural("{n} more", "{n} more", n_more) if n_more else ""
    return Facet(words(each.label), values, more)
