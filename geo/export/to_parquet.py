"""Rows as GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/): points as WKB, days as days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import pyarrow as pa
import pyarrow.parquet as pq

from geo.export.export_columns import GEOMETRY, SCHEMA, points
from geo.export.part_sink import PartSink
from geo.export.report_rows import ReportRows

MEDIA_TYPE = "application/vnd.apache.parquet"
_ROW_GROUP = 50_000
"""Rows; some 20 MB before they are compressed."""
_GEO = {
    "version": "1.1.0",
    "primary_column": GEOMETRY,
    # No `crs`: the standard's default is longitude and latitude, WGS 84.
    "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": ["Point"]}},
}


def write_parquet(rows: ReportRows) -> Iterator[bytes]:
    """Yield the file in parts; `about` stands in the file's key-value metadata, as JSON."""
    metadata = {"geo": json.dumps(_GEO), "about": json.dumps(asdict(rows.about), ensure_ascii=False)}
    schema = SCHEMA.append(pa.field(GEOMETRY, pa.binary())).with_metadata(metadata)
    sink = PartSink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _groups(rows.batches()):
            writer.write_table(
                pa.Table.from_batches([b.append_column(GEOMETRY, points(b)) for b in group]).cast(schema),
                row_group_size=_ROW_GROUP,
            )
            # Not held while the reader takes its time.
            group.clear()
            yield sink.taken()
    yield sink.taken()


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Put batches together until they make a row group."""
    group: list[pa.RecordBatch] = []
    for batch in batches:
        if sum(map(len, group)) + len(batch) > _ROW_GROUP:
            yield group
            group = []
        group.append(batch)
    if group:
        yield group
