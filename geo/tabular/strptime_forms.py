"""Days in the forms of Python's `datetime.strptime`, read as it reads them.

The usual directives are read here, thirty times as fast and in English whatever the locale of the machine is;
a form with any other is left to Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from geo.tabular.month_names import month_of

_ABBREVIATED = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_FULL = "january|february|march|april|may|june|july|august|september|october|november|december"
_DIRECTIVES = {
    "d": r"(?P<d>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])",
    "m": r"(?P<m>1[0-2]|0[1-9]|[1-9])",
    "Y": r"(?P<Y>\d\d\d\d)",
    "y": r"(?P<y>\d\d)",
    "b": f"(?P<b>{_ABBREVIATED})",
    "B": f"(?P<B>{_FULL})",
    "H": r"(?P<H>2[0-3]|[0-1]\d|\d)",
    "I": r"(?P<I>1[0-2]|0[1-9]|[1-9])",
    "M": r"(?P<M>[0-5]\d|\d)",
    "S": r"(?P<S>[0-5]\d|\d)",
    "f": r"(?P<f>[0-9]{1,6})",
    "p": r"(?P<p>am|pm)",
    "z": r"(?P<z>[+-]\d\d:?[0-5]\d|(?-i:Z))",
}
_PART = re.compile(r"%(.)|(\s+)|([^%\s]+)")
_CENTURY_OF_TWO_DIGITS = 69
_SAMPLE = datetime(2023, 11, 28, 13, 45, 56, tzinfo=UTC)
"""A moment of which no part can be taken for another."""
_SAME_DAY = _SAMPLE.replace(year=2017)
"""One that differs in its year alone: the calendars of both years are the same."""


def why_no_day(form: str) -> str:
    """Return why a form gives back no day that was written with it, as the end of a sentence, or nothing."""
    try:
        has_year = _SAMPLE.strftime(form) != _SAME_DAY.strftime(form)
        whole = form if has_year else f"%Y {form}"  # from 3.13 on strptime warns of a day that has no year
        is_same = datetime.strptime(_SAMPLE.strftime(whole), whole).date() == _SAMPLE.date() and has_year  # noqa: DTZ007 the date alone counts
    except (ValueError, re.error) as error:
        return f"cannot be read: {error}"
    return "" if is_same else "does not say the day, the month and the year"


@lru_cache(maxsize=100)
def strptime_reader(form: str) -> Callable[[str], datetime]:
    """Return what reads a text in a form; it raises ValueError for one that is not written so."""
    pattern = _pattern(form)
    if pattern is None:
        return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 most days have no zone

    def read(text: str) -> datetime:
        found = pattern.match(text)
        if not found or found.end() != len(text):
            raise ValueError(text)
        return _as_datetime(found.groupdict())

    return read


def has_hours(form: str) -> bool:
    """Whether a form says hours on a clock of 24 hours, or which half of the day they are of."""
    return "%H" in form or ("%I" in form and "%p" in form) or any(f"%{one}" in form for one in "cXT")


def _pattern(form: str) -> re.Pattern[str] | None:
    parts, n_seen = [], 0
    for found in _PART.finditer(form):
        directive, space, literal = found.groups()
        if directive and directive not in _DIRECTIVES:
            return None
        parts.append(_DIRECTIVES[directive] if directive else r"\s+" if space else re.escape(literal))
        n_seen += len(found[0])
    try:
        return re.compile("".join(parts), re.IGNORECASE) if n_seen == len(form) else None
    except re.error:  # a directive stands twice
        return None


def _as_datetime(said: dict[str, str | None]) -> datetime:
    if year := said.get("Y"):
        full_year = int(year)
    elif short := said.get("y"):
        full_year = int(short) + (1900 if int(short) >= _CENTURY_OF_TWO_DIGITS else 2000)
    else:
        full_year = 1900
    month = said.get("m")
    number = int(month) if month else month_of(said.get("b") or said.get("B") or "") or 1
    hour = int(said.get("H") or 0)
    if half_hour := said.get("I"):
        hour = int(half_hour) % 12 + (12 if (said.get("p") or "").lower() == "pm" else 0)
    second, fraction = int(said.get("S") or 0), (said.get("f") or "").ljust(6, "0")
    minute, day = int(said.get("M") or 0), int(said.get("d") or 1)
    return datetime(full_year, number, day, hour, minute, second, int(fraction), tzinfo=_zone(said.get("z")))


def _zone(said: str | None) -> timezone | None:
    if not said:
        return None
    if said == "Z":
        return UTC
    ahead = timedelta(hours=int(said[1:3]), minutes=int(said[-2:]))
    return timezone(-ahead if said[0] == "-" else ahead)
