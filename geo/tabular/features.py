"""GeoPackage and KML: attributes as columns, and the point of a feature where it has one.

A MultiPoint of one point is that point. A polygon or line has no point of its own: its middle would be one
that nobody named, so its cells stay empty, and a note says how many such features there are.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import pyarrow as pa
import shapely
from pyogrio import list_layers, open_arrow, read_info
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

from geo.connectors.toolkit.contract import BadLine, SourceRows
from geo.connectors.toolkit.foreign import (
    PIECE_ROWS,
    Part,
    Table,
    as_text,
    batch,
    columns_of,
    rows_at_once,
)
from geo.model.errors import SourceError
from geo.tabular.coordinate_systems import mover_to_wgs84
from geo.tabular.geopackage import refuse_what_runs
from geo.tabular.point_columns import POINT_COLUMNS, whole, without_point

if TYPE_CHECKING:
    from pyproj import Transformer

_LARGEST_BYTES = 500_000_000
_GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
_APPLICATION_ID = slice(68, 72)
_COARSE_TIME = re.compile(rb"<(?:\w+:)?(?:when|begin|end)>\s*(\d{4}(?:-\d{2})?)\s*<")
_RENAMED = {"timestamp": "when"}
_OF_DRAWING = {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"}
"""Columns that every layer of KML has, and that say how it is drawn."""
_MIDNIGHT = "T00:00:00"
_BROKEN = (
    DataSourceError,
    DataLayerError,
    FieldError,
    GeometryError,
    pa.ArrowInvalid,
    ValueError,
    RuntimeError,
)


def layers(name: str, file: BinaryIO, driver: str, wanted: str = "") -> Table:
    """Read a layer of a GeoPackage or KML file: that of a name, or the first that has rows.

    Raises SourceError when it is no such file, or has no layer of that name.
    """
    content = whole(name, file, _LARGEST_BYTES, "save the layer as CSV")
    # GDAL opens what a file says it is: it is given nothing that could be anything else.
    if driver == "GPKG" and content[_APPLICATION_ID] not in _GEOPACKAGE:
        raise SourceError(f"{name} is a database and no GeoPackage")
    if driver == "GPKG":
        refuse_what_runs(name, content)
    if driver == "KML":
        _refuse_kml(name, content)
    try:
        with warnings.catch_warnings():
            # What is read from memory has no name, so GDAL says of each GeoPackage that it lacks its ending.
            warnings.filterwarnings("ignore", ".*non conformant file extension", RuntimeWarning)
            found = [str(layer) for layer, _ in list_layers(content)]
            if not found:
                raise SourceError(f"{name} has no layer")
            if wanted and wanted not in found:
                raise SourceError(f"{name} has no layer {wanted}; it has {', '.join(found)}")
            with_rows = [layer for layer in found if _has_rows(content, layer)]
            chosen = wanted or next(iter(with_rows), found[0])
            batches = _batches(content, chosen, is_kml=driver == "KML")
            meta, schema = next(batches)
            pointless = without_point(*_counted(content, chosen)) if meta.get("geometry_type") else []
    except _BROKEN as error:
        raise SourceError(f"{name} cannot be read as {driver}; save the layer anew, or as CSV") from error
    others = [layer for layer in found if layer != chosen]
    notes = [f"Read the layer {chosen!r}; not read: {', '.join(others)}."] if others else []
    geometry = meta.get("geometry_name") or "wkb_geometry"
    left_out = {geometry, meta.get("fid_column"), *(_OF_DRAWING if driver == "KML" else ())}
    attributes = [field for field in schema.names if field not in left_out]
    names = [_RENAMED.get(one, one) if driver == "KML" else one for one in attributes]
    columns = columns_of(name, [*names, *POINT_COLUMNS])
    to_wgs84, said = mover_to_wgs84(meta.get("crs"))
    texts = _texts(batches, attributes, columns, (geometry, to_wgs84))
    pieces = numbered(texts, columns, _BROKEN)
    parts = tuple(Part("layer", layer) for layer in with_rows)
    return Table(columns, (*notes, *said, *pointless), pieces, parts, Part("layer", chosen))


def _refuse_kml(name: str, content: bytes) -> None:
    """Refuse what GDAL would expand, and times of which it would make a day that nobody named."""
    if b"<!DOCTYPE" in content:
        raise SourceError(f"{name} declares entities, which no KML needs")
    if found := _COARSE_TIME.search(content):
        raise SourceError(
            f"{name} has a time without a day, {found[1].decode()}, which would be read as the first day of "
            "it; write first and last day as begin and end"
        )


def _has_rows(content: bytes, layer: str) -> bool:
    return bool(read_info(content, layer=layer, force_feature_count=True)["features"] > 0)


def _batches(content: bytes, layer: str, *, is_kml: bool) -> Iterator[Any]:
    """Return first what the layer is, then its rows; times of KML as text, for their zones differ."""
    n = rows_at_once(len(read_info(content, layer=layer)["fields"]))
    with open_arrow(content, layer=layer, batch_size=n, use_pyarrow=True, datetime_as_string=is_kml) as (
        meta,
        reader,
    ):
        yield meta, reader.schema
        yield from reader


def _counted(content: bytes, layer: str) -> tuple[int, int]:
    """Return how many features of a layer have no point, and how many there are, as far as it can be read."""
    n = n_in_all = 0
    with (
        suppress(*_BROKEN),
        open_arrow(content, layer=layer, columns=[], batch_size=PIECE_ROWS, use_pyarrow=True) as (
            meta,
            reader,
        ),
    ):
        for read in reader:
            lat, *_ = points(read[meta.get("geometry_name") or "wkb_geometry"], None)
            n += lat.to_pylist().count("")
            n_in_all += read.num_rows
    return n, n_in_all


def _texts(
    batches: Iterator[Any],
    attributes: list[str],
    columns: tuple[str, ...],
    geometry: tuple[str, Transformer | None],
) -> Iterator[pa.RecordBatch]:
    for read in batches:
        cells = [pa.array(map(_text, read[name].to_pylist()), pa.string()) for name in attributes]
        has_shapes = geometry[0] in read.schema.names
        shapes = read[geometry[0]] if has_shapes else pa.nulls(read.num_rows, pa.binary())
        yield pa.RecordBatch.from_arrays([*cells, *points(shapes, geometry[1])], list(columns))


def _text(cell: object) -> str:
    """Return a cell as text; a day of KML without the midnight that GDAL adds."""
    return as_text(cell.removesuffix(_MIDNIGHT) if isinstance(cell, str) else cell)


def numbered(
    found: Iterator[pa.RecordBatch], columns: tuple[str, ...], broken: tuple[type[Exception], ...]
) -> Iterator[SourceRows]:
    """Return rows of text with their numbers, as far as they can be read; `broken` tells that they cannot."""
    number = 1
    try:
        for texts in found:
            yield SourceRows(texts, np.arange(number, number + texts.num_rows))
            number += texts.num_rows
    except broken:
        bad = BadLine(number, "", "", "cannot be read, and no row after it", "save the file anew")
        yield batch(columns, [], [], [bad])


def points(shapes: pa.Array, to_wgs84: Transformer | None) -> list[pa.StringArray]:
    """Return latitude, longitude and type of geometries in well-known binary, as text."""
    geometries = shapely.from_wkb(shapes.to_numpy(zero_copy_only=False), on_invalid="ignore")
    lon, lat = _places(geometries)
    if to_wgs84 is not None:
        # Of what has no point it makes an infinite one.
        has_none = np.isnan(lon)
        lon, lat = (np.where(has_none, np.nan, axis) for axis in to_wgs84.transform(lon, lat))
    kinds = [
        shapely.GeometryType(kind).name.title() if kind >= 0 else ""
        for kind in shapely.get_type_id(geometries)
    ]
    texts = [["" if np.isnan(value) else repr(float(value)) for value in axis] for axis in (lat, lon)]
    return [pa.array(column, pa.string()) for column in (*texts, kinds)]


def _places(geometries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of what is a single point; not a number for anything else."""
    is_single = (shapely.get_num_geometries(geometries) == 1) & ~shapely.is_empty(geometries)
    single = shapely.get_geometry(geometries, 0)
    single[~is_single] = None
    return shapely.get_x(single), shapely.get_y(single)
