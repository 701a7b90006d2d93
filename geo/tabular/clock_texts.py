"""Times of day and time zones as people and programs write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from geo.geometry.clocks import CLOCKS

CLOCK = (
    r"\d{1,2}:[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:\s*(?:[ap]\.?m\.?|[صم]|صباحا|مساء))?"
    r"|\d{1,2}\s*(?:[ap]\.?m\.?)"
)
"""Regular expression of a time of day, for texts that `plain_signs` returned."""
ZONE = (
    r"Z|\(?(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?[0-5]\d)?\)?|\(?(?:UTC|GMT)\)?|EES?T|IDT"
    r"|\[?[A-Z][a-z]+/[A-Z][a-z]+\]?"
)
"""Regular expression of a time zone; `ahead_of` says which of them are known."""
LOCAL = timedelta(days=99)
"""Stands for a clock of the region of which only the name is said."""

_OF_THE_REGION = (timedelta(hours=2), timedelta(hours=4))
"""What its clocks are ahead of UTC, from Cairo's in winter to Dubai's."""
_GAZA = ZoneInfo("Asia/Gaza")
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(:(?P<minute>[0-5]\d)(:[0-5]\d(\.\d+)?)?)?(\s*(?P<half>[ap]|[صم]|صباحا|مساء)(\.?m\.?)?)?",
    re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"0?0:00(:00([.,]0+)?)?|12:00(:00([.,]0+)?)?\s*(a\.?m\.?|ص|صباحا)", re.IGNORECASE)
_OFFSET = re.compile(r"\(?(?:UTC|GMT)?\s?([+-])(\d{1,2}):?([0-5]\d)?\)?", re.IGNORECASE)
_UTC = {"z", "utc", "gmt", "(utc)", "(gmt)"}
_LOCAL_NAMES = {"eet", "eest", "idt", *(clock.casefold() for clock in CLOCKS)}
_DAY_HOURS, _HALF_HOURS = 24, 12
DAY_MINUTES = 1_440
HOURS = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(DAY_MINUTES))
"""Each minute of a day as HH:MM."""
_SIGNS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،\u066b\u00a0\u202f\u2009\u2010\u2011\u2212",
    "01234567890123456789,.   ---",
    "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u064b",
)


def plain_signs(text: str) -> str:
    """Return a text with European digits, plain spaces and hyphens, and without marks of direction."""
    return text if text.isascii() else text.translate(_SIGNS).strip()


@lru_cache(maxsize=100_000)
def time_of(text: str) -> str:
    """Return a time of day as HH:MM, also that of `4:20`, `04:20:00` and `4:20 pm`; empty when it is none."""
    found = _CLOCK.fullmatch(plain_signs(text))
    if not found or not (found["minute"] or found["half"]):
        return ""
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        is_hour = 1 <= hour <= _HALF_HOURS
        hour = hour % _HALF_HOURS + (_HALF_HOURS if half[0] in "pم" else 0)
    else:
        is_hour = hour < _DAY_HOURS
    return f"{hour:02}:{found['minute'] or '00'}" if is_hour else ""


@lru_cache(maxsize=100_000)
def is_midnight(text: str) -> bool:
    """Whether a time of day is midnight to the second, which programs write where they know the day alone."""
    return _MIDNIGHT.fullmatch(text) is not None


@lru_cache(maxsize=1_000)
def ahead_of(zone: str) -> timedelta | None:
    """Return what a time zone is ahead of UTC, `LOCAL` for a clock of the region, None for one not known."""
    said = zone.casefold().strip("[]")
    if said in _UTC:
        return timedelta()
    if said in _LOCAL_NAMES:
        return LOCAL
    found = _OFFSET.fullmatch(zone)
    if not found or int(found[2]) >= _DAY_HOURS:
        return None
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return -ahead if found[1] == "-" else ahead


@lru_cache(maxsize=1_000)
def is_far(ahead: timedelta) -> bool:
    """Whether no clock of the region is so far ahead of UTC."""
    return ahead != LOCAL and not _OF_THE_REGION[0] <= ahead <= _OF_THE_REGION[1]


def in_gaza(day: date, minute: int, ahead: timedelta) -> tuple[date, int]:
    """Return the day and its minute in Gaza when a clock so far ahead of UTC shows others.

    Raises ValueError for the first and the last hours that there are.
    """
    utc = day.toordinal() * DAY_MINUTES + minute - int(ahead.total_seconds() // 60)
    gaza = _gaza_in_hour(utc // 60)
    number, minute = divmod(utc + (_gaza_ahead(utc) if gaza is None else gaza), DAY_MINUTES)
    return _day_of(number), minute


@lru_cache(maxsize=50_000)
def _day_of(number: int) -> date:
    return date.fromordinal(number)


@lru_cache(maxsize=100_000)
def _gaza_in_hour(hour: int) -> int | None:
    """Return what Gaza is ahead of UTC all through an hour, in minutes; None when its clock changes."""
    ends = {_gaza_ahead(hour * 60), _gaza_ahead(hour * 60 + 59)}
    return ends.pop() if len(ends) == 1 else None


def _gaza_ahead(utc_minute: int) -> int:
    number, minute = divmod(utc_minute, DAY_MINUTES)
    moment = datetime.combine(date.fromordinal(number), time(*divmod(minute, 60)), UTC)
    try:
        ahead = moment.astimezone(_GAZA).utcoffset()
    except OverflowError as error:
        raise ValueError(str(moment)) from error
    return int(ahead.total_seconds() // 60) if ahead else 0
