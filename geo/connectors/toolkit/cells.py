"""From what a source says of one row to the text columns of a documented table, block by block."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.contract import BadLine, Contract, SourceRows
from geo.connectors.toolkit.octets import is_json_as_it_stands
from geo.snapshot.tables import TABLES

_BLOCK_ROWS = 10_000
_MOST_DIGITS = 20
_CONTROLS = r"[\x{0}-\x{1f}]"
_WHOLE = re.compile(r"[+-]?\d+(\.0*)?")
Raw: TypeAlias = Mapping[str, object]
"""What a source says of one row, by its own names."""


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a documented table, and what it was read from."""

    line: int
    cells: Mapping[str, str]
    """By column; one that is not there is empty."""
    raw: Raw


def blocks(table: str, found: Iterable[Found | BadLine]) -> Iterator[SourceRows]:
    """Return rows of a table in blocks, in their order; no more than one block is in memory."""
    good: list[Found] = []
    bad: list[BadLine] = []
    for row in found:
        if isinstance(row, BadLine):
            bad.append(row)
        else:
            good.append(row)
        if len(good) + len(bad) >= _BLOCK_ROWS:
            yield _block(table, good, bad)
            good, bad = [], []
    if good or bad:
        yield _block(table, good, bad)


def _block(table: str, good: list[Found], bad: list[BadLine]) -> SourceRows:
    names = list(TABLES[table])
    columns = [pa.array([row.cells.get(name, "") for row in good], pa.string()) for name in names]

    def came(places: np.ndarray) -> list[str]:
        return [json.dumps(good[place].raw, ensure_ascii=False, default=str) for place in places]

    lines = np.array([row.line for row in good], np.int64)
    return SourceRows(pa.RecordBatch.from_arrays(columns, names), lines, bad, came)


def source_row(contract: Contract) -> dict[str, str]:
    """Return the row of the table `sources` that a contract makes."""
    return {
        "source_id": contract.id,
        "name": contract.publisher,
        "kind": str(contract.kind),
        "home_url": contract.home_url,
        "licence": contract.licence,
        "language": "en",
        "caveat": " ".join(contract.caveats),
    }


def text(raw: Raw, name: str) -> str:
    """Return a cell as one line of text; what a source leaves out, or calls null, is empty."""
    value = raw.get(name)
    if value is None or isinstance(value, (dict, list)):
        return ""
    # Half of a surrogate pair, which JSON may hold, is no text.
    return " ".join(str(value).encode("utf-8", "backslashreplace").decode("utf-8").split())


def whole(said: str) -> str:
    """Return a count as whole digits where it is one, such as 3 for 3.0; anything else as it is."""
    return str(int(said.partition(".")[0])) if len(said) < _MOST_DIGITS and _WHOLE.fullmatch(said) else said


def number(said: str) -> int | None:
    """Return a count, zero or more, or None where there is none."""
    found = whole(said)
    return int(found) if found.isascii() and found.isdigit() else None


def degrees(said: str) -> float | None:
    """Return a finite number, or None where there is none."""
    try:
        value = float(said)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def numbers(texts: Sequence[str]) -> np.ndarray:
    """Return texts as numbers (float64); not a number where one is none."""
    try:
        return np.array([text or "nan" for text in texts], float)
    except ValueError:
        return np.array([_number(text) for text in texts], float)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def as_json(rows: pa.RecordBatch) -> list[str]:
    """Return rows of texts, each as a JSON object of those cells that say something."""
    cells = {
        name: pc.fill_null(texts, "") for name, texts in zip(rows.schema.names, rows.columns, strict=True)
    }
    has_controls = np.zeros(rows.num_rows, bool)
    said = [pa.repeat("", rows.num_rows)]
    for name, texts in cells.items():
        quoted = texts
        if not is_json_as_it_stands(texts):
            has_controls |= pc.match_substring_regex(texts, _CONTROLS).to_numpy(zero_copy_only=False)
            quoted = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), '"', '\\"')
        start = f', {json.dumps(name, ensure_ascii=False)}: "'
        named = pc.binary_join_element_wise(start, quoted, '"', "")
        said.append(pc.if_else(pc.equal(texts, ""), "", named))
    # Each cell begins with what parts it from the one before.
    within = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*said, ""), 2)
    objects: list[str] = pc.binary_join_element_wise("{", within, "}", "").to_pylist()
    for at in np.flatnonzero(has_controls).tolist():
        row = {name: text for name, texts in cells.items() if (text := texts[at].as_py())}
        objects[at] = json.dumps(row, ensure_ascii=False)
    return objects


def clipped(said: str, most: int) -> str:
    """Return a text of at most `most` characters."""
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"
