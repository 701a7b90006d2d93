"""Days as a source's code of precision supports them."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from geo.model import DatePrecision

DAY_LENGTH = len("2024-01-10")
_IN_WORDS = re.compile(r"([0-9]{1,2}) ([A-Za-z]+) ([0-9]{4})")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
"""In English, whatever the language of the machine."""


def interval(first: date | str, last: date | str, precision: DatePrecision) -> dict[str, str]:
    """Return the cells of an event between two days, both inclusive."""
    return {"event_start": str(first), "event_end": str(last), "date_precision": precision}


def whole_month(said: str) -> dict[str, str]:
    """Return the cells of an event on some day of a day's month."""
    day = read_day(said)
    if day is None:
        return as_said(said)
    last = calendar.monthrange(day.year, day.month)[1]
    return interval(day.replace(day=1), day.replace(day=last), DatePrecision.MONTH)


def days_around(said: str, margin: timedelta) -> dict[str, str]:
    """Return the cells of an event on a day, or so much before or after it."""
    day = read_day(said)
    if day is None:
        return as_said(said)
    precision = DatePrecision.RANGE if margin else DatePrecision.DAY
    try:
        return interval(day - margin, day + margin, precision)
    except OverflowError:  # the first and the last days that there are
        return as_said(said)


def as_said(said: str) -> dict[str, str]:
    """Return the cells of a day that cannot be read, to be refused with its value."""
    return interval(said, said, DatePrecision.DAY)


def read_day(said: str) -> date | None:
    """Return a day written as 2023-10-10 or as 10 October 2023, or None."""
    in_words = _IN_WORDS.fullmatch(said)
    try:
        if in_words:
            day, month, year = in_words.groups()
            return date(int(year), _MONTHS.index(month.lower()) + 1, int(day))
        return date.fromisoformat(said[:DAY_LENGTH])
    except ValueError:
        return None
