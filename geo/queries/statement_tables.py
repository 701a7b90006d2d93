"""The small tables of a snapshot row by row: which rows are of a view, of some days and on some ground.

Rows are whole, as the table has them, by the first day that they speak of, then by id; points come last.
Worked out once for a snapshot: a page of them costs no more than its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from geo.filters.filter_index import NO_DAY
from geo.filters.view import ALL_AREAS, View
from geo.geometry.stated_ground import shares_ground
from geo.geometry.zone_outlines import zone_geometry
from geo.model import EndReading
from geo.model.days import day_number
from geo.model.rows import rows
from geo.queries.ground_search import rounded
from geo.queries.in_area import statements_in, statements_reach, tolls_of_area
from geo.queries.pauses import days_of_statements
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import KEYS, to_arrow

if TYPE_CHECKING:
    from geo.geometry.search_ground import SearchGround

ANY_LATER_DAY = NO_DAY - 1
"""Stands for the last day of what nothing is known to have ended."""
Span = tuple[int, int]
"""First and last day, from 1970, inclusive."""


@dataclass(frozen=True, eq=False)
class StatementTable:
    """The rows of one table, in order."""

    name: str
    cells: pa.Table
    """The documented columns."""
    shapes: np.ndarray
    """The ground of each row, EPSG:4326, or None."""
    first: np.ndarray
    """Days from 1970; `NO_DAY` when the row says none."""
    last: np.ndarray

    @property
    def ids(self) -> list[str]:
        """The key of each row."""
        found: list[str] = self.cells[KEYS[self.name]].to_pylist()
        return found

    def within(self, span: Span) -> np.ndarray:
        """Return which rows may speak of any day of a span."""
        return np.asarray((self.first <= span[1]) & (self.last >= span[0]) & self.is_dated)

    @property
    def is_dated(self) -> np.ndarray:
        """Which rows say a day."""
        return np.asarray(self.first != NO_DAY)

    def on_ground(self, ground: SearchGround) -> np.ndarray:
        """Return which rows lie on some ground, or nowhere in particular; see `geo.queries.ground_search`."""
        found: np.ndarray = ground.touched_by(self.shapes) | shapely.is_missing(self.shapes)
        return found


@per_snapshot
def statement_table(snapshot: Snapshot, name: str, reading: EndReading) -> StatementTable:
    """Return a table of `STATEMENT_TABLES`; `reading` is of statements without a stated end."""
    frame = snapshot.tables[name].sort_index()
    days = STATEMENT_TABLES[name](snapshot, reading)
    spans = np.array([days.get(key, (NO_DAY, NO_DAY)) for key in frame.index], np.int64).reshape(-1, 2)
    shapes = _shapes(snapshot, name)
    # QGIS takes the first row's kind of geometry for that of all: outlines come before crossings.
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    order = np.lexsort([spans[:, 0], is_point])
    shapes = shapes[order]
    return StatementTable(name, to_arrow(frame, name).take(pa.array(order)), shapes, *spans[order].T)


def of_view(snapshot: Snapshot, view: View, table: StatementTable) -> np.ndarray:
    """Return which rows are of the area and the publishers of a view, as an array of booleans.

    Its dates are another question: see `StatementTable.within`.
    """
    is_of = np.ones(table.cells.num_rows, bool)
    if view.sources is not None:
        sources = snapshot.tables["sources"]
        names = set(sources.loc[sources.index.isin(view.sources), "name"])
        is_of &= np.array([name in names for name in table.cells["publisher"].to_pylist()], bool)
    if view.area != ALL_AREAS:
        is_of &= _in_area(snapshot, view.area, table)
    return is_of


def _in_area(snapshot: Snapshot, area: str, table: StatementTable) -> np.ndarray:
    """Return which rows are of an area, by the rules of `geo.queries.in_area`."""
    if table.name == "pauses":
        return statements_reach(snapshot, table.ids, area)
    if table.name == "tolls":
        return tolls_of_area(snapshot.tables["tolls"], area, snapshot.areas).loc[table.ids].to_numpy(bool)
    if table.name == "zones":
        inside = statements_in(snapshot, area)
        return np.array([zone_id in inside for zone_id in table.ids], bool)
    if table.name == "sheltering":
        within = snapshot.areas.within(area)
        named = (pcodes.split(";") for pcodes in table.cells["pcodes"].to_pylist())
        return np.array([within.issuperset(pcodes) for pcodes in named], bool)
    shapes = table.shapes
    return np.array([shape and shares_ground(shape, area, snapshot.areas) for shape in shapes], bool)


@per_snapshot
def _shapes(snapshot: Snapshot, name: str) -> np.ndarray:
    """Return the ground of each row in the order of its key, or None; a toll and a pause state none."""
    frame, areas = snapshot.tables[name].sort_index(), snapshot.areas
    found = np.full(len(frame), None, object)
    for place, row in enumerate(rows(frame)):
        shape = None
        if name == "zones":
            shape = zone_geometry(row, areas)
        elif name == "assessments":
            shape = shapely.from_wkt(row.geometry_wkt, on_invalid="ignore")
        elif name == "sheltering" and row.pcodes and all(pcode in areas for pcode in row.pcodes.split(";")):
            shape = shapely.union_all([areas[pcode].geometry for pcode in row.pcodes.split(";")])
        found[place] = None if shape is None or shape.is_empty else rounded(shape)
    return found


def _days_of_zones(snapshot: Snapshot, reading: EndReading) -> dict[str, Span]:
    return {
        zone.id: (day_number(zone.begins), day_number(zone.ends) if zone.ends else ANY_LATER_DAY)
        for zone in snapshot.zone_days(reading)
    }


def _days_between(first: str, last: str, table: str) -> Callable[[Snapshot, EndReading], dict[str, Span]]:
    """Return what says the days of a table that states both ends in columns, or one day in one of them."""

    def days(snapshot: Snapshot, _reading: EndReading) -> dict[str, Span]:
        dated = snapshot.tables[table].dropna(subset=[first, last])
        ends = zip(dated.index, dated[first], dated[last], strict=True)
        return {key: (day_number(start.date()), day_number(end.date())) for key, start, end in ends}

    return days


STATEMENT_TABLES: Mapping[str, Callable[[Snapshot, EndReading], Mapping[str, Span]]] = {
    "zones": _days_of_zones,
    "sheltering": _days_between("as_of_date", "as_of_date", "sheltering"),
    "pauses": days_of_statements,
    "tolls": _days_between("as_of_date", "as_of_date", "tolls"),
    "assessments": _days_between("image_from", "image_to", "assessments"),
}
"""What says of which days the rows of each table speak, by key."""
