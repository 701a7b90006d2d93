"""CSV and its relatives, of any delimiter and of the encodings that are met in the region.

A quotation that opens a cell may run over lines. One that is not closed costs its own line and no other, and
a mark inside a cell, as in `5" shell`, opens none.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import BinaryIO, TextIO, TypeAlias, cast

from geo.connectors.toolkit.contract import BadLine
from geo.connectors.toolkit.encodings import encoding_of, note_on
from geo.connectors.toolkit.foreign import MOST_CHARACTERS, Table, columns_of, in_pieces, next_cells
from geo.connectors.toolkit.header_rows import LOOKED_AT, Header, header_in
from geo.model.errors import SourceError

_LOOKED_AT = 1_000_000
_LINE_CHARACTERS = 1_000_000
_QUOTED_LINES = 200
"""Lines over which one cell may run."""
_SHOWN = 1_000
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_STATED = re.compile(r"\ufeff?\"?sep=([,;\t|])\"?\r?\n", re.IGNORECASE)
"""A first line by which spreadsheets are told what parts the cells."""
_SAMPLED_RECORDS = 20
_TITLE_SHARE = 3
"""How many times as long as the table below it a sample with a title is at most."""
_ESCAPED, _REPLACED = re.compile("[\ud800-\udfff]"), re.compile("\ufffd")
"""What stands for bytes that are no text; those of UTF-16 cannot be kept."""
Record: TypeAlias = tuple[int, list[str]]
"""Number of its first line, and its cells."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A file of text, read up to its header."""

    columns: tuple[str, ...]
    notes: tuple[str, ...]
    """Encoding and delimiter that are not the usual ones, in sentences."""
    rows: Iterator[Record | BadLine]
    """Each has a cell for every column."""


def text_table(name: str, file: BinaryIO) -> Table:
    """Read a file of text, a piece at a time, from the names of its columns, wherever they stand.

    Raises SourceError when no row names its columns.
    """
    texts = _opened(name, file, has_title=True)
    return Table(texts.columns, texts.notes, in_pieces(texts.columns, texts.rows))


def text_rows(name: str, file: BinaryIO) -> Texts:
    """Read a file of text, row by row; its first line names the columns.

    Raises SourceError when it has no header.
    """
    return _opened(name, file, has_title=False)


def _opened(name: str, file: BinaryIO, *, has_title: bool) -> Texts:
    start = file.read(_LOOKED_AT)
    file.seek(0)
    encoding = encoding_of(start, is_whole=len(start) < _LOOKED_AT)
    errors, broken = (
        ("replace", _REPLACED) if encoding.startswith("utf-16") else ("surrogateescape", _ESCAPED)
    )
    text = io.TextIOWrapper(cast("BinaryIO", _Lent(file)), encoding, errors=errors, newline="")
    sample = start.decode(encoding, "ignore")
    stated = _STATED.match(sample)
    delimiter = stated[1] if stated else _delimiter(sample)
    header = _header(name, sample, delimiter, n_before=bool(stated)) if has_title else None
    records = _Records(text, delimiter, broken)
    found = iter(records)
    begins = header.first if header else 1 + bool(stated)
    first = next((record for record in found if _number(record) >= begins), None)
    if first is None:
        raise SourceError(f"{name} is empty; expected a line that names the columns")
    if isinstance(first, BadLine):
        raise SourceError(f"{name} line {first.line} {first.reason}; expected a line that names the columns")
    if header and header.first < header.last:
        next(found, None)
    columns = header.columns if header else columns_of(name, first[1])
    records.width = len(columns)
    notes = [f"Cells are parted by {_DELIMITERS[delimiter]}."] if delimiter != "," else []
    notes += filter(None, [note_on(encoding), *(header.notes if header else ())])
    return Texts(columns, tuple(notes), _of_width(found, len(columns)))


def _header(name: str, sample: str, delimiter: str, *, n_before: int) -> Header | None:
    """Return where the columns are named; None when the first lines have none that could."""
    found = islice(_Records(io.StringIO(sample, newline=""), delimiter), n_before, n_before + LOOKED_AT)
    first = next(found, None)
    if first is None or isinstance(first, BadLine):
        return None
    columns_of(name, first[1])  # refuses what is wider than any table, whatever stands in it
    rows = [first, *(one for one in found if not isinstance(one, BadLine))]
    rows = [row for row in rows if any(cell.strip() for cell in row[1])]
    return header_in(name, rows) if rows else None


def _number(record: Record | BadLine) -> int:
    return record.line if isinstance(record, BadLine) else record[0]


def _delimiter(text: str) -> str:
    """Return what parts most of the first records into equally many cells, more than one.

    Lines of one cell that stand before them are a title, as long as they are not most of what there is.
    """

    def score(delimiter: str) -> tuple[float, int]:
        records = list(islice(_Records(io.StringIO(text, newline=""), delimiter), _SAMPLED_RECORDS))
        sizes = [len(record[1]) for record in records if not isinstance(record, BadLine)]
        table = list(dropwhile(lambda size: size == 1, sizes))
        widths = Counter(table if len(table) * _TITLE_SHARE >= len(sizes) else sizes)
        width, n = widths.most_common(1)[0] if widths else (0, 0)
        return (n / len(records), width) if width > 1 else (0, width)

    return max(_DELIMITERS, key=score)


def _of_width(records: Iterator[Record | BadLine], width: int) -> Iterator[Record | BadLine]:
    for record in records:
        if isinstance(record, BadLine) or len(record[1]) == width:
            yield record
            continue
        line, cells = record
        if _is_of(cells, width):
            yield line, cells[:width]
        else:
            reason = f"has {len(cells):,} cells, the header has {width:,}"
            shown = ",".join(cells)[:_SHOWN]
            yield BadLine(
                line, "", shown, reason, "give each column one cell, in quotation marks when it needs them"
            )


def _is_of(cells: list[str], width: int) -> bool:
    return len(cells) == width or (len(cells) > width and not any(cells[width:]))


class _Lent(io.BufferedIOBase):
    """A file that whoever opened it closes: a text over it would do so when it is forgotten."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return self._file.read(-1 if size is None else size)

    def read1(self, size: int = -1) -> bytes:
        return self._file.read(size)


class _Records:
    """The records of a text, of whose lines some can be looked at and put back."""

    def __init__(self, text: TextIO, delimiter: str, broken: re.Pattern[str] = _ESCAPED) -> None:
        self._text, self._delimiter, self._broken = text, delimiter, broken
        self.width = 0
        """Cells that a record over several lines must have; 0 when it is not known."""
        self._number = 0
        self._waiting: deque[tuple[int, str, bool]] = deque()

    def __iter__(self) -> Iterator[Record | BadLine]:
        while (said := self._next()) is not None:
            number, line, is_whole = said
            bare = line.rstrip("\r\n")
            if not is_whole:
                reason = f"is longer than {_LINE_CHARACTERS:,} characters"
                yield BadLine(number, "", line[:_SHOWN], reason, "shorten its cells")
            elif '"' in bare or not bare.isascii() or len(bare) > MOST_CHARACTERS:
                yield self._record(number, line, bare)
            elif bare:
                yield number, bare.split(self._delimiter)

    def _record(self, number: int, line: str, bare: str) -> Record | BadLine:
        def bad(reason: str, advice: str) -> BadLine:
            shown = bare[:_SHOWN].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            return BadLine(number, "", shown, reason, advice)

        # Given a second line, the reader takes it only when the first leaves a quotation open.
        reader = csv.reader([bare, ""], delimiter=self._delimiter)
        cells = next_cells(reader)
        if cells is None:
            return bad(f"has a cell longer than {MOST_CHARACTERS:,} characters", "shorten it")
        if reader.line_num > 1:
            cells = self._over_lines(line)
        if self._broken.search(bare if cells is None else "".join(cells)):
            return bad("has bytes that are no text", "save the file as UTF-8")
        if cells is None:
            return bad("opens a quotation mark and does not close it", "close it, or leave the mark out")
        return number, cells

    def _over_lines(self, line: str) -> list[str] | None:
        """Return the cells of a record that begins with a line and ends with a later one.

        Where the quotation is not closed as it should be, or the record is none of this table, there is none,
        and the later lines stand for themselves.
        """
        taken: list[tuple[int, str, bool]] = []

        def lines() -> Iterator[str]:
            yield line
            size = len(line)
            while len(taken) < _QUOTED_LINES and size <= MOST_CHARACTERS and (said := self._next()):
                taken.append(said)
                size += len(said[1])
                if not said[2]:
                    return
                yield said[1]

        cells = next_cells(csv.reader(lines(), delimiter=self._delimiter, strict=True))
        if cells and (not self.width or _is_of(cells, self.width)):
            return cells
        self._waiting.extendleft(reversed(taken))
        return None

    def _next(self) -> tuple[int, str, bool] | None:
        """Return number and text of the next line, and whether that is all of it; None at the end."""
        return self._waiting.popleft() if self._waiting else self._read()

    def _read(self) -> tuple[int, str, bool] | None:
        line = self._text.readline(_LINE_CHARACTERS)
        if not line:
            return None
        self._number += 1
        is_whole = len(line) < _LINE_CHARACTERS or line.endswith("\n")
        rest = line
        while not is_whole and rest and not rest.endswith(("\n", "\r")):
            rest = self._text.readline(_LINE_CHARACTERS)
        return self._number, line, is_whole
