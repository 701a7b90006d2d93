"""The rows that a story cites: found in its snapshot, in a view or not, and which figures they carry."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo import wording
from geo.filters.ends import ENDS
from geo.model.rows import Row, row_of
from geo.queries.in_area import statements_in
from geo.snapshot.list_order import ListOrder
from geo.snapshot.tables import SCHEMA
from geo.stories.figures import FigureKind, FigureSaid, as_number, figures_in
from geo.stories.row_names import RowKind, RowName

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot

_TABLES = {
    RowKind.ZONE: "zones",
    RowKind.TOLL: "tolls",
    RowKind.SHELTERING: "sheltering",
    RowKind.PAUSE: "pauses",
}


_REPORT_COLUMNS = tuple(name for name in SCHEMA["reports"] if name != "report_id")


@dataclass(frozen=True, slots=True)
class _Carrying:
    """Columns of a table whose figures a story may say."""

    counts: tuple[str, ...]
    days: tuple[str, ...]
    times: tuple[str, ...]
    texts: tuple[str, ...]
    """Read for figures in digits and words."""


CARRYING: Mapping[RowKind, _Carrying] = MappingProxyType(
    {
        RowKind.REPORT: _Carrying(
            ("strikes_min", "strikes_max", "killed_min", "killed_max", "injured_min", "injured_max"),
            ("event_start", "event_end", "published_date"),
            ("time_from", "time_to"),
            ("summary", "place_name"),
        ),
        RowKind.ZONE: _Carrying(
            ("area_km2", "people_min", "people_max"),
            ("valid_from", "valid_to", "published_date"),
            ("valid_from_time", "valid_to_time"),
            ("name_en", "geometry_note"),
        ),
        RowKind.TOLL: _Carrying(("value_min", "value_max"), ("as_of_date", "published_date"), (), ("area",)),
        RowKind.SHELTERING: _Carrying(
            ("people_min", "people_max", "sites"), ("as_of_date", "published_date"), (), ("area_name",)
        ),
        RowKind.PAUSE: _Carrying((), ("start", "end"), ("start_time", "end_time"), ("name", "disputed")),
    }
)
"""data/DATA.md lists them as well."""


def find_rows(named: Iterable[RowName], snapshot: Snapshot) -> dict[RowName, Row]:
    """Return rows of a snapshot by their names, in the order of the names, without those that it has not."""
    wanted = list(dict.fromkeys(named))
    ids = [name.key for name in wanted if name.kind is RowKind.REPORT]
    reports = {row.report_id: row for row in snapshot.store.rows_by_ids(ids, _REPORT_COLUMNS)} if ids else {}
    found = {}
    for name in wanted:
        if name.kind is RowKind.REPORT:
            row = reports.get(name.key)
        else:
            table = snapshot.tables[_TABLES[name.kind]]
            row = row_of(table, name.key) if name.key in table.index else None
        if row is not None:
            found[name] = row
    return found


def is_in_view(name: RowName, row: Row, snapshot: Snapshot, view: View) -> bool:
    """Whether a view has a row.

    A report when its filters find it; a statement when it holds in the dates of the view or was made in
    them, and reaches into its area; a figure as of a day, and a pause, when it lies in the dates.
    """
    if name.kind is RowKind.REPORT:
        return snapshot.place_in_list(view, ListOrder(), name.key) is not None
    if name.kind is RowKind.ZONE:
        then = snapshot.zones_then(view.date_from, view.date_to, ENDS.chosen(view))
        return name.key in then and name.key in statements_in(snapshot, view.area)
    first, last = _days_of(name.kind, row)
    return (first is None or first <= view.date_to) and (last is None or last >= view.date_from)


def _days_of(kind: RowKind, row: Row) -> tuple[date | None, date | None]:
    if kind is RowKind.PAUSE:
        return wording.day_of(row.start), wording.day_of(row.end)
    day = wording.day_of(row.as_of_date)
    return day, day


def carries(said: Collection[tuple[FigureKind, str]], figure: FigureSaid) -> bool:
    """Whether what a row says has a figure in it; `said` is of `figures_of`."""
    value = figure.value
    if figure.kind in {FigureKind.NUMBER, FigureKind.TIME}:
        return (figure.kind, value) in said
    days = [day for each, day in said if each is FigureKind.DAY]
    if figure.kind is FigureKind.DAY:
        # A text of a row may leave the year out, and so may a story.
        years = {day[:4] for day in days if len(day) > len("MM-DD")}
        return any(day.endswith(value) or (value.endswith(day) and value[:4] in years) for day in days)
    months = {text for each, text in said if each is FigureKind.MONTH}
    is_there = any(text.startswith(value) for text in (*days, *months))
    return is_there or (FigureKind.NUMBER, value) in said or (FigureKind.YEAR, value) in said


def figures_of(row: Row, kind: RowKind) -> Iterator[tuple[FigureKind, str]]:
    """Return the figures that a row says in the documented columns that `CARRYING` names."""
    columns = CARRYING[kind]
    for name in columns.counts:
        cell = getattr(row, name)
        if isinstance(cell, Real) and not math.isnan(cell):
            yield FigureKind.NUMBER, as_number(float(cell))
    for name in columns.days:
        day = wording.day_of(getattr(row, name))
        if day is not None:
            yield FigureKind.DAY, day.isoformat()
    for name in columns.times:
        yield FigureKind.TIME, getattr(row, name) or ""
    for name in columns.texts:
        cell = getattr(row, name)
        for figure in figures_in(cell if isinstance(cell, str) else "", with_small=True):
            yield figure.kind, figure.value
