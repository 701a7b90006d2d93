"""What is wrong with the rows of a file, cell by cell, and as a table."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.cells import as_json
from geo.connectors.toolkit.contract import BadLine, SourceRows
from geo.connectors.toolkit.octets import is_plain
from geo.connectors.toolkit.shelter_buildings import coarse_where, shelter_rows, speaks_of_shelter
from geo.model.errors import SourceError
from geo.snapshot.tables import KEYS, arrow_schema

SCHEMA = arrow_schema("rejects")
CONTROLS = r"[\x{0}-\x{1f}\x{7f}-\x{9f}\x{2028}\x{2029}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
"""Characters that end a line, cannot be seen, or turn round the text beside them."""
_MAX_SHOWN = 80
"""Characters of a value that are written down."""
_MAX_ROW = 10_000
"""Characters of a rejected row that are kept."""
_FORMULA = re.compile(r"(^|[;\t\r\n])([ ']*[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""What a spreadsheet may take for a formula, full width as well; see OWASP, "CSV Injection"."""
_BATCH_ROWS = 10_000


@dataclass(slots=True)
class Findings:
    """What is wrong in one block of rows. A cell has one reason: the first that is found."""

    rows: SourceRows
    table: str
    _found: list[tuple[str, np.ndarray, str, str]] = field(default_factory=list)
    _by_column: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def texts(self) -> pa.RecordBatch:
        """The cells as they came."""
        return self.rows.texts

    @property
    def key(self) -> str:
        """Name of the column of ids."""
        return KEYS[self.table]

    def refuse(self, column: str, is_bad: np.ndarray, reason: str, advice: str) -> None:
        """Write down that the cells of a column are bad where the mask is true."""
        if not is_bad.any():
            return
        before = self._by_column.setdefault(column, np.zeros(len(is_bad), bool))
        new = is_bad & ~before
        if new.any():
            before |= new
            self._found.append((column, np.flatnonzero(new), reason, advice))

    def refuse_with(self, column: str, other: str) -> None:
        """Refuse cells without a reason of their own where they are those of another column, refused there.

        One cell of a foreign file may serve two columns, such as a count that is lowest and highest figure.
        """
        if self.rows.came is None or other not in self._by_column:
            return
        is_same = pc.equal(self.texts[column], self.texts[other]).to_numpy(zero_copy_only=False)
        refused = self._by_column.setdefault(column, np.zeros(len(is_same), bool))
        refused |= self._by_column[other] & is_same

    def bad(self, *columns: str) -> np.ndarray:
        """Return in which rows any of these columns, or of all, is refused."""
        masks = [mask for name, mask in self._by_column.items() if not columns or name in columns]
        bad: np.ndarray = np.logical_or.reduce([np.zeros(len(self.rows.lines), bool), *masks])
        return bad

    def rejects(self, file: str) -> pa.Table:
        """Return one row for each refused cell."""
        if not self._found:
            return SCHEMA.empty_table()
        at = np.flatnonzero(self.bad())
        came = pa.array(as_they_came(self.rows, at), pa.string())
        is_shelter = self._shelters(at, came)
        came = coarse_where(came, is_shelter)
        return pa.concat_tables(
            reject(
                CellPlace(
                    self.table,
                    file,
                    pa.array(self.rows.lines[rows]),
                    came.take(pa.array(np.searchsorted(at, rows))),
                ),
                self._cells(self.key, rows),
                (column, coarse_where(self._cells(column, rows), is_shelter[np.searchsorted(at, rows)])),
                (reason, advice),
                self._cells("source_id", rows),
            )
            for column, rows, reason, advice in self._found
        )

    def _shelters(self, at: np.ndarray, came: pa.StringArray) -> np.ndarray:
        """Return which rows speak of a building that may be a shelter, as they came or as they are read.

        A ledger is public: it gives no such building's point.
        """
        is_one = speaks_of_shelter(came)
        if self.table == "reports":
            is_one |= shelter_rows(self.texts.take(pa.array(at)))
        return is_one

    def _cells(self, column: str, rows: np.ndarray) -> pa.Array:
        if column not in self.texts.schema.names:
            return pa.repeat("", len(rows))
        return self.texts[column].take(pa.array(rows))


def as_they_came(rows: SourceRows, at: np.ndarray) -> list[str]:
    """Return some rows of a block as they came, each as one text."""
    if rows.came is not None:
        return rows.came(at)
    return as_json(rows.texts.take(pa.array(at)))


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where some refused rows stand."""

    table: str
    file: str
    lines: pa.Array
    rows: pa.Array
    """The rows as they came."""


def reject(
    place: CellPlace, ids: pa.Array, cells: tuple[str, pa.Array], why: tuple[str, str], sources: pa.Array
) -> pa.Table:
    """Return rows of the table `rejects`.

    `cells` are the name of a column and its values, `why` is what is wrong with them and what to do.
    """
    n = len(place.lines)
    (column, values), (reason, advice) = cells, why
    padded = pc.utf8_lpad(place.lines.cast(pa.string()), 9, "0")
    said = {
        "reject_id": pc.binary_join_element_wise(place.file, padded, place.table, column, ":"),
        "table": pa.repeat(place.table, n),
        "source_id": seen(sources),
        "file": pa.repeat(place.file, n),
        "line": place.lines.cast(pa.int64()),
        "report_id": seen(ids),
        "column": pa.repeat(column, n),
        "value": seen(values),
        "reason": pa.repeat(reason, n),
        "advice": pa.repeat(advice, n),
        "row": seen(place.rows, _MAX_ROW),
    }
    return pa.table({name: said[name] for name in SCHEMA.names}, SCHEMA)


def of_lines(table: str, file: str, bad: Sequence[BadLine]) -> pa.Table:
    """Return rows of the table `rejects` for lines that are no rows."""
    rows = [
        {
            "reject_id": f"{file}:{line.line:09d}:{table}:",
            "table": table,
            "source_id": "",
            "file": file,
            "line": line.line,
            "report_id": line.report_id,
            "column": "",
            "value": line.value,
            "reason": printable(line.reason),
            "advice": printable(line.advice),
            "row": line.value,
        }
        for line in bad
    ]
    told = pa.Table.from_pylist(rows, SCHEMA)
    is_shelter = speaks_of_shelter(told["value"])
    for name in ("value", "row"):
        coarse = coarse_where(told[name].combine_chunks(), is_shelter)
        told = told.set_column(SCHEMA.names.index(name), SCHEMA.field(name), coarse)
    for name, most in (("report_id", _MAX_SHOWN), ("value", _MAX_SHOWN), ("row", _MAX_ROW)):
        told = told.set_column(SCHEMA.names.index(name), SCHEMA.field(name), seen(told[name], most))
    return told


def seen(texts: pa.Array | pa.ChunkedArray, most: int = _MAX_SHOWN) -> pa.Array | pa.ChunkedArray:
    """Return texts cut to a length, with characters that cannot be seen written out."""
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if (pc.max(pc.binary_length(whole)).as_py() or 0) > most:
        marks = pc.if_else(pc.greater(pc.utf8_length(whole), most), "…", "")
        whole = pc.binary_join_element_wise(pc.utf8_slice_codeunits(whole, 0, most), marks, "")
    if is_plain(whole):
        return whole
    hidden = pc.match_substring_regex(whole, CONTROLS)
    written_out = [printable(text) for text in whole.filter(hidden).to_pylist()]
    return pc.replace_with_mask(whole, hidden, pa.array(written_out, pa.string()))


def printable(text: str) -> str:
    """Return a text in which what cannot be seen, or turns a line round, is written out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def sentences(table: pa.Table, limit: int) -> Iterator[str]:
    """Return the first rejected cells of a table of rejects, a sentence each."""
    for row in table.slice(0, limit).to_pylist():
        cell = f"{row['column']}={row['value']!r} " if row["column"] else ""
        name = f" ({row['report_id']})" if row["report_id"] else ""
        yield f"{row['file']} line {row['line']}{name}: {cell}{row['reason']}; {row['advice']}"


@contextmanager
def rejects_file(path: Path | None) -> Iterator[Callable[[pa.Table], str]]:
    """Open a CSV file for rejects before there are any, so that what cannot be written is known in time.

    What is given takes a table of rejects, writes the file as a whole, and returns why it could not be
    written, empty when it is. A spreadsheet finds no formula in it: such cells begin with '.

    Raises SourceError when the file cannot be opened.
    """
    if path is None:
        yield lambda _: ""
        return
    # A terminal or a pipe is written to as it is; of a file a reader finds the old one or the whole new one.
    is_stream = path.exists() and not path.is_file()
    part = path if is_stream else path.with_name(f".{path.name}.part")
    try:
        file = part.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise SourceError(_unwritten(path, error)) from error

    def write(table: pa.Table) -> str:
        try:
            with file:
                _write_csv(table, file)
            if not is_stream:
                part.replace(path)
        except OSError as error:
            return _unwritten(path, error)
        return ""

    try:
        yield write
    finally:
        with suppress(OSError):  # of a full disk, which `write` has told
            file.close()
        if not is_stream:
            part.unlink(missing_ok=True)


def _unwritten(path: Path, error: OSError) -> str:
    return f"{path} cannot be written: {error.strerror or error}"


def _write_csv(table: pa.Table, file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.column_names)
    for batch in table.to_batches(max_chunksize=_BATCH_ROWS):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            writer.writerow([_no_formula(cell) for cell in row])


def _no_formula(cell: object) -> object:
    return _FORMULA.sub(r"\1'\2", cell) if isinstance(cell, str) else cell
