"""Days and times of rows: what cells say in the form that a mapping names, in the documented columns.

A cell that says a month, a year or a week gives its first and its last day, and with it the precision. A
cell that cannot be read stays as it came, and `geo.ingest` refuses it; of hours it says none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from geo.geometry.clocks import clock_of
from geo.model import DatePrecision
from geo.snapshot.tables import DAY, SCHEMA, TIME
from geo.tabular.day_forms import reader, time_of
from geo.tabular.day_texts import Moment
from geo.tabular.mapping import MappedField

_GAZA = "Asia/Gaza"
_LONGER = pa.array([str(DatePrecision.RANGE), str(DatePrecision.MONTH)])


class DayCells:
    """Cells of a file, each distinct text read once."""

    def __init__(self, cells: pa.StringArray, form: str) -> None:
        encoded = cells.dictionary_encode()
        self._at = encoded.indices
        self._texts: list[str] = encoded.dictionary.to_pylist()
        self._moments = [_read(text, form) for text in self._texts]

    def first_days(self) -> pa.StringArray:
        """Return the first day of each cell as YYYY-MM-DD, and a text that says none as it came."""
        return self._each(lambda said, text: _iso(said.first) if said else text)

    def last_days(self) -> pa.StringArray:
        """Return the last day of each cell, and a text that says none as it came."""
        return self._each(lambda said, text: _iso(said.last) if said else text)

    def single_days(self) -> pa.StringArray:
        """Return the day of each cell that says one alone, and any other text as it came."""
        return self._each(lambda said, text: _iso(said.first) if said and said.first == said.last else text)

    def times_from(self) -> pa.StringArray:
        """Return the first hour that each cell says, HH:MM, or nothing."""
        return self._each(lambda said, _: said.time_from if said else "")

    def times_to(self, *, is_alone: bool) -> pa.StringArray:
        """Return the last hour that each cell says; one hour is that where the cells say when it ended."""
        return self._each(
            lambda said, _: (said.time_to or (said.time_from if is_alone else "")) if said else ""
        )

    @cached_property
    def precisions(self) -> pa.StringArray:
        """How finely each cell says when; empty where it says no day."""
        return self._each(lambda said, _: str(said.precision) if said else "")

    @cached_property
    def is_moved(self) -> pa.BooleanArray:
        """Whether each cell says the time of another zone."""
        return pa.array([bool(said and said.is_moved) for said in self._moments], pa.bool_()).take(self._at)

    @property
    def moves_some(self) -> bool:
        """Whether any does."""
        return any(said is not None and said.is_moved for said in self._moments)

    def _each(self, part: Callable[[Moment | None, str], str]) -> pa.StringArray:
        texts = [part(said, text) for said, text in zip(self._moments, self._texts, strict=True)]
        return pa.array(texts, pa.string()).take(self._at)


class WhenColumns:
    """The days and times of a file by documented column; columns that several of them name are read once."""

    def __init__(
        self, fields: Mapping[str, MappedField], joined: Callable[[MappedField], pa.StringArray]
    ) -> None:
        self._fields, self._joined = fields, joined
        self._read: dict[tuple[tuple[str, ...], str], DayCells] = {}

    def cells(self, name: str) -> pa.StringArray:
        """Return the cells of a column of days or times."""
        one = self._fields[name]
        if SCHEMA["reports"][name] == TIME and not one.form:
            return _each_text(self._joined(one), lambda text: time_of(text) or text)
        read = self.read(name)
        match name:
            case "event_start":
                return read.first_days()
            case "event_end":
                return read.last_days()
            case "time_from":
                return read.times_from()
            case "time_to":
                start = self._fields.get("event_start", MappedField())
                return read.times_to(is_alone=one.columns != start.columns)
            case _:
                return read.single_days()

    def read(self, name: str) -> DayCells:
        """Return what the cells of a column say."""
        one = self._fields[name]
        key = (one.columns, one.form)
        if key not in self._read:
            self._read[key] = DayCells(self._joined(one), one.form)
        return self._read[key]

    def settle_days(self, said: dict[str, pa.StringArray]) -> None:
        """Put in the last day and the precision that follow from the cells of the first day."""
        precision = _precision(said["event_start"], said["event_end"])
        if self._is_read("event_start"):
            start = self.read("event_start")
            last = start.last_days()
            is_longer = pc.is_in(start.precisions, _LONGER)
            ends = pc.if_else(pc.and_(is_longer, pc.equal(said["event_end"], "")), last, said["event_end"])
            said["event_end"] = ends
            is_month = pc.and_(pc.equal(start.precisions, str(DatePrecision.MONTH)), pc.equal(ends, last))
            precision = pc.if_else(is_month, str(DatePrecision.MONTH), _precision(said["event_start"], ends))
        said["date_precision"] = pc.if_else(
            pc.equal(said["date_precision"], ""), precision, said["date_precision"]
        )
        is_month = pc.equal(said["date_precision"], str(DatePrecision.MONTH))
        for name in ("time_from", "time_to"):
            if self._is_read(name):
                is_out = (
                    is_month if name == "time_from" else pc.or_(is_month, pc.equal(said["time_from"], ""))
                )
                said[name] = pc.if_else(is_out, "", said[name])

    def settle_times(self, said: dict[str, pa.StringArray]) -> None:
        """Take away the hours that were moved to Gaza's clock where that of the place shows others."""
        for name, day in (("time_from", "event_start"), ("time_to", "event_end")):
            if not self._is_read(name) or not self.read(name).moves_some:
                continue
            days = pc.if_else(pc.equal(said[day], ""), said["event_start"], said[day])
            keys = pc.binary_join_element_wise(days, said["area_pcode"], " ")
            is_same = _each_text(keys, _shows_the_same)
            is_out = pc.and_(self.read(name).is_moved, pc.equal(is_same, ""))
            said[name] = pc.if_else(is_out, "", said[name])

    def _is_read(self, name: str) -> bool:
        """Whether cells are read as days for a column, and not as words or as times alone."""
        one = self._fields.get(name, MappedField())
        has_form = bool(one.form) or SCHEMA["reports"][name] == DAY
        return bool(one.column) and has_form and not one.words and not one.usual and one.other is None


def _read(text: str, form: str) -> Moment | None:
    try:
        return reader(form)(text) if text else None
    except ValueError:
        return None


@lru_cache(maxsize=50_000)
def _iso(day: date) -> str:
    return day.isoformat()


def _each_text(cells: pa.StringArray, read: Callable[[str], str]) -> pa.StringArray:
    encoded = cells.dictionary_encode()
    return pa.array(map(read, encoded.dictionary.to_pylist()), pa.string()).take(encoded.indices)


def _precision(start: pa.StringArray, end: pa.StringArray) -> pa.StringArray:
    one_day = pc.or_(pc.equal(end, ""), pc.equal(end, start))
    known = pc.if_else(one_day, str(DatePrecision.DAY), str(DatePrecision.RANGE))
    return pc.if_else(pc.equal(start, ""), str(DatePrecision.UNKNOWN), known)


@lru_cache(maxsize=50_000)
def _shows_the_same(day_and_pcode: str) -> str:
    """Return a mark where the clock of an area shows what Gaza's does, the day before and after as well."""
    text, _, pcode = day_and_pcode.partition(" ")
    clock = clock_of(pcode)
    if clock in {"", _GAZA}:
        return "same"
    try:
        noon = datetime.combine(date.fromisoformat(text), time(12), UTC)
        moments = [noon + timedelta(days=beside) for beside in (-1, 0, 1)]
    except (ValueError, OverflowError):
        return ""
    is_same = all(
        moment.astimezone(ZoneInfo(clock)).utcoffset() == moment.astimezone(ZoneInfo(_GAZA)).utcoffset()
        for moment in moments
    )
    return "same" if is_same else ""
