"""Rows as GeoJSON (RFC 7946): a report whose location is no point has no geometry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from geo.export.export_columns import COLUMNS, SCHEMA, has_point
from geo.export.report_rows import ReportRows
from geo.export.status_columns import LEAD_MAX_H, LEAD_MIN_H

MEDIA_TYPE = "application/geo+json"
_HOURS = (LEAD_MIN_H, LEAD_MAX_H)
_DAYS = tuple(field.name for field in SCHEMA if pa.types.is_date(field.type))
_AT_ONCE_ROWS = 1_000
"""Made into Python's objects at a time: what ten thousand rows left behind was never given back whole."""


def write_geojson(rows: ReportRows) -> Iterator[bytes]:
    """Yield the file in parts, one feature a line; `about` is a foreign member, as section 6.1 allows."""
    about = json.dumps(asdict(rows.about), ensure_ascii=False)
    yield f'{{"type": "FeatureCollection", "name": "reports", "about": {about}, "features": ['.encode()
    separator = "\n"
    for batch in rows.batches():
        for start in range(0, batch.num_rows, _AT_ONCE_ROWS):
            yield (separator + ",\n".join(_features(batch.slice(start, _AT_ONCE_ROWS)))).encode()
            separator = ",\n"
    yield b"\n]}\n"


def _features(batch: pa.RecordBatch) -> Iterator[str]:
    for row, is_point in zip(property_rows(batch), has_point(batch).to_pylist(), strict=True):
        point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if is_point else None
        for name in _HOURS:
            # A lead time of whole hours stays a whole number.
            row[name] = int(row[name]) if row[name] is not None and row[name].is_integer() else row[name]
        feature = {"type": "Feature", "id": row["report_id"], "geometry": point, "properties": row}
        yield json.dumps(feature, ensure_ascii=False)


def property_rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Yield the cells of exported reports by column, as JSON has them: days as texts, null where empty."""
    for name in _DAYS:
        batch = batch.set_column(COLUMNS.index(name), name, batch[name].cast(pa.string()))
    yield from batch.to_pylist()
