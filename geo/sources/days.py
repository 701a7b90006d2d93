"""Days as a source's code of precision supports them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from geo.model import DatePrecision

DAY_LENGTH = len("2024-01-10")


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
    """Return a day of a year that has four digits, or None."""
    try:
        return date.fromisoformat(said[:DAY_LENGTH])
    except ValueError:
        return None
