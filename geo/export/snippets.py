"""The rows of a view as code for the programs of analysts: each reads them from their own address.

The address names the snapshot, so the same code reads the same rows on every day. It stands in each language
as that language quotes text.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from geo.export.formats import Suffix

AddressOf: TypeAlias = Callable[[Suffix], str]
"""Gives the whole address of a view's rows in a format."""
_R_ESCAPES = re.compile(r'[\\"\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code that reads a view."""

    label: str
    """What people call the program; the same in every language."""
    write: Callable[[AddressOf], str]
    is_read_elsewhere: bool = False
    """Whether the machines of somebody else read the address."""


def quoted_for_r(text: str) -> str:
    """Return a text as R writes one."""
    return '"' + _R_ESCAPES.sub(lambda found: _escaped_for_r(found[0]), text) + '"'


def quoted_for_sql(text: str) -> str:
    """Return a text as SQL writes one."""
    return "'" + text.replace("'", "''") + "'"


def quoted_for_sheets(text: str) -> str:
    """Return a text as a formula of a spreadsheet writes one."""
    return '"' + text.replace('"', '""') + '"'


def _escaped_for_r(character: str) -> str:
    return f"\\{character}" if character in '\\"' else f"\\x{ord(character):02x}"


def _pandas(address_of: AddressOf) -> str:
    parquet, _, view = address_of(Suffix.PARQUET).partition("?")
    geojson, _, _ = address_of(Suffix.GEOJSON).partition("?")
    return (
        "import geopandas\n"
        "import pandas\n\n"
        f"view = {f'?{view}'!r}\n"
        f"rows = pandas.read_parquet({parquet!r} + view)\n"
        f"points = geopandas.read_file({geojson!r} + view)\n"
    )


def _r(address_of: AddressOf) -> str:
    return f"library(sf)\n\nreports <- st_read({quoted_for_r(_by_gdal(address_of))})\n"


def _qgis(address_of: AddressOf) -> str:
    return (
        "from qgis.core import QgsProject, QgsVectorLayer\n\n"
        f'layer = QgsVectorLayer({_by_gdal(address_of)!r}, "reports", "ogr")\n'
        "QgsProject.instance().addMapLayer(layer)\n"
    )


def _by_gdal(address_of: AddressOf) -> str:
    # From beginning to end: an export is written while it is read, and has no parts to ask for.
    return f"/vsicurl_streaming/{address_of(Suffix.GEOJSON)}"


def _duckdb(address_of: AddressOf) -> str:
    return (
        "INSTALL httpfs;\n"
        "LOAD httpfs;\n"
        "SET force_download = true;\n"
        f"SELECT * FROM read_parquet({quoted_for_sql(address_of(Suffix.PARQUET))});\n"
    )


def _curl(address_of: AddressOf) -> str:
    return f"curl --fail --output package.zip {shlex.quote(address_of(Suffix.ZIP))}\n"


def _sheets(address_of: AddressOf) -> str:
    return f"=IMPORTDATA({quoted_for_sheets(address_of(Suffix.CSV))})\n"


SNIPPETS: Mapping[str, Snippet] = {
    "python": Snippet("Python", _pandas),
    "r": Snippet("R", _r),
    "qgis": Snippet("QGIS", _qgis),
    "duckdb": Snippet("DuckDB", _duckdb),
    "curl": Snippet("curl", _curl),
    "sheets": Snippet("Google Sheets", _sheets, is_read_elsewhere=True),
}
"""By the word that the share panel keeps."""
