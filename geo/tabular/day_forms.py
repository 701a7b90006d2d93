"""The forms in which a mapping says that days and times are written.

A form is empty for a day of ISO 8601 (2023-11-28), or what `datetime.strptime` takes (`%d/%m/%Y`), or a
name:

- `ISO 8601`: as empty; it can be given to the hours of a column of days as well;
- `year first`, `day first`, `month first`: three numbers with one sign between, as 2023/11/28 or 28.11.23;
- `day or month first`: the same, and only what is a day in one order alone;
- `short year first`: 23-11-28;
- `month named`: 28 November 2023, Nov 28, 2023, 28-Nov-23, in English, Arabic or Hebrew;
- `week` (2023-W48), `month` (2023-11, November 2023), `year` (2023): their first to their last day;
- `epoch seconds`, `epoch milliseconds`: since 1970 began in UTC;
- `excel serial`: days since 1899-12-30, as Excel counts them.

After a day a time and a time zone may follow; two days may stand with "to" or a stroke between. Several forms
are parted by `|`, and of those that fit the first is taken. At the end may stand ` (month)`, ` (week)` or
` (year)`, where a day stands for the month, the week or the year that begins with it or holds it; and
` (UTC)` or ` (UTC-5)`, where times that name no zone are of that one.

Where something happened its clock is meant: a text that gives another zone's time is the day and the hour
that it was in Gaza. A time of exactly midnight is no hour: programs write it where only a day is known.

Libraries that read any text as a day (dateutil, dateparser) are not used: they fill in what is not said,
such as today's month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from geo.model import DatePrecision
from geo.tabular.clock_texts import time_of
from geo.tabular.day_texts import WAYS, Moment, from_datetime, iso_moment, moment
from geo.tabular.strptime_forms import has_hours, strptime_reader, why_no_day

__all__ = [
    "DAY_FORMS",
    "ISO",
    "MOVED",
    "day_of",
    "fault",
    "fits",
    "is_moved",
    "moment_of",
    "reader",
    "time_of",
]

ISO = "ISO 8601"
DAY_FORMS = (
    "", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y", "%d-%b-%Y", "%d/%m/%y", "%m/%d/%y",
    "%Y-%m-%d %H:%M:%S.%f", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M",
    ISO, *WAYS,
)  # fmt: skip
"""How days are written, each by its form; the first is ISO 8601. Of those that fit, the first is taken."""
MOVED = "has times of another time zone: each counts as the day that it was in Gaza."

_ZONE = re.compile(r"(?P<form>.*) \(UTC(?:(?P<sign>[+-])(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?)?\)")
_WIDE = re.compile(r"(?P<form>.*) \((?P<wide>month|week|year)\)")
_BARE_WEEK = re.compile(r"\d{4}-?W\d\d")
_HOW = (
    "write it as in Python's strptime, such as %d/%m/%Y for 28/11/2023, or as one or several of "
    f"{', '.join((ISO, *WAYS))} with | between, or leave it out for 2023-11-28"
)


def fault(form: str) -> str:
    """Return what is wrong with a form, as the end of a sentence.

    Empty when it gives back a day that was written with it.
    """
    whys = [why_no_day(one) for one in _parts(form)[0] if one and one != ISO and one not in WAYS]
    why = next(filter(None, whys), "")
    return f"{why}; {_HOW}" if why else ""


@lru_cache(maxsize=200)
def reader(form: str) -> Callable[[str], Moment]:
    """Return what reads a text in a form; it raises ValueError for one that says no day in it."""
    forms, wide, zone = _parts(form)
    readers = [_reader(one, zone) for one in forms]
    suffix = form[form.rindex(" (UTC") :] if zone is not None else ""

    def read(text: str) -> Moment:
        bare = text.removesuffix(suffix)
        for one in readers:
            try:
                found = one(bare)
            except ValueError:
                continue
            if found:
                return _widened(found, wide) if wide else found
        raise ValueError(text)

    return read


def moment_of(text: str, form: str) -> Moment:
    """Return when a text says that something was; raises ValueError when it says no day in that form."""
    return reader(form)(text)


def day_of(text: str, form: str) -> date:
    """Return the day that a text says, the first of several.

    A time of a zone that no clock of the region shows is the day that it was in Gaza.

    Raises ValueError when it says none.
    """
    return reader(form)(text).first


def is_moved(text: str, form: str) -> bool:
    """Whether a text says a time of a zone that no clock of the region shows."""
    try:
        return reader(form)(text).is_moved
    except ValueError:
        return False


def fits(text: str, form: str) -> bool:
    """Whether a text says a day in a form; bare digits are a number and no day unless the form is a name."""
    try:
        reader(form)(text)
    except ValueError:
        return False
    return bool(form) or not text.isdigit()


@lru_cache(maxsize=200)
def _parts(form: str) -> tuple[tuple[str, ...], str, timedelta | None]:
    """Return the forms of which a form is made, what a day stands for, and the time zone of its times."""
    zone, wide = None, ""
    if found := _ZONE.fullmatch(form):
        form = found["form"]
        zone = timedelta(hours=int(found["hour"] or 0), minutes=int(found["minute"] or 0))
        zone = -zone if found["sign"] == "-" else zone
    if found := _WIDE.fullmatch(form):
        form, wide = found["form"], found["wide"]
    several = tuple(form.split("|"))
    # A stroke can also be the sign between day, month and year.
    is_several = all(one in {ISO, *WAYS} or not why_no_day(one) for one in several)
    return several if is_several else (form,), wide, zone


def _reader(form: str, zone: timedelta | None) -> Callable[[str], Moment | None]:
    if not form:
        return lambda text: iso_moment(text, zone)
    if form == ISO:
        return lambda text: None if _BARE_WEEK.fullmatch(text) else iso_moment(text, zone)
    if form in WAYS:
        return lambda text: moment(text, form, zone)
    read, with_hours = strptime_reader(form), has_hours(form)
    return lambda text: from_datetime(read(text), zone, has_hours=with_hours)


def _widened(found: Moment, wide: str) -> Moment:
    """Return the whole month or year of a day, or the seven days that begin with it."""
    day = found.first
    if found.precision != DatePrecision.DAY:
        return found
    match wide:
        case "week":
            return Moment(day, day + timedelta(days=6), DatePrecision.RANGE)
        case "month":
            last = monthrange(day.year, day.month)[1]
            return Moment(day.replace(day=1), day.replace(day=last), DatePrecision.MONTH)
        case _:
            first, end = day.replace(month=1, day=1), day.replace(month=12, day=31)
            return Moment(first, end, DatePrecision.RANGE)
