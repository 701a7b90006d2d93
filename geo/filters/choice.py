"""A filter that keeps the reports with one of several values of a documented column."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.filters.filter import Condition, Filter, Widget
from geo.filters.filter_index import FilterIndex, Test, among
from geo.filters.reader import ALL, KnownIds, ParameterReader, escaped
from geo.filters.view import View
from geo.geometry.gazetteer import Areas
from geo.language import Words, names
from geo.model import ExclusionReason

MOST_NAMED = 3
"""Values that a sentence names; of more it says the number."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ChoiceFilter(Filter):
    """Keeps the reports whose cell is one of the values chosen; no choice keeps all."""

    parameter: str
    """Name in the address."""
    column: str
    """Column of the reports that the index has as codes: a documented one, or one of its own."""
    label: str
    reason: ExclusionReason
    reason_label: str
    lift_label: str
    said: Callable[[Sequence[str], Words], str]
    """Returns its part of the view's sentence for the values chosen."""
    labels: Mapping[str, str] | None = None
    """Message ids by value, of a column with a fixed set of words; None for one that holds any text."""
    widget: Widget = Widget.LIST
    field: str = ""
    """Field of the view that holds the choice; without one it is in `View.choices`, by parameter."""
    narrows_tolls: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """The one parameter."""
        return (self.parameter,)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The one condition."""
        return (Condition(self.reason, self.reason_label, self._test, self._lifted, self.lift_label),)

    def _test(self, view: View, index: FilterIndex) -> Test | None:
        chosen = self.chosen(view)
        # The codes may have to be worked out first: not for a view that does not ask for them.
        return None if chosen is None else among(index.coded(self.column), chosen)

    def _lifted(self, view: View) -> View:
        return self.choose(view, ())

    def chosen(self, view: View) -> tuple[str, ...] | None:
        """Return the values chosen; None for all."""
        found: tuple[str, ...] | None = (
            getattr(view, self.field) if self.field else view.choice(self.parameter)
        )
        return found

    def choose(self, view: View, values: Iterable[str]) -> View:
        """Return the view with other values chosen; none for all."""
        if self.field:
            return view.but(**{self.field: tuple(values)})
        return view.choosing(self.parameter, values)

    def options(self, known: KnownIds) -> Container[str]:
        """Return what may be chosen in a snapshot."""
        return known.values(self.column) if self.labels is None else self.labels

    def value_label(self, value: str, words: Words) -> str:
        """Return a value as the reader sees it."""
        if self.labels is not None:
            return words(self.labels[value])
        return names.claimant(value, words) or words("not stated")

    def emit(self, view: View) -> tuple[str, ...]:
        """Return the values with commas between them, or that all are meant."""
        chosen = self.chosen(view)
        if chosen is None:
            return (ALL,)
        return (",".join(chosen if self.field else map(escaped, chosen)),)

    def read(self, reader: ParameterReader, default: View) -> Mapping[str, object]:
        """Read the values that the snapshot knows."""
        options, before = self.options(reader.known), self.chosen(default)
        if self.field:
            return {self.field: reader.choice(self.parameter, options, before)}
        return {self.parameter: reader.choice_of_texts(self.parameter, options, before)}

    def is_chosen(self, view: View) -> bool:
        """Whether some values are chosen."""
        return self.chosen(view) is not None

    def phrase(self, view: View, _areas: Areas, words: Words) -> str:
        """Return what is said of the values chosen; empty without a choice."""
        chosen = self.chosen(view)
        return self.said(chosen, words) if chosen else ""
