"""Columns of a file, alone or joined, that can say a day, with how they are written and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from geo.model import DatePrecision
from geo.tabular.column_names import plain
from geo.tabular.day_choice import DayChoice, choose
from geo.tabular.day_columns import (
    OF_A_SURVEY,
    DayRole,
    is_survey,
    names_an_event,
    role_of,
    says_days,
    says_only_days,
    words_of,
    zone_suffix,
)
from geo.tabular.day_forms import ISO, reader
from geo.tabular.day_texts import Moment
from geo.tabular.mapping import MappedField
from geo.tabular.month_names import month_of
from geo.tabular.sample import ENOUGH, LOOKED_AT, Sample

_RANKS = {
    DayRole.EVENT: 3,
    DayRole.START: 2,
    DayRole.PLAIN: 2,
    DayRole.MONTH: 1,
    DayRole.DAY: 2,
    DayRole.OTHER: 1,
    DayRole.NONE: 0,
    DayRole.YEAR: 0,
}
TAGGED, NAMED = 4, 3
"""Ranks of a column that its tag, or its name, calls that of the event."""
_OF_THE_EVENT = frozenset(_RANKS)
_DAYS_OF_MONTH, _MONTHS = 31, 12
_KML = (("timestamp", "begin"), ("when", "begin"))


@dataclass(frozen=True)
class DayCandidate:
    """Columns whose cells, joined by a space, are read as days."""

    columns: tuple[str, ...]
    cells: tuple[str, ...]
    """One for each row, joined; empty where nothing stands."""
    choice: DayChoice
    rank: int
    """How surely the name says that the days are the event's, from 0 to `TAGGED`."""
    why: str
    role: DayRole = DayRole.PLAIN
    suffix: str = ""
    """What the forms end with: a time zone, or what a day stands for."""

    @property
    def name(self) -> str:
        """The first of the columns."""
        return self.columns[0]

    @property
    def is_days(self) -> bool:
        """Whether enough of the cells are days."""
        return bool(self.choice.forms) and self.choice.share >= ENOUGH

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The forms of the choice with the suffix."""
        return tuple(f"{form or ISO}{self.suffix}" if self.suffix else form for form in self.choice.forms)

    @cached_property
    def texts(self) -> list[str]:
        """The cells that are not empty."""
        return [text for text in self.cells if text][:LOOKED_AT]

    def field(self, form: str) -> MappedField:
        """Return the field that reads the days in a form."""
        return MappedField(self.name, self.columns[1:], form=form, why=self.why)

    def moments(self, form: str) -> list[Moment | None]:
        """Return what each cell says in a form, row by row."""
        return [_moment(text, form) if text else None for text in self.cells]

    def differs_from(self, other: DayCandidate) -> int:
        """Return how many rows there are in which both say a day and it is not the same."""
        pairs = zip(self.moments(self.forms[0]), other.moments(other.forms[0]), strict=True)
        return sum(bool(a and b and a.first != b.first) for a, b in pairs)


class DayColumns:
    """The candidates of a sheet."""

    def __init__(self, sheet: Sample, taken: Collection[str], tagged: Collection[str] = ()) -> None:
        """`taken` are columns that say something else, `tagged` those that a tag calls the event's day."""
        self._sheet, self._taken, self._tagged = sheet, frozenset(taken), frozenset(tagged)
        self._is_survey = is_survey(sheet.columns)
        self._found: dict[str, DayCandidate] = {}

    def one(self, column: str) -> DayCandidate:
        """Return what a column says of days."""
        if column not in self._found:
            self._found[column] = self._candidate(column)
        return self._found[column]

    def with_role(self, *roles: DayRole) -> list[DayCandidate]:
        """Return the columns of days, in the order of the file, whose names say one of some things."""
        such = [
            column for column in self._sheet.columns if self._is_free(column) and self._role(column) in roles
        ]
        return [one for one in map(self.one, such) if one.is_days]

    def of_the_event(self) -> list[DayCandidate]:
        """Return what can be the day of the event, the surest first."""
        tagged = [one for one in map(self.one, sorted(self._tagged)) if one.is_days]
        if tagged:
            return tagged[:1]
        found = [one for one in self.with_role(*_OF_THE_EVENT) if one.choice.forms != ("year",)]
        kml = self._joined_kml()
        found = [
            one for one in (kml, *found) if one and (one is kml or not kml or one.name not in kml.columns)
        ]
        if not any(one.rank > 1 for one in found):
            found = [one for one in (self._parts(), *found) if one]
        years = self.with_role(DayRole.YEAR) if not found else []
        return sorted([*found, *years], key=lambda one: -one.rank)

    def with_time(self, day: DayCandidate, time_column: str) -> DayCandidate | None:
        """Return a column of days joined with one of times, where both make days with hours."""
        joined = self.joined((day.name, time_column), day.rank, day.why)
        has_hours = (
            any(said and said.time_from for said in joined.moments(joined.forms[0]))
            if joined.forms
            else False
        )
        return joined if joined.is_days and has_hours else None

    def joined(self, columns: tuple[str, ...], rank: int, why: str) -> DayCandidate:
        """Return some columns as one."""
        rows = zip(*(self._sheet.cells[column] for column in columns), strict=True)
        # As `apply` joins them: an empty cell in the middle leaves two spaces, which no form reads.
        cells = tuple(" ".join(row).strip() for row in rows)
        texts = [text for text in cells if text][:LOOKED_AT]
        choice = choose(texts, says_day=True) if texts else DayChoice()
        suffix = next(filter(None, map(zone_suffix, columns)), "")
        return DayCandidate(columns, cells, choice, rank, why, suffix=suffix)

    def _role(self, column: str) -> DayRole:
        is_kept = self._is_survey and plain(column) in OF_A_SURVEY
        return DayRole.RECORD if is_kept else role_of(column)

    def _is_free(self, column: str) -> bool:
        return column not in self._taken

    def _candidate(self, column: str) -> DayCandidate:
        texts = self._sheet.texts(column)
        role = self._role(column)
        choice = DayChoice(n=len(texts))
        if texts and (role is not DayRole.NONE or self._sheet.mostly(column, _may_be_a_day)):
            choice = choose(texts, says_day=says_days(column))
        rank = _RANKS.get(role, 0) if says_only_days(column) else 0
        rank = TAGGED if column in self._tagged else NAMED if names_an_event(column) else rank
        why = "by what stands in its cells" if role is DayRole.NONE else "by its name"
        if column in self._tagged:
            why = f"tagged {self._sheet.tags[column].strip()}"
        cells = tuple(self._sheet.cells[column])
        suffix = self._wide(column, choice) + zone_suffix(column)
        return DayCandidate((column,), cells, choice, rank, why, role, suffix)

    def _wide(self, column: str, choice: DayChoice) -> str:
        """Return what says that days stand for the weeks or months of which the name speaks."""
        words = words_of(column)
        form = choice.forms[0] if choice.forms else ""
        if not choice.forms or not {"week", "month"} & set(words) or "year" in words:
            return ""
        said = [moment for text in self._sheet.distinct(column) if (moment := _moment(text, form))]
        if any(moment.precision != DatePrecision.DAY for moment in said):
            return ""
        if "week" in words:
            has_end = any("week" in words_of(c) for c in self._sheet.columns if role_of(c) is DayRole.END)
            return "" if has_end or role_of(column) is DayRole.END else " (week)"
        return " (month)" if all(moment.first.day == 1 for moment in said) else ""

    def _joined_kml(self) -> DayCandidate | None:
        """Return the moments and the first days of features of KML, of which each has one or the other."""
        by_name = {column.casefold(): column for column in self._sheet.columns}
        for names in _KML:
            if not {*names, "end"} <= set(by_name):
                continue
            moment, begin = (by_name[name] for name in names)
            pairs = zip(self._sheet.cells[moment], self._sheet.cells[begin], strict=True)
            if any(one and other for one, other in pairs):
                return None
            columns = tuple(column for column in (moment, begin) if self._sheet.texts(column))
            return self.joined(columns, NAMED, "by its name in KML") if columns else None
        return None

    def _parts(self) -> DayCandidate | None:
        """Return the columns of year, month and day as one, where there are those of year and month."""
        found: dict[DayRole, str] = {}
        for column in self._sheet.columns:
            is_part = partial(_is_part, role_of(column))
            if self._is_free(column) and self._sheet.mostly(column, is_part):
                found.setdefault(role_of(column), column)
        year, month, day = (found.get(role) for role in (DayRole.YEAR, DayRole.MONTH, DayRole.DAY))
        if not year:
            return None
        if month and day:
            is_named = not self._sheet.mostly(month, str.isdigit)
            order = (day, month, year) if is_named else (year, month, day)
            joined = self.joined(order, 2, "by their names")
            return joined if joined.is_days else None
        undated = [
            column
            for column in self._sheet.columns
            if self._is_free(column)
            and column not in {year, month}
            and role_of(column) in {DayRole.EVENT, DayRole.PLAIN, DayRole.START}
            and not self.one(column).is_days
            and self._sheet.texts(column)
        ]
        tries = [(column, year) for column in undated] + ([(month, year), (year, month)] if month else [])
        for columns in tries:
            joined = self.joined(columns, 2, "by their names")
            if joined.is_days:
                return joined
        return None


def _is_part(role: DayRole, text: str) -> bool:
    match role:
        case DayRole.YEAR:
            return _moment(text, "year") is not None
        case DayRole.MONTH:
            return month_of(text) > 0 or (text.isdigit() and 1 <= int(text) <= _MONTHS)
        case DayRole.DAY:
            return text.isdigit() and 1 <= int(text) <= _DAYS_OF_MONTH
        case _:
            return False


def _may_be_a_day(text: str) -> bool:
    return len(text) < 80 and any(sign.isdigit() for sign in text)  # noqa: PLR2004 no day is written so long


@lru_cache(maxsize=20_000)
def _moment(text: str, form: str) -> Moment | None:
    try:
        return reader(form)(text)
    except ValueError:
        return None


def candidates(sheet: Sample, fields: Mapping[str, MappedField]) -> DayColumns:
    """Return the candidates of a sheet, without columns that a tag calls something else."""
    tagged = {ours: one for ours, one in fields.items() if one.why.startswith("tagged")}
    others = {column for ours, one in tagged.items() if ours != "event_start" for column in one.columns}
    of_start = tagged.get("event_start", MappedField()).columns
    return DayColumns(sheet, others, of_start)
