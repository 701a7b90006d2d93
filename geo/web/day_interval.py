"""The parameter `datetime` of OGC API: an instant or an interval of RFC 3339, as days.

Days are those of the places that reports speak of, which know no hour in most cases: of an instant only the
day that it names counts, in whatever offset it is written.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from geo.model.days import day_number
from geo.web.status import BadRequestError

if TYPE_CHECKING:
    from geo.queries.statement_tables import Span

_DAY = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[Tt](([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d))?)?",
    re.ASCII,
)
"""GDAL (3.6 and 3.12 were looked at) ends a day with a T and no time: its users could not filter without."""
_FIRST, _LAST = day_number(date.min), day_number(date.max)
_OPEN = frozenset({"", ".."})
_MOST = 60
"""Characters of a value that an error repeats."""
_EXPECTED = "expected a day or an instant of RFC 3339, or two with / between, of which one may be .."


def read_days(text: str) -> Span:
    """Return the first and the last day that a text names, inclusive.

    Raises BadRequestError when it is no instant and no interval, or an interval that ends before it begins.
    """
    ends = text.split("/")
    if len(ends) == 1:
        day = _number(text, text)
        return day, day
    if len(ends) > 2 or _OPEN.issuperset(ends):  # noqa: PLR2004 an interval has two ends
        raise _wrong(text)
    first = _FIRST if ends[0] in _OPEN else _number(ends[0], text)
    last = _LAST if ends[1] in _OPEN else _number(ends[1], text)
    if first > last:
        raise BadRequestError(
            f"datetime={text[:_MOST]!r} ends before it begins; expected the earlier end first"
        )
    return first, last


def _number(end: str, text: str) -> int:
    found = _DAY.fullmatch(end)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None:
        raise _wrong(text)
    return day_number(day)


def _wrong(text: str) -> BadRequestError:
    hint = "; a + is written %2B in an address" if " " in text else ""
    return BadRequestError(f"datetime={text[:_MOST]!r} is not valid; {_EXPECTED}{hint}")
