"""Reports over time as a chart, certain and possible apart, with the pauses as bands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import altair as alt
import numpy as np
import pandas as pd

from geo.analysis.bins import Bins, Unit, bins_of, unit_for
from geo.charts.chart_spec import PALETTE, Make, day_axis, instant, isolated
from geo.filters.view import View
from geo.language import N_, Words
from geo.layers.symbols import GROUND, Theme
from geo.model import Range
from geo.model.days import day_of
from geo.model.rows import rows
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
_CHARACTER_PX, _GAP_PX, _PLOT_PX = 7, 4, 324
"""Of these numbers: the width of a digit and of the room between two of them, and that of the days of the
chart on a phone, where they are closest."""


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
        "for those whose days only overlap it. Numbered bands are the pauses below, several numbers "
        "together where they begin close to each other; where no end or no start is stated, a dashed "
        "line marks the one day that is."
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


def over_time_chart(series: ReportsOverTime, pauses: tuple[Pause, ...], words: Words) -> Make:
    """Return a chart of the counts; a pause is a band, or a dashed line where no end or no start is stated.

    The numbers of the pauses are their places in the list given. Where they begin too close to each other for
    a number each, several stand together.
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
        columns=["from", "to", "number", "form"],
    )
    labels = pd.DataFrame(
        [
            {"from": instant(label.at.date()), "label": isolated(label.text, words), "row": label.row}
            for label in _labels(bands, (edges[-1] - edges[0]) / _PLOT_PX)
        ],
        columns=["from", "label", "row"],
    )
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
            alt.Chart(labels)
            .encode(x=x)
            .transform_filter(alt.datum["row"] == row)
            .mark_text(color=ink, align="left", dx=2, dy=-2, baseline="bottom")
            .encode(y=alt.value(-_ROW_PX * row), text="label:N")
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


@dataclass(frozen=True, slots=True)
class _Label:
    """The numbers of pauses, written where the first of them begins."""

    at: pd.Timestamp
    row: int
    numbers: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The numbers, those that follow each other as a range."""
        runs: list[list[int]] = []
        for n in sorted(self.numbers):
            if runs and n == runs[-1][-1] + 1:
                runs[-1].append(n)
            else:
                runs.append([n])
        return ", ".join("–".join(map(str, dict.fromkeys((run[0], run[-1])))) for run in runs)

    def end(self, pixel: timedelta) -> pd.Timestamp:
        """Return where the next label of the row may begin; `pixel` is the time that one stands for."""
        return self.at + pixel * (_CHARACTER_PX * len(self.text) + _GAP_PX)


def _labels(bands: pd.DataFrame, pixel: timedelta) -> list[_Label]:
    """Return the numbers of the pauses in rows, so that no two labels overlap.

    Where every row is taken, a number joins the label that stands nearest before it.
    """
    labels: list[_Label] = []
    for band in rows(bands.assign(at=pd.to_datetime(bands["from"])).sort_values("at", kind="stable")):
        taken = {label.row for label in labels if label.end(pixel) > band.at}
        free = [row for row in range(_ROWS) if row not in taken]
        if free:
            labels.append(_Label(band.at, free[0]))
        labels[-1].numbers.append(band.number)
    return labels


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
        "number": n,
        "form": "band" if has_both else "line",
    }
