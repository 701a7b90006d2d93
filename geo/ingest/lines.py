"""A CSV file as blocks of rows of plain text: one line is one row, and no line is lost.

No cell of the documented format runs over a line's end. So a file can be cut at any of its line ends,
its blocks can be read side by side, and one broken line spoils no other. Arrow reads a block in which
every line is in order; in any other, each line is read by itself and says what is wrong with it.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from geo.connectors.toolkit.contract import BadLine, SourceRows
from geo.connectors.toolkit.foreign import MOST_CHARACTERS, TAGS_SKIPPED, next_cells
from geo.ingest.rejects import as_they_came
from geo.model.errors import SchemaError, SourceError
from geo.snapshot.tables import LATER_COLUMNS, SCHEMA, with_later_columns
from geo.tabular.column_names import is_row_of_tags

COLUMNS = tuple(SCHEMA["reports"])
MAX_LINE_BYTES = 1_000_000
MAX_KEPT_BYTES = 40_000
"""Of a line that is rejected."""
_BLOCK_BYTES = 8_000_000
_PARSED_BYTES = 1 << 18
"""What Arrow parses at a time: more than fits into a core's cache takes twice as long."""
_NEIGHBOURHOOD_BYTES = 50_000
_BOM = b"\xef\xbb\xbf"
_SHOWN_NAMES = 5
_LONG_CELL = f"has a cell longer than {MOST_CHARACTERS:,} characters"
_ONE_LINE = "write each row on one line, with a quotation mark at both ends of a cell or at none"


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Some whole lines of a file."""

    text: bytes
    first_line: int
    """Number of the first line; the header is line 1."""


class Lines:
    """A reports file that is read once, from its first line to its last."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        """Read the header.

        Raises SchemaError when it does not name every documented column once.
        """
        self.name, self._file = name, file
        self._sha256 = hashlib.sha256()
        header = self._line()
        self.columns = _columns_of(header.removeprefix(_BOM), self.name)
        self.ignored = [name for name in self.columns if name not in COLUMNS]
        self._present = [name for name in COLUMNS if name in self.columns]
        self._places = [self.columns.index(name) for name in self._present]
        second = self._line()
        has_tags = _is_of_tags(second)
        self.notes = (TAGS_SKIPPED,) if has_tags else ()
        self._first_line, self._start = (3, b"") if has_tags else (2, second)
        self._n_read = len(second)

    @property
    def sha256(self) -> str:
        """SHA-256 of what has been read so far, 64 hex digits."""
        return self._sha256.hexdigest()

    def n_read(self) -> int:
        """Return how many bytes after the header have been read."""
        return self._n_read

    def blocks(self) -> Iterator[RowBlock]:
        """Return the lines after the header, and after a line of HXL tags."""
        line, rest, start = self._first_line, b"", self._start
        while piece := start + self._more():
            start = b""
            cut = piece.rfind(b"\n") + 1
            if cut:
                block = RowBlock(rest + piece[:cut], line)
                line += block.text.count(b"\n")
                rest = piece[cut:]
                yield block
            elif len(rest) <= MAX_LINE_BYTES:  # of a longer line, no more is kept than shows that it is
                rest += piece
        if rest:
            yield RowBlock(rest, line)

    def rows(self, block: RowBlock) -> SourceRows:
        """Return the rows of a block, and which of its lines are none."""
        found = self._rows_at_once(block)
        if found:
            return found
        # A broken line costs its own neighbourhood, not the block.
        cut = block.text.find(b"\n", len(block.text) // 2) + 1
        if len(block.text) < _NEIGHBOURHOOD_BYTES or not 0 < cut < len(block.text):
            return self._rows_one_by_one(block)
        first = RowBlock(block.text[:cut], block.first_line)
        second = RowBlock(block.text[cut:], block.first_line + first.text.count(b"\n"))
        return _together(self.rows(first), self.rows(second))

    def _more(self) -> bytes:
        piece = self._file.read(_BLOCK_BYTES)
        self._sha256.update(piece)
        self._n_read += len(piece)
        return piece

    def _line(self) -> bytes:
        line = self._file.readline(MAX_LINE_BYTES)
        self._sha256.update(line)
        return line

    def _rows_at_once(self, block: RowBlock) -> SourceRows | None:
        """Return the rows when every line is one, and None when any may be something else."""
        text = block.text
        is_odd = text.count(b'"') % 2 or text.count(b"\r") != text.count(b"\r\n")
        n = text.count(b"\n") + (not text.endswith(b"\n"))
        if is_odd or n == 0:
            return None
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(text),
                read_options=arrow_csv.ReadOptions(
                    column_names=self.columns, use_threads=False, block_size=_PARSED_BYTES
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(self._present, pa.string()),
                    include_columns=self._present,
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != n:
            return None

        def came(at: np.ndarray) -> list[str]:
            lines = text.split(b"\n")
            return [_shown(lines[place]) for place in at]

        batch = _documented(table.combine_chunks())
        return SourceRows(batch, np.arange(n) + block.first_line, came=came)

    def _rows_one_by_one(self, block: RowBlock) -> SourceRows:
        cells: list[list[str]] = []
        lines: list[int] = []
        texts: list[bytes] = []
        bad: list[BadLine] = []
        for line, text in enumerate(block.text.split(b"\n"), block.first_line):
            found = self._read_line(line, text.removesuffix(b"\r"))
            if isinstance(found, BadLine):
                bad.append(found)
            elif found:
                cells.append([found[place] for place in self._places])
                lines.append(line)
                texts.append(text)
        columns = zip(*cells, strict=True) if cells else [()] * len(self._present)
        arrays = [pa.array(column, pa.string()) for column in columns]
        batch = _documented(pa.Table.from_arrays(arrays, self._present))
        return SourceRows(
            batch, np.array(lines, np.int64), bad, lambda at: [_shown(texts[place]) for place in at]
        )

    def _read_line(self, line: int, text: bytes) -> list[str] | BadLine:
        """Return the cells of a line, none for an empty one, or what is wrong with it."""

        def bad(reason: str, advice: str, cells: Sequence[str] = ()) -> BadLine:
            place = self._places[self._present.index("report_id")]
            report_id = cells[place] if place < len(cells) else ""
            return BadLine(line, report_id, _shown(text), reason, advice)

        if len(text) > MAX_LINE_BYTES:
            return bad(f"is longer than {MAX_LINE_BYTES:,} bytes", "shorten its cells")
        # Given a second line, the reader takes it only when the first leaves a quotation open.
        reader = csv.reader([text.decode("utf-8", "backslashreplace"), ""])
        cells = next_cells(reader)
        if cells is None:
            return bad(_LONG_CELL, "shorten it")
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as error:
            where = f"byte {error.start + 1} is 0x{text[error.start]:02x}"
            return bad(f"is not UTF-8 text: {where}", "save the file as UTF-8", cells)
        if reader.line_num > 1:
            return bad("opens a quotation mark and does not close it", _ONE_LINE, cells)
        if cells and len(cells) != len(self.columns):
            sizes = f"has {len(cells):,} cells, the header has {len(self.columns):,}"
            return bad(sizes, "give each column one cell; put cells with commas in quotation marks", cells)
        return cells


def _documented(rows: pa.Table) -> pa.RecordBatch:
    """Return rows in one piece, with every documented column in its place."""
    whole = with_later_columns(rows, "reports").select(list(COLUMNS)).combine_chunks()
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in whole.columns], COLUMNS)


def _together(first: SourceRows, second: SourceRows) -> SourceRows:
    texts = pa.concat_batches([first.texts, second.texts])
    lines = np.concatenate([first.lines, second.lines])
    n = len(first.lines)

    def came(at: np.ndarray) -> list[str]:
        return [*as_they_came(first, at[at < n]), *as_they_came(second, at[at >= n] - n)]

    return SourceRows(texts, lines, first.bad + second.bad, came)


def _is_of_tags(line: bytes) -> bool:
    try:
        return is_row_of_tags(next(csv.reader([line.decode("utf-8", "replace")]), []))
    except csv.Error:
        return False


def _shown(line: bytes) -> str:
    """Return a line as it came, as far as it is kept."""
    return line[:MAX_KEPT_BYTES].decode("utf-8", "backslashreplace").rstrip("\r\n")


def _columns_of(header: bytes, name: str) -> list[str]:
    """Return the names in a header that has every documented column once, or leaves a later one out."""
    try:
        text = header.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise SourceError(f"{name} line 1 is not UTF-8 text; save the file as UTF-8") from error
    if not text:
        raise SourceError(f"{name} does not begin with a header; expected a line that names the columns")
    columns = next_cells(csv.reader([text]))
    if columns is None:
        raise SourceError(f"{name} line 1 has a name longer than {MOST_CHARACTERS:,} characters")
    missing = [column for column in COLUMNS if column not in {*columns, *LATER_COLUMNS["reports"]}]
    if missing:
        hint = "; its columns are not parted by commas" if ";" in text or "\t" in text else ""
        raise SchemaError(name, "line 1", "columns", _some(columns), f"also {', '.join(missing)}{hint}")
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise SchemaError(name, "line 1", "columns", _some(twice), "that each column stands once")
    return columns


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
    return ",".join(name[:40] for name in names[:_SHOWN_NAMES]) + more
