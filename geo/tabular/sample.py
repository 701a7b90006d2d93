"""The first rows of a file, as whatever looks for a day, a place or a source in them sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geo.connectors.toolkit.contract import SourceRows
from geo.tabular.column_names import is_row_of_tags, plain

LOOKED_AT = 1_000
"""Cells of a column by which it is known what it holds."""
ENOUGH = 0.9
"""Share of the cells that must fit."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Columns of a file with the cells of its first rows, trimmed; a row of HXL tags is no row."""

    name: str
    """Of the file."""
    columns: tuple[str, ...]
    cells: Mapping[str, list[str]]
    """By column, one for each row; empty where nothing stands."""
    tags: Mapping[str, str]
    """By column, its HXL tag, as written; empty when the file has no row of tags."""

    @classmethod
    def of(cls, name: str, columns: Sequence[str], first: SourceRows) -> Sample:
        """Take what stands in the first rows of a file."""
        cells = {column: [text.strip() for text in first.texts[column].to_pylist()] for column in columns}
        tags = {column: texts[0] if texts else "" for column, texts in cells.items()}
        if is_row_of_tags(tags.values()):
            return cls(name, tuple(columns), {column: texts[1:] for column, texts in cells.items()}, tags)
        return cls(name, tuple(columns), cells, {})

    def texts(self, column: str) -> list[str]:
        """Return the first cells of a column that are not empty, at most `LOOKED_AT`."""
        return [text for text in self.cells.get(column, []) if text][:LOOKED_AT]

    def distinct(self, column: str) -> list[str]:
        """Return the same, each text once."""
        return list(dict.fromkeys(self.texts(column)))

    def share(self, column: str, is_such: Callable[[str], object]) -> float:
        """Return the share of the cells of a column that are such, from 0 to 1; 0 of an empty column."""
        texts = self.texts(column)
        return sum(map(bool, map(is_such, texts))) / len(texts) if texts else 0.0

    def mostly(self, column: str, is_such: Callable[[str], object]) -> bool:
        """Whether enough of the cells of a column are such."""
        return self.share(column, is_such) >= ENOUGH

    def named(self, column: str) -> str:
        """Return the name of a column without case, marks and signs."""
        return plain(column)

    @property
    def n_rows(self) -> int:
        """How many rows there are to look at."""
        return max(map(len, self.cells.values()), default=0)
