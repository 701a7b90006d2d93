"""`datapackage.json`: a package in the words of Frictionless (Data Package 1.0, Table Schema 1.0)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from geo.export.citation import AUTHOR
from geo.export.package_tables import CellType, PackageSource, PackageTable, TableColumn

if TYPE_CHECKING:
    from geo.export.about import About
    from geo.export.packaged_files import PackagedFile

Described: TypeAlias = dict[str, Any]
PATH = "datapackage.json"
LICENCE_ID = "CC-BY-4.0"
"""The licence of the compilation in SPDX's list."""
_TYPES: Mapping[CellType, Mapping[str, object]] = {
    CellType.TEXT: {"type": "string"},
    CellType.WHOLE: {"type": "integer"},
    CellType.NUMBER: {"type": "number"},
    CellType.DAY: {"type": "date"},
    CellType.HOUR: {"type": "time", "format": "%H:%M"},
    CellType.FLAG: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
}
_DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def data_package(
    name: str,
    about: About,
    files: Sequence[PackagedFile],
    tables: Sequence[PackageTable],
    sources: Sequence[PackageSource],
) -> Described:
    """Describe a package: `name` in lower case, its files of data, and which of them are tables of text."""
    by_path = {table.path: table for table in tables}
    return {
        "profile": "data-package",
        "name": name,
        "id": about.address,
        "title": about.title,
        "description": " ".join(about.notes),
        "homepage": about.address,
        "version": about.snapshot,
        "licenses": [{"name": LICENCE_ID, "path": about.licence_url, "title": about.licence}],
        "contributors": [{"title": AUTHOR, "role": "author"}],
        "sources": [_source(source) for source in sources],
        "resources": [_resource(file, by_path) for file in files],
    }


def _source(source: PackageSource) -> Described:
    said = {"title": source.cells["name"], "licence": source.cells["licence"]}
    home = source.cells["home_url"]
    if home.startswith(("http://", "https://")):
        said["path"] = home
    return {name: text for name, text in said.items() if text}


def _resource(file: PackagedFile, tables: Mapping[str, PackageTable]) -> Described:
    stem, _, ending = file.path.partition(".")
    table = tables.get(file.path)
    described = {
        "name": stem if table else f"{stem}-{ending}",
        "path": file.path,
        # Validators that know Parquet ask for a program of their own; `reports.csv` has the same rows.
        "format": f"geo{ending}" if ending == "parquet" else ending,
        "mediatype": file.media_type,
        "bytes": file.n_bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if table is None:
        return described
    return {
        **described,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "schema": _schema(table),
    }


def _schema(table: PackageTable) -> Described:
    keys = [
        {
            "fields": [column],
            "reference": {"resource": path.partition(".")[0], "fields": [column]},
        }
        for column, path in table.references.items()
    ]
    return {
        "fields": [_field(column, is_key=column.name == table.key) for column in table.columns],
        "missingValues": [""],
        "primaryKey": [table.key],
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(column: TableColumn, *, is_key: bool) -> Described:
    constraints: Described = {}
    if column.is_required:
        constraints["required"] = True
    if is_key:
        constraints["unique"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    return {
        "name": column.name,
        **_TYPES[column.cells],
        "description": column.meaning,
        **({"unit": column.unit.symbol} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }
