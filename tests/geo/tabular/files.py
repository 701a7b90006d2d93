"""Files as tests write them, opened and looked at."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook

from geo.connectors.toolkit.foreign import FIRST, Part
from geo.tabular.opening import Foreign, open_file


def opened(name: str, content: str | bytes, part: Part = FIRST) -> Foreign:
    """A file of that name and content; a text is UTF-8."""
    return open_file(name, BytesIO(content if isinstance(content, bytes) else content.encode()), part)


def rows_of(file: Foreign) -> list[list[str]]:
    """The cells of all its rows."""
    return [list(row.values()) for piece in file.pieces() for row in piece.texts.to_pylist()]


def bad_of(file: Foreign) -> list[tuple[int, str]]:
    """Number and reason of each line that is no row."""
    return [(line.line, line.reason) for piece in file.pieces() for line in piece.bad]


def workbook(
    hidden: tuple[str, ...] = (), merged: tuple[str, ...] = (), **sheets: list[list[object]]
) -> bytes:
    """A workbook of these sheets; cells are merged in the first."""
    book, content = Workbook(), BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title in hidden:
            sheet.sheet_state = "hidden"
    for spanned in merged:
        book.worksheets[0].merge_cells(spanned)
    book.save(content)
    return content.getvalue()
