"""Publishers' workbooks (XLSX): the rows of the first sheet that has some, and what the other sheets say."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.etree.ElementTree import ParseError

from geo.connectors.toolkit.foreign import MOST_CHARACTERS, MOST_COLUMNS, as_text, columns_of
from geo.model.errors import SourceError

if TYPE_CHECKING:
    from openpyxl import Workbook

_PACKED, _TEXTS, _FIRST_SHEET = b"PK\x03\x04", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
_LARGEST_BYTES = 400_000_000
"""Of all parts, unpacked."""
_LARGEST_TEXTS_BYTES = 60_000_000
"""Of the table of texts, which is held in memory."""
_LARGEST_RATIO = 150
_RATIO_FROM_BYTES = 10_000_000
"""Small parts may be as dense as they like."""
_MOST_NOTES = 200
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError,
    EOFError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip
"""What openpyxl was seen to raise for workbooks that are none, or are broken."""


def is_workbook(path: Path) -> bool:
    """Whether a file is packed as workbooks are."""
    with path.open("rb") as file:
        return file.read(len(_PACKED)) == _PACKED


def first_texts(path: Path, n_bytes: int) -> bytes:
    """Return the first texts of a workbook, by which its publisher is known; nothing of any other file."""
    try:
        with zipfile.ZipFile(path) as book:
            # Texts stand in a table of their own, or in the cells of the sheet.
            name = _TEXTS if _TEXTS in book.namelist() else _FIRST_SHEET
            with book.open(name) as part:
                return b" ".join(re.findall(rb"<t[^>]*>([^<]*)</t>", part.read(n_bytes)))
    except (OSError, *_BROKEN):
        return b""


def sheet_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Return the rows of the first sheet that has some, by the names in its first row, numbered as there.

    Raises SourceError when it is no workbook, is too large or too wide, or has no sheet with rows.
    """
    with _opened(path) as book:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size need not be so
            rows = _rows(path.name, sheet.iter_rows(values_only=True))
            header = next(rows, None)
            if header is None:
                continue
            columns = columns_of(path.name, header[1])
            for number, cells in rows:
                yield number, dict(zip(columns, cells + [""] * len(columns), strict=False))
            return
    raise SourceError(f"{path.name} has no sheet with rows; expected a table")


def other_texts(path: Path) -> list[str]:
    """Return the first texts of the sheets after the first, such as notes; none when there is no other."""
    with _opened(path) as book:
        rows = (
            row
            for sheet in book.worksheets[1:]
            for row in _rows(path.name, sheet.iter_rows(values_only=True))
        )
        cells = (cell for _, row in rows for cell in row if cell)
        return [text for text, _ in zip(cells, range(_MOST_NOTES), strict=False)]


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    # It takes half a second to load, which who fetches a table of text does not wait for.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            refuse_bombs(path.name, file)
            file.seek(0)
            yield load_workbook(file, read_only=True, keep_links=False)
    except _BROKEN as error:
        raise SourceError(f"{path.name} cannot be read as a workbook: {error}; save it anew") from error


def refuse_bombs(name: str, file: BinaryIO) -> None:
    """Refuse what unpacks to far more than it is; zipfile gives no more of a part than it is said to have.

    Raises SourceError.
    """
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


def _rows(name: str, rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, 1):
        cells = [as_text(cell)[:MOST_CHARACTERS] for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise SourceError(
                f"{name} row {number} has {len(cells):,} cells; at most {MOST_COLUMNS:,} are read"
            )
        if cells:
            yield number, cells
