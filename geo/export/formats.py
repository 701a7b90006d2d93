"""The formats that rows are given in, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo.export.report_rows import ReportRows
from geo.export.to_csv import write_csv
from geo.export.to_geojson import write_geojson
from geo.export.to_gpkg import write_gpkg
from geo.export.to_parquet import write_parquet


class Suffix(StrEnum):
    """How the name of a file ends."""

    CSV = "csv"
    GEOJSON = "geojson"
    PARQUET = "parquet"
    GPKG = "gpkg"


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written, and what it is called on the web."""

    write: Callable[[ReportRows], Iterator[bytes]]
    """Yields a file in parts; nothing is read before the first is asked for."""
    media_type: str
    label: str
    """What people call it; the same in every language."""


FORMATS: Mapping[Suffix, Format] = {
    Suffix.CSV: Format(write_csv, "text/csv; charset=utf-8; header=present", "CSV"),
    Suffix.GEOJSON: Format(write_geojson, "application/geo+json", "GeoJSON"),
    Suffix.PARQUET: Format(write_parquet, "application/vnd.apache.parquet", "GeoParquet"),
    Suffix.GPKG: Format(write_gpkg, "application/geopackage+sqlite3", "GeoPackage"),
}


def write(rows: ReportRows, suffix: Suffix, *, has_hxl: bool = False) -> Iterator[bytes]:
    """Yield the file in parts; `has_hxl` adds a row of HXL tags to CSV and means nothing elsewhere."""
    if suffix is Suffix.CSV and has_hxl:
        return write_csv(rows, has_hxl=True)
    return FORMATS[suffix].write(rows)
