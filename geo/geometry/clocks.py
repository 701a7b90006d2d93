"""Which clock a place goes by, and what its times of day are in UTC.

Times stand in tables as the clock of the place showed them. Two of them can be compared only in UTC: the
clocks of Gaza and Israel differ by an hour for some weeks of each year. Where no clock is known, times are
shown and never compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from geo.geometry.zone_outlines import zone_geometry
from geo.model.days import day_of

if TYPE_CHECKING:
    from geo.geometry.gazetteer import Areas
    from geo.model.rows import Row

NO_MINUTE = np.iinfo(np.int32).min
"""Stands for a moment that is not known to the minute."""
DAY_MINUTES = 1_440
UNKNOWN_CLOCK = ""
_JERUSALEM, _GAZA = "Asia/Jerusalem", "Asia/Gaza"
_CLOCKS = {
    ("PSE", "PS"): _GAZA,
    ("ISR", "IL"): _JERUSALEM,
    ("LBN", "LB"): "Asia/Beirut",
    ("IRN", "IR"): "Asia/Tehran",
    ("SYR", "SY"): "Asia/Damascus",
    ("IRQ", "IQ"): "Asia/Baghdad",
    ("YEM", "YE"): "Asia/Aden",
    ("QAT", "QA"): "Asia/Qatar",
    ("EGY", "EG"): "Africa/Cairo",
    ("JOR", "JO"): "Asia/Amman",
    ("KWT", "KW"): "Asia/Kuwait",
    ("BHR", "BH"): "Asia/Bahrain",
    ("ARE", "AE"): "Asia/Dubai",
    ("SAU", "SA"): "Asia/Riyadh",
}
"""IANA time zones by the codes with which p-codes begin (ISO 3166-1)."""
CLOCKS = tuple(dict.fromkeys(_CLOCKS.values()))
_SEAS = {"RED": "Asia/Aden"}
"""The clock of most of the shores, by which reports of ships give their hours."""
_BY_CODE = {code: clock for codes, clock in _CLOCKS.items() for code in codes} | _SEAS
_PCODE = re.compile(r"\b[A-Z]{2}\d{2,}\b")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISRAELS_MILITARY = re.compile(
    r"(israel(i|'s)? (defen[cs]e forces|military|army)|idf\b|cogat\b)", re.IGNORECASE
)


def clock_of(pcode: str) -> str:
    """Return the IANA time zone of an area; empty when it is not known."""
    country = re.match("[A-Z]*", pcode)
    return _BY_CODE.get(country[0], UNKNOWN_CLOCK) if country else UNKNOWN_CLOCK


def clock_at(lon: float, lat: float, areas: Areas) -> str:
    """Return the time zone of a point, in degrees: that of the outlines that hold it when they agree."""
    return _agreed(area.pcode for area in areas if shapely.intersects_xy(area.geometry, lon, lat))


def clock_of_statement(zone: Row, areas: Areas) -> str:
    """Return the time zone in which the hours of a zone statement are given.

    It is that of the place, with one exception: what Israel's military said of Gaza is in Israel time, as its
    posts are. Without p-codes of its own, those count that its basis names ("lies within PS0275").
    """
    pcodes = zone.pcodes.split(";") if zone.pcodes else _PCODE.findall(zone.geometry_basis)
    clock = _agreed(pcode.strip() for pcode in pcodes)
    if not clock and not zone.pcodes and zone.geometry_wkt:
        shape = zone_geometry(zone, areas)
        point = shape.representative_point() if shape else None
        clock = clock_at(point.x, point.y, areas) if point else UNKNOWN_CLOCK
    return _told_by(clock, zone.issued_by)


def clocks_of_pause(pause: Row) -> list[str]:
    """Return the time zones in which the hours of a pause are given, by the same rule."""
    clocks = filter(None, (clock_of(pcode.strip()) for pcode in pause.pcodes.split(";")))
    return list(dict.fromkeys(_told_by(clock, pause.announced_by) for clock in clocks))


def _told_by(clock: str, speaker: str) -> str:
    return _JERUSALEM if clock == _GAZA and _ISRAELS_MILITARY.match(speaker) else clock


def _agreed(pcodes: Iterable[str]) -> str:
    found = {clock_of(pcode) for pcode in pcodes}
    return found.pop() if len(found) == 1 else UNKNOWN_CLOCK


def clock_number(clock: str) -> int:
    """Return the position of a time zone in `CLOCKS`; -1 when it is not known."""
    return CLOCKS.index(clock) if clock else -1


def minute_of(time: str) -> int:
    """Return the minute of the day of a time, HH:MM; -1 when it is empty."""
    return int(time[:2]) * 60 + int(time[3:]) if time else -1


def utc_minutes(day: np.ndarray, minute: np.ndarray, clock: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return between which minutes since 1970, UTC, local times lie, both int32.

    `day` counts from 1970, `minute` from midnight, `clock` is a position in `CLOCKS`; a minute or a clock
    below 0 is not known and gives `NO_MINUTE`. Most times are one minute. When clocks are put back an hour
    exists twice, and when they are put forward one does not exist: it is then an interval that covers both
    readings.
    """
    first, last = (np.full(len(day), NO_MINUTE, np.int32) for _ in range(2))
    rows = np.flatnonzero((minute >= 0) & (clock >= 0))
    day, minute, clock = (column[rows].astype(np.int64) for column in (day, minute, clock))
    dates, date_of_row = np.unique(day * len(CLOCKS) + clock, return_inverse=True)
    ahead = [_minutes_ahead(*divmod(date, len(CLOCKS))) for date in dates.tolist()]
    changes = np.array([minutes is None for minutes in ahead], bool)[date_of_row]
    offset = np.array([minutes or 0 for minutes in ahead], np.int64)[date_of_row]
    first[rows] = last[rows] = day * DAY_MINUTES + minute - offset
    # On the two days of a year on which clocks change each time is looked at by itself.
    times, time_of_row = np.unique(date_of_row[changes] * DAY_MINUTES + minute[changes], return_inverse=True)
    both = [
        _readings(*divmod(int(dates[date]), len(CLOCKS)), at)
        for date, at in (divmod(time, DAY_MINUTES) for time in times.tolist())
    ]
    if both:
        found = np.array(both, np.int64)[time_of_row]
        first[rows[changes]], last[rows[changes]] = found.T
    return first, last


@lru_cache(maxsize=20_000)
def _minutes_ahead(day: int, clock: int) -> int | None:
    """Return how far ahead of UTC a clock is all through a day, in minutes; None when it changes."""
    zone, midnight = ZoneInfo(CLOCKS[clock]), datetime.combine(day_of(day), datetime.min.time())
    ends = (midnight, midnight + timedelta(days=1))
    offsets = {end.replace(tzinfo=zone, fold=fold).utcoffset() for end in ends for fold in (0, 1)}
    return _minutes(offsets.pop()) if len(offsets) == 1 else None


def _readings(day: int, clock: int, minute: int) -> tuple[int, int]:
    zone, midnight = ZoneInfo(CLOCKS[clock]), datetime.combine(day_of(day), datetime.min.time())
    local = midnight + timedelta(minutes=minute)
    # Of a time that does not exist, `fold` gives the readings by the offsets before and after the change.
    moments = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    minutes = [_minutes(moment - _EPOCH) for moment in moments]
    return min(minutes), max(minutes)


def _minutes(time: timedelta | None) -> int:
    return 0 if time is None else int(time.total_seconds() // 60)
