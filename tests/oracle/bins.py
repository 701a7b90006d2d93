"""Reports over time: docs/method.md, "Reports over time"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.oracle.chronicle import Chronicle
from tests.oracle.views import View, reasons

if TYPE_CHECKING:
    import pandas as pd

MOST_DAYS, MOST_DAYS_BY_WEEK = 200, 1_500
"""docs/decisions/0016: "By day up to 200 days, by week (from Monday) up to 1,500, then by month"."""


def bins(chronicle: Chronicle, view: View) -> dict[tuple[date, date], tuple[int, int]]:
    """Reports certainly and possibly in each bin of a view's dates.

    "A report is certain in a bin that holds its whole interval, and possible in each bin that the interval
    meets". Counted are "the reports that the map would show in any dates"; bins are cut "to the dates shown",
    as far as the chronicle reaches.
    """
    first, last = (date.fromordinal(int(day)) for day in chronicle.span)
    begin, end = max(view.first, first), min(view.last, last)
    shown = chronicle.reports[_shown_in_any_dates(chronicle, view)]
    found = {}
    for low, high in _days_of_bins(begin, end):
        a, b = shown["meant_first"], shown["meant_last"]
        certain = (a >= low.toordinal()) & (b <= high.toordinal())
        possible = (b >= low.toordinal()) & (a <= high.toordinal())
        found[low, high] = (int(certain.sum()), int(possible.sum()))
    return found


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
