"""What the reading of a foreign file leaves open: questions, and what an answer does to a mapping."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from enum import StrEnum

from geo.tabular.mapping import MappedField, Mapping


class Subject(StrEnum):
    """What a report must say, and what a plan therefore speaks of; in the order of the plan."""

    DAY = "day"
    PLACE = "place"
    SOURCE = "source"
    KIND = "kind"
    HARM = "harm"
    ID = "id"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer to a question."""

    text: str
    """As a reader chooses it, such as `The day stands first: 3 April 2023`."""
    fields: Dict[str, MappedField] = field(default_factory=dict)
    """What it puts into the mapping, by documented column; an empty field takes one away."""
    unread: tuple[str, ...] = ()
    """Columns from which nothing is taken."""
    source: Dict[str, str] = field(default_factory=dict)
    """What it puts into the row of the source."""

    def put_into(self, mapping: Mapping) -> Mapping:
        """Return the mapping with this answer in it."""
        unread = tuple(dict.fromkeys([*mapping.unread, *self.unread]))
        source = {**mapping.source, **self.source} if self.source else mapping.source
        kept = {name: one for name, one in mapping.fields.items() if not set(one.columns) & set(self.unread)}
        return replace(mapping, fields=kept, unread=unread, source=source).but(**self.fields)


@dataclass(frozen=True, slots=True)
class Question:
    """What cannot be known from the file, and changes what its rows mean."""

    subject: Subject
    columns: tuple[str, ...]
    """Of the file, the columns that it is about."""
    text: str
    """A sentence that ends with a question mark."""
    answers: tuple[Reply, ...]
    """The likeliest first; nothing is taken in with any of them before somebody chose it."""
    examples: tuple[str, ...] = ()
    """Up to three cells that show why it is asked."""
    typed: str = ""
    """Documented column for which one text is asked, to stand in all rows; there are no answers then."""
    until: Reply | None = None
    """What holds until somebody answers, where that does no harm; without it nothing is taken in."""

    @property
    def key(self) -> str:
        """What tells it from the other questions of its file."""
        return f"{self.subject}: {', '.join(self.columns) or self.typed}"

    def with_text(self, text: str) -> Reply:
        """Return the answer to a question that asks for a text."""
        return Reply(text, {self.typed: MappedField(constant=text, why="as somebody said")})


@dataclass(frozen=True, slots=True)
class SettledFields:
    """What one part of the reading made out."""

    fields: Dict[str, MappedField] = field(default_factory=dict)
    """By documented column."""
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    """What was decided and should be looked at, in sentences."""


def not_used(*columns: str) -> Reply:
    """Return the answer that nothing is taken from some columns."""
    return Reply(f"Take nothing from {' and '.join(columns)}.", unread=columns)
