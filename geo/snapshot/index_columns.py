"""What of the reports is held in memory: the columns that decide what a view shows, and the ids."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import fields

import numpy as np
import pyarrow as pa

from geo.snapshot.columns import Columns

IN_MEMORY = tuple(field.name for field in fields(Columns))
"""Columns of the index that are held in memory."""
_SAID = 10_000
"""Ids of which the place in the list is remembered."""


def columns_of(index: pa.Table) -> Columns:
    """Return the columns of `IN_MEMORY` as arrays."""
    return Columns(*(np.ascontiguousarray(index[name].to_numpy()) for name in IN_MEMORY))


class Ids:
    """The ids of the reports, in the order of the list, and where each stands in it."""

    def __init__(self, ids: pa.ChunkedArray, search: Callable[[list[str]], list[tuple[str, int]]]) -> None:
        """Take the ids, and what finds the places of some of them among all."""
        self._ids = ids.cast(pa.large_string()).combine_chunks()
        self._search = search
        self._said: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ids)

    def all(self) -> list[str]:
        """Return every id, in order."""
        return sorted(self._ids.to_pylist())

    def column(self, rows: np.ndarray) -> pa.Array:
        """Return the ids at some places of the list as one Arrow array of strings."""
        return self._ids.take(pa.array(rows, pa.int64()))

    def at(self, rows: np.ndarray) -> list[str]:
        """Return the ids at some places of the list."""
        ids = list(self.column(rows).to_pylist())
        # Whoever is told a few ids asks for their rows next, and need not search a million for them.
        if len(ids) <= _SAID // 10:
            if len(self._said) > _SAID:
                self._said = {}
            self._said.update(zip(ids, rows.tolist(), strict=True))
        return ids

    def places(self, ids: Collection[str]) -> dict[str, int]:
        """Return where ids stand in the list; those that are none are left out."""
        said = self._said  # as it is now: another thread may begin a new one meanwhile
        # Half of a surrogate pair is no text, and the engine takes none of it.
        texts = [i for i in ids if not any("\ud800" <= character <= "\udfff" for character in i)]
        found = {i: said[i] for i in texts if i in said}
        if others := [i for i in texts if i not in found]:
            found.update(self._search(others))
        return found
