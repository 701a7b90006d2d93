"""Documented columns of texts as codes: what filters compare, worked out when one first asks for it.

They are made in memory from the documented column, so no snapshot has to hold them: a new filter finds its
column in the snapshots of old.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from geo.filters.filter_index import CodedColumn
from geo.model import Kind, LocationPrecision

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa

    from geo.snapshot.columns import Columns


def ready_columns(columns: Columns, sources: Sequence[str], pcodes: Sequence[str]) -> dict[str, CodedColumn]:
    """Return the coded columns that the index has, by documented column."""
    return {
        "source_id": CodedColumn(columns.source_code, list(sources)),
        "kind": CodedColumn(columns.kind_code, [str(kind) for kind in Kind]),
        "location_precision": CodedColumn(columns.precision_code, [str(p) for p in LocationPrecision]),
        "area_pcode": CodedColumn(columns.area_code, list(pcodes)),
    }


class CodedColumns:
    """The coded columns of one list of reports, by name."""

    def __init__(
        self, ready: Mapping[str, CodedColumn], encoded: Callable[[str], pa.DictionaryArray]
    ) -> None:
        """Take those that are there from the start, and what reads another."""
        self._columns, self._encoded = dict(ready), encoded
        self._lock = Lock()

    def __getitem__(self, name: str) -> CodedColumn:
        """Return a documented column of texts; an empty cell is the empty text."""
        with self._lock:
            if name not in self._columns:
                self._columns[name] = _coded(self._encoded(name))
            return self._columns[name]


def _coded(column: pa.DictionaryArray) -> CodedColumn:
    words = [word or "" for word in column.dictionary.to_pylist()]
    codes = np.asarray(pc.fill_null(column.indices, -1))
    if (codes < 0).any():
        words = words if "" in words else [*words, ""]
        codes = np.where(codes < 0, words.index(""), codes)
    return CodedColumn(codes.astype(np.int16 if len(words) <= np.iinfo(np.int16).max else np.int32), words)
