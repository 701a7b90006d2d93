"""Rows of a frame as named tuples: columns are attributes, cells are as the frame holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = Any
"""One row. Which columns it has is said where it is used: a report, a zone, a figure."""
Cell: TypeAlias = Any
"""One value of a row: text, a Timestamp, a number, or the frame's mark for unknown."""


def rows(frame: pd.DataFrame) -> Iterator[Row]:
    """Return every row of a frame."""
    return iter(frame.itertuples())


def row_of(frame: pd.DataFrame, key: str) -> Row:
    """Return the row of a key, which is the frame's index."""
    return next(rows(frame.loc[[key]]))
