"""Rows of a table as text to paste into a spreadsheet, each with its source.

No cell of it is a formula: the rule is that of the exports (`geo.export.to_csv`).
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from geo.export.table_page import plain_cell
from geo.export.table_window import cells, table_rows_of
from geo.export.to_csv import neutral_text
from geo.model.thing_kinds import ThingKind, thing_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from geo.export.table_choice import TableChoice
    from geo.queries.view_answer import ViewAnswer

SOURCE_COLUMNS = ("publisher", "claimant", "url")
"""Columns of every row that is copied, chosen or not."""


def copied_rows(answer: ViewAnswer, choice: TableChoice, positions: np.ndarray) -> bytes:
    """Return rows by their positions in the table: the columns chosen, then source, snapshot and link.

    UTF-8, a tab between cells, a line a row, names of the columns first. Tabs and line ends in a cell become
    spaces. Positions behind the end are passed over.
    """
    found = table_rows_of(answer, choice)
    rows = found.rows[positions[positions < len(found)]]
    shown = [name for name in choice.columns if name not in SOURCE_COLUMNS]
    names = (*shown, *SOURCE_COLUMNS)
    table = cells(answer, found, rows, names)
    columns = [table[name].to_pylist() for name in names]
    links = [_link(answer, str(report)) for report in columns[0]]
    sink = io.StringIO()
    writer = csv.writer(sink, "excel-tab", lineterminator="\n")
    writer.writerow((*names, "snapshot", "link"))
    for link, *row in zip(links, *columns, strict=True):
        writer.writerow([*map(_cell, row), answer.snapshot.id, link])
    return sink.getvalue().encode()


def _link(answer: ViewAnswer, report_id: str) -> str:
    page = thing_address(ThingKind.REPORT, report_id, answer.snapshot.id, answer.words.lang)
    return f"{answer.site.rstrip('/')}{page}"


def _cell(value: object) -> str:
    text = plain_cell(value)
    if isinstance(value, str):
        # A text alone: a number below zero is no formula.
        return neutral_text(" ".join(text.split()) if any(c in text for c in "\t\r\n\v\f") else text)
    return text


def positions_of(text: str, most: int) -> Sequence[int] | None:
    """Return the positions that `pick` names: numbers and ranges with commas between, such as `0,5-7`.

    None for what is no such text, or names none, or more than `most`.
    """
    found: list[int] = []
    for part in text.split(","):
        said = _PART.fullmatch(part)
        if said is None:
            return None
        begin, end = int(said[1]), int(said[2] or said[1])
        if end < begin or end - begin >= most - len(found):
            return None
        found.extend(range(begin, end + 1))
    return sorted(set(found))


_PART = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)
