"""Workbooks (XLSX), row by row. No formula is worked out, and no bomb is unpacked.

Of several sheets the one that holds a table is read. Sheets of terms and notes hold none; where two sheets
hold a table, both are named, and whoever opens the file has to ask which is meant.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from itertools import islice
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from geo.connectors.toolkit.contract import BadLine
from geo.connectors.toolkit.foreign import MOST_CHARACTERS, Part, Table, in_pieces
from geo.connectors.toolkit.header_rows import LOOKED_AT, header_in, is_table
from geo.connectors.toolkit.licences import licence_of
from geo.connectors.toolkit.workbooks import refuse_bombs
from geo.model.errors import SourceError
from geo.tabular.merged_cells import MergedCells, MergedSpan, has_merged, merged_in
from geo.tabular.sheet_cells import Formula, part_of, rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, ExpatError, KeyError, ValueError,
    TypeError, IndexError, AttributeError, EOFError, NotImplementedError, RuntimeError, AssertionError,
    OverflowError,
)  # fmt: skip
"""What openpyxl and expat were seen to raise for workbooks that are none, or are broken."""
_ADVICE = "save it anew, or as CSV"
_FEW_COLUMNS = 3
"""What has fewer is a list of words where another sheet has more."""
_ABOUT = re.compile(
    r"read ?me|terms|notes?\b|about|meta ?data|code ?book|dictionary|legend|licen[cs]e|lists?\b|look ?ups?"
    r"|cover|contents|instructions|guide|info\b|definitions|disclaimer|ملاحظات|شروط|הערות|תנאים",
    re.IGNORECASE,
)
"""How a sheet is called that tells of a table and is none."""


def workbook(name: str, file: BinaryIO, wanted: str = "") -> Table:
    """Read the sheet of a name, or the first that holds a table.

    Raises SourceError when it is no workbook, would unpack to more than is read, has no sheet of that name,
    or no row of it names the columns.
    """
    try:
        refuse_bombs(name, file)
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheets: dict[str, ReadOnlyWorksheet] = {sheet.title: sheet for sheet in book.worksheets}
        if wanted and wanted not in sheets:
            raise SourceError(f"{name} has no sheet {wanted}; it has {', '.join(sheets)}")
        looked_at = [wanted] if wanted else [title for title in sheets if not _is_hidden(sheets[title])]
        first = {title: _first_rows(name, book, sheets[title]) for title in looked_at}
        tables = _tables(first)
        title = next((one for one in (*tables, *first) if first[one]), "")
        if not title:
            raise _nowhere(name, book)
        spans = _merged_cells(name, sheets[title])
    except _BROKEN as error:
        raise SourceError(f"{name} cannot be read as a workbook; save it anew, or as CSV") from error
    header = header_in(name, first[title], {one.first_row for one in spans if one.last_column > one.column})
    merged = MergedCells((one for one in spans if one.first_row > header.last), len(header.columns))
    rows = _rows(name, (book, sheets[title]), header.last, header.columns, merged)
    notes = (*_notes(title, sheets), *header.notes, *_note_on_merged(spans, header.last))
    parts = tuple(Part("sheet", one) for one in tables if first[one])
    beside = (cell for one in first if one != title for _, row in first[one] for cell in row if cell)
    pieces = in_pieces(header.columns, rows)
    return Table(header.columns, notes, pieces, parts, Part("sheet", title), licence_of(beside))


def _is_hidden(sheet: ReadOnlyWorksheet) -> bool:
    return bool(sheet.sheet_state != "visible")


def _first_rows(name: str, book: Workbook, sheet: ReadOnlyWorksheet) -> list[tuple[int, list[str]]]:
    return list(islice((row for row in rows_in(name, book, sheet) if any(map(str.strip, row[1]))), LOOKED_AT))


def _tables(first: dict[str, list[tuple[int, list[str]]]]) -> list[str]:
    """Return the sheets that hold a table, by their first rows."""
    tables = [title for title, rows in first.items() if rows and is_table(rows)]
    wide = [title for title in tables if max(len(row) for _, row in first[title]) >= _FEW_COLUMNS]
    return [title for title in wide if not _ABOUT.search(title)] or wide or tables


def _nowhere(name: str, book: Workbook) -> SourceError:
    hidden = [
        sheet.title for sheet in book.worksheets if _is_hidden(sheet) and _first_rows(name, book, sheet)
    ]
    if not hidden:
        return SourceError(f"{name} has no sheet with rows")
    return SourceError(
        f"{name} has rows only in hidden sheets: {', '.join(hidden)}; show the sheet that holds the table"
    )


def _notes(chosen: str, sheets: dict[str, ReadOnlyWorksheet]) -> Iterator[str]:
    others = [title for title, sheet in sheets.items() if title != chosen and not _is_hidden(sheet)]
    hidden = [title for title, sheet in sheets.items() if title != chosen and _is_hidden(sheet)]
    if others:
        yield f"Read the sheet {chosen!r}; not read: {', '.join(others)}."
    if hidden:
        yield f"Hidden sheets are not read: {', '.join(hidden)}."


def _note_on_merged(spans: list[MergedSpan], header: int) -> list[str]:
    """Return what is said of merged cells; a title or a name that is one is no news."""
    note = "What a merged cell says was read in each of its rows, in the first of its columns."
    return [note] if any(one.first_row > header for one in spans) else []


def _merged_cells(name: str, sheet: ReadOnlyWorksheet) -> list[MergedSpan]:
    try:
        with part_of(sheet) as part:
            if not has_merged(part):
                return []
        with part_of(sheet) as part:
            return merged_in(name, part)
    except _BROKEN:
        return []  # it breaks where its rows are read, and says so there


def _rows(
    name: str,
    source: tuple[Workbook, ReadOnlyWorksheet],
    header: int,
    columns: tuple[str, ...],
    merged: MergedCells,
) -> Iterator[tuple[int, list[str]] | BadLine]:
    """Return the rows below the header."""
    number = header
    try:
        for number, cells in rows_in(name, *source):
            if number > header and any(map(str.strip, cells)):
                yield _row(number, merged.carried(number, cells), columns)
    except _BROKEN:
        yield BadLine(number + 1, "", "", "cannot be read, and no row after it", _ADVICE)


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> tuple[int, list[str]] | BadLine:
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    formula = next((place for place, cell in enumerate(cells) if isinstance(cell, Formula)), None)
    if formula is not None and formula < len(columns):
        reason = f"has a formula in the column {columns[formula]}: {cells[formula][:80]}"
        advice = "put its value in its place; a formula is not worked out here"
        return BadLine(number, "", _shown(cells), reason, advice)
    if len(cells) > len(columns):
        reason = f"has {len(cells):,} cells, the header has {len(columns):,}"
        return BadLine(number, "", _shown(cells), reason, "give each column a name in the first row")
    if max(map(len, cells)) > MOST_CHARACTERS:
        long = next(name for name, text in zip(columns, cells, strict=False) if len(text) > MOST_CHARACTERS)
        reason = f"has a cell longer than {MOST_CHARACTERS:,} characters in {long}"
        return BadLine(number, "", _shown(cells), reason, "shorten it")
    return number, cells + [""] * (len(columns) - len(cells))


def _shown(cells: list[str]) -> str:
    return " | ".join(text[:200] for text in cells)[:1_000]
