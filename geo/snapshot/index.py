"""The index of a snapshot's reports: what filtering needs, worked out once from the documented columns.

It lies in a folder beside the tables, named by the form in which this version reads and writes it. It is no
part of the snapshot: neither the manifest nor the id knows of it. When it is missing, or is not what was
written, or was made of other tables, it is made anew: docs/decisions/0025-index-beside-the-snapshot.md.
What filters compare is mapped into memory: docs/decisions/0054-a-mapped-index.md.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.filters.differs import CLAIMS_DIFFER
from geo.model.parallel import map_ahead
from geo.snapshot.array_file import ArrayWriter, MappedArrays, fill, mapped, read_arrays
from geo.snapshot.derive import INDEXED, indexer
from geo.snapshot.file_checks import CheckedFile, is_known, reading, state_of
from geo.snapshot.folders import made_in, publish, remove_abandoned
from geo.snapshot.grid_order import grid_arrays
from geo.snapshot.home import cache
from geo.snapshot.incident_claims import ReportColumns, differing_aspects
from geo.snapshot.index_columns import (
    ID_ORDER,
    ID_STARTS,
    ID_TEXTS,
    IN_MEMORY,
    arrays_of,
    columns_of,
    ids_in,
    order_of,
    texts_of,
)
from geo.snapshot.index_files import ARRAYS, ROWS, files_of, seal
from geo.snapshot.lock import alone
from geo.snapshot.parquet_files import GROUPS_AT_ONCE, part_writer
from geo.snapshot.wide import WideFile

if TYPE_CHECKING:
    from pathlib import Path

    from geo.snapshot.derive import Vocabulary

FORM = 4
"""Raise it whenever the same reports get another index: other columns, codes, cells or search forms."""
INDEX = f"index-{FORM}"
"""Folder beside the tables. Another version has another beside it, and neither touches the other's."""
_LAYOUT = "layout.json"
"""While an index is being written."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an index is made from."""

    reports: Path
    """Parquet file with the documented columns, in the order of the list."""
    vocabulary: Vocabulary
    files: Mapping[str, str]
    """SHA-256 of the tables that decide what it says, by what they are called here."""
    snapshot_id: str
    radii: tuple[float, ...] | None = None
    """Metres, what a part of a snapshot counts apart because the whole does; None where this is the whole."""


@dataclass(frozen=True, slots=True)
class Index:
    """The index of the reports of an open snapshot."""

    rows: Path | pa.Table
    """A row for each report, in their order: a Parquet file, or in memory where no folder can be written."""
    is_beside: bool
    """Whether it is kept beside the tables, as usual."""
    arrays: Mapping[str, np.ndarray] = field(compare=False)
    """What filters compare, see `geo.snapshot.index_columns`: mapped from a file, or in memory."""
    files: tuple[CheckedFile, ...] = field(default=(), compare=False)
    """Its files; none in memory."""

    @property
    def mapped(self) -> tuple[CheckedFile, ...]:
        """Files of which pages are looked at; none in memory."""
        return (self.arrays.file,) if isinstance(self.arrays, MappedArrays) else ()


def index_of(basis: Basis, home: Path) -> Index:
    """Return the index of some reports, made anew when there is none that can be used.

    It is kept beside them; where that cannot be written in this user's cache, and failing that in memory.
    One process at a time makes it, and those that wait find it there.
    """
    beside = basis.reports.parent
    in_cache = cache() / "index" / f"{beside.name}-{_digest(basis)}"
    for folder, lock in ((beside, home), (in_cache, cache())):
        with suppress(OSError):
            index = _opened(folder / INDEX, basis, is_beside=folder is beside)
            if index is None:
                _make(folder, lock, basis)
                index = _opened(folder / INDEX, basis, is_beside=folder is beside)
            if index is not None:
                return index
    with reading(basis.reports):
        reports, indexed = map(pa.concat_tables, zip(*_parts(basis), strict=True))
    return index_in_memory(WideFile(basis.reports), reports["report_id"], indexed, basis.radii)


def index_in_memory(
    reports: ReportColumns, ids: pa.ChunkedArray, indexed: pa.Table, radii: tuple[float, ...] | None = None
) -> Index:
    """Return an index in memory, from what `geo.snapshot.derive` works out; for `radii` see `Basis`."""
    first, last = (indexed[name].to_numpy() for name in ("day_first", "day_last"))
    differ = _claims_differ(reports, first, last, radii)
    return Index(indexed, is_beside=False, arrays=arrays_of(indexed, ids, differ, radii))


def _opened(folder: Path, basis: Basis, *, is_beside: bool) -> Index | None:
    """Open an index; None when there is none of these reports, or it is not what was written.

    The arrays of a small one are read, those of a large one are mapped. A large one that this process has
    not had open before is taken as it is until somebody reads it.
    """
    found = files_of(folder, FORM, basis.files)
    if found is None:
        return None
    may_wait = found.is_large and not any(map(is_known, found.sha256))
    # Before they are hashed: what is changed meanwhile has another state.
    states = {path: state_of(path) for path in found.sha256}
    if not may_wait and not found.is_whole():
        return None
    files = {
        path: CheckedFile(
            path, sha256, basis.snapshot_id, hashed=None if may_wait else states[path], unread=states[path]
        )
        for path, sha256 in found.sha256.items()
    }
    arrays: Mapping[str, np.ndarray]
    if found.is_large:
        arrays = MappedArrays(files[found.arrays], found.layout)
    else:
        arrays, state = read_arrays(found.arrays, found.layout)
        if state != states[found.arrays]:
            return None
    return Index(found.rows, is_beside=is_beside, arrays=arrays, files=tuple(files.values()))


def wrong_in_index(reports: Path, files: Mapping[str, str]) -> str:
    """Return what is wrong with the index beside some reports; empty when it would be used as it is."""
    folder = reports.parent / INDEX
    if not folder.exists():
        return "is not there"
    return "" if _is_whole(folder, files) else "is not the one that was written for these tables"


def write_index(
    folder: Path,
    parts: Iterator[tuple[pa.Table, pa.Table]],
    n: int,
    radii: tuple[float, ...] | None = None,
) -> Iterator[pa.Table]:
    """Write the index of `n` reports while they pass by, each part beside its index; return the reports.

    For `radii` see `Basis`. `seal_index` makes it an index that can be used.
    """
    (folder / INDEX).mkdir()
    reports, indexed = next(parts)
    path = folder / INDEX / ARRAYS
    with part_writer(folder / INDEX / ROWS, indexed.schema) as write, ArrayWriter(path) as arrays:
        for name in IN_MEMORY:
            arrays.reserve(name, np.dtype(indexed.schema.field(name).type.to_pandas_dtype()), n)
        arrays.reserve(CLAIMS_DIFFER, np.dtype(np.uint8), n)
        arrays.reserve(ID_STARTS, np.dtype(np.int64), n + 1)
        arrays.reserve(ID_TEXTS, np.dtype(np.uint8), 0)
        arrays.write(ID_STARTS, np.zeros(1, np.int64))
        for part, index in chain([(reports, indexed)], parts):
            write(index)
            _write_part(arrays, part, index)
            yield part
        _write_orders(arrays, arrays.written(), radii)
    (folder / INDEX / _LAYOUT).write_text(json.dumps(arrays.layout), encoding="utf-8")


def _write_part(arrays: ArrayWriter, reports: pa.Table, index: pa.Table) -> None:
    for name in IN_MEMORY:
        arrays.write(name, index[name].to_numpy())
    starts, texts = texts_of(reports["report_id"].cast(pa.large_string()).combine_chunks())
    arrays.write(ID_STARTS, starts[1:] + int(arrays.layout[ID_TEXTS][1]))
    arrays.lengthen(ID_TEXTS, texts)


def _write_orders(
    arrays: ArrayWriter, written: Mapping[str, np.ndarray], radii: tuple[float, ...] | None
) -> None:
    arrays.add(ID_ORDER, order_of(ids_in(written)))
    usual = None if radii is None else np.array(radii, np.float32)
    for name, array in grid_arrays(columns_of(written), usual).items():
        arrays.add(name, array)


def seal_index(
    folder: Path, reports: Path, files: Mapping[str, str], radii: tuple[float, ...] | None = None
) -> None:
    """Add what only all reports together say, and write down what the index was made from and is to be.

    `reports` is their file, whole by now; for `radii` see `Basis`.
    """
    written, path = folder / INDEX / _LAYOUT, folder / INDEX / ARRAYS
    layout = json.loads(written.read_text(encoding="utf-8"))
    arrays = mapped(path, layout)
    differ = _claims_differ(WideFile(reports), arrays["day_first"], arrays["day_last"], radii)
    fill(path, layout[CLAIMS_DIFFER], differ)
    seal(folder / INDEX, FORM, files, layout)
    written.unlink()


def _claims_differ(
    reports: ReportColumns, day_first: np.ndarray, day_last: np.ndarray, radii: tuple[float, ...] | None
) -> np.ndarray:
    # Claims about one incident may be in several parts: a part has it from the whole.
    of_part = None if radii is None else reports.column(CLAIMS_DIFFER)
    return differing_aspects(reports, day_first, day_last) if of_part is None else np.asarray(of_part)


def _digest(basis: Basis) -> str:
    return hashlib.sha256(json.dumps(dict(basis.files), sort_keys=True).encode()).hexdigest()[:12]


def _is_whole(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether a folder holds the index of these reports, in this form, as it was written."""
    found = files_of(folder, FORM, files)
    with suppress(OSError):
        return found is not None and found.is_whole()
    return False


def _make(folder: Path, lock: Path, basis: Basis) -> None:
    """Make an index, unless another process has meanwhile, and put it where it is looked for."""
    folder.mkdir(parents=True, exist_ok=True)
    with alone(lock):
        if _is_whole(folder / INDEX, basis.files):
            return
        temporary = made_in(folder)
        try:
            write_whole_index(temporary, basis)
            if not publish(temporary / INDEX, folder / INDEX):
                (folder / INDEX).rename(temporary / "replaced")
                publish(temporary / INDEX, folder / INDEX)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    remove_abandoned(folder)


def write_whole_index(folder: Path, basis: Basis) -> None:
    """Write the index of reports that are in their file already into a folder, ready to be used."""
    # A large table has perhaps not been hashed yet.
    with reading(basis.reports):
        for _ in write_index(folder, _parts(basis), _n_rows(basis.reports), basis.radii):
            pass
    seal_index(folder, basis.reports, basis.files, basis.radii)


def _n_rows(reports: Path) -> int:
    return int(pq.read_metadata(reports).num_rows)


def _parts(basis: Basis) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Return reports beside their index, some row groups at a time."""
    indexed = indexer(basis.vocabulary)
    with pq.ParquetFile(basis.reports) as file:
        groups = range(file.num_row_groups)
        parts = (
            file.read_row_groups(groups[at : at + GROUPS_AT_ONCE], columns=list(INDEXED))
            for at in range(0, max(1, len(groups)), GROUPS_AT_ONCE)
        )
        yield from map_ahead(lambda reports: (reports, indexed(reports)), parts)
