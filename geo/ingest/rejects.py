"""What is wrong with the rows of a file, cell by cell, and as a table."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.store.tables import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geo.sources.contract import BadLine

SCHEMA = arrow_schema("rejects")
CONTROLS = r"[\x{0}-\x{1f}\x{7f}-\x{9f}\x{2028}\x{2029}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
"""Characters that end a line, cannot be seen, or turn round the text beside them."""
_MAX_SHOWN = 80
"""Characters of a value that are written down."""
_FORMULA = re.compile(r"(^|[;\t\r\n])([ ']*[=+\-@＝＋－＠])")  # noqa: RUF001 full width counts
"""What a spreadsheet may take for a formula; see OWASP, "CSV Injection"."""
_BATCH_ROWS = 10_000


@dataclass(slots=True)
class Findings:
    """What is wrong in one block of rows. A cell has one reason: the first that is found."""

    texts: pa.RecordBatch
    lines: np.ndarray
    _found: list[tuple[str, np.ndarray, str, str]] = field(default_factory=list)
    _by_column: dict[str, np.ndarray] = field(default_factory=dict)

    def refuse(self, column: str, is_bad: np.ndarray, reason: str, advice: str) -> None:
        """Write down that the cells of a column are bad where the mask is true."""
        before = self._by_column.setdefault(column, np.zeros(len(self.lines), bool))
        new = is_bad & ~before
        if new.any():
            before |= new
            self._found.append((column, np.flatnonzero(new), reason, advice))

    def bad(self, *columns: str) -> np.ndarray:
        """Return in which rows any of these columns, or of all, is refused."""
        masks = [mask for name, mask in self._by_column.items() if not columns or name in columns]
        bad: np.ndarray = np.logical_or.reduce([np.zeros(len(self.lines), bool), *masks])
        return bad

    def table(self, file: str) -> pa.Table:
        """Return one row for each refused cell."""
        return pa.concat_tables(
            [
                SCHEMA.empty_table(),
                *(
                    reject(
                        file,
                        pa.array(self.lines[rows]),
                        self.texts["report_id"].take(pa.array(rows)),
                        (column, self.texts[column].take(pa.array(rows))),
                        (reason, advice),
                    )
                    for column, rows, reason, advice in self._found
                ),
            ]
        )


def reject(
    file: str, lines: pa.Array, ids: pa.Array, cells: tuple[str, pa.Array], why: tuple[str, str]
) -> pa.Table:
    """Return rows of the table `rejects`.

    `cells` are the name of a column and its values, `why` is what is wrong with them and what to do.
    """
    n = len(lines)
    (column, values), (reason, advice) = cells, why
    padded = pc.utf8_lpad(lines.cast(pa.string()), 9, "0")
    said = {
        "reject_id": pc.binary_join_element_wise(file, padded, column, ":"),
        "file": pa.repeat(file, n),
        "line": lines.cast(pa.int64()),
        "report_id": seen(ids),
        "column": pa.repeat(column, n),
        "value": seen(values),
        "reason": pa.repeat(reason, n),
        "advice": pa.repeat(advice, n),
    }
    return pa.table({name: said[name] for name in SCHEMA.names}, SCHEMA)


def of_lines(file: str, bad: Iterable[BadLine]) -> pa.Table:
    """Return rows of the table `rejects` for lines that are no rows."""
    rows = [
        {
            "reject_id": f"{file}:{line.line:09d}:",
            "file": file,
            "line": line.line,
            "report_id": line.report_id,
            "column": "",
            "value": line.value,
            "reason": line.reason,
            "advice": line.advice,
        }
        for line in bad
    ]
    table = pa.Table.from_pylist(rows, SCHEMA)
    for name in ("report_id", "value"):
        table = table.set_column(SCHEMA.names.index(name), SCHEMA.field(name), seen(table[name]))
    return table


def seen(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return texts cut to a length that can be read, with characters that cannot be seen written out."""
    cut = pc.utf8_slice_codeunits(texts, 0, _MAX_SHOWN)
    marks = pc.if_else(pc.greater(pc.utf8_length(texts), _MAX_SHOWN), "…", "")
    cut = pc.binary_join_element_wise(cut, marks, "")
    hidden = pc.match_substring_regex(cut, CONTROLS)
    written_out = [printable(text) for text in cut.filter(hidden).to_pylist()]
    whole = cut.combine_chunks() if isinstance(cut, pa.ChunkedArray) else cut
    mask = hidden.combine_chunks() if isinstance(hidden, pa.ChunkedArray) else hidden
    return pc.replace_with_mask(whole, mask, pa.array(written_out, pa.string()))


def printable(text: str) -> str:
    """Return a text in which what cannot be seen, or turns a line round, is written out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def sentences(table: pa.Table, limit: int) -> Iterator[str]:
    """Return the first rejected cells of a table of rejects, a sentence each."""
    for row in table.slice(0, limit).to_pylist():
        cell = f"{row['column']}={row['value']!r} " if row["column"] else ""
        name = f" ({row['report_id']})" if row["report_id"] else ""
        yield f"{row['file']} line {row['line']}{name}: {cell}{row['reason']}; {row['advice']}"


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table of rejects as CSV in which a spreadsheet finds no formula: such cells begin with '."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        for batch in table.to_batches(max_chunksize=_BATCH_ROWS):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                writer.writerow([_no_formula(cell) for cell in row])


def _no_formula(cell: object) -> object:
    return _FORMULA.sub(r"\1'\2", cell) if isinstance(cell, str) else cell
