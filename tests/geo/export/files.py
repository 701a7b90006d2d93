"""Exports, written and read back by programs that are not ours."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio

from geo.export.export_columns import COLUMNS
from geo.export.formats import OF_ROWS, Suffix, write
from geo.export.report_rows import ReportRows, rows_of
from geo.filters.view import View
from geo.model.rows import Cell
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot

SITE = "https://maps.example.invalid/"
ALL = list(OF_ROWS)


def rows(opened: Snapshot, view: View | None = None) -> ReportRows:
    """The rows of a view, or of everything that has a date."""
    return rows_of(answer_view(opened, view or opened.default_view(), SITE))


def file_of(given: ReportRows, suffix: Suffix, *, has_hxl: bool = False) -> bytes:
    """A whole file."""
    return b"".join(write(given, suffix, has_hxl=has_hxl))


def read(content: bytes, suffix: Suffix) -> pd.DataFrame:
    """A file as pandas or GeoPandas reads it, indexed by the id of the report."""
    if suffix is Suffix.ZIP:
        return read(unpacked(content)["reports.parquet"], Suffix.PARQUET)
    if suffix is Suffix.CSV:
        texts = pd.read_csv(BytesIO(content), dtype_backend="numpy_nullable")
        return texts.set_index("report_id", drop=False)
    if suffix is Suffix.PARQUET:
        return gpd.read_parquet(BytesIO(content)).set_index("report_id", drop=False)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"reports.{suffix}"
        path.write_bytes(content)
        found = gpd.read_file(path)
    if found.empty:
        # Where there is no feature, GeoJSON has no properties either.
        found = found.reindex(columns=[*COLUMNS, "geometry"])
    return found.set_index("report_id", drop=False)


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a package by their names."""
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def read_some(content: bytes, suffix: Suffix, columns: list[str]) -> pd.DataFrame:
    """Some columns of a file, without the rest of it and without shapes, which takes long."""
    if suffix is Suffix.CSV:
        return pd.read_csv(BytesIO(content), usecols=columns)
    if suffix is Suffix.PARQUET:
        return pd.read_parquet(BytesIO(content), columns=columns)
    if suffix is Suffix.GEOJSON:
        # GDAL takes four times as long for it; `read` lets it.
        features = json.loads(content)["features"]
        return pd.DataFrame([[f["properties"][name] for name in columns] for f in features], columns=columns)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"reports.{suffix}"
        path.write_bytes(content)
        found = pyogrio.read_dataframe(path, columns=columns, read_geometry=False)
        return found.reindex(columns=columns)


def about(content: bytes, suffix: Suffix) -> dict[str, Cell] | str:
    """What a file says of itself, in the form that the format has for it."""
    if suffix is Suffix.CSV:
        return str(pd.read_csv(BytesIO(content))["about_this_file"].iloc[0])
    if suffix is Suffix.GEOJSON:
        return json.loads(content)["about"]
    if suffix is Suffix.PARQUET:
        return json.loads(pq.read_metadata(BytesIO(content)).metadata[b"about"])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports.gpkg"
        path.write_bytes(content)
        return {name.lower(): said for name, said in pyogrio.read_info(path)["layer_metadata"].items()}
