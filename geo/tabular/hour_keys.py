"""Texts of a day and a time that differ in their minutes alone, read once for each hour.

In a column of time stamps nearly every text is another: a million of them are some thousands of hours. What
changes within an hour, as in the hour in which clocks change, is left to be read text by text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.tabular.day_forms import ISO
from geo.tabular.day_texts import WAYS

_STAMP = (
    r"^(?P<day>[^:T]*\d)(?P<gap>[T ])(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?P<second>(?::[0-5]\d)?)"
    r"(?P<tail>(?: ?[AaPp][Mm])?(?: ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)$"
)
_FORM = re.compile(r"%[IH]:%M")
_EPOCHS = {"epoch seconds": 1, "epoch milliseconds": 1_000}
_EPOCH_DIGITS = r"^\d{9,13}$"
_HOUR_S, _DAY_S = 3_600, 86_400


@dataclass(frozen=True, slots=True)
class HourKeys:
    """Texts that stand for the hours of others; all arrays have an element for each of these."""

    early: pa.StringArray
    """The text with a minute near the beginning of its hour."""
    late: pa.StringArray
    """The text with a minute near the end."""
    minutes: pa.StringArray
    """Its minutes, two digits."""
    is_midnight: pa.BooleanArray
    """Whether it says midnight, to the second."""


def hour_keys(cells: pa.StringArray, form: str) -> HourKeys | None:
    """Return the hours of some cells; None where not all of them are a day and a time in the usual way."""
    if form in _EPOCHS:
        return _of_numbers(cells, _EPOCHS[form])
    if not all(not one or one in {ISO, *WAYS} or _FORM.search(one) for one in _bare(form).split("|")):
        return None
    if not pc.all(pc.match_substring_regex(cells, _STAMP)).as_py():
        return None
    day, gap, hour, minute, second, tail = pc.extract_regex(cells, _STAMP).flatten()
    seconds = pc.if_else(pc.equal(second, ""), "", ":00")
    early, late = (
        pc.binary_join_element_wise(day, gap, hour, at, seconds, tail, "") for at in (":01", ":59")
    )
    half = pc.utf8_lower(pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(tail), 0, 1))
    is_hour = pc.or_(
        pc.is_in(hour, pa.array(["0", "00"])), pc.and_(pc.equal(hour, "12"), pc.equal(half, "a"))
    )
    is_whole = pc.and_(pc.equal(minute, "00"), pc.is_in(second, pa.array(["", ":00"])))
    is_midnight = pc.and_(is_hour, is_whole)
    if " (UTC" in form and pc.any(is_midnight).as_py():
        return None  # what is no hour is not moved either
    return HourKeys(early, late, minute, is_midnight)


def _bare(form: str) -> str:
    return re.sub(r"( \((month|week|year|UTC[^)]*)\))+$", "", form)


def _of_numbers(cells: pa.StringArray, a_second: int) -> HourKeys | None:
    if not pc.all(pc.match_substring_regex(cells, _EPOCH_DIGITS)).as_py():
        return None
    n = cells.cast(pa.int64()).to_numpy()
    hour = n // a_second // _HOUR_S * _HOUR_S
    minutes = np.char.zfill((n // a_second % _HOUR_S // 60).astype(str), 2)
    early, late = (pa.array((hour + at * 60) * a_second).cast(pa.string()) for at in (1, 59))
    is_midnight = pa.array(n % (_DAY_S * a_second) == 0)
    return HourKeys(early, late, pa.array(minutes.astype(object), pa.string()), is_midnight)
