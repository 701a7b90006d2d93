"""When a status was in force and when an event was, as far as each is known.

Everything is counted in whole days since 1970. A beginning or an end is an interval of days itself: one day,
or the whole month or year where the precision says no more. Of an event it is known that it falls between its
first and its last day. Then a relation is *certain* when it holds for every choice of days within these
intervals, and *possible* when it holds for one. A day on which a status begins or ends is one on which it
held for a part only: on such a day nothing is certain, unless the hours of both are known. Then minutes are
compared instead, in UTC. An event is compared with a beginning or an end of a status in minutes when both are
known to the minute, and else in days.

An end that was not read is not an end that never came. Between which days it then lies is the reader's choice
(`EndReading`): on the first day, between the first day and the next statement on the same place, or on any
day from the first on. Nothing after the first day is ever certain to be in a status without a stated end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from geo.geometry.clocks import DAY_MINUTES, NO_MINUTE
from geo.model import EndReading

WINDOWS_DAYS = (1, 7, 30)
"""Calendar days before the first and after the last day of a status. Ascending: each holds the one before."""
ALWAYS, NEVER = -1_000_000, 1_000_000
"""Days that stand for no beginning and for no end; far enough to add windows to."""
_NO_MINUTES = (NO_MINUTE,) * 4
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

    def at(self, places: np.ndarray) -> Days:
        """Return some of the intervals."""
        return Days(self.first[places], self.last[places])


@dataclass(frozen=True, slots=True)
class InForce:
    """When statuses were in force; an element each, days since 1970."""

    starts: Days
    """Between which days each began."""
    ends: Days
    """Between which days each ended; `first` is `ALWAYS` where a missing end may be any day."""
    start_minutes: Days | None = None
    """Between which minutes since 1970, UTC, each began; `NO_MINUTE` where only the day is known."""
    end_minutes: Days | None = None
    """Between which minutes each ended, in the same way."""

    def minutes(self, status: int) -> tuple[int, int, int, int]:
        """Return the minutes between which one status began, and between which it ended."""
        if self.start_minutes is None or self.end_minutes is None:
            return _NO_MINUTES
        return tuple(int(column[status]) for column in (*self.start_minutes, *self.end_minutes))  # type: ignore[return-value]

    def __getitem__(self, status: int) -> tuple[int, int, int, int]:
        """Return the days between which one status began, and between which it ended."""
        return tuple(int(column[status]) for column in (*self.starts, *self.ends))  # type: ignore[return-value]


def in_force(
    zones: pd.DataFrame,
    reading: EndReading = EndReading.UNTIL_NEXT,
    minutes: tuple[Days, Days] | None = None,
) -> InForce:
    """Return when zone statuses were in force, in the order of the rows; `reading` is of missing ends.

    `zones` has `zone_key`, `valid_from`, `valid_to` (datetime64, NaT where unknown) and `time_precision`.
    All statements on a place must be among the rows. `minutes` are those of their stated beginnings and ends,
    as in `InForce`.
    """
    starts = _within(zones["valid_from"], zones["time_precision"])
    stated = _within(zones["valid_to"], zones["time_precision"])
    has_end = zones["valid_to"].notna().to_numpy()
    unstated = _unstated(zones, starts, reading)
    first = np.where(has_end, np.maximum(stated.first, starts.first), unstated.first)
    last = np.maximum(np.where(has_end, stated.last, unstated.last), starts.first)
    when = InForce(Days(starts.first, np.minimum(starts.last, last)), Days(first, last))
    return when if minutes is None else _to_the_minute(when, zones, *minutes)


def _to_the_minute(when: InForce, zones: pd.DataFrame, began: Days, ended: Days) -> InForce:
    """Return the same with the minutes of beginnings and ends.

    Where no end is stated and a status is taken to have held until the next statements on its place, its end
    is known to the minute when all of their beginnings are.
    """
    first, last = ended.first.copy(), ended.last.copy()
    starts, ends = when.starts, when.ends
    keys, has_end = zones["zone_key"].to_numpy(), zones["valid_to"].notna().to_numpy()
    for status in np.flatnonzero(~has_end & (ends.last < NEVER)):
        is_next = (keys == keys[status]) & (starts.first > starts.last[status])
        is_next &= starts.first <= ends.last[status]
        if is_next.any() and (began.first[is_next] != NO_MINUTE).all():
            first[status] = began.first[is_next].min()
            last[status] = began.last[is_next].min()
            if ends.first[status] == ALWAYS:
                first[status] = ALWAYS * DAY_MINUTES
    return InForce(starts, ends, began, Days(first, last))


def days_held(zones: pd.DataFrame, reading: EndReading) -> pd.DataFrame:
    """Return on which days statuses may have held, a row each, with the index of `zones`.

    `begins` and `begun` are the first and the last day on which a status may have begun: one day, or those of
    the month or year that was stated. `ends` is the last day on which it may have held. NaT stands for no
    stated day, and for an end that may be any later day.
    """
    when = in_force(zones, reading)
    days = {"begins": when.starts.first, "begun": when.starts.last, "ends": when.ends.last}
    return pd.DataFrame({column: _stamps(found) for column, found in days.items()}, index=zones.index)


def _stamps(days: np.ndarray) -> np.ndarray:
    """Return days since 1970 as datetime64, NaT for `ALWAYS` and `NEVER`."""
    stamps = days.astype("datetime64[D]")
    stamps[(days <= ALWAYS) | (days >= NEVER)] = np.datetime64("NaT", "D")
    return stamps.astype("datetime64[s]")


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


def time_codes(
    event: Days,
    status: tuple[int, int, int, int],
    windows: Sequence[int],
    event_minutes: Days | None = None,
    status_minutes: tuple[int, int, int, int] = _NO_MINUTES,
) -> np.ndarray:
    """Return how events lie to a status in time, packed into ten bits; 0 is neither in it nor near it.

    `status` is an element of `InForce` and `status_minutes` that of `InForce.minutes`; `windows` are
    ascending calendar days, three at the most.
    """
    first, last = event
    starts_first, starts_last, ends_first, ends_last = status
    begun, has_begun = _beside(event, status[:2], event_minutes, status_minutes[:2])
    ended, over = _beside(event, status[2:], event_minutes, status_minutes[2:])
    code: np.ndarray = (begun & ~over).astype(np.uint16)
    code += has_begun & ~ended
    may_be_before, is_before = ~has_begun, ~begun
    may_be_after = begun & ended
    for days in windows:
        code += (may_be_before & (last >= starts_first - days)) * _BEFORE_POSSIBLY
        code += (is_before & (first >= starts_last - days)) * _BEFORE_CERTAINLY
        code += (may_be_after & (first <= ends_last + days)) * _AFTER_POSSIBLY
        code += (over & (last <= ends_first + days)) * _AFTER_CERTAINLY
    return code


def _beside(
    event: Days, days: Sequence[int], event_minutes: Days | None, minutes: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return which events may be at or after a moment between two days, and which certainly are after it."""
    begun, after = event.last >= days[0], event.first > days[1]
    if event_minutes is None or NO_MINUTE in minutes:
        return begun, after
    has_minutes = event_minutes.first != NO_MINUTE
    return (
        np.where(has_minutes, event_minutes.last >= minutes[0], begun),
        np.where(has_minutes, event_minutes.first > minutes[1], after),
    )


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
