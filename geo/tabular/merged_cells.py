"""Merged cells of a sheet: what stands in the first row of one stands in every row that it spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from openpyxl.utils import range_boundaries

from geo.model.errors import SourceError

_MOST = 100_000
"""Merged cells of a sheet; they are held in memory."""
_ELEMENT = "mergeCell"
_WRITTEN = tuple(_ELEMENT.encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be"))
_CHUNK_BYTES = 1 << 20


class MergedSpan(NamedTuple):
    """Where a merged cell lies; columns and rows are counted from 1."""

    column: int
    first_row: int
    last_column: int
    last_row: int


def has_merged(part: BinaryIO) -> bool:
    """Whether the XML of a sheet speaks of merged cells: a look that costs a hundredth of reading it."""
    end = b""
    while piece := part.read(_CHUNK_BYTES):
        if any(written in end + piece for written in _WRITTEN):
            return True
        end = piece[-len(_WRITTEN[-1]) :]
    return False


def merged_in(name: str, part: BinaryIO) -> list[MergedSpan]:
    """Return where each merged cell of a sheet lies, which is given as XML.

    openpyxl does not say it of a sheet that it reads row by row, for it stands behind all rows.

    Raises SourceError when there are too many.
    """
    named: list[str] = []

    def begun(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] == _ELEMENT:
            if len(named) == _MOST:
                raise SourceError(f"{name} has more than {_MOST:,} merged cells; take the merging back")
            named.append(attributes.get("ref", ""))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begun
    # A sheet that breaks off says so where its rows are read.
    with suppress(expat.ExpatError):
        parser.ParseFile(part)
    return list(_read(named))


def _read(named: Iterable[str]) -> Iterator[MergedSpan]:
    for name in named:
        with suppress(ValueError):
            column, first, last_column, last = range_boundaries(name)
            if column and first and last_column and last:
                yield MergedSpan(column, first, last_column, last)


class MergedCells:
    """The merged cells of a sheet that is gone through once, from its first row to its last."""

    def __init__(self, spans: Iterable[MergedSpan], width: int) -> None:
        """Begin above the first row; `width` is the number of columns that have a name."""
        self._begin: dict[int, list[tuple[int, int]]] = {}
        for column, first, _, last in spans:
            if column <= width and last > first:
                self._begin.setdefault(first, []).append((column - 1, last))
        self._held: dict[int, tuple[int, str]] = {}

    def carried(self, number: int, cells: list[str]) -> list[str]:
        """Return the cells of a row, filled in from merged cells that began in rows above."""
        if not self._held and number not in self._begin:
            return cells
        self._held = {at: (last, cell) for at, (last, cell) in self._held.items() if last >= number}
        whole = cells + [""] * (max(self._held, default=-1) + 1 - len(cells))
        for at, (_, cell) in self._held.items():
            whole[at] = whole[at] or cell
        for at, last in self._begin.get(number, ()):
            if at < len(cells) and cells[at]:
                self._held[at] = last, cells[at]
        return whole
