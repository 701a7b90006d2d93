"""A text without a time of day as its first and its last day, in one of a few ways to write them.

No year is guessed: one of two digits is of this century, and only up to 69; one of four is from 1900 to 2100,
so that days of another calendar are not taken for days of this one. A day of the week that is not that of the
day makes a text say none.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from geo.model import DatePrecision
from geo.tabular.month_names import month_of, weekday_of

Span = tuple[date, date, DatePrecision]
"""The first day, the last day, and how finely the text says them."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_LAST_SHORT_YEAR = 69
_NUMBERS = re.compile(r"(\d{1,4})( ?[/.-] ?| )(\d{1,2})\2(\d{1,4})\.?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_WEEK = re.compile(r"(\d{4})-?W(\d\d)")
_MONTH = re.compile(r"(\d{4})[-/ ](\d{1,2})|(\d{1,2})[-/ ](\d{4})")
_NAME = r"(?P<name>[^\W\d_][^\d]*?)"
_TH = r"(?:st|nd|rd|th)?"
_DAYS = rf"(?P<day>\d{{1,2}}){_TH}(?:\s?(?:[–—-]|to|إلى|الى|עד)\s?(?P<last>\d{{1,2}}){_TH})?"
_YEAR = r"(?P<year>\d{4}|['’]?\d{2})"
_NAMED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:ה-?)?{_DAYS}(?: of| من)?[ ./-]?{_NAME}\.?(?:,? |,|[./-]){_YEAR}",
        rf"{_NAME}\.?[ -]?{_DAYS}(?:,? |,|-){_YEAR}",
        rf"(?P<year>\d{{4}})[ ,./-]{{1,2}}{_NAME}[ ./-]{_DAYS}",
    )
]
_NAMED_MONTH = [
    re.compile(pattern) for pattern in (rf"{_NAME}\.?(?:,? |[-/,])(\d{{4}})", rf"(\d{{4}})[ /-]{_NAME}\.?")
]
_WEEKDAY = re.compile(r"((?:يوم |יום )?[^\W\d_]+)[\u05f3']?[.,]?,? (?=.*\d)")


@lru_cache(maxsize=100_000)
def span_of(text: str, way: str) -> Span | None:
    """Return the first and the last day of a text without a time of day."""
    beside = _WEEKDAY.match(text)
    weekday = weekday_of(beside[1]) if beside else None
    try:
        span = DAY_WAYS[way](text[beside.end() :] if beside and weekday is not None else text)
    except ValueError:  # no such day
        return None
    if span and weekday is not None and (span[0] != span[1] or span[0].weekday() != weekday):
        return None
    return span


def _day(year: int, month: int, day: int, last: int | None = None) -> Span:
    """Return one day, or those of a month from one to another; ValueError when there is no such day."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(year)
    first, end = date(year, month, day), date(year, month, day if last is None else last)
    if end < first:
        raise ValueError(last)
    return first, end, DatePrecision.DAY if first == end else DatePrecision.RANGE


def _full_year(digits: str) -> int:
    """Return a year of four digits, or of two where its century is plain; raises ValueError for any other."""
    digits = digits.lstrip("'’")
    if len(digits) == len("23") and int(digits) <= _LAST_SHORT_YEAR:
        return 2000 + int(digits)
    if len(digits) == len("2023"):
        return int(digits)
    raise ValueError(digits)


def _year_first(text: str) -> Span | None:
    found = _COMPACT.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _NUMBERS.fullmatch(text)
    if not found or len(found[1]) != len("2023") or len(found[4]) > len("07"):
        return None
    return _day(int(found[1]), int(found[3]), int(found[4]))


def _short_year_first(text: str) -> Span | None:
    found = _NUMBERS.fullmatch(text)
    if not found or len(found[1]) != len("23") or len(found[4]) > len("07"):
        return None
    return _day(_full_year(found[1]), int(found[3]), int(found[4]))


def _day_first(text: str) -> Span | None:
    found = _NUMBERS.fullmatch(text)
    if not found or len(found[1]) > len("07"):
        return None
    return _day(_full_year(found[4]), int(found[3]), int(found[1]))


def _month_first(text: str) -> Span | None:
    found = _NUMBERS.fullmatch(text)
    if not found or len(found[1]) > len("07"):
        return None
    return _day(_full_year(found[4]), int(found[1]), int(found[3]))


def _either_first(text: str) -> Span | None:
    """Return the day of a text of which only one order of day, month and year makes a day."""
    ways = ("day first", "month first", "short year first")
    spans = {span for way in ways if (span := span_of(text, way))}
    return spans.pop() if len(spans) == 1 else None


def _month_named(text: str) -> Span | None:
    for pattern in _NAMED:
        found = pattern.fullmatch(text)
        month = month_of(found["name"]) if found else 0
        if found and month:
            last = int(found["last"]) if found["last"] else None
            return _day(_full_year(found["year"]), month, int(found["day"]), last)
    return None


def _month(text: str) -> Span | None:
    found = _MONTH.fullmatch(text)
    year, month = (found[1] or found[4], int(found[2] or found[3])) if found else ("", 0)
    for pattern in () if found else _NAMED_MONTH:
        named = pattern.fullmatch(text)
        if named and (month := month_of(named["name"])):
            year = next(part for part in named.groups() if part.isdigit())
            break
    if not month:
        return None
    first, *_ = _day(int(year), month, 1)
    return first, first.replace(day=monthrange(first.year, month)[1]), DatePrecision.MONTH


def _year(text: str) -> Span | None:
    if not re.fullmatch(r"\d{4}", text):
        return None
    first, *_ = _day(int(text), 1, 1)
    return first, first.replace(month=12, day=31), DatePrecision.RANGE


def _week(text: str) -> Span | None:
    found = _WEEK.fullmatch(text)
    if not found:
        return None
    first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return first, first + timedelta(days=6), DatePrecision.RANGE


DAY_WAYS: dict[str, Callable[[str], Span | None]] = {
    "year first": _year_first,
    "month named": _month_named,
    "day first": _day_first,
    "month first": _month_first,
    "day or month first": _either_first,
    "short year first": _short_year_first,
    "week": _week,
    "month": _month,
    "year": _year,
}
"""By its name, what reads a way to write days."""
