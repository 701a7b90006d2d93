"""Rows of the small tables as features: zone statements, figures, pauses and damage assessments."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from geo.export.feature_query import Feature, FeatureQuery, FoundFeatures
from geo.filters.ends import ENDS
from geo.model.days import day_number
from geo.queries.statement_tables import StatementTable, of_view, statement_table
from geo.queries.view_answer import ViewAnswer
from geo.snapshot.tables import KEYS

GEOMETRY_TEXT = "geometry_wkt"
"""Column that the geometry of a feature says already."""


def found_statements(name: str, query: FeatureQuery) -> FoundFeatures:
    """Find the rows of a table that a query asks for, by the first day that they speak of, then by id."""
    answer = query.answer
    view, table = answer.requested, statement_table(answer.snapshot, name, ENDS.chosen(answer.requested))
    wanted = of_view(answer.snapshot, view, table)
    if query.has_dates:
        wanted &= table.within((day_number(view.date_from), day_number(view.date_to)))
    if query.days is not None:
        # Who says no day excludes none.
        wanted &= table.within(query.days) | ~table.is_dated
    if query.ground is not None:
        wanted &= table.on_ground(query.ground)
    places = np.flatnonzero(wanted)
    return FoundFeatures(len(places), lambda offset, limit: _features(table, places[offset : offset + limit]))


def one_statement(name: str, answer: ViewAnswer, key: str) -> Feature | None:
    """Return one row of a table; None when there is none of that id."""
    table = statement_table(answer.snapshot, name, ENDS.chosen(answer.requested))
    places = [place for place, each in enumerate(table.ids) if each == key]
    return next(_features(table, np.array(places, np.int64)), None)


def columns_of(schema: pa.Schema) -> list[str]:
    """Return the columns that are properties of a feature, in order."""
    return [name for name in schema.names if name != GEOMETRY_TEXT]


def _features(table: StatementTable, places: np.ndarray) -> Iterator[Feature]:
    cells = table.cells.select(columns_of(table.cells.schema)).take(pa.array(places))
    for number, column in enumerate(cells.schema):
        if pa.types.is_date(column.type):
            cells = cells.set_column(number, column.name, cells[number].cast(pa.string()))
    ids = table.cells[KEYS[table.name]].take(pa.array(places)).to_pylist()
    for key, shape, row in zip(ids, table.shapes[places], cells.to_pylist(), strict=True):
        yield Feature(key, shape, row)
