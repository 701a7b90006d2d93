"""Days and times as people and programs write them: in which form, and which day of the region that is.

A form is what `datetime.strptime` takes; empty for YYYY-MM-DD.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_FORMS = (
    "", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y", "%d-%b-%Y", "%d/%m/%y", "%m/%d/%y",
    "%Y-%m-%d %H:%M:%S.%f", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M",
)  # fmt: skip
"""How days are written, as in `datetime.strptime`; the first is ISO 8601.

Of those that fit, the first is taken.
"""
MOVED = "has times of another time zone: each counts as the day that it was in Gaza."
_GAZA = ZoneInfo("Asia/Gaza")
_OF_THE_REGION = (timedelta(hours=2), timedelta(hours=3, minutes=30))
"""What its clocks are ahead of UTC, from Cairo's in winter to Tehran's."""
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(:[0-5]\d(\.\d+)?)?(\s*(?P<half>[ap])\.?m\.?)?", re.IGNORECASE
)
_DAY_HOURS, _HALF_HOURS = 24, 12
_SAMPLE = datetime(2023, 11, 28, 13, 45, 56, tzinfo=UTC)
"""A moment of which no part can be taken for another."""
_SAME_DAY = _SAMPLE.replace(year=2017)
"""One that differs in its year alone: the calendars of both years are the same."""


def fault(form: str) -> str:
    """Return what is wrong with a form, as the end of a sentence.

    Empty when it gives back a day that was written with it.
    """
    if not form:
        return ""
    try:
        has_year = _SAMPLE.strftime(form) != _SAME_DAY.strftime(form)
        whole = form if has_year else f"%Y {form}"  # from 3.13 on strptime warns of a day that has no year
        is_same = datetime.strptime(_SAMPLE.strftime(whole), whole).date() == _SAMPLE.date() and has_year  # noqa: DTZ007 the date alone counts
        why = "does not say the day, the month and the year"
    except (ValueError, re.error) as error:
        is_same, why = False, f"cannot be read: {error}"
    advice = (
        "write it as in Python's strptime, such as %d/%m/%Y for 28/11/2023, or leave it out for 2023-11-28"
    )
    return "" if is_same else f"{why}; {advice}"


def time_of(text: str) -> str:
    """Return a time of day as HH:MM, also that of `4:20`, `04:20:00` and `4:20 pm`; empty when it is none."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return ""
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        is_hour = 1 <= hour <= _HALF_HOURS
        hour = hour % _HALF_HOURS + (_HALF_HOURS if half == "p" else 0)
    else:
        is_hour = hour < _DAY_HOURS
    return f"{hour:02}:{found['minute']}" if is_hour else ""


def day_of(text: str, form: str) -> date:
    """Return the day that a text says; `form` is as in `datetime.strptime`, empty for ISO 8601.

    A time of a zone that no clock of the region shows is the day that it was in Gaza.

    Raises ValueError when it says none.
    """
    said = _said(text, form)
    try:
        return (said.astimezone(_GAZA) if _is_far(said) else said).date()
    except OverflowError as error:  # the first and the last hours that there are
        raise ValueError(text) from error


def is_moved(text: str, form: str) -> bool:
    """Whether a text says a time of a zone that no clock of the region shows."""
    try:
        return _is_far(_said(text, form))
    except ValueError:
        return False


def fits(text: str, form: str) -> bool:
    """Whether a text says a day in a form; bare digits are a number and no day."""
    return _day_or_none(text, form) is not None and (bool(form) or not text.isdigit())


def readings(texts: Sequence[str]) -> dict[str, tuple[date | None, ...]]:
    """Return, by form, the days of some texts as the forms read them that fit most of these.

    The first is the one to take. Others are there only when they read the same texts as other days.
    """
    n = {form: sum(fits(text, form) for text in texts) for form in DAY_FORMS}
    best = max(n.values())
    found: dict[tuple[date | None, ...], str] = {}
    for form in DAY_FORMS if best else ():
        if n[form] == best:
            found.setdefault(tuple(_day_or_none(text, form) for text in texts), form)
    unread = [[day is None for day in days] for days in found]
    return {form: days for (days, form), none in zip(found.items(), unread, strict=True) if none == unread[0]}


def _said(text: str, form: str) -> datetime:
    return datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007 most days have no zone


def _is_far(said: datetime) -> bool:
    offset = said.utcoffset()
    return offset is not None and not _OF_THE_REGION[0] <= offset <= _OF_THE_REGION[1]


def _day_or_none(text: str, form: str) -> date | None:
    try:
        return day_of(text, form)
    except ValueError:
        return None
