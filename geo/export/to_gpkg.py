"""Rows as a GeoPackage (OGC 12-128r19) for desktop GIS, written by GDAL into a file that does not stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyogrio

from geo.export.export_columns import GEOMETRY, SCHEMA, points
from geo.export.report_rows import ReportRows

LAYER = "reports"
TEMPORARY = "shelterline-gpkg-"
"""What the name of its temporary folder begins with."""
_PART_BYTES = 1 << 20


def write_gpkg(rows: ReportRows) -> Iterator[bytes]:
    """Yield the file in parts. SQLite writes back and forth, so it is whole on disk before the first."""
    with TemporaryDirectory(prefix=TEMPORARY, ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "reports.gpkg"
        _write(rows, path)
        with path.open("rb") as file:
            while part := file.read(_PART_BYTES):
                yield part


def _write(rows: ReportRows, path: Path) -> None:
    schema = SCHEMA.append(pa.field(GEOMETRY, pa.binary()))
    batches = (batch.append_column(GEOMETRY, points(batch)) for batch in rows.batches())
    about = rows.about
    metadata = {
        name.upper(): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in asdict(about).items()
    }
    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(schema, (b.cast(schema) for b in batches)),
        path,
        driver="GPKG",
        layer=LAYER,
        geometry_name=GEOMETRY,
        geometry_type="Point",
        crs="EPSG:4326",
        layer_metadata=metadata,
        layer_options={"DESCRIPTION": f"{about.citation} {about.terms}"},
    )
