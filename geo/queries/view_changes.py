"""Which reports and statements of a view two snapshots do not say alike, each with what it said and says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from geo.model import Change
from geo.model.rows import Row, row_of
from geo.queries.in_area import pauses_in
from geo.queries.tolls import tolls_in
from geo.snapshot.differences import FieldDifference, cells_of, changed, fields_of, rows_changed
from geo.snapshot.restricted import is_restricted_row, names_restricted

if TYPE_CHECKING:
    from geo.queries.view_answer import ViewAnswer

REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A report or a statement that was added, revised or withdrawn."""

    table: str
    key: str
    change: Change
    row: Row
    """As the newer snapshot has it; of a withdrawn one as the older had it."""
    fields: tuple[FieldDifference, ...] = ()
    """Of a revised one, in the order of the columns."""


def _zone_ids(answer: ViewAnswer) -> set[str]:
    return {zone.zone_id for zone in answer.zones}


def _sheltering_ids(answer: ViewAnswer) -> set[str]:
    return {figure.sheltering_id for figure in answer.sheltering}


def _toll_ids(answer: ViewAnswer) -> set[str]:
    return set(tolls_in(answer.snapshot, answer.view).found.index)


def _pause_ids(answer: ViewAnswer) -> set[str]:
    return set(pauses_in(answer.snapshot, answer.view).index)


STATEMENTS: Mapping[str, Callable[[ViewAnswer], set[str]]] = {
    "zones": _zone_ids,
    "sheltering": _sheltering_ids,
    "tolls": _toll_ids,
    "pauses": _pause_ids,
}
"""Which statements of a table a view has: as embed and text show them, where they do."""


def changes_of_view(
    older: ViewAnswer, newer: ViewAnswer, restricted: Mapping[str, str]
) -> Iterator[RowChange]:
    """Return what differs of what a view finds in two snapshots: reports first, then statements by table.

    Both are answers to one view; the older may be of more days. What was revised into the view or out of it
    is revised. `restricted` are the sources, id and name, whose rows may not be given to others by now: they
    are in no change, and nothing names them.
    """
    found = chain(_reports(older, newer), *(_statements(older, newer, table) for table in STATEMENTS))
    for change in found:
        if not is_restricted_row(change.key, change.row, restricted):
            yield replace(change, fields=_free(change.fields, restricted))


def _free(fields: tuple[FieldDifference, ...], restricted: Mapping[str, str]) -> tuple[FieldDifference, ...]:
    return tuple(
        field
        for field in fields
        if not names_restricted(field.before, restricted) and not names_restricted(field.now, restricted)
    )


def _reports(older: ViewAnswer, newer: ViewAnswer) -> Iterator[RowChange]:
    before, now = older.snapshot, newer.snapshot
    found = changed(before, now, older.requested)
    for report_id in found.revised:
        fields = tuple(fields_of(before, now, report_id))
        yield RowChange(REPORTS, report_id, Change.REVISED, now.report(report_id), fields)
    for report_id in found.added:
        yield RowChange(REPORTS, report_id, Change.ADDED, now.report(report_id))
    for report_id in found.withdrawn:
        yield RowChange(REPORTS, report_id, Change.WITHDRAWN, before.report(report_id))


def _statements(older: ViewAnswer, newer: ViewAnswer, table: str) -> Iterator[RowChange]:
    before, now = older.snapshot, newer.snapshot
    found, in_view = rows_changed(before, now, table), STATEMENTS[table]
    if not found:
        return
    was, has = in_view(older), in_view(newer)
    for key in found.revised:
        if key in was or key in has:
            fields = tuple(cells_of(before, now, table, key))
            yield RowChange(table, key, Change.REVISED, row_of(now.tables[table], key), fields)
    for key in found.added:
        if key in has:
            yield RowChange(table, key, Change.ADDED, row_of(now.tables[table], key))
    for key in found.withdrawn:
        if key in was:
            yield RowChange(table, key, Change.WITHDRAWN, row_of(before.tables[table], key))
