"""Rows of a frame as named tuples: columns are attributes, cells are as the frame holds them."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = Any
"""One row. Which columns it has is said where it is used: a report, a zone, a figure."""
Cell: TypeAlias = Any
"""One value of a row: text, a Timestamp, a number, or the frame's mark for unknown."""


def rows(frame: pd.DataFrame) -> Iterator[Row]:
    """Return every row of a frame, the key as its first field `Index`.

    These are the tuples of `DataFrame.itertuples`, which takes ten milliseconds for a single row of forty
    columns: it makes their type anew at each call.
    """
    return named_rows(frame.columns, frame.index, [column for _, column in frame.items()])


def named_rows(
    columns: Iterable[str], keys: Iterable[Cell], cells: Iterable[Iterable[Cell]]
) -> Iterator[Row]:
    """Return rows by the names of their columns, the key of each, and the cells of each column."""
    return map(_row_type(tuple(columns))._make, zip(keys, *cells, strict=True))


@lru_cache(maxsize=64)
def _row_type(columns: tuple[str, ...]) -> Any:  # noqa: ANN401 a type that is known by its columns alone
    return namedtuple("Row", ["Index", *columns], rename=True)  # noqa: PYI024 a cell may be of any type


def row_of(frame: pd.DataFrame, key: str) -> Row:
    """Return the row of a key, which is the frame's index."""
    place = cast("int", frame.index.get_loc(key))
    # A slice, for of a list of keys pandas would first make an index.
    return next(rows(frame.iloc[place : place + 1]))
