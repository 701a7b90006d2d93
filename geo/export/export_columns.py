"""Columns of an exported row: the documented columns of a report, then the derived ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.export import derived_columns
from geo.model import POINT_PRECISIONS
from geo.snapshot.matching import SHOWN_ON_MAP
from geo.snapshot.tables import arrow_schema

HXL_TAGS = {
    "report_id": "#event+report+id",
    "incident_key": "#event+incident+key",
    "source_id": "#meta+source+id",
    "publisher": "#meta+source+name",
    "relayed_by": "#meta+relay+name",
    "claimant": "#meta+claimant+name",
    "url": "#meta+source+url",
    "published_date": "#date+published",
    "event_start": "#date+occurred+start",
    "event_end": "#date+occurred+end",
    "date_precision": "#meta+date+precision",
    "time_from": "#event+time+start",
    "time_to": "#event+time+end",
    "kind": "#event+type",
    "direction_claimed": "#meta+direction+claimed",
    "place_name": "#loc+name",
    "area_pcode": "#loc+area+code+v_pcode",
    "location_precision": "#meta+loc+precision",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
    "radius_m": "#geo+radius_m",
    "struck": "#event+struck",
    "strikes_min": "#event+strikes+num+min",
    "strikes_max": "#event+strikes+num+max",
    "killed_min": "#affected+killed+num+min",
    "killed_max": "#affected+killed+num+max",
    "injured_min": "#affected+injured+num+min",
    "injured_max": "#affected+injured+num+max",
    "responsibility": "#meta+responsibility",
    "contained_in": "#event+report+parent+id",
    "summary": "#description+summary",
    "read_at": "#meta+read+url",
    "location_note": "#description+loc",
    SHOWN_ON_MAP: "#meta+map+shown",
    **derived_columns.HXL_TAGS,
}
"""The HXL tag (https://hxlstandard.org, 1.1) of each column, in the order of `data/DATA.md`."""
COLUMNS = tuple(HXL_TAGS)
GEOMETRY = "geometry"

_TYPES = pa.schema(
    [*arrow_schema("reports"), pa.field(SHOWN_ON_MAP, pa.bool_(), nullable=False), *derived_columns.SCHEMA]
)
SCHEMA = pa.schema([_TYPES.field(name) for name in COLUMNS])
_WKB_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("lon", "<f8"), ("lat", "<f8")])
"""A point in well-known binary, little-endian: 21 bytes."""


def in_order(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Give batches the documented columns and types, in their order."""
    for batch in batches:
        yield pa.RecordBatch.from_arrays(
            [batch[field.name].cast(field.type) for field in SCHEMA], schema=SCHEMA
        )


def has_point(batch: pa.RecordBatch) -> pa.BooleanArray:
    """Whether each report is stated as finely as a point: an area's middle is no place of a report."""
    is_fine = pc.is_in(batch["location_precision"], pa.array(sorted(map(str, POINT_PRECISIONS))))
    return pc.and_(is_fine, pc.and_(pc.is_valid(batch["lat"]), pc.is_valid(batch["lon"])))


def points(batch: pa.RecordBatch) -> pa.BinaryArray:
    """Return the point of each report as well-known binary (EPSG:4326, longitude first), or null."""
    shapes = np.zeros(batch.num_rows, _WKB_POINT)
    shapes["order"], shapes["type"] = 1, 1
    for name in ("lon", "lat"):
        shapes[name] = pc.fill_null(batch[name], 0.0).to_numpy()
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(_WKB_POINT.itemsize), batch.num_rows, [None, pa.py_buffer(shapes.tobytes())]
    )
    return pc.if_else(has_point(batch), fixed.cast(pa.binary()), pa.scalar(None, pa.binary()))
