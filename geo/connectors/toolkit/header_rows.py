"""Which row of a table names its columns: a title may stand above it, and the names may take two rows.

What is not plain is not guessed: a table whose first row reads as data is refused, with what to do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from geo.connectors.toolkit.foreign import MOST_COLUMNS, columns_of, too_wide
from geo.model.errors import SourceError

LOOKED_AT = 60
"""First rows, empty ones not counted, among which the names must stand."""
Row: TypeAlias = tuple[int, Sequence[str]]
"""Its number in the file, and its cells as text."""
_LONGEST_NAME = 300
_MOSTLY = 0.8
_PAIR = 2
"""Columns of a table in which one name of two is no title."""
_CUT = 60
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d+")
_WHOLE = re.compile(r"[+-]?\d+")
_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{0,24}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.{0,16}")
_ADDRESS = re.compile(r"https?://\S+")
_TEXT, _NUMBER = "text", "whole number"
_OF_DATA = {"decimal number": _DECIMAL, "day": _DAY, "address": _ADDRESS}
"""What stands in rows and hardly ever names a column."""


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns of a table, and where they stand."""

    columns: tuple[str, ...]
    first: int
    """Number of the row in which they begin."""
    last: int
    """Number of the row in which they end; the rows of the table follow."""
    notes: tuple[str, ...]
    """What was passed over or put together, in sentences."""


def header_in(name: str, rows: Sequence[Row], spanning: Collection[int] = ()) -> Header:
    """Find the names of the columns among the first rows of a table, none of which is empty.

    `name` is that of the file; `spanning` are the numbers of rows with a cell that spans several columns.

    Raises SourceError when the first row reads as data, or there are more columns than are read.
    """
    cells = [[cell.strip() for cell in row] for _, row in rows]
    if (n := max(map(_width, cells))) > MOST_COLUMNS:
        raise too_wide(name, n)
    place = _place_of_names(cells)
    first = place
    notes = []
    names = cells[place]
    above = place - 1
    if place and _are_groups(cells, above, is_spanning=rows[above][0] in spanning, are_wide=True):
        first = place - 1
    elif place + 1 < len(cells) and _are_groups(cells, place, is_spanning=rows[place][0] in spanning):
        place += 1
    if first < place:
        names = _joined(cells[first], cells[place])
        notes.append(f"The names of the columns stand in two rows, {rows[first][0]} and {rows[place][0]}.")
    else:
        _refuse_data(name, rows[place][0], names, cells[place + 1 :])
    if first:
        notes.insert(0, _passed_over(rows[:first]))
    # Cells at the end that have no name and nothing below are left by whoever deleted a column.
    width = min(len(names), max(map(_width, [names, *cells[place + 1 :]])))
    columns = columns_of(name, names[:width])
    return Header(columns, rows[first][0], rows[place][0], tuple(notes))


def is_table(rows: Sequence[Row]) -> bool:
    """Whether rows, none of them empty, have two columns or more and something under their names."""
    filled = [_n_filled([cell.strip() for cell in row]) for _, row in rows]
    wide = [n for n in filled if n > 1]
    return len(wide) > 1 and len(wide) * 2 > len(filled)


def kind_of(text: str) -> str:
    """Return what a cell is that is not empty: a `day`, an `address`, a `decimal number` and so on."""
    for kind, form in _OF_DATA.items():
        if form.fullmatch(text):
            return kind
    return _NUMBER if _WHOLE.fullmatch(text) else _TEXT


def _n_filled(cells: Sequence[str]) -> int:
    return sum(bool(cell) for cell in cells)


def _width(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if cell), default=0)


def _place_of_names(cells: Sequence[Sequence[str]]) -> int:
    """Return the place of the first row that may name the columns; rows of a title have few cells."""
    filled = list(map(_n_filled, cells))
    widest = max(filled)
    if filled[0] * 2 > widest or widest == 1:
        return 0
    place = next((place for place, n in enumerate(filled) if n * 2 > widest), 0)
    names, below = cells[place], cells[place + 1 :]
    is_title = max(filled[:place], default=0) == 1 and widest > _PAIR and not _recurs(names, below)
    is_sure = _may_be_names(names) and (is_title or _differs_from(names, below))
    return place if is_sure else 0


def _may_be_names(cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if cell]
    kinds = [kind_of(cell) for cell in said]
    return (
        len(said) > 1
        and not set(kinds) & set(_OF_DATA)
        and kinds.count(_TEXT) * 2 > len(kinds)
        and max(map(len, said)) <= _LONGEST_NAME
        and not _are_tags(cells)
    )


def _are_tags(cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if cell]
    return sum(cell.startswith("#") for cell in said) * 2 > len(said)


def _differs_from(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether some column has a text as its name and something else in its cells."""
    return any(
        cell and kind_of(cell) == _TEXT and any(kind != _TEXT for kind in _kinds(below, place))
        for place, cell in enumerate(names)
    )


def _recurs(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether some cell of a row stands in its column again, or is a number as those are: it is data."""
    return any(
        cell
        and (
            any(place < len(row) and row[place] == cell for row in below)
            or (kind_of(cell) != _TEXT and _kinds(below, place) == [kind_of(cell)])
        )
        for place, cell in enumerate(names)
    )


def _kinds(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return the kind of most cells of a column, as a list of one or none."""
    said = [row[place] for row in rows if place < len(row) and row[place] and not _are_tags(row)]
    kinds = list(map(kind_of, said))
    most = max(set(kinds), key=kinds.count, default="")
    return [most] if most and kinds.count(most) >= len(kinds) * _MOSTLY else []


def _are_groups(
    cells: Sequence[Sequence[str]], place: int, *, is_spanning: bool, are_wide: bool = False
) -> bool:
    """Whether a row names groups of columns that the next one names one by one.

    With `are_wide` each group must have two columns or more.
    """
    width = max(len(cells[place]), len(cells[place + 1]))
    upper, lower = ([*row, *[""] * (width - len(row))] for row in cells[place : place + 2])
    if not _may_be_names(lower) or (_n_filled(upper) == 1 and upper[0]):
        return False
    if any(upper[at] and kind_of(upper[at]) in _OF_DATA for at in range(width)):
        return False
    used = _width([above or below for above, below in zip(upper, lower, strict=True)])
    ends = [*upper[1:], "end"]
    groups = [ends[at] for at in range(used) if upper[at] and lower[at]]
    has_group = not all(groups) and (is_spanning or not are_wide or not any(groups))
    is_full = all(upper[at] or lower[at] for at in range(used))
    return has_group and is_full and (is_spanning or _differs_from(lower, cells[place + 2 :]))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return names of groups and of columns as one: a group reaches to the next name above."""
    width = max(len(upper), len(lower))
    names, group = [], ""
    for place in range(width):
        above, below = (row[place] if place < len(row) else "" for row in (upper, lower))
        if above:
            group = above if below else ""
        names.append(f"{above or group} {below}".strip())
    return names


def _refuse_data(name: str, number: int, names: Sequence[str], below: Sequence[Sequence[str]]) -> None:
    """Refuse a first row that reads as the rows under it do: taken for names it would be lost."""
    are_numbers = bool(below) and all(kind_of(cell) != _TEXT for cell in names if cell)
    for place, cell in enumerate(names):
        kind = kind_of(cell) if cell else _TEXT
        if kind != _TEXT and (are_numbers or (kind in _OF_DATA and _kinds(below, place) == [kind])):
            raise SourceError(
                f"{name} has no names of columns: row {number} holds the {kind} {cell[:_CUT]!r}, as the rows "
                "below do; put a row of names above it"
            )


def _passed_over(rows: Sequence[Row]) -> str:
    first, last = rows[0][0], rows[-1][0]
    text = next(cell for cell in rows[0][1] if cell.strip()).strip()
    shown = text if len(text) <= _CUT else text[: _CUT - 1].rstrip() + "…"
    if first == last:
        return f"Row {first} stands above the names of the columns and is no row of the table: {shown!r}."
    return f"Rows {first} to {last} stand above the names of the columns and are no rows: {shown!r}."
