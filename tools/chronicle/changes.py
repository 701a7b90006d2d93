"""Changes of cells, and the record of them that becomes ``corrections.csv``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .tables import Row


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs from what was compiled; the fields are those of ``corrections.csv``."""

    table: str
    row_id: str
    field: str
    was: str
    now: str
    reason: str


WITHHELD = "(finer, withheld)"
"""Stands in ``corrections.csv`` for a finer position: printing that would undo the coarsening."""
LEFT_OUT = "(left out)"
ADDED = "(added)"


@dataclass(slots=True)
class Editor:
    """Changes cells of one row and writes down what it changed."""

    table: str
    row_id: str
    row: Row
    log: list[Change]

    def put(self, column: str, now: str, reason: str, *, withheld: bool = False) -> None:
        """Set a cell; ``withheld`` keeps its former value out of the log."""
        was = WITHHELD if withheld else self.row[column]
        if now != self.row[column]:
            self.log.append(Change(self.table, self.row_id, column, was, now, reason))
            self.row[column] = now

    def replace(self, column: str, pattern: re.Pattern[str], text: str, reason: str) -> None:
        """Replace a pattern inside a cell, where the table has that column."""
        if column in self.row:
            self.put(column, pattern.sub(text, self.row[column]), reason)
