"""Zone statements as intervals in time: what was said to hold when, and where nothing is known.

Frames in, frames out. A zone statement has `zone_key` (the place), `valid_to` (the end that was read, or
null) and the days of `geo.analysis.periods.days_held`: `begins` (the first day on which it may have begun,
that of the month where no day was stated) and `ends` (the last day on which it may have held: the end that
was read, else the day of the next statement on the same place, else null). Days are inclusive and without a
time zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from geo.model import EndReading

_DAY = pd.Timedelta(days=1)
_NEVER = pd.Timestamp("9999-12-31")


class EndKnown(StrEnum):
    """How the end of a status is known."""

    STATED = "stated"
    FOLLOWED = "followed"
    """No end was read; a later statement on the same place began. A reading, not a fact."""
    NOT_STATED = "not_stated"


def history(zones: pd.DataFrame, reading: EndReading = EndReading.UNTIL_NEXT) -> pd.DataFrame:
    """Return every statement as an interval, by place and first day.

    Read as without limit, statements without a stated end go on beside later ones; read otherwise they go on
    to the next one on the place, for what comes after their first day is then not known.

    The result has the index of `zones` and the columns `place`, `begins`, `ends` (null when nothing is known
    to have ended it), `end_known` (`EndKnown`), `next_begins` (the first day of the next later statement on
    the place, or null) and `lane`: statements of one place that hold at the same time lie in different
    lanes, counted from 0, so that none hides another.
    """
    dated = zones[zones["begins"].notna()]
    is_stated = dated["valid_to"].notna()
    if reading is EndReading.OPEN:
        dated = dated.assign(ends=dated["ends"].where(is_stated))
    end_known = np.select(
        [is_stated, dated["ends"].notna()],
        [EndKnown.STATED.value, EndKnown.FOLLOWED.value],
        EndKnown.NOT_STATED.value,
    )
    found = pd.DataFrame(
        {
            "place": dated["zone_key"],
            "begins": dated["begins"],
            "ends": dated["ends"],
            "end_known": end_known,
        },
        index=dated.index,
    )
    found = found.assign(said=found.index).sort_values(["place", "begins", "said"]).drop(columns="said")
    days = found[["place", "begins"]].drop_duplicates()
    following = days.assign(next_begins=days.groupby("place")["begins"].shift(-1))
    found["next_begins"] = (
        found.reset_index().merge(following, on=["place", "begins"])["next_begins"].to_numpy()
    )
    lanes = [lane for _, rows in found.groupby("place", sort=False) for lane in _lanes(rows)]
    return found.assign(lane=pd.Series(lanes, index=found.index, dtype="int64"))


def _lanes(intervals: pd.DataFrame) -> list[int]:
    """Put each interval into the first lane that is free: an end and a beginning on one day touch only."""
    taken: list[pd.Timestamp] = []
    chosen = []
    for begins, ends in _days(intervals):
        lane = next((n for n, until in enumerate(taken) if until <= begins), len(taken))
        taken[lane : lane + 1] = [ends]
        chosen.append(lane)
    return chosen


def _days(intervals: pd.DataFrame) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    for begins, ends in zip(intervals["begins"], intervals["ends"], strict=True):
        yield begins, _NEVER if pd.isna(ends) else ends


def gaps(zones: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return the days between `first` and `last`, both inclusive, for which no statement on a place is known.

    One row for each gap: `place`, `begins`, `ends`. A status without any known end leaves no gap behind it:
    whether it still held is not known, which is something else.
    """
    found: list[tuple[str, pd.Timestamp, pd.Timestamp]] = []
    start, stop = pd.Timestamp(first), pd.Timestamp(last)
    for place, intervals in history(zones).groupby("place", sort=False):
        free = start
        for begins, ends in _days(intervals):
            if begins > free:
                found.append((str(place), free, min(begins - _DAY, stop)))
            free = max(free, min(ends, stop) + _DAY)
        if free <= stop:
            found.append((str(place), free, stop))
    return pd.DataFrame(found, columns=["place", "begins", "ends"])


def change_days(zones: pd.DataFrame) -> list[date]:
    """Return the days on which what is in force changes: a first day, or the day after a stated end."""
    began = zones["begins"].dropna()
    over = zones["ends"][zones["valid_to"].notna()] + _DAY
    return sorted({stamp.date() for stamp in (*began, *over)})


def step(days: Sequence[date], day: date, by: int) -> date | None:
    """Return the nearest of some sorted days after (`by` 1) or before (`by` -1) a day; None past the ends."""
    beyond = [d for d in days if (d > day if by > 0 else d < day)]
    if not beyond:
        return None
    return beyond[0] if by > 0 else beyond[-1]
