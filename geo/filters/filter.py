"""What a filter is: one object that knows its parameters, its conditions, its words and its widget.

A filter stands in one file of this package and has one line in `geo.filters.registry`. Links, counts,
reasons, sentences, the sidebar and the method page ask the registry.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo.filters.filter_index import FilterIndex, Test
from geo.filters.reader import ParameterReader
from geo.filters.view import View
from geo.geometry.gazetteer import Areas
from geo.language import Words
from geo.model import ExclusionReason


class Widget(StrEnum):
    """What the sidebar offers to set a filter with."""

    DAYS = "days"
    """Two days, and ready-made dates."""
    SOURCES = "sources"
    """A button for each kind of source, and a list of single sources."""
    BUTTONS = "buttons"
    """A button for each value, with its count."""
    LIST = "list"
    """A list of values to search and choose from, what the view would show most of first."""
    AREA = "area"
    """One area of all."""
    DRAWN = "drawn"
    """An area of the reader's own, drawn on the map or typed."""
    TEXT = "text"
    """A line of text."""
    ONE = "one"
    """One of a few words, with what it means."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """What a report must meet to be shown, and what is said of those that do not meet it."""

    reason: ExclusionReason
    label: str
    """The reason in a list of reasons; a message id."""
    test: Callable[[View, FilterIndex], Test | None]
    """Returns what tells which rows meet the condition; None when the view leaves out nothing by it."""
    lift: Callable[[View], View] | None = None
    """Returns the view without the condition; None when no single change lifts it."""
    lift_label: str = ""
    """What the reader does to lift it; a message id."""


class Filter(ABC):
    """One filter of the view."""

    label: str
    """A message id."""
    widget: Widget
    opens_sentence: bool = False
    """Whether its phrase comes before those of other filters."""
    narrows_tolls: bool = False
    """Whether it filters figures of tolls as well as reports."""

    @property
    @abstractmethod
    def parameters(self) -> tuple[str, ...]:
        """Names in the address, in order."""

    @property
    @abstractmethod
    def conditions(self) -> tuple[Condition, ...]:
        """What a report must meet, in the order in which a report's first reason is found."""

    @property
    def chooses_reports(self) -> bool:
        """Whether it may leave out reports; one that does not changes how other statements are read."""
        return bool(self.conditions)

    @abstractmethod
    def emit(self, view: View) -> tuple[str, ...]:
        """Return the text of each parameter."""

    @abstractmethod
    def read(self, reader: ParameterReader, default: View) -> Mapping[str, object]:
        """Read its part of the view from an address.

        The keys are fields of the view; those of a filter in `registry.ADDED` are names in `View.choices`.
        """

    @abstractmethod
    def is_chosen(self, view: View) -> bool:
        """Whether a view asks anything of this filter."""

    @abstractmethod
    def phrase(self, view: View, areas: Areas, words: Words) -> str:
        """Return its part of the view's sentence; empty when there is nothing to say."""
