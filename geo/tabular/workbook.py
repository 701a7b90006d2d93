"""Workbooks (XLSX), row by row. No formula is worked out, and no bomb is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from geo.connectors.toolkit.contract import BadLine
from geo.connectors.toolkit.foreign import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    Table,
    as_text,
    columns_of,
    in_pieces,
)
from geo.model.errors import SourceError
from geo.tabular.merged_cells import MergedCells, has_merged, merged_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from typing import Any, BinaryIO

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_LARGEST_BYTES = 400_000_000
"""Of all parts, unpacked."""
_LARGEST_TEXTS_BYTES = 60_000_000
"""Of the table of texts, which is held in memory."""
_LARGEST_RATIO = 150
_RATIO_FROM_BYTES = 10_000_000
"""Small parts may be as dense as they like."""
_LAST_ROW = 1_048_576
_BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError,
    IndexError, AttributeError, EOFError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip
"""What openpyxl was seen to raise for workbooks that are none, or are broken."""
_ADVICE = "save it anew, or as CSV"


def workbook(name: str, file: BinaryIO, wanted: str = "") -> Table:
    """Read the sheet of a name, or the first that has rows.

    Raises SourceError when it is no workbook, would unpack to more than is read, or has no sheet of that
    name.
    """
    try:
        _refuse_bombs(name, file)
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        titles = [sheet.title for sheet in book.worksheets]
        if wanted and wanted not in titles:
            raise SourceError(f"{name} has no sheet {wanted}; it has {', '.join(titles)}")
        for sheet in book.worksheets:
            if wanted not in {"", sheet.title}:
                continue
            sheet.reset_dimensions()  # what a file says of its own size need not be so
            rows = enumerate(sheet.iter_rows(max_row=_LAST_ROW), 1)
            found = next((row for row in rows if any(cell.value is not None for cell in row[1])), None)
            if found is not None:
                break
        else:
            raise SourceError(f"{name} has no sheet with rows")
    except _BROKEN as error:
        raise SourceError(f"{name} cannot be read as a workbook: {error}; {_ADVICE}") from error
    number, header = found
    columns = columns_of(name, [cell.value for cell in _trimmed(header)])
    others = [title for title in titles if title != sheet.title]
    notes = [f"Read the sheet {sheet.title!r}; not read: {', '.join(others)}."] if others else []
    merged = [cell for cell in _merged_cells(name, sheet) if cell[1] > number]
    if merged:
        notes.append("What a merged cell says was read in each of its rows, in the first of its columns.")
    return Table(
        columns,
        tuple(notes),
        in_pieces(columns, _rows(name, rows, columns, MergedCells(merged, len(columns)))),
    )


def _merged_cells(name: str, sheet: ReadOnlyWorksheet) -> list[tuple[int, int, int]]:
    # openpyxl has no public way to the part of a sheet.
    opened: Callable[[], AbstractContextManager[BinaryIO]] = sheet._get_source  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        with opened() as part:
            if not has_merged(part):
                return []
        with opened() as part:
            return merged_in(name, part)
    except _BROKEN:
        return []  # it breaks where its rows are read, and says so there


def _refuse_bombs(name: str, file: BinaryIO) -> None:
    """Refuse what unpacks to far more than it is; zipfile gives no more of a part than it is said to have."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        total = sum(part.file_size for part in parts)
        if total > _LARGEST_BYTES:
            raise SourceError(f"{name} would unpack to {total:,} bytes; at most {_LARGEST_BYTES:,} are read")
        for part in parts:
            ratio = part.file_size / max(1, part.compress_size)
            if part.file_size > _RATIO_FROM_BYTES and ratio > _LARGEST_RATIO:
                raise SourceError(
                    f"{name}: {part.filename} unpacks to {ratio:,.0f} times its size and is not read"
                )
            if part.filename.endswith("sharedStrings.xml") and part.file_size > _LARGEST_TEXTS_BYTES:
                raise SourceError(
                    f"{name} has {part.file_size:,} bytes of text; at most {_LARGEST_TEXTS_BYTES:,} are read"
                )
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(4_096).replace(b"\x00", b""):
                        raise SourceError(
                            f"{name}: {part.filename} declares entities, which no workbook needs"
                        )


def _trimmed(cells: Iterable[Any]) -> list[Any]:
    """Return the cells up to the last that holds something."""
    kept = list(cells)
    while kept and kept[-1].value is None:
        kept.pop()
    return kept


def _rows(
    name: str, rows: Iterator[tuple[int, tuple[Any, ...]]], columns: tuple[str, ...], merged: MergedCells
) -> Iterator[tuple[int, list[str]] | BadLine]:
    number = 1
    try:
        for number, row in rows:
            cells = _trimmed(row)
            if len(cells) > MOST_COLUMNS:
                # One cell at the far end of each row makes a small file of thousands of millions of cells.
                raise SourceError(
                    f"{name} has a cell in the column {get_column_letter(len(cells))} of row {number}; at "
                    f"most {MOST_COLUMNS:,} columns are read: delete what stands beside the table"
                )
            if cells:
                yield _row(number, merged.carried(number, cells), columns)
    except _BROKEN as error:
        yield BadLine(number + 1, "", "", f"cannot be read, and no row after it: {error}", _ADVICE)


def _row(number: int, cells: list[Any], columns: tuple[str, ...]) -> tuple[int, list[str]] | BadLine:
    texts = [_text(cell) for cell in cells]
    shown = " | ".join(text[:200] for text in texts)[:1_000]
    formula = next((place for place, cell in enumerate(cells) if cell.data_type == "f"), None)
    if formula is not None and formula < len(columns):
        reason = f"has a formula in the column {columns[formula]}: {texts[formula][:80]}"
        return BadLine(
            number, "", shown, reason, "put its value in its place; a formula is not worked out here"
        )
    if len(texts) > len(columns):
        reason = f"has {len(texts):,} cells, the header has {len(columns):,}"
        return BadLine(number, "", shown, reason, "give each column a name in the first row")
    long = next(
        (name for name, text in zip(columns, texts, strict=False) if len(text) > MOST_CHARACTERS), None
    )
    if long is not None:
        return BadLine(
            number,
            "",
            shown,
            f"has a cell longer than {MOST_CHARACTERS:,} characters in {long}",
            "shorten it",
        )
    return number, texts + [""] * (len(columns) - len(texts))


def _text(cell: Any) -> str:  # noqa: ANN401 openpyxl has one type of cell for each thing in it
    value = cell.value
    return as_text(getattr(value, "text", value))
