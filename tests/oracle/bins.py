"""Reports over time: docs/method.md, "Reports over time"."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.oracle.chronicle import Chronicle
from tests.oracle.views import View, reasons

if TYPE_CHECKING:
    import pandas as pd

MOST_DAYS, MOST_DAYS_BY_WEEK = 200, 1_500
"""docs/decisions/0016: "By day up to 200 days, by week (from Monday) up to 1,500, then by month"."""


@dataclass(frozen=True)
class OverTime:
    """What the chart of reports over time counts."""

    bars: dict[tuple[date, date], tuple[int, int]]
    """Reports certainly and possibly in each bin of a view's dates."""
    longer: dict[tuple[date, date], tuple[int, int]]
    """Reports of each period of more days than a bin has."""
    sums: dict[str, tuple[int, int]]


def over_time(chronicle: Chronicle, view: View) -> OverTime:
    """Count the reports of a view's dates, as bars and apart from them.

    "A report is certain in a bin that holds its whole interval, and possible in each bin that the interval
    meets"; "a report of more days than the longest bin has is in no bin". Counted are "the reports that the
    map would show in any dates"; bins are cut "to the dates shown", as far as the chronicle reaches.
    """
    first, last = (date.fromordinal(int(day)) for day in chronicle.span)
    begin, end = max(view.first, first), min(view.last, last)
    shown = chronicle.reports[_shown_in_any_dates(chronicle, view)]
    meets = (shown["meant_last"] >= begin.toordinal()) & (shown["meant_first"] <= end.toordinal())
    shown = shown[meets]
    days_of_bins = list(_days_of_bins(begin, end))
    longest = max(((high - low).days + 1 for low, high in days_of_bins), default=1)
    is_longer = shown["meant_last"] - shown["meant_first"] + 1 > longest
    bars = {}
    for low, high in days_of_bins:
        a, b = shown.loc[~is_longer, "meant_first"], shown.loc[~is_longer, "meant_last"]
        certain = (a >= low.toordinal()) & (b <= high.toordinal())
        possible = (b >= low.toordinal()) & (a <= high.toordinal())
        bars[low, high] = (int(certain.sum()), int(possible.sum()))
    periods: Counter[tuple[date, date]] = Counter()
    for first_day, last_day in shown.loc[is_longer, ["meant_first", "meant_last"]].to_numpy():
        periods[date.fromordinal(int(first_day)), date.fromordinal(int(last_day))] += 1
    n_longer = periods.total()
    in_one = sum(certain for certain, _ in bars.values())
    return OverTime(
        bars,
        {days: (n, n) for days, n in periods.items()},
        {
            "All bars": (in_one, len(shown) - n_longer),
            "All longer periods": (n_longer, n_longer),
            "All reports": (len(shown), len(shown)),
        },
    )


def _shown_in_any_dates(chronicle: Chronicle, view: View) -> pd.Series:
    any_dates = View(date(1900, 1, 1), date(2100, 1, 1), *[getattr(view, name) for name in _OTHERS])
    return reasons(chronicle, any_dates) == ""


_OTHERS = [name for name in View.__dataclass_fields__ if name not in {"first", "last"}]


def _days_of_bins(begin: date, end: date) -> list[tuple[date, date]]:
    """First and last day of each bin, the first and the last one cut."""
    n_days, found, low = (end - begin).days + 1, [], begin
    while low <= end:
        if n_days <= MOST_DAYS:
            after = low + timedelta(days=1)
        elif n_days <= MOST_DAYS_BY_WEEK:
            after = low + timedelta(days=7 - low.weekday())
        else:
            after = (low.replace(day=1) + timedelta(days=31)).replace(day=1)
        found.append((low, min(after - timedelta(days=1), end)))
        low = after
    return found
