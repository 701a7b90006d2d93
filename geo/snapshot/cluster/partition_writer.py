"""Writes the reports of a snapshot in partitions: by time, then along the Z-order curve.

Each partition has runs of days and of squares of the map, and equal parts of both, so that a view of a few
days or of one city still finds its reports in several partitions.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import asdict
from itertools import groupby, pairwise
from math import ceil, isqrt
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.filters.differs import CLAIMS_DIFFER
from geo.filters.filter_index import DISC, NO_DAY
from geo.model.errors import ClusterError
from geo.snapshot.cluster.partition_files import (
    ABOUT,
    AREAS,
    FORM,
    INCIDENT,
    PARTITIONS,
    PLACE,
    PLACES,
    RANKS,
    PartitionFile,
    PartitionSet,
    part_file,
    read_partitions,
)
from geo.snapshot.cluster.partition_index import Whole
from geo.snapshot.derive import FORMERLY_STORED
from geo.snapshot.file_checks import reading
from geo.snapshot.folders import made_in, publish, sha256_of
from geo.snapshot.grid_order import interleave, usual_radii
from geo.snapshot.index import INDEX, write_whole_index
from geo.snapshot.index_columns import columns_of
from geo.snapshot.index_files import sealed
from geo.snapshot.list_order import INCIDENT_SQL, ListOrder, ListOrders, SortBy
from geo.snapshot.manifest import OUTLINES
from geo.snapshot.parquet_files import GEOMETRY, GROUPS_AT_ONCE, part_writer
from geo.snapshot.report_database import ReportDatabase
from geo.snapshot.tables import to_arrow
from geo.snapshot.wide import WideFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.snapshot.columns import Columns
    from geo.snapshot.derive import Vocabulary
    from geo.snapshot.stored import Stored

NOT_WRITTEN = (
    "snapshot {snapshot} has no partitions and none can be written: {what}; "
    "write them with “shelterline cluster write”"
)
MOST_PARTS = 256
_ROWS_A_PART = 2_500_000
_FEWEST_PARTS = 4
_BUFFERED_ROWS = 50_000
"""Of one partition, until they are written: whole row groups, but for the last."""


def partitions_of(stored: Stored, vocabulary: Vocabulary) -> PartitionSet:
    """Return the partitions of a snapshot, written when there are none of these reports.

    Raises ClusterError when they cannot be written.
    """
    try:
        found = read_partitions(stored.reports.parent / PARTITIONS)
        if found.made_from == dict(stored.made_from):
            return found
    except OSError:
        pass  # none, or of another form: written below
    try:
        return write_partitions(stored, vocabulary)
    except OSError as error:
        raise ClusterError(NOT_WRITTEN.format(snapshot=stored.id, what=error.strerror)) from error


def usual_number(n: int) -> int:
    """Return how many partitions `n` reports are written in when nobody says."""
    return min(MOST_PARTS, max(_FEWEST_PARTS, ceil(n / _ROWS_A_PART)))


def write_partitions(stored: Stored, vocabulary: Vocabulary, n_parts: int | None = None) -> PartitionSet:
    """Write the partitions of a snapshot's reports beside them, in the place of any others.

    Without a number it is `usual_number`. Memory is that of the index, and of some rows of each partition.

    Raises OSError when they cannot be written, ValueError when there cannot be so many.
    """
    columns = columns_of(stored.index.arrays)
    n_parts = usual_number(len(columns.gx)) if n_parts is None else n_parts
    if not 1 <= n_parts <= MOST_PARTS:
        raise ValueError(f"partitions={n_parts} is not valid; expected 1 to {MOST_PARTS}")
    beside = stored.reports.parent
    temporary = made_in(beside)
    try:
        part_of = assigned(columns, n_parts)
        with reading(stored.reports):
            _split(temporary, stored.reports, part_of, n_parts, _orders(stored, vocabulary))
        _seal(temporary, stored, vocabulary, columns, part_of)
        if not publish(temporary, beside / PARTITIONS):
            # A rename is no copy: workers that hold the former ones go on reading what they have open.
            (beside / PARTITIONS).rename(temporary.with_name(f"{temporary.name}-replaced"))
            publish(temporary, beside / PARTITIONS)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(temporary.with_name(f"{temporary.name}-replaced"), ignore_errors=True)
    return read_partitions(beside / PARTITIONS)


def assigned(columns: Columns, n_parts: int) -> np.ndarray:
    """Return the number of the partition of each report, in the order of the list.

    A report without a point goes by turns into the partitions of its days.
    """
    n = len(columns.gx)
    n_times = next(k for k in range(isqrt(n_parts), 0, -1) if n_parts % k == 0)
    n_squares = n_parts // n_times
    bounds = [n * k // n_times for k in range(n_times + 1)]
    part_of = np.zeros(n, np.int16)
    for time, (start, end) in enumerate(pairwise(bounds)):
        square = np.arange(end - start) % n_squares
        discs = np.flatnonzero(columns.footprint[start:end] == DISC)
        cells = interleave(columns.gx[start:end][discs], columns.gy[start:end][discs])
        # By rank and not by cell: a third of all reports may name one point.
        square[discs[np.argsort(cells, kind="stable")]] = (
            np.arange(len(discs)) * n_squares // max(1, len(discs))
        )
        part_of[start:end] = time * n_squares + square
    return part_of


def _orders(stored: Stored, vocabulary: Vocabulary) -> dict[str, np.ndarray]:
    """Return the columns that a partition has beside the documented ones, but for `PLACE`."""
    wide = WideFile(stored.reports)
    database = ReportDatabase(stored.reports, stored.index.rows, list(vocabulary.sources))
    orders, every = ListOrders(database.rows, lambda: wide.column("event_start")), np.ones(len(wide), bool)
    found = {
        INCIDENT: database.rows(INCIDENT_SQL).astype(np.int32),
        CLAIMS_DIFFER: stored.index.arrays[CLAIMS_DIFFER],
    }
    for sort_by, name in RANKS.items():
        if sort_by is not SortBy.OLDEST:
            rank = np.empty(len(wide), np.int32)
            rank[orders.rows(every, ListOrder(sort_by))] = np.arange(len(wide), dtype=np.int32)
            found[name] = rank
    return found


def _split(
    folder: Path, reports: Path, part_of: np.ndarray, n_parts: int, more: dict[str, np.ndarray]
) -> None:
    """Write the file of each partition, in one pass through the reports."""
    with ExitStack() as stack, pq.ParquetFile(reports) as file:
        columns = [name for name in file.schema_arrow.names if name not in {*FORMERLY_STORED, GEOMETRY}]
        write: list[Callable[[pa.Table], None]] = []
        for number in range(n_parts):
            (folder / str(number)).mkdir()
            schema = _with_orders(file.read_row_groups([], columns), 0, more).schema
            write.append(stack.enter_context(part_writer(part_file(folder, number), schema)))
        waiting: list[list[pa.Table]] = [[] for _ in range(n_parts)]
        for start, rows in _pieces(file, columns):
            piece, of = _with_orders(rows, start, more), part_of[start : start + rows.num_rows]
            for number, buffer in enumerate(waiting):
                buffer.append(piece.take(pa.array(np.flatnonzero(of == number))))
                if sum(part.num_rows for part in buffer) >= _BUFFERED_ROWS:
                    write[number](pa.concat_tables(buffer))
                    buffer.clear()
        for number, buffer in enumerate(waiting):
            if buffer:
                write[number](pa.concat_tables(buffer))


def _pieces(file: pq.ParquetFile, columns: list[str]) -> Iterator[tuple[int, pa.Table]]:
    start = 0
    for _, groups in groupby(range(file.num_row_groups), lambda group: group // GROUPS_AT_ONCE):
        rows = file.read_row_groups(list(groups), columns)
        yield start, rows
        start += rows.num_rows


def _with_orders(rows: pa.Table, start: int, more: dict[str, np.ndarray]) -> pa.Table:
    end = start + rows.num_rows
    rows = rows.append_column(PLACE, pa.array(np.arange(start, end, dtype=np.int32)))
    for name, column in more.items():
        rows = rows.append_column(name, pa.array(column[start:end]))
    return rows


def _seal(
    folder: Path, stored: Stored, vocabulary: Vocabulary, columns: Columns, part_of: np.ndarray
) -> None:
    """Write the indexes of the partitions, what their workers need beside them, and what all of it is."""
    outlines = next(path for path in stored.files if path.name == OUTLINES)
    shutil.copyfile(outlines, folder / AREAS)
    pq.write_table(to_arrow(vocabulary.places, "places"), folder / PLACES)
    radii = tuple(usual_radii(stored.index.arrays).tolist())
    whole, parts = Whole(stored.id, stored.made_from, vocabulary, radii), []
    for number in range(sum(1 for path in folder.iterdir() if path.is_dir())):
        path = part_file(folder, number)
        sha256, of_part = sha256_of(path), part_of == number
        write_whole_index(path.parent, whole.basis_of(path, sha256))
        n_bytes = sum(each.stat().st_size for each in (path, *(path.parent / INDEX).iterdir()))
        parts.append(PartitionFile(int(np.count_nonzero(of_part)), sha256, n_bytes, _box(columns, of_part)))
    is_dated = columns.day_first != NO_DAY
    days = columns.day_first[is_dated].min(initial=NO_DAY), columns.day_last[is_dated].max(initial=-NO_DAY)
    about = {
        "form": FORM,
        "snapshot": stored.id,
        "of": dict(stored.made_from),
        "sources": list(vocabulary.sources),
        "radii": list(radii),
        "days": [int(day) for day in days] if is_dated.any() else None,
        "parts": [asdict(part) for part in parts],
        "files": {name: sha256_of(folder / name) for name in (AREAS, PLACES)},
    }
    (folder / ABOUT).write_text(sealed(about), encoding="utf-8")


def _box(columns: Columns, of_part: np.ndarray) -> tuple[int, int, int, int] | None:
    points = of_part & (columns.footprint == DISC)
    if not points.any():
        return None
    gx, gy = columns.gx[points], columns.gy[points]
    return int(gx.min()), int(gy.min()), int(gx.max()), int(gy.max())
