"""The rows that a step cites, each in one line with who says so, who published it, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo import wording
from geo.language import names
from geo.model.thing_kinds import ThingKind, thing_address
from geo.stories.cited_rows import find_rows
from geo.stories.row_names import RowKind, RowName
from geo.wording.report_lines import report_line
from geo.wording.toll_sentences import counted, single_toll

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.language import Words
    from geo.model.rows import Row
    from geo.snapshot.opened import Snapshot

_THINGS = {RowKind.REPORT: ThingKind.REPORT, RowKind.ZONE: ThingKind.ZONE}
"""Rows that have a page of their own."""
_DOT = " · "


@dataclass(frozen=True, slots=True)
class CitedLine:
    """One row as a step lists it; texts are plain."""

    name: RowName
    text: str
    published: str
    url: str
    """Of the publisher's page."""
    address: str
    """Of the row's own page below the map page; empty for a table whose rows have none."""


def cited_lines(cited: Iterable[RowName], snapshot: Snapshot, words: Words) -> list[CitedLine]:
    """Return the lines of rows, without those that the snapshot has not."""
    return [_line(name, row, snapshot, words) for name, row in find_rows(cited, snapshot).items()]


def _line(name: RowName, row: Row, snapshot: Snapshot, words: Words) -> CitedLine:
    thing = _THINGS.get(name.kind)
    return CitedLine(
        name,
        _said(name.kind, row, snapshot, words),
        wording.published(row, words) if hasattr(row, "published_date") else row.publisher,
        row.url,
        thing_address(thing, name.key, snapshot.id, words.lang) if thing else "",
    )


def _said(kind: RowKind, row: Row, snapshot: Snapshot, words: Words) -> str:
    if kind is RowKind.REPORT:
        return str(report_line(row, words))
    if kind is RowKind.ZONE:
        parts = wording.zone_name(row, words), wording.zone_status(row, words), wording.zone_days(row, words)
        return _DOT.join(parts)
    if kind is RowKind.TOLL:
        what = counted(row.population, row.measure, row.area, snapshot.areas, words)
        return _DOT.join((what, single_toll(row, words)))
    if kind is RowKind.PAUSE:
        return _DOT.join((names.pause(row.name, words), wording.pause_days(row, words)))
    people = words(
        "{figure} people {setting}",
        figure=words.range(wording.harm(row, "people")),
        setting=words(wording.SETTINGS.get(row.setting, row.setting)),
    )
    day, place = words.day(wording.day_of(row.as_of_date)), names.place(row.area_name, words)
    says = words("says {claimant}", claimant=names.claimant(row.claimant, words))
    return _DOT.join((people, place, day, says))
