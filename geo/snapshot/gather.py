"""Rows of a large table in another order, without a second copy of the table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pyarrow as pa

from geo.snapshot.spill import Spill

PART_ROWS = 50_000
"""Rows taken at a time, a multiple of the row groups in a file."""


def gatherer(table: pa.Table) -> Callable[[np.ndarray], pa.Table]:
    """Return a function that returns rows by their places, in the order asked for.

    Arrow's own `take` puts the pieces of a text column together first, for each part of the rows anew.
    """
    pieces = table.to_batches()
    if len(pieces) <= 1:
        return lambda rows: table.take(pa.array(rows))
    starts = np.cumsum([0, *(piece.num_rows for piece in pieces)], dtype=np.int64)

    def gather(rows: np.ndarray) -> pa.Table:
        rows = rows.astype(np.int64, copy=False)
        piece_of = np.searchsorted(starts, rows, side="right") - 1
        by_piece = np.argsort(piece_of, kind="stable")
        bounds = np.searchsorted(piece_of[by_piece], np.arange(len(pieces) + 1))
        parts = [
            pieces[at].take(pa.array(rows[by_piece[first:last]] - starts[at]))
            for at, (first, last) in enumerate(pairwise(bounds))
            if first < last
        ]
        if not parts:
            return table.slice(0, 0)
        back = np.empty(len(rows), np.int64)
        back[by_piece] = np.arange(len(rows))
        return pa.Table.from_batches([pa.concat_batches(parts).take(pa.array(back))])

    return gather


def in_order(table: pa.Table, order: np.ndarray) -> pa.Table:
    """Return all rows in an order, in pieces of `PART_ROWS`; of a large table most of these lie in files."""
    gather = gatherer(table)
    starts = range(0, len(order), PART_ROWS)
    with Spill() as spill:
        parts = [spill.hold(gather(order[start : start + PART_ROWS])) for start in starts]
    return pa.concat_tables([table.slice(0, 0), *parts])
