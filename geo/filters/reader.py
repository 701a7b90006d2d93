"""Reads the parameters of an address one by one; what cannot be used is kept and named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from geo.filters.view import EARLIEST, LATEST
from geo.model.errors import PermalinkError

ALL = "all"
_EMPTY = "-"
"""Stands for the empty text, where a report says nothing."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MAX_QUOTED = 60


@dataclass(frozen=True, slots=True)
class KnownIds:
    """What the snapshot holds, against which a link's names are checked."""

    sources: Collection[str]
    areas: Collection[str]
    is_selectable: Callable[[str], bool]
    """Whether an id is a report or zone of the snapshot."""
    values: Callable[[str], Container[str]]
    """Returns the texts of a documented column of the reports."""


def escaped(text: str) -> str:
    """Return a text in a form that commas part from others, none of which is `all` or `-`."""
    if not text:
        return _EMPTY
    # As in an address, so that whoever reads a link by eye knows the form.
    whole = text.replace("%", "%25").replace(",", "%2C")
    return f"%{ord(text[0]):02X}{text[1:]}" if text in {ALL, _EMPTY} else whole


def unescaped(word: str) -> str:
    """Return the text that `escaped` gave a word for."""
    return "" if word == _EMPTY else unquote(word, errors="replace")


class ParameterReader:
    """Reads one parameter after the other and keeps what it had to ignore."""

    def __init__(self, parameters: Mapping[str, str], known: KnownIds) -> None:
        """Take the parameters by name, and what the snapshot knows."""
        self.parameters, self.known = parameters, known
        self.ignored: list[PermalinkError] = []

    def ignore(self, parameter: str, value: str, expected: str) -> None:
        """Keep that a value could not be used."""
        shown = value if len(value) <= _MAX_QUOTED else value[:_MAX_QUOTED] + "…"
        self.ignored.append(PermalinkError(parameter, shown, expected))

    def day(self, name: str, default: date) -> date:
        """Return a day in ISO form."""
        if name not in self.parameters:
            return default
        text = self.parameters[name]
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            self.ignore(name, text, f"YYYY-MM-DD, {EARLIEST} to {LATEST}")
            return default
        return day

    def choice(
        self, name: str, options: Container[str], default: tuple[str, ...] | None
    ) -> tuple[str, ...] | None:
        """Return ids with commas between them that are among the options; None for all."""
        return self._chosen(name, options, default, str, f"{ALL}, or ids of this snapshot")

    def choice_of_texts(
        self, name: str, options: Container[str], default: tuple[str, ...] | None
    ) -> tuple[str, ...] | None:
        """Return texts, escaped and with commas between them, that are among the options; None for all."""
        return self._chosen(name, options, default, unescaped, f"{ALL}, or what reports of this snapshot say")

    def _chosen(
        self,
        name: str,
        options: Container[str],
        default: tuple[str, ...] | None,
        decode: Callable[[str], str],
        expected: str,
    ) -> tuple[str, ...] | None:
        if name not in self.parameters:
            return default
        if self.parameters[name] == ALL:
            return None
        wanted = [decode(word) for word in self.parameters[name].split(",")]
        unknown = [word for word in wanted if word not in options]
        if unknown:
            self.ignore(name, ",".join(unknown), expected)
        return tuple(word for word in wanted if word in options) or default

    def one(self, name: str, options: Collection[str], default: str) -> str:
        """Return one of the options."""
        value = self.parameters.get(name, default)
        if value in options:
            return value
        self.ignore(name, value, "a value that this snapshot knows")
        return default
