"""Rows as CSV for spreadsheets, HXL tools and programs; docs/decisions/0009-exports.md says why it is so.

UTF-8 with a byte order mark, comma, LF, one header line, no comment lines. What the file says of itself
stands in the last column, in the first row; the others name the snapshot there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from geo.export.export_columns import COLUMNS, HXL_TAGS, SCHEMA
from geo.export.report_rows import ReportRows
from geo.language import N_
from geo.snapshot.tables import arrow_schema

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
ABOUT = "about_this_file"
_ABOUT_TAG = "#meta+about+file"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the code page of the machine, and Arabic names become rubbish."""
_STARTS_A_CELL = r"(^|[;\t\r\n])"
_STARTS_A_FORMULA = "([ ']*[=+\\-@\uff1d\uff0b\uff0d\uff20])"
"""Equals, plus, minus and at, in half and in full width."""
_FORMULA = _STARTS_A_CELL + _STARTS_A_FORMULA
_NEUTRAL = re.compile(f"{_STARTS_A_CELL}'{_STARTS_A_FORMULA}")
_TEXTS = tuple(field.name for field in SCHEMA if pa.types.is_string(field.type))
HOW_TO_READ = N_(
    "Where a text could be run as a formula by a spreadsheet, an apostrophe was put before it; the other "
    "formats hold the text as it was."
)


def write_csv(rows: ReportRows, *, has_hxl: bool = False) -> Iterator[bytes]:
    """Yield the file in parts; `has_hxl` adds a row of HXL tags below the header."""
    yield BYTE_ORDER_MARK + header((*COLUMNS, ABOUT))
    if has_hxl:
        yield header((*HXL_TAGS.values(), _ABOUT_TAG))
    # Further rows hold a text as well: pandas reads in pieces and warns of a column that changes its type.
    name = f"snapshot {rows.about.snapshot}"
    first = " ".join([*rows.about.lines(), rows.words(HOW_TO_READ)])
    for batch in rows.batches():
        notes = pa.array([first] + [name] * (batch.num_rows - 1), pa.string())
        first = name
        yield as_csv(neutral(batch.append_column(ABOUT, notes)))


def write_ledger(batches: Iterable[pa.RecordBatch], name: str) -> Iterator[bytes]:
    """Yield a ledger of `geo.snapshot.tables.LEDGERS` as CSV in parts, no cell of it a formula."""
    texts = tuple(field.name for field in arrow_schema(name) if pa.types.is_string(field.type))
    yield BYTE_ORDER_MARK + header(tuple(arrow_schema(name).names))
    for batch in batches:
        yield as_csv(neutral(batch, texts))


def neutral(batch: pa.RecordBatch, texts: Sequence[str] = (*_TEXTS, ABOUT)) -> pa.RecordBatch:
    """Put an apostrophe before every text that a spreadsheet would run.

    That is what begins a cell with = + - @, also full width, after spaces; and what would begin one where a
    spreadsheet splits at semicolons, tabs or line ends. See OWASP, "CSV Injection". `original` undoes it.
    """
    for name in texts:
        if name in batch.schema.names:
            place = batch.schema.get_field_index(name)
            cells = pc.replace_substring_regex(batch[name], pattern=_FORMULA, replacement=r"\1'\2")
            batch = batch.set_column(place, name, cells)
    return batch


def neutral_text(cell: str) -> str:
    """Return one text as `neutral` writes it."""
    return re.sub(_FORMULA, r"\1'\2", cell)


def original(cell: str) -> str:
    """Return a text as it was before `neutral`."""
    return _NEUTRAL.sub(r"\1\2", cell)


def as_csv(batch: pa.RecordBatch) -> bytes:
    """Return rows without a header."""
    sink = pa.BufferOutputStream()
    csv.write_csv(batch, sink, csv.WriteOptions(include_header=False))
    part: bytes = sink.getvalue().to_pybytes()
    return part


def header(cells: tuple[str, ...]) -> bytes:
    """Return a line of names, which need no quotes."""
    return (",".join(cells) + "\n").encode()
