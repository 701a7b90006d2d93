"""Columns of reports as ranks of their cells: what a table sorts by and reads scattered rows from.

A rank is the position of a cell among the different cells of its column, in order: one integer a report, made
once for an open snapshot. To sort what a view shows is then to sort integers, and to read a hundred rows from
all over a million is to look up a hundred of them. Large columns lie in files without a name
(`geo.snapshot.spill`), of which the system keeps in memory what it has room for.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.model.errors import ShelterlineError
from geo.model.parallel import give_back
from geo.snapshot.single_flight import SingleFlightCache
from geo.snapshot.spill import Spill
from geo.snapshot.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.snapshot.stored_reports import StoredReports

WARMED_FROM = 50_000
"""Reports; of fewer, scattered rows are read from the table as quickly."""
IN_MEMORY_BYTES = 4_000_000
"""Of the ranked columns of a snapshot; what comes after goes into files."""
_MOSTLY_DISTINCT = {"report_id", "incident_key", "url", "read_at"}
"""Texts that are sorted as they are: to look for repeated ones first would take longer."""
_ORDER = (
    *("event_start", "event_end", "kind", "killed_min", "killed_max", "injured_min", "injured_max"),
    *("claimant", "publisher", "location_precision", "place_name", "summary", "source_id", "area_pcode"),
    *("direction_claimed", "struck", "strikes_min", "strikes_max", "responsibility", "date_precision"),
    *("published_date", "time_from", "time_to", "relayed_by", "location_note", "contained_in", "radius_m"),
    *("lat", "lon", "report_id", "incident_key", "url", "read_at"),
)
"""In which columns are made ahead: those of the usual table first, the most work last."""
_ONE_AT_A_TIME = Lock()
"""Held while columns are made ahead: links may name one snapshot after the other."""
_MOST_COLUMNS = 256
"""More than there are, derived ones in each of their readings included."""


@dataclass(frozen=True, slots=True)
class RankedColumn:
    """One column of every report, in the order of the list."""

    ranks: np.ndarray
    """Position in `values`; as many as there are values for a cell without one."""
    values: pa.Array
    """The different cells, ascending; texts by their UTF-8."""

    def cells(self, rows: np.ndarray) -> pa.Array:
        """Return the cells of some rows, by their places in the list."""
        ranks = self.ranks[rows].astype(np.int64)
        return self.values.take(pa.array(ranks, mask=ranks == len(self.values)))

    def sorted_rows(
        self, rows: np.ndarray, id_ranks: np.ndarray, id_order: np.ndarray, *, is_descending: bool
    ) -> np.ndarray:
        """Return some rows in the order of their cells; rows with the same cell by report id, either way.

        Cells that are empty come last, either way. `id_ranks` is the rank of each report's id, `id_order`
        its inverse.
        """
        ranks, n = self.ranks[rows].astype(np.int64), len(self.values)
        is_empty = ranks == n
        if n and pa.types.is_large_string(self.values.type) and not self.values[0].as_py():
            is_empty |= ranks == 0
        keys = np.where(is_empty, n + 1, n - ranks if is_descending else ranks)
        # One sort of whole numbers is several times as quick as a sort of places by two keys.
        keys = np.sort((keys << 32) | id_ranks[rows])
        return np.asarray(id_order[keys & 0xFFFFFFFF].astype(np.int32))


def ranked(column: pa.Array) -> RankedColumn:
    """Rank the cells of a column."""
    if pa.types.is_dictionary(column.type):
        return _ranked_codes(column)
    if pa.types.is_string(column.type):
        column = column.cast(pa.large_string())
    # Cells that are not stated come last.
    order = pc.array_sort_indices(column)
    n_stated = len(column) - column.null_count
    in_order = column.take(order).slice(0, n_stated)
    is_new = np.ones(n_stated, bool)
    if n_stated > 1:
        differs = pc.not_equal(in_order.slice(1), in_order.slice(0, n_stated - 1))
        is_new[1:] = differs.to_numpy(zero_copy_only=False)
    values = in_order.filter(pa.array(is_new))
    ranks = np.full(len(column), len(values), np.int32)
    ranks[order.to_numpy()[:n_stated]] = np.cumsum(is_new, dtype=np.int32) - 1
    return RankedColumn(_narrow(ranks, len(values)), values)


def _ranked_codes(column: pa.DictionaryArray) -> RankedColumn:
    """Rank a column of codes; a word may stand in its dictionary more than once."""
    words = ranked(column.dictionary.cast(pa.large_string()))
    # One place on for a cell without a word.
    of_code = np.append(words.ranks.astype(np.int32), np.int32(len(words.values)))
    codes = pc.fill_null(column.indices, len(column.dictionary)).to_numpy(zero_copy_only=False)
    return RankedColumn(_narrow(of_code[codes], len(words.values)), words.values)


def _narrow(ranks: np.ndarray, n: int) -> np.ndarray:
    """Return ranks in as few bytes as hold `n` as well."""
    kind = np.uint8 if n < 1 << 8 else np.uint16 if n < 1 << 16 else np.int32
    return ranks.astype(kind, copy=False)


class RankedColumns:
    """The ranked columns of the reports of one snapshot, each made when it is first asked for."""

    def __init__(self, store: StoredReports) -> None:
        """Take the reports."""
        self._store, self._left, self._lock = store, IN_MEMORY_BYTES, Lock()
        self._made: SingleFlightCache[RankedColumn] = SingleFlightCache(_MOST_COLUMNS)
        self._ready: set[str] = set()
        self._is_warming = False

    def column(self, name: str) -> RankedColumn:
        """Return a documented column."""
        return self.derived(name, lambda: self._read(name))

    def derived(self, name: str, make: Callable[[], pa.Array]) -> RankedColumn:
        """Return a column that is worked out, by a name of its own; `make` returns it whole."""

        def kept() -> RankedColumn:
            found = self._held(ranked(make()))
            self._ready.add(name)
            return found

        return self._made.get(name, kept)

    def is_ready(self, name: str) -> bool:
        """Whether a documented column is there without work."""
        return name in self._ready

    def warm(self) -> None:
        """Begin to make all documented columns of a large snapshot, unless somebody has before."""
        if self._is_warming or len(self._store) < WARMED_FROM or not _ONE_AT_A_TIME.acquire(blocking=False):
            return
        self._is_warming = True
        Thread(target=self._make_all, name="ranked-columns", daemon=True).start()

    def _make_all(self) -> None:
        try:
            for name in sorted(SCHEMA["reports"], key=_ORDER.index):
                self.column(name)
        except (ShelterlineError, OSError):
            # Whoever asks for the column is told why.
            return
        finally:
            _ONE_AT_A_TIME.release()
            give_back()

    def _read(self, name: str) -> pa.Array:
        is_text = pa.types.is_large_string(self._store.column_type(name))
        if is_text and name not in _MOSTLY_DISTINCT:
            return self._store.encoded(name)
        return self._store.column(name)

    def _held(self, column: RankedColumn) -> RankedColumn:
        size = column.ranks.nbytes + column.values.nbytes
        with self._lock:
            is_small = size <= self._left
            self._left -= size if is_small else 0
        # Mapped pieces outlast the spill, whose folder is gone with it.
        with Spill(size if is_small else 0) as spill:
            ranks = spill.hold(pa.table({"ranks": column.ranks}))
            values = spill.hold(pa.table({"values": column.values}))
        # To combine pieces, even a single one, copies it into memory.
        kind = pa.from_numpy_dtype(column.ranks.dtype)
        return RankedColumn(
            _one_array(ranks["ranks"], kind).to_numpy(), _one_array(values["values"], column.values.type)
        )


def _one_array(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.array([], kind)
