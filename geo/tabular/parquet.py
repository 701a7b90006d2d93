"""Parquet and GeoParquet, a batch at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from geo.connectors.toolkit.contract import SourceRows
from geo.connectors.toolkit.foreign import Table, as_text, columns_of, named, rows_at_once
from geo.model.errors import SourceError
from geo.tabular.coordinate_systems import mover_to_wgs84
from geo.tabular.features import numbered, points
from geo.tabular.point_columns import POINT_COLUMNS, without_point

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from pyproj import Transformer

_LARGEST_GROUP_BYTES = 1_000_000_000
"""Of one row group, unpacked."""
_MOST_ROWS = 20_000_000
_DEFAULT_CRS = "OGC:CRS84"
_BROKEN = (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowIOError, ValueError)


def parquet(name: str, file: BinaryIO) -> Table:
    """Read a Parquet file; the column that GeoParquet declares becomes points.

    Raises SourceError when it is none, or would unpack to more than is read.
    """
    try:
        opened = pq.ParquetFile(file)
    except _BROKEN as error:
        raise SourceError(f"{name} cannot be read as Parquet; save it anew, or as CSV") from error
    said = opened.metadata
    largest = max((said.row_group(i).total_byte_size for i in range(said.num_row_groups)), default=0)
    if largest > _LARGEST_GROUP_BYTES or said.num_rows > _MOST_ROWS:
        raise SourceError(
            f"{name} unpacks to {said.num_rows:,} rows, {largest:,} bytes in one group; "
            f"at most {_MOST_ROWS:,} and {_LARGEST_GROUP_BYTES:,} are read"
        )
    geometry, about = _geometry(said.metadata or {})
    names = columns_of(name, opened.schema_arrow.names)
    attributes = [column for column in names if column != geometry]
    if geometry not in names:
        columns = named(attributes)
        return Table(columns, (), _pieces(opened, attributes, columns, ("", None)))
    columns = named([*attributes, *POINT_COLUMNS])
    # What is left out is the default of the standard, and null a system that nobody knows.
    to_wgs84, notes = mover_to_wgs84(as_text(about.get("crs", _DEFAULT_CRS)))
    pointless = without_point(*_counted(opened, geometry))
    return Table(columns, (*notes, *pointless), _pieces(opened, attributes, columns, (geometry, to_wgs84)))


def _counted(opened: pq.ParquetFile, geometry: str) -> tuple[int, int]:
    """Return how many rows have no point, and how many there are, as far as they can be read."""
    n = n_in_all = 0
    for piece in _pieces(opened, [], POINT_COLUMNS, (geometry, None)):
        n += piece.texts[POINT_COLUMNS[0]].to_pylist().count("")
        n_in_all += piece.texts.num_rows
    return n, n_in_all


def _geometry(metadata: dict[bytes, bytes]) -> tuple[str, dict[str, object]]:
    """Return the column of geometries and what GeoParquet 1.1 says of it."""
    try:
        said = json.loads(metadata.get(b"geo", b"{}"))
    except ValueError:
        return "", {}
    name = as_text(said.get("primary_column")) if isinstance(said, dict) else ""
    columns = said.get("columns") if name else None
    about = columns.get(name) if isinstance(columns, dict) else None
    return name, about if isinstance(about, dict) else {}


def _pieces(
    opened: pq.ParquetFile,
    attributes: list[str],
    columns: tuple[str, ...],
    geometry: tuple[str, Transformer | None],
) -> Iterator[SourceRows]:
    def texts() -> Iterator[pa.RecordBatch]:
        for read in opened.iter_batches(rows_at_once(len(columns))):
            batch = read.rename_columns(list(named(read.schema.names)))
            cells = [pa.array(map(as_text, batch[name].to_pylist()), pa.string()) for name in attributes]
            if geometry[0]:
                cells += points(_as_wkb(batch[geometry[0]]), geometry[1])
            yield pa.RecordBatch.from_arrays(cells, list(columns))

    return numbered(texts(), columns, _BROKEN)


def _as_wkb(shapes: pa.Array) -> pa.Array:
    """Return geometries as well-known binary; of the native forms of GeoParquet 1.1 only points are any."""
    if pa.types.is_struct(shapes.type):
        x, y = (pc.struct_field(shapes, axis).to_numpy(zero_copy_only=False) for axis in ("x", "y"))
        found = np.where(np.isnan(x), None, shapely.points(x, y))
        return pa.array(shapely.to_wkb(found), pa.binary())
    is_known = shapes.type in {pa.binary(), pa.large_binary(), pa.binary_view()}
    return shapes if is_known else pa.nulls(len(shapes), pa.binary())
