"""Writing rows into a GeoPackage, also as a process of its own that reads them from its standard input.

GDAL holds Python's one lock while it writes: within the server every tile would wait for a large file, and
nothing could stop it when its reader has gone. This file is run by its path, and imports nothing of ours.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable

import pyarrow as pa
import pyogrio

LAYER, GEOMETRY = "reports", "geometry"
METADATA, DESCRIPTION = "metadata", "description"
"""What the schema of the rows says of the layer: key-value pairs as JSON, and a sentence."""
_LOWER_PRIORITY = 10
"""Steps by which the process stands back behind the server (`nice`)."""


def write(schema: pa.Schema, batches: Iterable[pa.RecordBatch], path: str) -> None:
    """Write rows, of which the column of points holds well-known binary (EPSG:4326)."""
    said = {name.decode(): value.decode() for name, value in schema.metadata.items()}
    plain = (batch.replace_schema_metadata(None) for batch in batches)
    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(schema.remove_metadata(), plain),
        path,
        driver="GPKG",
        layer=LAYER,
        geometry_name=GEOMETRY,
        geometry_type="Point",
        crs="EPSG:4326",
        layer_metadata=json.loads(said[METADATA]),
        layer_options={"DESCRIPTION": said[DESCRIPTION]},
    )


def main(path: str) -> None:
    """Write the Arrow stream of the standard input."""
    if hasattr(os, "nice"):
        os.nice(_LOWER_PRIORITY)
    with pa.ipc.open_stream(sys.stdin.buffer) as stream:
        write(stream.schema, stream, path)


if __name__ == "__main__":
    main(sys.argv[1])
