"""Pauses as their sources state them: which statements are on one pause, and when it began and ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from geo.analysis.pause_rates import Ends
from geo.filters.ends import ENDS
from geo.filters.view import View
from geo.geometry.gazetteer import Areas
from geo.model import EndReading
from geo.model.days import day_number, day_of
from geo.model.parties import Party, known_parties_in, parties_named
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

_RELEASED = ("hostages_released", "prisoners_released")
_WHOLE_DAY_KINDS = frozenset(
    {
        "truce",
        "cease-fire",
        "extension of a truce",
        "extension of a cease-fire",
        "cease-fire (renewed)",
        "cease-fire (extension by memorandum)",
    }
)
NO_PAUSE_KINDS = frozenset(
    {"interruption of a cease-fire", "pause not kept", "vaccination days during a cease-fire"}
)
"""Kinds of statements about a pause that are none themselves: they are listed, and nothing is compared."""
_GAZA, _LEBANON = "PS02", "LBN"
_RELEASES_OF = _GAZA
"""P-code of the Gaza Strip: figures of released hostages and prisoners belong to its truces."""
_PARTIES_OF = {
    _GAZA: frozenset({Party.ISRAEL, Party.PALESTINIAN_GROUPS}),
    _LEBANON: frozenset({Party.ISRAEL, Party.HEZBOLLAH}),
}
"""Whom a pause of an area binds where nothing else says it."""
_BETWEEN_TWO = 2


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause, as one or several sources state it."""

    statements: tuple[Row, ...]
    """Rows of the pauses, by id."""
    start: tuple[int, int]
    """Between which days it began."""
    stated_end: tuple[int, int] | None
    """Between which days it ended, where a source says so."""
    has_start: bool
    """Whether a source states when it began."""
    areas: tuple[str, ...]
    """P-codes of the areas that it concerns; empty when it names none with an outline."""
    parties: frozenset[str]
    """Whom it binds: members of `Party`, or other names; empty when they are not known."""

    @property
    def is_open(self) -> bool:
        """Whether no source states an end."""
        return self.stated_end is None

    @property
    def covers_hours(self) -> bool:
        """Whether it covered some hours of a day only, as its kind says."""
        return not any(statement.kind in _WHOLE_DAY_KINDS for statement in self.statements)


@per_snapshot
def pauses_of(snapshot: Snapshot) -> tuple[Pause, ...]:
    """Return the pauses of a snapshot by their first stated day, statements on one pause together.

    Statements are on one pause when the area is the same, and so is the kind or both are of whole days, and
    so is a stated start or a stated end.
    """
    groups: list[list[Row]] = []
    for statement in rows(snapshot.tables["pauses"].sort_index()):
        if not _is_dated(statement) or statement.kind in NO_PAUSE_KINDS:
            continue
        # One may be the same as two that are not the same as each other: all three are then on one pause.
        same = [group for group in groups if any(_is_same(statement, other) for other in group)]
        joined = [*chain.from_iterable(same), statement]
        groups = [*(group for group in groups if group not in same), joined]
    found = (_pause(group, snapshot) for group in groups)
    return tuple(sorted(found, key=lambda p: p.start[::-1]))


def statements_in(snapshot: Snapshot, view: View) -> pd.DataFrame:
    """Return the statements on pauses that may hold on a view's dates, or end the day before."""
    begin, end = day_number(view.date_from), day_number(view.date_to)
    days = days_of_statements(snapshot, ENDS.chosen(view))
    # One that ended the day before is told for what began with its end.
    shown = [pause_id for pause_id, (first, last) in days.items() if first <= end and last >= begin - 1]
    return snapshot.tables["pauses"].loc[shown]


@per_snapshot
def days_of_statements(snapshot: Snapshot, reading: EndReading) -> dict[str, tuple[int, int]]:
    """Return the first and the last day on which each dated statement may hold, by id."""
    pause_of = {row.pause_id: pause for pause in pauses_of(snapshot) for row in pause.statements}
    found = {}
    for row in filter(_is_dated, rows(snapshot.tables["pauses"])):
        start, end = _stated_days(row, "start"), _stated_days(row, "end")
        pause = pause_of.get(row.pause_id) or _pause([row], snapshot)
        last = end[1] if end else ends_of(snapshot, pause, reading).end[1]
        found[row.pause_id] = ((start or end or pause.start)[0], last)
    return found


def ends_of(snapshot: Snapshot, pause: Pause, reading: EndReading) -> Ends:
    """Return between which days a pause may have begun and ended; `reading` is of a missing end."""
    if pause.stated_end:
        return Ends(pause.start, pause.stated_end)
    if reading is EndReading.DAY:
        return Ends(pause.start, pause.start)
    _, last = _hull([*_known_days(snapshot), pause.start])
    following = [other.start[1] for other in _following(snapshot, pause)]
    if reading is EndReading.UNTIL_NEXT and following:
        last = max(min(following), pause.start[1])
    return Ends(pause.start, (pause.start[0], last))


def releases(snapshot: Snapshot, pause: Pause, reading: EndReading = EndReading.UNTIL_NEXT) -> pd.DataFrame:
    """Return the figures of released hostages and prisoners that are as of a day of a truce, by date.

    They are claims about some time up to that day: whose time is said by the claimant, where it is said. Of a
    truce that is read as lasting until the next one, the day on which that begins is left to it.
    """
    tolls = snapshot.tables["tolls"]
    if pause.covers_hours or _RELEASES_OF not in pause.areas:
        return tolls.head(0)
    last = ends_of(snapshot, pause, reading).end[1]
    following = [other.start[0] for other in _following(snapshot, pause)]
    if pause.is_open and reading is EndReading.UNTIL_NEXT and following:
        last = min(following) - 1
    begin, end = (pd.Timestamp(day_of(number)) for number in (pause.start[0], last))
    is_then = tolls["as_of_date"].between(begin, end)
    return tolls[tolls["measure"].isin(_RELEASED) & is_then].sort_values(["as_of_date", "toll_id"])


def _is_dated(statement: Row) -> bool:
    return not (pd.isna(statement.start) and pd.isna(statement.end))


def _is_same(one: Row, other: Row) -> bool:
    if one.area != other.area or _is_of_whole_days(one) != _is_of_whole_days(other):
        return False
    if not _is_of_whole_days(one) and one.kind != other.kind:
        return False
    # A missing day equals nothing, itself included.
    return bool(one.start == other.start or one.end == other.end)


def _is_of_whole_days(statement: Row) -> bool:
    return statement.kind in _WHOLE_DAY_KINDS


def _following(snapshot: Snapshot, pause: Pause) -> Iterator[Pause]:
    """Return the later pauses of the same areas and parties that take the place of one."""
    for other in pauses_of(snapshot):
        is_later = other.start[0] > pause.start[1]
        is_as_long = pause.covers_hours or not other.covers_hours
        if is_later and is_as_long and _holds_areas(other, pause, snapshot.areas) and _binds(other, pause):
            yield other


def _holds_areas(other: Pause, pause: Pause, areas: Areas) -> bool:
    if not pause.areas or not other.areas:
        return str(other.statements[0].area) == str(pause.statements[0].area)
    inside = frozenset[str]().union(*(areas.within(pcode) for pcode in other.areas))
    return inside.issuperset(pause.areas)


def _binds(other: Pause, pause: Pause) -> bool:
    return not other.parties or other.parties >= pause.parties


def _pause(statements: list[Row], snapshot: Snapshot) -> Pause:
    starts = [days for row in statements if (days := _stated_days(row, "start"))]
    ends = [days for row in statements if (days := _stated_days(row, "end"))]
    stated_end = _hull(ends) if ends else None
    start = _hull(starts) if starts else _begun_by(_hull(ends), snapshot)
    areas = _areas_of(statements, snapshot.areas)
    return Pause(tuple(statements), start, stated_end, bool(starts), areas, _parties_of(statements, areas))


def _begun_by(end: tuple[int, int], snapshot: Snapshot) -> tuple[int, int]:
    """Return between which days a pause may have begun of which only the end is stated."""
    return min([end[0], *(first for first, _ in _known_days(snapshot))]), end[1]


def _known_days(snapshot: Snapshot) -> list[tuple[int, int]]:
    """Return the days of the chronicle, by which a missing end of a pause is bounded; none without dates."""
    first, last = snapshot.span
    return [(day_number(first), day_number(last))] if snapshot.is_dated else []


def _stated_days(row: Row, end: str) -> tuple[int, int] | None:
    """Return between which days one end of a pause lies, by the one that a row states; None without one."""
    day = getattr(row, end)
    if pd.isna(day):
        return None
    if getattr(row, f"{end}_precision") == "month":
        month = day.to_period("M")
        return day_number(month.start_time.date()), day_number(month.end_time.date())
    return day_number(day.date()), day_number(day.date())


def _hull(spans: list[tuple[int, int]]) -> tuple[int, int]:
    return min(low for low, _ in spans), max(high for _, high in spans)


def _areas_of(statements: list[Row], areas: Areas) -> tuple[str, ...]:
    """Return the areas that a pause is said to concern, or those that can be read from its words."""
    given = {code for row in statements for code in row.pcodes.split(";") if code in areas}
    return tuple(sorted(given)) if given else _areas_named(statements[0].area, areas)


def _areas_named(text: str, areas: Areas) -> tuple[str, ...]:
    """Return the territories and countries that a text names, or in which the governorates it names lie."""
    named = [areas[pcode] for pcode in areas.named_in(text)]
    around = {a.parent if a.level == "governorate" and a.parent in areas else a.pcode for a in named}
    return tuple(sorted(around))


def _parties_of(statements: list[Row], areas: tuple[str, ...]) -> frozenset[str]:
    """Return whom a pause is said to bind; else two of its name, else those of its area, else none."""
    given = frozenset[str]().union(*(parties_named(row.parties) for row in statements))
    if given:
        return given
    named = frozenset[Party]().union(*(known_parties_in(row.name) for row in statements))
    if len(named) >= _BETWEEN_TWO:
        return named
    return next((parties for pcode, parties in _PARTIES_OF.items() if pcode in areas), frozenset())
