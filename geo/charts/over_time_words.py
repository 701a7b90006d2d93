"""What the chart of reports over time says in words: its sentence, what its counts mean, and its table."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from geo.analysis.bins import Unit
from geo.charts.reports_over_time import ReportsOverTime
from geo.language import Words
from geo.model import Range
from geo.model.days import day_of
from geo.wording.pause_sentences import per_day


def over_time_sentence(series: ReportsOverTime, words: Words) -> str:
    """Return how many reports there are and where most of them are; the answer that a reader came for."""
    if not series.total:
        return words("No report on the map is dated to these days.")
    days = words.days(series.bins.edges[0], series.bins.edges[-1] - timedelta(days=1))
    said = words.plural("{n} report, {days}", "{n} reports, {days}", series.total, days=days)
    peak = _peak(series)
    if peak is None:
        return words("{sentence}.", sentence=said)
    at = series.bins.edges[peak]
    n = words.range(Range(int(series.certain[peak]), int(series.possible[peak])))
    if series.bins.unit is Unit.DAY:
        return words("{reports}; most on {day} ({n}).", reports=said, day=words.day(at), n=n)
    if series.bins.unit is Unit.WEEK:
        return words("{reports}; most in the week from {day} ({n}).", reports=said, day=words.day(at), n=n)
    return words("{reports}; most in {month} ({n}).", reports=said, month=words.month(at), n=n)


def _peak(series: ReportsOverTime) -> int | None:
    """Return the one bin with the most reports for certain, if no other can have more; else None."""
    peak = int(np.argmax(series.certain))
    certain, possible = (np.delete(each, peak) for each in (series.certain, series.possible))
    most = series.certain[peak]
    return peak if len(certain) and most > certain.max() and most >= possible.max() else None


def over_time_units(series: ReportsOverTime, words: Words) -> str:
    """Return what the counts mean."""
    said = [
        _counts(series, words),
        words(
            "Bars count reports on the map: full colour where all days of a report lie in the bar, pale "
            "where they cross its edge."
        ),
    ]
    if series.bins.unit is Unit.WEEK:
        said.append(words("Weeks begin on Monday."))
    if series.longer:
        said.append(
            words(
                "Reports of more days than a bar has stand in rows above the bars, from their first day to "
                "their last."
            )
        )
    if series.is_cut:
        said.append(
            words("The first bar or the last is cut to the days that are shown and in the chronicle.")
        )
    said.append(words("Numbered bands are the pauses below; a dashed line marks one with one day stated."))
    return " ".join(said)


def _counts(series: ReportsOverTime, words: Words) -> str:
    in_one = int(series.certain.sum())
    return words(
        "{total}: {in_one} within one bar, {across} across an edge, {longer} of longer periods.",
        total=words.plural("{n} report", "{n} reports", series.total),
        in_one=words.number(in_one),
        across=words.number(series.n_in_bars - in_one),
        longer=words.number(series.n_longer),
    )


def over_time_table(series: ReportsOverTime, words: Words) -> pd.DataFrame:
    """Return the counts, titled for reading: the bars, the longer periods, and the sums of both."""
    bins = zip(series.bins.days(), series.certain.tolist(), series.possible.tolist(), strict=True)
    bars = [
        (first, last, words("Bar"), Range(certain, possible), per_day(certain / days, possible / days, words))
        for (first, last), certain, possible in bins
        for days in [(last - first).days + 1]
    ]
    periods = [
        (day_of(period.first), day_of(period.last), words("Longer period"), Range(period.n, period.n), "")
        for period in series.longer
    ]
    whole = series.bins.edges[0], series.bins.edges[-1] - timedelta(days=1)
    sums = [
        (*whole, name, Range(least, most), "")
        for name, least, most in (
            (words("All bars"), int(series.certain.sum()), series.n_in_bars),
            (words("All longer periods"), series.n_longer, series.n_longer),
            (words("All reports"), series.total, series.total),
        )
    ]
    return pd.DataFrame(
        [
            {
                words("From"): first,
                words("To"): last,
                words("Drawn as"): form,
                words("Reports"): words.range(reports),
                words("Reports per day"): rate,
            }
            for first, last, form, reports, rate in (*bars, *periods, *sums)
        ]
    )
