"""Reports over time as a chart, certain and possible apart, with the pauses as bands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import altair as alt
import numpy as np
import pandas as pd

from geo.analysis.bins import Bins, Unit, bins_of, unit_for
from geo.charts.chart_spec import PALETTE, Make, day_axis, instant
from geo.filters.view import View
from geo.language import N_, Words
from geo.layers.symbols import GROUND, Theme
from geo.model import Range
from geo.model.days import day_of
from geo.queries.pauses import Pause
from geo.snapshot.opened import Snapshot
from geo.wording.pause_sentences import per_day

TITLES = {
    Unit.DAY: N_("Reports a day"),
    Unit.WEEK: N_("Reports a week, from Monday"),
    Unit.MONTH: N_("Reports a month"),
}
"""Message ids."""
_ROWS, _ROW_PX = 3, 13
"""Above the chart, for the numbers of the pauses: side by side, 1 and 2 would read as twelve."""
_NUMBERS_ACROSS = 18
"""As many fit beside each other on a phone."""


@dataclass(frozen=True, slots=True)
class ReportsOverTime:
    """Reports in bins of days; one element of each array a bin."""

    bins: Bins
    certain: np.ndarray
    """Reports whose days all lie in the bin."""
    possible: np.ndarray
    """Reports whose days overlap it."""
    is_cut: bool
    """Whether the first bin or the last is cut to the days shown."""


def over_time(snapshot: Snapshot, view: View) -> ReportsOverTime:
    """Count what the map shows in bins over a view's dates, cut to these and to the chronicle's days."""
    first, last = snapshot.span
    begin, end = max(view.date_from, first), min(view.date_to, last)
    begin, end = (begin, end) if begin <= end else (view.date_from, view.date_from)
    whole = bins_of(begin, end, unit_for(begin, end))
    bins = whole.cut(begin, end)
    counted = snapshot.histogram(view, bins.edges, "kind").values()
    none = np.zeros(len(bins), np.int64)
    certain, possible = (
        sum((c.certain for c in counted), start=none),
        sum((c.possible for c in counted), start=none),
    )
    return ReportsOverTime(bins, certain, possible, is_cut=bins != whole)


def over_time_units(series: ReportsOverTime, words: Words) -> str:
    """Return what the counts mean."""
    sentence = words(
        "Reports on the map in each bin: full colour for those whose days all lie in it, pale "
        "for those whose days only overlap it. Numbered bands are the pauses below; where no "
        "end or no start is stated, a dashed line marks the one day that is."
    )
    cut = words("The first bin or the last is cut: it has only the days that are shown and in the chronicle.")
    return f"{sentence} {cut}" if series.is_cut else sentence


def over_time_table(series: ReportsOverTime, words: Words) -> pd.DataFrame:
    """Return the counts, titled for reading."""
    bins = zip(series.bins.days(), series.certain.tolist(), series.possible.tolist(), strict=True)
    return pd.DataFrame(
        [
            {
                words("From"): first,
                words("To"): last,
                words("Reports"): words.range(Range(certain, possible)),
                words("Reports a day"): per_day(certain / days, possible / days, words),
            }
            for (first, last), certain, possible in bins
            for days in [(last - first).days + 1]
        ]
    )


def over_time_chart(series: ReportsOverTime, pauses: tuple[Pause, ...]) -> Make:
    """Return a chart of the counts; a pause is a band, or a dashed line where no end or no start is stated.

    The numbers of the pauses are their places in the list given.
    """
    edges = series.bins.edges
    data = pd.DataFrame(
        {
            "from": [instant(day) for day in edges[:-1]],
            "to": [instant(day) for day in edges[1:]],
            "certain": series.certain,
            "possible": series.possible,
        }
    )
    bands = pd.DataFrame(
        [band for n, pause in enumerate(pauses, 1) if (band := _band(n, pause, edges[0], edges[-1]))],
        columns=["from", "to", "name", "form"],
    )
    bands["row"] = _rows(pd.to_datetime(bands["from"]), (edges[-1] - edges[0]) / _NUMBERS_ACROSS)
    top = max(1, int(series.possible.max(initial=0)))

    def make(theme: Theme) -> alt.TopLevelMixin:
        axis = alt.Axis(**day_axis((edges[-1] - edges[0]).days))
        x = alt.X("from:T", title=None, axis=axis)
        ink, blue = GROUND.text_muted.on(theme), PALETTE[0].on(theme)
        spans = alt.Chart(bands).encode(x=x)
        is_band = alt.datum["form"] == "band"
        band = spans.transform_filter(is_band).mark_rect(color=ink, opacity=0.16).encode(x2="to:T")
        line = spans.transform_filter(alt.datum["form"] == "line").mark_rule(color=ink, strokeDash=[4, 3])
        names = (
            spans.transform_filter(alt.datum["row"] == row)
            .mark_text(color=ink, align="left", dx=2, dy=-2, baseline="bottom")
            .encode(y=alt.value(-_ROW_PX * row), text="name:N")
            for row in range(_ROWS)
        )
        counts = alt.Chart(data).encode(x=x, x2="to:T")
        axis = alt.Axis(tickMinStep=1, format=",d")
        certain = counts.mark_rect(color=blue, stroke=None).encode(
            y=alt.Y("certain:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, top])), y2=alt.datum(0)
        )
        possible = counts.mark_rect(color=blue, opacity=0.35, stroke=None).encode(
            y=alt.Y("possible:Q"), y2="certain:Q"
        )
        return alt.layer(band, line, certain, possible, *names).properties(height=200)

    return make


def _rows(places: Iterable[pd.Timestamp], apart: timedelta) -> list[int]:
    """Return a row for each number, so that two in one row are so far apart, if there are rows enough.

    Else each takes the row whose last number is farthest: no two that follow each other share a row.
    """
    ends = [pd.Timestamp.min] * _ROWS
    rows = []
    for place in places:
        free = (row for row, end in enumerate(ends) if end == pd.Timestamp.min or place - end >= apart)
        row = next(free, ends.index(min(ends)))
        ends[row] = place
        rows.append(row)
    return rows


def _band(n: int, pause: Pause, first: date, after: date) -> dict[str, object] | None:
    """Return a pause as far as a chart shows it: its days, or the one day of it that is stated."""
    stated = pause.stated_end
    has_both = pause.has_start and stated is not None
    start = day_of(stated[1] if stated and not pause.has_start else pause.start[0])
    end = day_of(stated[1]) if stated else start
    if end < first or start >= after:
        return None
    return {
        "from": instant(max(start, first)),
        "to": instant(min(end + timedelta(days=1), after)),
        "name": str(n),
        "form": "band" if has_both else "line",
    }
