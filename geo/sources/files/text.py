"""CSV and its relatives, of any delimiter and of the encodings that are met in the region.

A quotation may run over lines. One that is not closed costs its own line and no other.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter, deque
from typing import TYPE_CHECKING, cast

from geo.errors import SourceError
from geo.sources.contract import BadLine
from geo.sources.files.foreign import Table, in_pieces, named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, TextIO

_LOOKED_AT = 1_000_000
_LINE_CHARACTERS = 1_000_000
_CELL_CHARACTERS = 131_072
_QUOTED_LINES = 200
"""Lines over which one cell may run."""
_SHOWN = 1_000
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_LEGACY = "cp1256"


def text_table(name: str, file: BinaryIO) -> Table:
    """Read a file of text.

    Raises:
        SourceError: when it has no header.

    """
    start = file.read(_LOOKED_AT)
    file.seek(0)
    encoding = _encoding(start)
    text = io.TextIOWrapper(cast("BinaryIO", _Lent(file)), encoding, errors="surrogateescape", newline="")
    known = start.decode(encoding, "ignore")
    delimiter = _delimiter(known)
    records = _records(text, delimiter, encoding)
    first = next(records, None)
    if first is None:
        raise SourceError(f"{name} is empty; expected a line that names the columns")
    if isinstance(first, BadLine):
        raise SourceError(f"{name} line {first.line} {first.reason}; expected a line that names the columns")
    columns = named(first[1])
    notes = [f"Cells are parted by {_DELIMITERS[delimiter]}."] if delimiter != "," else []
    if encoding == _LEGACY:
        notes.append(
            "The text is no UTF-8 and was read as Windows-1256 (Arabic). Look at the names; save the file as "
            "UTF-8 when they are not what they should be."
        )
    elif encoding.startswith("utf-16"):
        notes.append("The text is UTF-16.")
    return Table(columns, tuple(notes), in_pieces(columns, _of_width(records, len(columns))))


def _encoding(start: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    pairs = max(1, len(start) // 2)
    for zeros, encoding in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
        if zeros.count(0) > pairs * 0.3:
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=len(start) < _LOOKED_AT)
    except UnicodeDecodeError as error:
        # A few broken bytes spoil their lines; a text that is full of them is in another encoding.
        rest = start[error.start :]
        broken = rest.decode("utf-8", "replace").count("\ufffd")
        return _LEGACY if broken > max(1, len(rest) // 1_000) else "utf-8"
    return "utf-8"


def _delimiter(text: str) -> str:
    """Return what parts most of the first lines into equally many cells, more than one."""
    lines = text.splitlines()[:20]

    def score(delimiter: str) -> tuple[float, int]:
        try:
            widths = Counter(map(len, csv.reader(lines, delimiter=delimiter)))
        except csv.Error:
            return 0, 0
        width, n = widths.most_common(1)[0] if widths else (0, 0)
        return (n / max(1, len(lines)), width) if width > 1 else (0, width)

    return max(_DELIMITERS, key=score)


def _of_width(
    records: Iterator[tuple[int, list[str]] | BadLine], width: int
) -> Iterator[tuple[int, list[str]] | BadLine]:
    for record in records:
        if isinstance(record, BadLine) or len(record[1]) == width:
            yield record
            continue
        line, cells = record
        if len(cells) > width and not any(cells[width:]):
            yield line, cells[:width]
        else:
            reason = f"has {len(cells):,} cells, the header has {width:,}"
            shown = ",".join(cells)[:_SHOWN]
            yield BadLine(
                line, "", shown, reason, "give each column one cell, in quotation marks when it needs them"
            )


def _records(text: TextIO, delimiter: str, encoding: str) -> Iterator[tuple[int, list[str]] | BadLine]:
    lines = _Lines(text)
    while (said := lines.next()) is not None:
        number, line, is_whole = said
        if not is_whole:
            reason = f"is longer than {_LINE_CHARACTERS:,} characters"
            yield BadLine(number, "", line[:_SHOWN], reason, "shorten its cells")
            continue
        if line.count('"') % 2:
            line = lines.until_closed(line)
        bare = line.rstrip("\r\n")
        if bare:
            yield _record(number, bare, delimiter, encoding)


def _record(number: int, text: str, delimiter: str, encoding: str) -> tuple[int, list[str]] | BadLine:
    def bad(reason: str, advice: str) -> BadLine:
        shown = text[:_SHOWN].encode(encoding, "surrogateescape").decode(encoding, "backslashreplace")
        return BadLine(number, "", shown, reason, advice)

    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        return bad("has bytes that are no text", "save the file as UTF-8")
    if text.count('"') % 2:
        return bad("opens a quotation mark and does not close it", "close it, or leave the mark out")
    try:
        return number, next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return bad(f"has a cell longer than {_CELL_CHARACTERS:,} characters", "shorten it")


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


class _Lines:
    """Lines with their numbers, of which some can be looked at and put back."""

    def __init__(self, text: TextIO) -> None:
        self._text, self._number = text, 0
        self._waiting: deque[tuple[int, str, bool]] = deque()

    def next(self) -> tuple[int, str, bool] | None:
        """Return number and text of the next line, and whether that is all of it; None at the end."""
        return self._waiting.popleft() if self._waiting else self._read()

    def until_closed(self, line: str) -> str:
        """Return a line that leaves a quotation open with those up to its end, or alone when it has none."""
        taken: list[tuple[int, str, bool]] = []
        size = len(line)
        while len(taken) < _QUOTED_LINES and size <= _CELL_CHARACTERS:
            said = self.next()
            if said is None:
                break
            taken.append(said)
            size += len(said[1])
            if not said[2]:
                break
            if said[1].count('"') % 2:
                return line + "".join(text for _, text, _ in taken)
        self._waiting.extendleft(reversed(taken))
        return line

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
