"""The corpus of foreign files in tests/data/foreign: each file with what it must come to.

How its expectations are written is told in CONTRIBUTING, "How to add a case of a foreign file".
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.geo.tabular.made_files import MADE, made

FOLDER = Path(__file__).parents[2] / "data" / "foreign"


@dataclass(frozen=True)
class Case:
    """One file and what it must come to."""

    name: str
    expected: Mapping[str, Any]

    @property
    def content(self) -> bytes:
        """What stands in the file."""
        return made(self.name) if self.name in MADE else (FOLDER / self.name).read_bytes()

    def of(self, key: str, otherwise: Any = ()) -> Any:  # noqa: ANN401 what TOML can hold
        """Return one expectation."""
        return self.expected.get(key, otherwise)

    @property
    def accepted(self) -> int | None:
        """How many rows must come in; None where that is not said."""
        return self.of("accepted", len(self.of("rows")) if "rows" in self.expected else None)

    def outcomes(self, *, of_page: bool) -> list[str]:
        """Return what the file may come to: `rows`, `questions`, `refused`."""
        outcome = self.of("outcome")
        return (self.of("page", outcome) if of_page else outcome).split(" or ")


@cache
def cases() -> tuple[Case, ...]:
    """Return every case, kind by kind."""
    found: list[Case] = []
    for path in sorted((FOLDER / "expected").glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [Case(name, expected) for name, expected in said.items()]
    return tuple(found)


def case_of(name: str) -> Case:
    """Return the case of a file."""
    return next(case for case in cases() if case.name == name)
