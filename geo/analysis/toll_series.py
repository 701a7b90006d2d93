"""Tolls as one series a claimant, and what follows from one series alone: frames in, frames out.

Series are never averaged, added or joined. The daily figures are differences of a claimant's own running
total, spread over the days between two dates; they are ours, not the claimant's, and are marked as derived.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

RUNNING_TOTALS = frozenset(
    {
        "killed",
        "injured",
        "journalists_killed",
        "aid_workers_killed",
        "hostages_released",
        "prisoners_released",
    }
)
"""Measures that count up from a beginning. Others (held, missing, displaced) say how many there are."""
COUNTED = frozenset({"exact", "over", "about", "at_least"})
"""Qualifiers of figures that a claimant gives as counted; any other is drawn apart, as extrapolated."""
DAILY = ("claimant", "from_date", "to_date", "days", "per_day_min", "per_day_max", "toll_ids")


def series(tolls: pd.DataFrame) -> pd.DataFrame:
    """Return figures by claimant and date, with `is_extrapolated` and the name of their `series`."""
    is_apart = ~tolls["qualifier"].isin(COUNTED)
    named = tolls["claimant"].where(~is_apart, tolls["claimant"] + " [" + tolls["qualifier"] + "]")
    return tolls.assign(is_extrapolated=is_apart, series=named).sort_values(["series", "as_of_date"])


def daily(tolls: pd.DataFrame) -> pd.DataFrame:
    """Return, for each claimant, the change a day between each two of its dates, as a range.

    Between [a, b] on one date and [c, d] on the next, d days later, the change a day is from (c - b) / d to
    (d - a) / d; an open end leaves that end of the change open. Several figures of one claimant for one date
    are one range from the lowest to the highest. A correction downwards is a change below zero.
    Extrapolated figures and measures that are no running totals have no daily figures. `toll_ids` are the
    figures of both dates.
    """
    counted = tolls[
        tolls["measure"].isin(RUNNING_TOTALS) & tolls["qualifier"].isin(COUNTED) & tolls["as_of_date"].notna()
    ]
    return pd.DataFrame(_changes(counted), columns=list(DAILY))


def _changes(counted: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for claimant, own in counted.groupby("claimant", sort=True):
        by_date = own.groupby("as_of_date", sort=True)
        # An end that one of several figures leaves open is open for all of them.
        low = by_date["value_min"].agg(lambda values: values.min(skipna=False)).astype("Float64")
        high = by_date["value_max"].agg(lambda values: values.max(skipna=False)).astype("Float64")
        ids = by_date["toll_id"].agg(tuple)
        dates = low.index
        for before, after in pairwise(dates):
            n = (after - before).days
            ends = (low[after] - high[before]) / n, (high[after] - low[before]) / n
            change = (np.nan if pd.isna(end) else float(end) for end in ends)
            yield (claimant, before, after, n, *change, ids[before] + ids[after])
