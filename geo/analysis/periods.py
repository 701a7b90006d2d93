"""When a status was in force and when an event was, as far as each is known.

Everything is counted in whole days since 1970. A beginning or an end is an interval of days itself: one day,
or the whole month or year where the precision says no more. Of an event it is known that it falls between its
first and its last day. Then a relation is *certain* when it holds for every choice of days within these
intervals, and *possible* when it holds for one. A day on which a status begins or ends is one on which it
held for a part only, and no report states an hour: on such a day nothing is certain.

An end that was not read is not an end that never came. Between which days it then lies is the reader's choice
(`EndReading`): on the first day, between the first day and the next statement on the same place, or on any
day from the first on. Nothing after the first day is ever certain to be in a status without a stated end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from geo.model import EndReading

WINDOWS_DAYS = (1, 7, 30)
"""Calendar days before the first and after the last day of a status. Ascending: each holds the one before."""
ALWAYS, NEVER = -1_000_000, 1_000_000
"""Days that stand for no beginning and for no end; far enough to add windows to."""
_UNITS: Final[dict[str, Literal["M", "Y"]]] = {"month": "M", "year": "Y"}
"""numpy's names of the units of time in which a precision speaks; anything else speaks of days."""


class Period(StrEnum):
    """When an event was, seen from a status."""

    BEFORE_30 = "before_30"
    BEFORE_7 = "before_7"
    BEFORE_1 = "before_1"
    DURING = "during"
    AFTER_1 = "after_1"
    AFTER_7 = "after_7"
    AFTER_30 = "after_30"


class Days(NamedTuple):
    """Intervals in time, an element each; ends inclusive."""

    first: np.ndarray
    last: np.ndarray


@dataclass(frozen=True, slots=True)
class InForce:
    """When statuses were in force; an element each, days since 1970."""

    starts: Days
    """Between which days each began."""
    ends: Days
    """Between which days each ended; `first` is `ALWAYS` where a missing end may be any day."""

    def __getitem__(self, status: int) -> tuple[int, int, int, int]:
        """Return the days between which one status began, and between which it ended."""
        return tuple(int(column[status]) for column in (*self.starts, *self.ends))  # type: ignore[return-value]


def in_force(zones: pd.DataFrame, reading: EndReading = EndReading.UNTIL_NEXT) -> InForce:
    """Return when zone statuses were in force, in the order of the rows; `reading` is of missing ends.

    `zones` has `zone_key`, `valid_from`, `valid_to` (datetime64, NaT where unknown) and `time_precision`.
    All statements on a place must be among the rows.
    """
    starts = _within(zones["valid_from"], zones["time_precision"])
    stated = _within(zones["valid_to"], zones["time_precision"])
    has_end = zones["valid_to"].notna().to_numpy()
    unstated = _unstated(zones, starts, reading)
    first = np.where(has_end, np.maximum(stated.first, starts.first), unstated.first)
    last = np.maximum(np.where(has_end, stated.last, unstated.last), starts.first)
    return InForce(Days(starts.first, np.minimum(starts.last, last)), Days(first, last))


def last_days(zones: pd.DataFrame, reading: EndReading) -> pd.Series[Any]:
    """Return the last day on which each status may have held; NaT where that may be any later day."""
    last = in_force(zones, reading).ends.last
    days = last.astype("datetime64[D]")
    days[last >= NEVER] = np.datetime64("NaT")
    return pd.Series(days.astype("datetime64[s]"), index=zones.index)


def _unstated(zones: pd.DataFrame, starts: Days, reading: EndReading) -> Days:
    """Return between which days each status ended if no end of it was stated."""
    if reading is EndReading.DAY:
        return starts
    always = np.full(len(zones), ALWAYS)
    if reading is EndReading.OPEN:
        return Days(always, np.full(len(zones), NEVER))
    return Days(always, _next(zones, starts))


def _within(days: pd.Series[pd.Timestamp], precision: pd.Series[str]) -> Days:
    """Return between which days a stated day lies; from `ALWAYS` to `NEVER` where none is stated."""
    stated = days.to_numpy("datetime64[D]")
    is_known = ~np.isnat(stated)
    first, last = (np.where(is_known, stated.astype(int), open_) for open_ in (ALWAYS, NEVER))
    for word, unit in _UNITS.items():
        here = (precision == word).to_numpy() & is_known
        whole = stated[here].astype(f"datetime64[{unit}]")
        first[here] = whole.astype("datetime64[D]").astype(int)
        last[here] = (whole + np.timedelta64(1, unit)).astype("datetime64[D]").astype(int) - 1
    return Days(first, last)


def _next(zones: pd.DataFrame, starts: Days) -> np.ndarray:
    """Return the last day on which the next statement on the same place may begin; `NEVER` without one."""
    last = np.full(len(zones), NEVER)
    for places in zones.reset_index(drop=True).groupby("zone_key").indices.values():
        for place in places:
            later = places[starts.first[places] > starts.last[place]]
            last[place] = starts.last[later].min(initial=NEVER)
    return last


def events(first: np.ndarray, last: np.ndarray, is_month: np.ndarray, is_open: np.ndarray) -> Days:
    """Return between which days events were, from their stated first and last days since 1970.

    `is_month` marks those known to the month, `is_open` those whose last day was not stated though there
    were several: they may have lasted.
    """
    first, last = first.astype(np.int32), last.astype(np.int32)
    month = first[is_month].astype("datetime64[D]").astype("datetime64[M]")
    first[is_month] = month.astype("datetime64[D]").astype(np.int32)
    month = last[is_month].astype("datetime64[D]").astype("datetime64[M]")
    last[is_month] = (month + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int32) - 1
    last[is_open & ~is_month] = NEVER
    return Days(first, last)


def time_codes(event: Days, status: tuple[int, int, int, int], windows: Sequence[int]) -> np.ndarray:
    """Return how events lie to a status in time, packed into ten bits; 0 is neither in it nor near it.

    `status` is an element of `InForce`; `windows` are ascending calendar days, three at the most.
    """
    first, last = event
    starts_first, starts_last, ends_first, ends_last = status
    begun, over = last >= starts_first, first > ends_last
    code = (begun & ~over).astype(np.uint16)
    code += (first > starts_last) & (last < ends_first)
    may_be_before, is_before = first <= starts_last, last < starts_first
    may_be_after = last >= max(starts_first, ends_first)
    for days in windows:
        code += (may_be_before & (last >= starts_first - days)) * _BEFORE_POSSIBLY
        code += (is_before & (first >= starts_last - days)) * _BEFORE_CERTAINLY
        code += (may_be_after & (first <= ends_last + days)) * _AFTER_POSSIBLY
        code += (over & (last <= ends_first + days)) * _AFTER_CERTAINLY
    return code


_BEFORE_POSSIBLY, _BEFORE_CERTAINLY, _AFTER_POSSIBLY, _AFTER_CERTAINLY = (
    np.uint16(1 << bit) for bit in (2, 4, 6, 8)
)
TIME_BITS = 10


def unpacked(codes: np.ndarray, n_windows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what packed codes say: for each, in which periods the event certainly and possibly was.

    Shapes are (codes, periods): the windows before, widest first, then during, then those after.
    """
    during = codes & 3
    counts = [codes >> bit & 3 for bit in (2, 4, 6, 8)]
    before_possibly, before_certainly, after_possibly, after_certainly = counts
    # A count of k means the k widest windows, for each of them holds the narrower ones.
    rank = np.arange(1, n_windows + 1)
    certain = [before_certainly[:, None] >= rank, after_certainly[:, None] >= rank[::-1]]
    possible = [before_possibly[:, None] >= rank, after_possibly[:, None] >= rank[::-1]]
    return (
        np.column_stack([certain[0], during >= 2, certain[1]]),  # noqa: PLR2004 certainly
        np.column_stack([possible[0], during >= 1, possible[1]]),
    )
