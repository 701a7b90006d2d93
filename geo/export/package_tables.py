"""The tables of a package, described once for every standard that describes tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from geo.export.column_texts import REPORT_TEXTS, SOURCE_TEXTS, UNITS, MeasureUnit
from geo.export.export_columns import SCHEMA
from geo.export.report_rows import ReportRows
from geo.export.to_csv import ABOUT, BYTE_ORDER_MARK, as_csv, header, neutral
from geo.snapshot.tables import SCHEMA as DOCUMENTED
from geo.snapshot.tables import TIME

REPORTS_CSV, SOURCES_CSV = "reports.csv", "sources.csv"
REPORTS_KEY, SOURCES_KEY = "report_id", "source_id"
N_ROWS = "rows"


class CellType(StrEnum):
    """What the cells of a column hold; an empty cell is unknown in every one."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DAY = "day"
    HOUR = "hour and minute"
    FLAG = "true or false"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column, in no standard's words."""

    name: str
    cells: CellType
    meaning: str
    """A sentence or more, in English."""
    unit: MeasureUnit | None = None
    words: tuple[str, ...] = ()
    """The only texts that its cells have; empty when they are any."""
    is_required: bool = False
    """Whether no cell is empty."""


@dataclass(frozen=True, slots=True)
class PackageTable:
    """A table of a package."""

    path: str
    columns: tuple[TableColumn, ...]
    key: str
    """Column whose cells differ from row to row."""
    references: Mapping[str, str]
    """Path of another table by the column that names its rows by their key, which is called the same."""


def reports_table() -> PackageTable:
    """Describe the rows of a view as `geo.export.to_csv` writes them."""
    documented = DOCUMENTED["reports"]
    columns = [_column(field, documented.get(field.name), REPORT_TEXTS) for field in SCHEMA]
    about = TableColumn(ABOUT, CellType.TEXT, REPORT_TEXTS[ABOUT])
    return PackageTable(REPORTS_CSV, (*columns, about), REPORTS_KEY, {SOURCES_KEY: SOURCES_CSV})


def sources_table() -> PackageTable:
    """Describe the outlets of a view as `write_sources` writes them."""
    documented = DOCUMENTED["sources"]
    columns = [
        _column(pa.field(name, pa.string()), documented[name], SOURCE_TEXTS) for name in _source_names()
    ]
    rows = TableColumn(N_ROWS, CellType.WHOLE, SOURCE_TEXTS[N_ROWS], is_required=True)
    return PackageTable(SOURCES_CSV, (*columns, rows), SOURCES_KEY, {})


def _column(field: pa.Field, documented: object, meanings: Mapping[str, str]) -> TableColumn:
    is_key = field.name in {REPORTS_KEY, SOURCES_KEY}
    return TableColumn(
        field.name,
        _cells(field.type, documented),
        meanings[field.name],
        UNITS.get(field.name),
        tuple(documented) if isinstance(documented, type) and issubclass(documented, StrEnum) else (),
        is_required=is_key or not field.nullable,
    )


def _cells(arrow: pa.DataType, documented: object) -> CellType:
    if documented == TIME:
        return CellType.HOUR
    if pa.types.is_date(arrow):
        return CellType.DAY
    if pa.types.is_boolean(arrow):
        return CellType.FLAG
    if pa.types.is_integer(arrow):
        return CellType.WHOLE
    return CellType.NUMBER if pa.types.is_floating(arrow) else CellType.TEXT


def _source_names() -> list[str]:
    return list(SOURCE_TEXTS)[:-1]


@dataclass(frozen=True, slots=True)
class PackageSource:
    """An outlet of which a package has rows."""

    cells: Mapping[str, str]
    """By column of the table of sources; an empty text is not known."""
    n_rows: int

    @property
    def key(self) -> str:
        """Id of the outlet."""
        return self.cells[SOURCES_KEY]


def sources_of(rows: ReportRows) -> list[PackageSource]:
    """Return the outlets of the rows, by their ids; none of which there is no row."""
    snapshot = rows.answer.snapshot
    table = snapshot.tables["sources"]
    counted = snapshot.store.by_source(rows.found, sorted(table["source_id"]))
    named = table.set_index("source_id", drop=False).loc[list(counted), _source_names()]
    cells = named.astype("string").fillna("").to_dict("records")
    return [
        PackageSource({str(name): str(cell) for name, cell in row.items()}, n)
        for row, n in zip(cells, counted.values(), strict=True)
    ]


def write_sources(sources: list[PackageSource]) -> Iterator[bytes]:
    """Yield the outlets as CSV, in the form of `geo.export.to_csv`."""
    names = _source_names()
    yield BYTE_ORDER_MARK + header((*names, N_ROWS))
    columns = [pa.array([source.cells[name] or None for source in sources], pa.string()) for name in names]
    counts = pa.array([source.n_rows for source in sources], pa.int64())
    yield as_csv(neutral(pa.record_batch([*columns, counts], [*names, N_ROWS]), names))
