"""A text as the days that it says, in one of a few ways to write them; what does not fit wholly says none.

Each way has a name, which `geo.tabular.day_forms` lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from geo.model import DatePrecision
from geo.tabular.clock_texts import (
    CLOCK,
    HOURS,
    ZONE,
    ahead_of,
    in_gaza,
    is_far,
    is_midnight,
    plain_signs,
    time_of,
)
from geo.tabular.day_parts import DAY_WAYS, span_of


class Moment(NamedTuple):
    """When a text says that something was."""

    first: date
    last: date
    precision: DatePrecision = DatePrecision.DAY
    time_from: str = ""
    """HH:MM on the clock of the place, or empty."""
    time_to: str = ""
    is_moved: bool = False
    """Whether the text gives the time of a zone that no clock of the region shows, and this is Gaza's."""


_Clock = tuple[int, timedelta | None, bool]
_EXCEL_DAY_0 = date(1899, 12, 30)
_ISO_DAY = re.compile(r"\d{4}-?(?:\d{2}-?\d{2}|W\d{2}(?:-?\d)?)(?!\d)", re.ASCII)
_EXCEL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_EXCEL_DAYS = (36_526, 73_050)
"""2000 and 2099: smaller numbers are met as anything."""
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})(?:\.\d+)?")
_FIRST_EPOCH_S, _LAST_EPOCH_S = 946_684_800, 4_102_444_800
_DAY_S = 86_400

_TAIL = re.compile(
    rf"(?P<clock>{CLOCK})(?:\s?(?P<zone>{ZONE})(?: \([A-Za-z ]+\)|\[[A-Za-z]+/[A-Za-z]+\])?)?", re.IGNORECASE
)
_WHOLE = re.compile(
    rf"(?P<day>.+?)(?:(?:(?<=\d)T|,? |, ?| at | - ){_TAIL.pattern})?",
    re.IGNORECASE,
)
_CLOCK_FIRST = re.compile(rf"(?P<clock>{CLOCK}),? (?:on )?(?P<day>.+)", re.IGNORECASE)
_HAS_CLOCK = re.compile(r"\d:\d|\d\s*[ap]\.?m\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*[–—]\s*|\s+(?:-|to|until|till|through|thru|إلى|الى|حتى|עד)\s+|(?<=\d)/(?=\d{4}-)|\s*\.\.+\s*",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:from|between|من|מ-?) ?(?=\S)", re.IGNORECASE)


def moment(text: str, way: str, zone: timedelta | None = None) -> Moment | None:
    """Return when a text says that something was, read in one of `WAYS`; None when it does not say it so.

    `zone` is what clocks were ahead of UTC where a time names no zone of its own; None for local times.
    """
    said = plain_signs(text)
    number = _NUMBER_WAYS.get(way)
    try:
        return number(said, zone) if number else _one(said, way, zone) or _several(said, way, zone)
    except ValueError:
        return None


def iso_moment(text: str, zone: timedelta | None = None) -> Moment:
    """Return when a text in a form of ISO 8601 says that something was, as `datetime.fromisoformat` reads it.

    Raises ValueError when it is none.
    """
    said = plain_signs(text)
    # Python takes whatever stands between a day and an hour, a digit as well: milliseconds since 1970 would
    # be a day of the 17th century.
    if not _ISO_DAY.match(said):
        raise ValueError(f"{text[:40]!r} is no day of ISO 8601")
    return from_datetime(datetime.fromisoformat(said), zone)


def from_datetime(said: datetime, zone: timedelta | None = None, *, has_hours: bool = True) -> Moment:
    """Return a date with a time as the moment in Gaza, or in the place; midnight is no hour.

    Raises ValueError for the first and the last hours that there are.
    """
    day, minute = said.date(), said.hour * 60 + said.minute
    says_hour = has_hours and bool(minute or said.second or said.microsecond)
    ahead = said.utcoffset() if said.tzinfo else zone if says_hour else None
    return _at(day, minute, ahead, says_hour=says_hour)


def _at(day: date, minute: int, ahead: timedelta | None, *, says_hour: bool) -> Moment:
    is_moved = ahead is not None and is_far(ahead)
    if ahead is not None and is_moved:
        day, minute = in_gaza(day, minute, ahead)
    # What was midnight before or after it was moved may be a day alone.
    hour = HOURS[minute] if says_hour and (minute or not is_moved) else ""
    return Moment(day, day, DatePrecision.DAY, hour, "", is_moved)


def _one(said: str, way: str, zone: timedelta | None) -> Moment | None:
    """Return the moment of a text that has one day, month or year, and may have a time of day."""
    day_text, clock = _parted(said)
    span = span_of(day_text, way)
    if span is None or clock is None:
        return Moment(*span) if span else None
    minute, ahead, says_hour = clock
    if span[2] is not DatePrecision.DAY:
        return None
    if ahead is None and says_hour:
        ahead = zone
    return _at(span[0], minute, ahead, says_hour=says_hour)


def _parted(said: str) -> tuple[str, _Clock | None]:
    """Return the text of a day, and the time of day beside it where there is one."""
    # The usual forms, which a search through the text would take five times as long to part.
    day, _, tail = said.partition(" ")
    if not tail:
        day, _, tail = said.partition("T")
    if tail[1:2] == ":" or tail[2:3] == ":":
        clock = _clock(tail)
        if clock is not None:
            return day, clock
    if not _HAS_CLOCK.search(said):
        return said, None
    found = _WHOLE.fullmatch(said)
    if not found or not found["clock"]:
        found = _CLOCK_FIRST.fullmatch(said)
        clock = _clock(found["clock"]) if found else None
    else:
        clock = _clock(said[found.start("clock") :])
    return (found["day"], clock) if found and clock else (said, None)


@lru_cache(maxsize=200_000)
def _clock(text: str) -> _Clock | None:
    """Return the minute of a time, what it is ahead of UTC where that is said, and whether it is an hour."""
    found = _TAIL.fullmatch(text)
    hour = time_of(found["clock"]) if found else ""
    ahead = ahead_of(found["zone"]) if found and found["zone"] else None
    if not found or not hour or (found["zone"] and ahead is None):
        return None
    return int(hour[:2]) * 60 + int(hour[3:]), ahead, not is_midnight(found["clock"])


def _several(said: str, way: str, zone: timedelta | None) -> Moment | None:
    """Return the moment of a text that has a first and a last day, with a word or a stroke between."""
    body = _FROM.sub("", said, count=1) if _FROM.match(said) else said
    for mark in _BETWEEN.finditer(body):
        left, right = body[: mark.start()], body[mark.end() :]
        last = _one(right, way, zone)
        first = last and (_one(left, way, zone) or _of_same_year(left, way, last))
        if not first or not last or first.first > last.first or first.last > last.last:
            continue
        is_day = first.first == last.last
        time_to = last.time_from if first.time_from else ""
        if is_day and time_to and time_to < first.time_from:
            continue
        precision = DatePrecision.DAY if is_day else DatePrecision.RANGE
        is_moved = first.is_moved or last.is_moved
        return Moment(first.first, last.last, precision, first.time_from, time_to, is_moved)
    return None


def _of_same_year(left: str, way: str, last: Moment) -> Moment | None:
    """Return the first part of `28 October – 3 November 2023`: its year is that of the second or before."""
    if re.search(r"\d{4}", left):
        return None
    for year in (last.first.year, last.first.year - 1):
        first = _one(f"{left} {year}", way, None)
        if first and first.first <= last.first:
            return first
    return None


def _excel(text: str, zone: timedelta | None) -> Moment | None:
    found = _EXCEL.fullmatch(text)
    if not found or not _EXCEL_DAYS[0] <= int(found[1]) <= _EXCEL_DAYS[1]:
        return None
    seconds = round(float(f"0.{found[2] or 0}") * _DAY_S)
    day = datetime.combine(_EXCEL_DAY_0, time()) + timedelta(days=int(found[1]), seconds=seconds)
    return from_datetime(day, zone)


def _epoch(text: str, place: int) -> Moment | None:
    found = _EPOCH.fullmatch(text)
    seconds = int(found[place]) / (1 if place == 1 else 1_000) if found and found[place] else 0
    if not _FIRST_EPOCH_S <= seconds <= _LAST_EPOCH_S:
        return None
    return from_datetime(datetime.fromtimestamp(seconds, UTC))


_NUMBER_WAYS: dict[str, Callable[[str, timedelta | None], Moment | None]] = {
    "excel serial": _excel,
    "epoch seconds": lambda text, _: _epoch(text, 1),
    "epoch milliseconds": lambda text, _: _epoch(text, 2),
}
WAYS = (*DAY_WAYS, *_NUMBER_WAYS)
"""The names of the ways to write days."""
