"""How many reports a view would show with each value of a filter, and the way to that view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.filters.area import AREA, area_name
from geo.filters.choice import ChoiceFilter
from geo.filters.registry import filters
from geo.filters.sources import SOURCES
from geo.filters.view import ALL_AREAS, View
from geo.language import names

if TYPE_CHECKING:
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


def facets_of(answer: ViewAnswer, address: Callable[[View], str]) -> tuple[Facet, ...]:
    """Return the filters of the registry that have values to choose from, with their counts in a view.

    `address` returns where the table of another view is.
    """
    found = [_of_area(answer, address)]
    found += [_of_choice(answer, each, address) for each in filters() if isinstance(each, ChoiceFilter)]
    return tuple(facet for facet in found if facet.values)


def _of_choice(answer: ViewAnswer, each: ChoiceFilter, address: Callable[[View], str]) -> Facet:
    view, words = answer.view, answer.words
    counts = answer.snapshot.facet_in(view, each)
    chosen = set(each.chosen(view) or ())
    titles = answer.snapshot.tables["sources"]["name"] if each is SOURCES else {}

    def text(value: str) -> str:
        return names.claimant(str(titles[value]), words) if value in titles else each.value_label(value, words)

    def other(value: str) -> View:
        return each.choose(view, chosen ^ {value})

    return _facet(answer, each.label, counts, chosen, text, lambda value: address(other(value)))


def _of_area(answer: ViewAnswer, address: Callable[[View], str]) -> Facet:
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

    present = {pcode: n for pcode, n in counts.items() if n}
    return _facet(
        answer,
        AREA.label,
        present,
        chosen,
        lambda pcode: area_name(areas[pcode], words),
        lambda pcode: address(other(pcode)),
    )


def _facet(
    answer: ViewAnswer,
    label: str,
    counts: Mapping[str, int],
    chosen: set[str],
    text: Callable[[str], str],
    address: Callable[[str], str],
) -> Facet:
    words = answer.words
    ranked = sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))
    ranked = [*sorted(chosen - set(counts)), *ranked]
    listed, others = ranked[: max(MOST_VALUES, len(chosen))], ranked[max(MOST_VALUES, len(chosen)) :]
    values = tuple(
        FacetValue(text(value), words.number(counts.get(value, 0)), address(value), value in chosen)
        for value in listed
    )
    more = words.plural("{n} more", "{n} more", len(others)) if others else ""
    return Facet(words(label), values, more)
