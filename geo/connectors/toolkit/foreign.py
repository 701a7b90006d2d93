"""What every reader of a file hands over, and how its cells become text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
import pyarrow as pa

from geo.connectors.toolkit.contract import BadLine, SourceRows

PIECE_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """Which sheet of a workbook or layer of a file of features is read."""

    kind: str = ""
    """`sheet` or `layer`; empty for the first that has rows."""
    name: str = ""


FIRST = Part()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text in the columns of their file."""

    columns: tuple[str, ...]
    notes: tuple[str, ...]
    pieces: Iterator[SourceRows]


def named(header: Iterable[object]) -> tuple[str, ...]:
    """Return a name for each column: a nameless one is told by its place, a second one by its number."""
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        name = as_text(cell).strip() or f"column {place}"
        n = 2
        while name in names:
            name = f"{name.removesuffix(f' ({n - 1})')} ({n})"
            n += 1
        names.append(name)
    return tuple(names)


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
    """Return numbered rows and bad lines in pieces of `PIECE_ROWS`."""
    rows: list[list[str]] = []
    lines: list[int] = []
    bad: list[BadLine] = []
    for one in found:
        if isinstance(one, BadLine):
            bad.append(one)
        else:
            lines.append(one[0])
            rows.append(one[1])
        if len(rows) + len(bad) >= PIECE_ROWS:
            yield batch(columns, rows, lines, bad)
            rows, lines, bad = [], [], []
    if rows or bad:
        yield batch(columns, rows, lines, bad)
