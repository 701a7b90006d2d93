"""What every reader of a file hands over, and how its cells become text."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
import pyarrow as pa

from geo.connectors.toolkit.contract import BadLine, SourceRows
from geo.model.errors import SourceError

TAGS_SKIPPED = "The first row holds HXL tags and is no row."
PIECE_ROWS = 5_000
MOST_COLUMNS = 1_000
MOST_CHARACTERS = 131_072
"""Of one cell."""
_PIECE_CELLS = 500_000
_PIECE_CHARACTERS = 16_000_000
"""A piece of a file that is very wide, or has long cells, has fewer rows."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which sheet of a workbook, layer of a file of features or list of a JSON file is read."""

    kind: str = ""
    """`sheet`, `layer` or `list`; empty for the first that has rows."""
    name: str = ""


FIRST = Part()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text in the columns of their file."""

    columns: tuple[str, ...]
    notes: tuple[str, ...]
    pieces: Iterator[SourceRows]
    parts: tuple[Part, ...] = ()
    """Those that hold a table and that could be read instead, the one that was read with them."""
    part: Part = FIRST
    """The one that was read, where the file has several."""
    licence: str = ""
    """The licence that stands beside the table, such as on a sheet of terms."""


def next_cells(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the cells of the next record of a `csv.reader`; None when it cannot be read or one is too long.

    The reader's own limit is of the whole process, where any package may raise it.
    """
    try:
        cells = next(reader)
    except csv.Error:
        return None
    return None if any(len(cell) > MOST_CHARACTERS for cell in cells) else cells


def named(header: Iterable[object]) -> tuple[str, ...]:
    """Return a name for each column: a nameless one is told by its place, a second one by its number."""
    names: dict[str, None] = {}
    for place, cell in enumerate(header, 1):
        name = as_text(cell).strip() or f"column {place}"
        n = 2
        while name in names:
            name = f"{name.removesuffix(f' ({n - 1})')} ({n})"
            n += 1
        names[name] = None
    return tuple(names)


def columns_of(name: str, header: Sequence[object]) -> tuple[str, ...]:
    """Return a name for each column of a file of that name.

    Raises SourceError when there are more than `MOST_COLUMNS`.
    """
    if len(header) > MOST_COLUMNS:
        raise too_wide(name, len(header))
    return named(header)


def too_wide(name: str, n: int) -> SourceError:
    """Return the refusal of a file of so many columns."""
    return SourceError(
        f"{name} has {n:,} columns; at most {MOST_COLUMNS:,} are read: leave out those that say nothing of a "
        "report"
    )


def rows_at_once(n_columns: int) -> int:
    """Return how many rows of so many columns make a piece."""
    return max(1, min(PIECE_ROWS, _PIECE_CELLS // max(1, n_columns)))


def as_text(cell: object) -> str:  # noqa: PLR0911 one a type
    """Return a cell as a person would type it; nothing for none."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell if cell.isascii() else cell.encode("utf-8", "replace").decode()
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)


def batch(
    columns: Sequence[str], rows: Sequence[Sequence[str]], lines: Sequence[int], bad: list[BadLine]
) -> SourceRows:
    """Return rows, each with a cell for every column, as a piece."""
    cells = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = [pa.array(column, pa.string()) for column in cells]
    return SourceRows(pa.RecordBatch.from_arrays(arrays, list(columns)), np.array(lines, np.int64), bad)


def in_pieces(
    columns: Sequence[str], found: Iterable[tuple[int, list[str]] | BadLine]
) -> Iterator[SourceRows]:
    """Return numbered rows and bad lines in pieces of `PIECE_ROWS`, or fewer where they are large."""
    rows: list[list[str]] = []
    lines: list[int] = []
    bad: list[BadLine] = []
    most, n_characters = rows_at_once(len(columns)), 0
    for one in found:
        if isinstance(one, BadLine):
            bad.append(one)
        else:
            lines.append(one[0])
            rows.append(one[1])
            n_characters += sum(map(len, one[1]))
        if len(rows) + len(bad) >= most or n_characters > _PIECE_CHARACTERS:
            yield batch(columns, rows, lines, bad)
            rows, lines, bad, n_characters = [], [], [], 0
    if rows or bad:
        yield batch(columns, rows, lines, bad)
