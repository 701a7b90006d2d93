"""The cells of a sheet of a workbook as text, row by row, straight from its XML.

openpyxl makes an object of every cell, which takes five times as long; it still says what the sheets, texts
and forms of numbers of a workbook are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel

from geo.connectors.toolkit.foreign import MOST_COLUMNS, as_text
from geo.model.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_CHUNK_BYTES = 1 << 16
_DIGITS = "0123456789"
_LAST_COLUMN = 16_384
"""Of a sheet; a first row that is too wide is told how many columns it has."""
_TEXT_ELEMENTS = frozenset({"v", "f", "t"})


class Formula(str):
    """A formula as it is written; its value is not worked out."""

    __slots__ = ()


def part_of(sheet: ReadOnlyWorksheet) -> BinaryIO:
    """Open the XML of a sheet."""
    # openpyxl has no public way to the part of a sheet.
    opened: BinaryIO = sheet._get_source()  # type: ignore[attr-defined]  # noqa: SLF001
    return opened


def rows_in(name: str, book: Workbook, sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    """Return the number and the cells of each row that has any, up to the last that is not empty.

    Raises SourceError when a cell lies beyond the columns that are read; what expat and openpyxl raise when
    the sheet is broken.
    """
    reader = _SheetReader(name, book, sheet)
    with part_of(sheet) as part:
        while chunk := part.read(_CHUNK_BYTES):
            yield from reader.fed(chunk)
        yield from reader.fed(b"", is_last=True)


class _SheetReader:
    """What expat calls while it reads the XML of one sheet."""

    def __init__(self, name: str, book: Workbook, sheet: ReadOnlyWorksheet) -> None:
        self._name, self._epoch = name, book.epoch
        self._days: set[int] = book._date_formats  # type: ignore[attr-defined]  # noqa: SLF001 as above
        self._spans: set[int] = book._timedelta_formats  # type: ignore[attr-defined]  # noqa: SLF001
        self._texts: list[object] = sheet._shared_strings  # type: ignore[attr-defined]  # noqa: SLF001
        self._done: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._number, self._at = 0, 0
        self._kind, self._style = "n", 0
        self._said: dict[str, list[str]] = {}
        self._is_aloud = self._has_rows = False
        self._columns: dict[str, int] = {"": 0}
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._outside, None
        parser.StartDoctypeDeclHandler = self._refuse

    def fed(self, chunk: bytes, *, is_last: bool = False) -> list[tuple[int, list[str]]]:
        """Return the rows that end in a chunk."""
        self._done = []
        self._parser.Parse(chunk, is_last)
        return self._done

    def _refuse(self, *_: object) -> None:
        raise SourceError(f"{self._name} declares entities, which no workbook needs")

    def _outside(self, element: str, _: dict[str, str]) -> None:
        if element.rpartition(":")[2] == "sheetData":
            self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._end

    def _begin(self, element: str, said: dict[str, str]) -> None:
        kind = element.rpartition(":")[2]
        if kind == "c":
            self._kind, self._style = said.get("t", "n"), int(said.get("s", 0))
            self._said = {}
            self._at = self._column(said.get("r", "").rstrip(_DIGITS).upper())
        elif kind in _TEXT_ELEMENTS and not self._is_aloud:
            self._parser.CharacterDataHandler = self._said.setdefault(kind, []).append
        elif kind == "row":
            self._number = int(said.get("r", self._number + 1))
            self._row, self._at = [], 0
        elif kind == "rPh":  # how a text is pronounced
            self._is_aloud = True

    def _end(self, element: str) -> None:
        kind = element.rpartition(":")[2]
        if kind == "c":
            if self._said and (text := self._text()):
                self._row += [""] * (self._at - len(self._row))
                self._row[self._at - 1] = text
        elif kind in _TEXT_ELEMENTS:
            self._parser.CharacterDataHandler = None
        elif kind == "row":
            if self._row:
                self._done.append((self._number, self._row))
                self._has_rows = True
        elif kind == "rPh":
            self._is_aloud = False
        elif kind == "sheetData":
            self._parser.StartElementHandler = self._parser.EndElementHandler = None

    def _column(self, letters: str) -> int:
        """Return the place of a column, counted from 1; without letters it is the next."""
        if not letters:
            found = self._at + 1
        elif (found := self._columns.get(letters, 0)) == 0:
            found = self._columns[letters] = column_index_from_string(letters)
        if found > (MOST_COLUMNS if self._has_rows else _LAST_COLUMN):
            # One cell at the far end of each row makes a small file of thousands of millions of cells.
            raise SourceError(
                f"{self._name} has a cell in the column {get_column_letter(found)} of row {self._number}; at "
                f"most {MOST_COLUMNS:,} columns are read: delete what stands beside the table"
            )
        return found

    def _text(self) -> str:
        if "f" in self._said:
            return Formula("=" + "".join(self._said["f"]))
        value = "".join(self._said.get("t" if self._kind == "inlineStr" else "v", ()))
        if not value:
            return ""
        if self._kind == "s":
            text = self._texts[int(value)]
            return as_text(getattr(text, "content", text))
        if self._kind == "b":
            return "true" if value != "0" else "false"
        return self._number_as_text(value) if self._kind == "n" else as_text(value)

    def _number_as_text(self, value: str) -> str:
        if self._style in self._days:
            is_span = self._style in self._spans
            return as_text(from_excel(float(value), self._epoch, timedelta=is_span))
        return str(int(value)) if value.isdigit() else as_text(float(value))
