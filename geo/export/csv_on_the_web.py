"""`csv-metadata.json`: the tables of a package in the words of CSV on the Web (W3C, 2015)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from geo.export.citation import AUTHOR
from geo.export.package_tables import CellType, PackageTable, TableColumn

if TYPE_CHECKING:
    from geo.export.about import About

TableNotes: TypeAlias = dict[str, Any]
PATH = "csv-metadata.json"
"""Where the standard looks for what is said of all tables of a folder."""
_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_TYPES: Mapping[CellType, str | Mapping[str, str]] = {
    CellType.TEXT: "string",
    CellType.WHOLE: "integer",
    CellType.NUMBER: "double",
    CellType.DAY: "date",
    CellType.HOUR: {"base": "time", "format": "HH:mm"},
    CellType.FLAG: {"base": "boolean", "format": "true|false"},
}
_DIALECT = {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True}


def csv_metadata(about: About, language: str, tables: Sequence[PackageTable]) -> TableNotes:
    """Describe the tables of a package; `language` is that of the texts of `about`."""
    return {
        "@context": _CONTEXT,
        "dc:title": {"@value": about.title, "@language": language},
        "dc:identifier": about.address,
        "dc:creator": AUTHOR,
        "dc:license": {"@id": about.licence_url},
        "dc:bibliographicCitation": {"@value": about.citation, "@language": language},
        "schema:version": about.snapshot,
        "dialect": _DIALECT,
        "tables": [_table(table) for table in tables],
    }


def _table(table: PackageTable) -> TableNotes:
    keys = [
        {"columnReference": column, "reference": {"resource": path, "columnReference": column}}
        for column, path in table.references.items()
    ]
    return {
        "url": table.path,
        "tableSchema": {
            "columns": [_csv_column(column) for column in table.columns],
            "primaryKey": table.key,
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _csv_column(column: TableColumn) -> TableNotes:
    unit = column.unit
    said = {"schema:unitText": unit.name, "schema:unitCode": unit.code} if unit else {}
    datatype: str | Mapping[str, str] = _TYPES[column.cells]
    if column.words:
        datatype = {"base": "string", "format": "|".join(column.words)}
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.meaning,
        "datatype": datatype,
        "null": "",
        **({"required": True} if column.is_required else {}),
        **said,
    }
