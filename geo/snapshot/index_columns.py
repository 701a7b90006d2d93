"""The arrays of an index: the columns that decide what a view shows, the ids, and the order on the grid."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.filters.differs import CLAIMS_DIFFER
from geo.snapshot.columns import Columns
from geo.snapshot.grid_order import grid_arrays

IN_MEMORY = tuple(field.name for field in fields(Columns))
"""Columns of the index that filters compare as arrays."""
ID_TEXTS, ID_STARTS, ID_ORDER = "id_texts", "id_starts", "id_order"
"""UTF-8 of all ids, where each begins in it (and the end), and their places in the list, by id."""
_SAID = 10_000
"""Ids of which the place in the list is remembered."""


def columns_of(arrays: Mapping[str, np.ndarray]) -> Columns:
    """Return the columns of `IN_MEMORY`."""
    return Columns(*(arrays[name] for name in IN_MEMORY))


def arrays_of(
    index: pa.Table, ids: pa.ChunkedArray, claims_differ: np.ndarray, radii: Sequence[float] | None = None
) -> dict[str, np.ndarray]:
    """Return the arrays of an index in memory, from what `geo.snapshot.derive` works out, and the ids.

    For `claims_differ` see `CLAIMS_DIFFER`, for `radii` see `geo.snapshot.index.Basis`.
    """
    usual = None if radii is None else np.array(radii, np.float32)
    arrays = {name: np.ascontiguousarray(index[name].to_numpy()) for name in IN_MEMORY}
    texts = ids.cast(pa.large_string()).combine_chunks()
    starts, octets = texts_of(texts)
    found = {ID_STARTS: starts, ID_TEXTS: octets, ID_ORDER: order_of(texts)}
    return {**arrays, **found, CLAIMS_DIFFER: claims_differ, **grid_arrays(columns_of(arrays), usual)}


def texts_of(texts: pa.LargeStringArray) -> tuple[np.ndarray, np.ndarray]:
    """Return where texts begin, and the end, from 0 on, and their UTF-8."""
    _, offsets, data = texts.buffers()
    if not len(texts) or data is None:
        return np.zeros(len(texts) + 1, np.int64), np.empty(0, np.uint8)
    ends = np.frombuffer(offsets, "<i8")[texts.offset : texts.offset + len(texts) + 1]
    return ends - ends[0], np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]


def order_of(ids: pa.LargeStringArray) -> np.ndarray:
    """Return the places of ids in the order of their UTF-8, which is that of their letters."""
    return np.asarray(pc.sort_indices(ids).to_numpy().astype(np.int32))


def ids_in(arrays: Mapping[str, np.ndarray]) -> pa.LargeStringArray:
    """Return the ids, in the order of the list, without copying them."""
    starts, texts = pa.py_buffer(arrays[ID_STARTS]), pa.py_buffer(arrays[ID_TEXTS])
    return pa.LargeStringArray.from_buffers(len(arrays[ID_STARTS]) - 1, starts, texts)


class Ids:
    """The ids of the reports, in the order of the list, and where each stands in it."""

    def __init__(self, ids: pa.LargeStringArray, order: np.ndarray) -> None:
        """Take the ids, and their places by id."""
        self._ids, self._order = ids, order
        self._said: dict[str, int] = {}

    def all(self) -> list[str]:
        """Return every id, in order."""
        return list(self.column(self._order).to_pylist())

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
        # Half of a surrogate pair is no text, and Arrow takes none of it.
        texts = [i for i in ids if not any("\ud800" <= character <= "\udfff" for character in i)]
        found = {i: said[i] for i in texts if i in said}
        if others := [i for i in texts if i not in found]:
            found.update(self._search(others))
        return found

    def _search(self, wanted: list[str]) -> dict[str, int]:
        """Halve what is left of the order for all that is wanted at once, until one id each is left."""
        if not len(self._ids):
            return {}
        texts = pa.array(wanted, pa.large_string())
        low, high = np.zeros(len(wanted), np.int64), np.full(len(wanted), len(self._ids) - 1)
        while (is_open := low < high).any():
            middle = (low + high) // 2
            is_less = pc.less(self.column(self._order[middle]), texts).to_numpy(zero_copy_only=False)
            low = np.where(is_open & is_less, middle + 1, low)
            high = np.where(is_open & ~is_less, middle, high)
        rows = self._order[low]
        is_it = pc.equal(self.column(rows), texts).to_numpy(zero_copy_only=False)
        return {i: int(row) for i, row, same in zip(wanted, rows, is_it, strict=True) if same}
