"""Whole rows of reports, read when somebody asks for them: from a Parquet file, or from memory.

A column that a table has not, because it was written before there was the column, is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.snapshot.file_checks import reading
from geo.snapshot.tables import LATER_COLUMNS, with_later_columns

_CACHED_GROUPS = 16
"""Row groups kept decoded, some 6 MB each when whole; the pages of a list lie side by side."""


class WideTable:
    """Whole rows in memory."""

    def __init__(self, table: pa.Table) -> None:
        """Take all rows."""
        self._table = with_later_columns(table, "reports")

    def __len__(self) -> int:
        """Return how many rows there are."""
        return int(self._table.num_rows)

    def take(self, rows: list[int], columns: tuple[str, ...]) -> pa.Table:
        """Return rows in the order asked for."""
        return self._table.select(list(columns)).take(pa.array(rows, pa.int64()))

    def column(self, name: str) -> pa.Array:
        """Return one column whole."""
        return _whole(self._table[name])

    def encoded(self, name: str) -> pa.DictionaryArray:
        """Return a column of texts as codes and the texts that they stand for."""
        return _whole(self._table[name]).dictionary_encode()

    def batches(self, rows: np.ndarray, columns: tuple[str, ...], size: int) -> Iterator[pa.RecordBatch]:
        """Return ascending rows, at most `size` at a time."""
        for start in range(0, len(rows), size):
            part = self.take(rows[start : start + size].tolist(), columns)
            yield from part.combine_chunks().to_batches()


class WideFile:
    """Whole rows of a Parquet file, of which only the row groups asked for are read."""

    def __init__(self, path: Path) -> None:
        """Read where the row groups of a file begin."""
        self._path = path
        # To read what the file says of itself takes as long as a row group: it is said once.
        with pq.ParquetFile(path) as file:
            self._metadata, self._schema = file.metadata, file.schema_arrow
        metadata = self._metadata
        sizes = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
        self._starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        self._group = lru_cache(maxsize=_CACHED_GROUPS)(self._read_group)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return int(self._starts[-1])

    def _read_group(self, group: int, columns: tuple[str, ...]) -> pa.Table:
        with (
            reading(self._path),
            pq.ParquetFile(self._path, metadata=self._metadata, page_checksum_verification=True) as file,
        ):
            stored = file.read_row_group(group, columns=[name for name in columns if self._has(name)])
        return with_later_columns(stored, "reports").select(list(columns))

    def _has(self, name: str) -> bool:
        return name in self._schema.names or name not in LATER_COLUMNS["reports"]

    def take(self, rows: list[int], columns: tuple[str, ...]) -> pa.Table:
        """Return rows in the order asked for."""
        if not rows:
            return with_later_columns(self._schema.empty_table(), "reports").select(list(columns))
        wanted = np.asarray(rows, np.int64)
        groups = np.searchsorted(self._starts, wanted, side="right") - 1
        parts = [
            self._group(int(group), columns).take(pa.array(wanted[groups == group] - self._starts[group]))
            for group in np.unique(groups)
        ]
        # The parts come by group: back into the order that was asked for.
        places = np.argsort(np.argsort(groups, kind="stable"))
        return pa.concat_tables(parts).take(pa.array(places))

    def column(self, name: str) -> pa.Array:
        """Return one column whole."""
        if not self._has(name):
            return pa.repeat(pa.scalar("", pa.string()), int(self._starts[-1]))
        return _whole(self._read_column(name))

    def encoded(self, name: str) -> pa.DictionaryArray:
        """Return a column of texts as codes and the texts that they stand for."""
        if not self._has(name):
            return self.column(name).dictionary_encode()
        # As codes from the start: the texts of all rows take many times the room.
        return self._read_column(name, as_codes=[name]).unify_dictionaries().combine_chunks()

    def _read_column(self, name: str, as_codes: Sequence[str] = ()) -> pa.ChunkedArray:
        with (
            reading(self._path),
            pq.ParquetFile(
                self._path,
                metadata=self._metadata,
                read_dictionary=list(as_codes),
                pre_buffer=True,
                page_checksum_verification=True,
            ) as file,
        ):
            return file.read(columns=[name])[name]

    def batches(self, rows: np.ndarray, columns: tuple[str, ...], size: int) -> Iterator[pa.RecordBatch]:
        """Return ascending rows, at most `size` at a time; a row group is in memory at a time."""
        bounds = np.searchsorted(rows, self._starts).tolist()
        for group, (first, last) in enumerate(pairwise(bounds)):
            if first < last:
                # Past the cache: whoever reads everything reads it once.
                table = self._read_group(group, columns)
                inside = pa.array(rows[first:last] - self._starts[group])
                yield from table.take(inside).combine_chunks().to_batches(max_chunksize=size)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    # One array of strings holds 2^31 bytes; summaries of many millions of reports are more.
    if pa.types.is_string(column.type):
        column = column.cast(pa.large_string())
    return column.combine_chunks()
