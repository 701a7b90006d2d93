"""Tables of a snapshot as Parquet files; those of shapes and places as GeoParquet 1.1.

The standard: https://geoparquet.org/releases/v1.1.0/. The geometry says once more what other columns say,
for programs that draw: it is no part of the id, and we do not read it. Reports have none, see
docs/decisions/0022-geometry-in-snapshots.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

GEOMETRY = "geometry"
"""Column of WKB, longitude before latitude, WGS 84; unknown where a row has no ground of its own."""
_WITHOUT_BOUNDS = {"incident_key", "url", "read_at", "summary", "search", GEOMETRY}
"""Columns that nobody looks up by their first and last value: finding those is a seventh of the writing."""
_MOSTLY_DISTINCT = {
    *("report_id", "incident_key", "url", "read_at", "summary", "search"),
    *("lat", "lon", "gx", "gy", GEOMETRY),
}
"""Columns for which looking for repeated values costs a fifth of the writing and saves no byte."""
_ROW_GROUP = 10_000
"""Rows; a report is read by reading its group."""
GROUPS_AT_ONCE = 5
"""Row groups that are read together where all of a table is gone through."""


def write_parts(path: Path, parts: Iterator[pa.Table]) -> None:
    """Write the parts of a table, of which there is at least one."""
    first = next(parts)
    with part_writer(path, first.schema) as write:
        for part in chain([first], parts):
            write(part)


@contextmanager
def part_writer(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """Give what writes one part of a table after the other."""
    repeated = [name for name in schema.names if name not in _MOSTLY_DISTINCT]
    bounded = [name for name in schema.names if name not in _WITHOUT_BOUNDS]
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=repeated,
        write_statistics=bounded,
        write_page_checksum=True,
    ) as writer:
        yield partial(writer.write_table, row_group_size=_ROW_GROUP)


def with_geometry(name: str, table: pa.Table) -> pa.Table:
    """Return zones and places with their geometry, and any other table as it came."""
    if name == "zones":
        # What is no WKT has no shape; the text says what was given.
        shapes = shapely.from_wkt(table["geometry_wkt"].to_pylist(), on_invalid="ignore")
    elif name == "places":
        shapes = _points(table["lon"].to_numpy(), table["lat"].to_numpy())
    else:
        return table
    types = sorted({shape.geom_type + (" Z" if shape.has_z else "") for shape in shapes if shape})
    # No `crs`: the standard's default is longitude and latitude, WGS 84.
    column = {"encoding": "WKB", "geometry_types": types}
    geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    wkb = pa.array(shapely.to_wkb(shapes, flavor="iso"), pa.binary())
    said = {**(table.schema.metadata or {}), b"geo": json.dumps(geo).encode()}
    return table.append_column(GEOMETRY, wkb).replace_schema_metadata(said)


def read_documented(path: Path) -> pa.Table:
    """Read a table without its geometry, which others read."""
    table = pq.read_table(path)
    return table.select([name for name in table.column_names if name != GEOMETRY])


def _points(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    is_known = ~(np.isnan(lon) | np.isnan(lat))
    shapes = np.full(len(lon), None, object)
    shapes[is_known] = shapely.points(lon[is_known], lat[is_known])
    return shapes
