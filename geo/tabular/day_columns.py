"""What the name of a column says of the days in it: of the event, of publication, or of record-keeping."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache

from geo.tabular.clock_texts import is_far
from geo.tabular.column_names import NAMES, plain


class DayRole(StrEnum):
    """What the days of a column are, as far as its name tells."""

    EVENT = "event"
    START = "start"
    END = "end"
    PLAIN = "plain"
    """A name such as `date`, which does not say of what."""
    OTHER = "other"
    """A name in which a word for days stands among others."""
    PUBLISHED = "published"
    RECORD = "record"
    """When somebody wrote, changed or fetched the row, or was born: never when it happened."""
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    NONE = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(plain(word) for word in text.split("|"))


_RECORD_WORDS = _words(
    "created|creation|create|updated|update|modified|modification|edited|edit|birth|birthdate|birthday|dob"
    "|submission|submitted|retrieved|retrieval|accessed|downloaded|download|uploaded|upload|imported|import"
    "|scraped|crawled|ingested|inserted|added|entered|deleted|synced|archived|exported|fetched|verified"
    "|verification|reviewed|review|checked|الميلاد|الإنشاء|التحديث|تحديث|الإدخال|التعديل|الإضافة|לידה|יצירה|עדכון|עודכן"
)
_RECORD_NAMES = _words(
    "timestamp|time stamp|timestamp of record|record timestamp|record date|date of record|date recorded"
    "|recorded|recorded at|entry date|date of entry|data entry date|today|access date|date of access"
    "|last seen|version date"
)
_PUBLISHED_WORDS = _words("published|publication|publish|posted|post|pubdate|pub|النشر|נשר|פרסום|פורסם")
_PUBLISHED_NAMES = frozenset(NAMES["published_date"]) | _words(
    "report date|reported date|date reported|date of report|reported on|article date|release date"
)
_EVENT_WORDS = _words(
    "event|incident|attack|strike|airstrike|bombing|explosion|occurrence|occurred|happened|killing"
    "|الحدث|الحادث|الهجوم|الغارة|القصف|אירוע|האירוע|התקיפה|תקיפה"
)
_STARTS = _words(
    "start|starting|started|starts|begin|beginning|begins|commencing|from|since|البداية|من|התחלה|מ"
)
_ENDS = _words("end|ending|ended|ends|to|until|till|finish|finished|النهاية|إلى|حتى|סיום|עד")
_DATE_WORDS = _words(
    "date|dates|day|datetime|when|week|month|year|period|timestamp|epoch|occurred|happened"
    "|تاريخ|التاريخ|يوم|اليوم|الأسبوع|الشهر|תאריך|יום|תאריכים"
)
_BESIDE_AN_END = _DATE_WORDS | _EVENT_WORDS | _words("time|reference|of|the|report|time span|timespan|span")
_PLAIN_NAMES = _words(
    "date|dates|datetime|date time|date and time|time and date|when|تاريخ|التاريخ|תאריך|date of|event|period"
)
_PARTS = {
    DayRole.YEAR: _words("year|event year|incident year|yr|iyear|السنة|سنة|العام|عام|שנה"),
    DayRole.MONTH: _words(
        "month|event month|incident month|imonth|month name|month number|mo|الشهر|شهر|חודש"
    ),
    DayRole.DAY: _words("day|event day|incident day|iday|day of month|اليوم|يوم|יום"),
}
_JOINED = re.compile(
    r"\b(event|incident|start|end|begin|attack|strike|birth|post|pub|publish|published|edit|creation|create"
    r"|created|update|updated|report|reported|from|to|modified|entry)(date|day|time|datetime)\b"
)
_SURVEY = _words(
    "submission time|uuid|instanceid|instance id|deviceid|device id|meta instance id|key instance"
)
OF_A_SURVEY = _words("start|end|today|starttime|endtime|start time|end time")
"""Columns in which programs of surveys keep when a form was filled in."""
_ZONE = re.compile(
    r"[(\[]?(?<![A-Za-z])(?:UTC|GMT|Zulu)(?![A-Za-z])\s*(?:([+-])\s*(\d{1,2})(?::?([0-5]\d))?)?[)\]]?",
    re.IGNORECASE,
)

_CLOCK_OF_THE_REGION = re.compile(
    r"[(\[]\s*(?:Asia/(?:Gaza|Hebron|Jerusalem|Tel_Aviv|Beirut|Amman|Damascus)|Africa/Cairo"
    r"|(?:Gaza|Israel|local) time|local)\s*[)\]]",
    re.IGNORECASE,
)
"""What a name says of a clock that needs no moving."""


@lru_cache(maxsize=10_000)
def words_of(column: str) -> tuple[str, ...]:
    """Return the words of the name of a column, without those of a time zone."""
    return tuple(_JOINED.sub(r"\1 \2", plain(_ZONE.sub(" ", _CLOCK_OF_THE_REGION.sub(" ", column)))).split())


@lru_cache(maxsize=10_000)
def role_of(column: str) -> DayRole:  # noqa: PLR0911 one a role
    """Return what the name of a column says of the days that it may hold."""
    said = words_of(column)
    name, words = " ".join(said), frozenset(said)
    if name in _RECORD_NAMES or words & _RECORD_WORDS:
        return DayRole.RECORD
    if name in _PUBLISHED_NAMES or words & _PUBLISHED_WORDS:
        return DayRole.PUBLISHED
    for role, names in _PARTS.items():
        if name in names:
            return role
    for role, ends in ((DayRole.END, _ENDS), (DayRole.START, _STARTS)):
        if words & ends and words - ends <= _BESIDE_AN_END:
            return role
    if words & _EVENT_WORDS and words & (_DATE_WORDS | {"time"}):
        return DayRole.EVENT
    if name in _PLAIN_NAMES:
        return DayRole.PLAIN
    return DayRole.OTHER if words & _DATE_WORDS or name in NAMES["event_start"] else DayRole.NONE


def is_survey(columns: Collection[str]) -> bool:
    """Whether columns are those of a form that was filled in, whose `start` and `end` say when that was."""
    return not _SURVEY.isdisjoint(map(plain, columns))


def names_an_event(column: str) -> bool:
    """Whether the name of a column says that its days are those of an event."""
    return role_of(column) is DayRole.EVENT or (
        role_of(column) is DayRole.START and bool(frozenset(words_of(column)) & _EVENT_WORDS)
    )


def says_only_days(column: str) -> bool:
    """Whether no word of a name says of what its days are, as `admission` of `date of admission` does."""
    words = words_of(column)
    return role_of(column) not in {DayRole.OTHER, DayRole.NONE} or (
        bool(words) and (frozenset(words) <= _BESIDE_AN_END or " ".join(words) in NAMES["event_start"])
    )


def says_days(column: str) -> bool:
    """Whether a number in a column of that name can be a day."""
    role, words = role_of(column), frozenset(words_of(column))
    is_of_days = (
        role in {DayRole.START, DayRole.END, DayRole.RECORD, DayRole.PUBLISHED} and "time" not in words
    )
    return is_of_days or (role is not DayRole.NONE and bool(words & _DATE_WORDS))


def stem_of(column: str) -> frozenset[str]:
    """Return the words of a name but for those that say start or end: columns with one stem are a pair."""
    return frozenset(words_of(column)) - _STARTS - _ENDS


def zone_suffix(column: str) -> str:
    """Return what a form ends with where the name of a column says a time zone that is not of the region."""
    found = _ZONE.search(column)
    if not found:
        return ""
    sign, hour, minute = found.groups()
    ahead = timedelta(hours=int(hour or 0), minutes=int(minute or 0)) * (-1 if sign == "-" else 1)
    if not is_far(ahead):
        return ""
    return " (UTC)" if not ahead else f" (UTC{sign}{hour}{f':{minute}' if minute else ''})"
