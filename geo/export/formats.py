"""The formats that rows are given in, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo.export import to_csv, to_geojson, to_package, to_parquet
from geo.export.report_rows import ReportRows
from geo.export.to_csv import write_csv
from geo.export.to_geojson import write_geojson
from geo.export.to_gpkg import write_gpkg
from geo.export.to_package import write_package
from geo.export.to_parquet import write_parquet


class Suffix(StrEnum):
    """How the name of a file ends."""

    CSV = "csv"
    GEOJSON = "geojson"
    PARQUET = "parquet"
    GPKG = "gpkg"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written, and what it is called on the web."""

    write: Callable[[ReportRows], Iterator[bytes]]
    """Yields a file in parts; nothing is read before the first is asked for."""
    media_type: str
    label: str
    """What people call it; the same in every language."""
    name: str = "reports"
    """Of its file, and in its address."""


FORMATS: Mapping[Suffix, Format] = {
    Suffix.CSV: Format(write_csv, to_csv.MEDIA_TYPE, "CSV"),
    Suffix.GEOJSON: Format(write_geojson, to_geojson.MEDIA_TYPE, "GeoJSON"),
    Suffix.PARQUET: Format(write_parquet, to_parquet.MEDIA_TYPE, "GeoParquet"),
    Suffix.GPKG: Format(write_gpkg, "application/geopackage+sqlite3", "GeoPackage"),
    Suffix.ZIP: Format(write_package, to_package.MEDIA_TYPE, "ZIP", "package"),
}
OF_ROWS = tuple(suffix for suffix, form in FORMATS.items() if form.name == "reports")
"""Formats whose file is the rows and nothing else."""


def path_of(suffix: Suffix) -> str:
    """Return at which path of a server a format is, from the root."""
    return f"/export/{FORMATS[suffix].name}.{suffix}"


def write(rows: ReportRows, suffix: Suffix, *, has_hxl: bool = False) -> Iterator[bytes]:
    """Yield the file in parts; `has_hxl` adds a row of HXL tags to CSV and means nothing elsewhere."""
    if suffix is Suffix.CSV and has_hxl:
        return write_csv(rows, has_hxl=True)
    return FORMATS[suffix].write(rows)
