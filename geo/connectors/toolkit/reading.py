"""Rows of a publisher's file by its own names: a table, a workbook, an answer of an API, a folder's pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geo.connectors.toolkit.cells import Raw
from geo.connectors.toolkit.contract import BadLine
from geo.connectors.toolkit.delimited import text_rows
from geo.connectors.toolkit.foreign import TAGS_SKIPPED
from geo.connectors.toolkit.json_faults import LONG_NUMBER, fault_of
from geo.connectors.toolkit.paging import Json
from geo.connectors.toolkit.workbooks import is_workbook, sheet_rows
from geo.model.errors import SchemaError, SourceError

MAX_JSON_BYTES = 200_000_000
"""A JSON file is in memory as a whole, several times over."""
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One row of a file."""

    number: int
    """As the file counts it: lines of a text, where the header is 1; rows of an answer, from 1."""
    raw: Raw


def lines_of_all(
    paths: Sequence[Path], rows: Callable[[Json], list[Json] | None], form: str
) -> Iterator[SourceLine | BadLine]:
    """Return the rows of several files, such as the pages of an answer, numbered on from one to the next."""
    before = last = 0
    for path in paths:
        for line in lines_of(path, rows, form):
            last = before + (line.line if isinstance(line, BadLine) else line.number)
            yield replace(line, line=last) if isinstance(line, BadLine) else SourceLine(last, line.raw)
        before = last


def lines_of(
    path: Path, rows: Callable[[Json], list[Json] | None], form: str
) -> Iterator[SourceLine | BadLine]:
    """Return the rows of a CSV file, of a workbook, or of a JSON file in which `rows` finds them.

    A first row of HXL tags is none of them.

    Raises SourceError when the file cannot be read, or has not the documented form, which `form` names.
    """
    try:
        found = _lines(path, rows, form)
        first = next(found, None)
        if first and not _is_tags(first):
            yield first
        yield from found
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error


def _lines(
    path: Path, rows: Callable[[Json], list[Json] | None], form: str
) -> Iterator[SourceLine | BadLine]:
    if _is_json(path):
        return _of_json(path, rows, form)
    return _of_workbook(path) if is_workbook(path) else _of_csv(path)


def _is_tags(line: SourceLine | BadLine) -> bool:
    if isinstance(line, BadLine):
        return False
    said = [text for text in (str(cell).strip() for cell in line.raw.values() if cell is not None) if text]
    return bool(said) and sum(text.startswith("#") for text in said) > len(said) / 2


def columns_of(
    path: Path,
    rows: Callable[[Json], list[Json] | None],
    form: str,
    needed: Callable[[set[str]], Iterable[str]],
) -> set[str]:
    """Return the names that the first row of a file uses; none when it has no row.

    Raises SourceError when the file cannot be read, or has not the documented form; SchemaError when a name
    is missing that is `needed` beside those that are there.
    """
    first = next(lines_of(path, rows, form), None)
    names = set(first.raw) if isinstance(first, SourceLine) else set()
    missing = sorted(set(needed(names)) - names)
    if names and missing:
        raise SchemaError(path.name, "first row", "columns", sorted(names), f"also {', '.join(missing)}")
    return names


def notes_of(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return what is not usual about encodings and delimiters, and whether there are tags, once each.

    Raises SourceError when one has no header.
    """
    notes: dict[str, None] = {}
    for path in paths:
        if _is_json(path):
            continue
        if not is_workbook(path):
            with path.open("rb") as file:
                notes.update(dict.fromkeys(text_rows(str(path), file).notes))
        first = next(_of_workbook(path) if is_workbook(path) else _of_csv(path), None)
        if first and _is_tags(first):
            notes[TAGS_SKIPPED] = None
    return tuple(notes)


def listed(name: str) -> Callable[[Json], list[Json] | None]:
    """Return a function that takes the rows out of an answer: an object with a list of that name."""

    def rows(answer: Json) -> list[Json] | None:
        found = answer.get(name) if isinstance(answer, dict) else None
        return found if isinstance(found, list) else None

    return rows


def read_json(path: Path) -> Json:
    """Return a JSON file.

    Raises SourceError when it cannot be read, is too large, or is no JSON.
    """
    try:
        if (size := path.stat().st_size) > MAX_JSON_BYTES:
            raise SourceError(f"{path} has {size:,} bytes, more than the {MAX_JSON_BYTES:,} that are read")
        return json_of(path.read_bytes(), str(path))
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error


def json_of(body: bytes, name: str) -> Json:
    """Return a JSON text; `name` is what it is called when it is none.

    Raises SourceError when it is no JSON.
    """
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        text = body.decode(json.detect_encoding(body), "replace")
        raise SourceError(f"{name} is no JSON: {fault_of(text, error)}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{name} is no JSON: it is not UTF-8 text; fetch or save it again") from error
    except ValueError as error:
        raise SourceError(f"{name} is no JSON: {LONG_NUMBER}") from error
    except RecursionError as error:
        raise SourceError(f"{name} is no JSON: it is nested too deep; fetch or save it again") from error


def _is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(1_024).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def _of_json(
    path: Path, rows: Callable[[Json], list[Json] | None], form: str
) -> Iterator[SourceLine | BadLine]:
    found = rows(read_json(path))
    if found is None:
        raise SourceError(f"{path} has not the documented form: expected {form}")
    for number, raw in enumerate(found, 1):
        if isinstance(raw, dict):
            yield SourceLine(number, raw)
        else:
            yield BadLine(number, "", str(raw)[:_SHOWN], "is no object", "leave it out")


def _of_workbook(path: Path) -> Iterator[SourceLine]:
    for number, raw in sheet_rows(path):
        yield SourceLine(number, raw)


def _of_csv(path: Path) -> Iterator[SourceLine | BadLine]:
    with path.open("rb") as file:
        texts = text_rows(str(path), file)
        for row in texts.rows:
            if isinstance(row, BadLine):
                yield row
            else:
                yield SourceLine(row[0], dict(zip(texts.columns, row[1], strict=True)))
