"""Reports over time as a chart, certain and possible apart, with the pauses as bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from geo.analysis.bins import Bins, Unit, bins_of, unit_for
from geo.charts.chart_spec import PALETTE, PAPER, Make, day_axis, instant, isolated
from geo.charts.longer_periods import LongerPeriod, drawn, lanes, longer_label, longer_periods
from geo.charts.pause_bands import CHARACTER_PX, ROW_PX, ROWS, pause_band, pause_labels
from geo.charts.report_series import ReportSeries
from geo.filters.view import View
from geo.language import N_, Words
from geo.layers.symbols import GROUND, Theme
from geo.model.days import day_number, day_of
from geo.queries.pauses import Pause
from geo.snapshot.opened import Snapshot

TITLES = {
    Unit.DAY: N_("Reports per day"),
    Unit.WEEK: N_("Reports per week"),
    Unit.MONTH: N_("Reports per month"),
}
"""Message ids."""
_PLOT_PX = 324
"""Width of the days of the chart on a phone, where the numbers of pauses are closest."""
_BARS_PX, _LABEL_PX, _LANE_PX, _MOST_LANES = 230, 16, 6, 8
"""Heights of the bars, of the line over the rows of longer periods, and of such a row."""


@dataclass(frozen=True, slots=True)
class ReportsOverTime:
    """Reports in bins of days; one element of each array a bin."""

    bins: Bins
    certain: np.ndarray
    """Reports whose days all lie in the bin."""
    possible: np.ndarray
    """Reports whose days overlap it and are no more than the longest bin has."""
    longer: tuple[LongerPeriod, ...]
    """Longer periods that overlap any bin, and their reports."""
    total: int
    """Reports that overlap any bin, each once."""
    is_cut: bool
    """Whether the first bin or the last is cut to the days shown."""

    @property
    def n_longer(self) -> int:
        """Reports of longer periods."""
        return sum(period.n for period in self.longer)

    @property
    def n_in_bars(self) -> int:
        """Reports that the bars count, each once."""
        return self.total - self.n_longer


def over_time(snapshot: Snapshot, view: View) -> ReportsOverTime:
    """Count what the map shows in bins over a view's dates, cut to these and to the chronicle's days."""
    first, last = snapshot.span
    begin, end = max(view.date_from, first), min(view.date_to, last)
    begin, end = (begin, end) if begin <= end else (view.date_from, view.date_from)
    whole = bins_of(begin, end, unit_for(begin, end))
    bins = whole.cut(begin, end)
    counted = snapshot.histogram(view, bins.edges, "kind").values()
    none = np.zeros(len(bins), np.int64)
    return ReportsOverTime(
        bins,
        certain=sum((c.certain for c in counted), start=none),
        possible=sum((c.possible for c in counted), start=none),
        longer=longer_periods(counted),
        total=sum(c.total for c in counted),
        is_cut=bins != whole,
    )


def over_time_chart(
    series: ReportsOverTime, pauses: tuple[Pause, ...], words: Words, parts: Sequence[ReportSeries] = ()
) -> Make:
    """Return a chart of the counts; a pause is a band, or a dashed line where no end or no start is stated.

    `parts` are told apart by colour. The numbers of the pauses are their places in the list given. Where they
    begin too close to each other for a number each, several stand together.
    """
    edges = series.bins.edges
    blocks = _blocks(series, parts)
    periods = _period_rows(series)
    bands = pd.DataFrame(
        [band for n, pause in enumerate(pauses, 1) if (band := pause_band(n, pause, edges[0], edges[-1]))],
        columns=["from", "to", "number", "form"],
    )
    labels = pd.DataFrame(
        [
            {"from": instant(label.at.date()), "label": isolated(label.text, words), "row": label.row}
            for label in pause_labels(bands, (edges[-1] - edges[0]) / _PLOT_PX)
        ],
        columns=["from", "label", "row"],
    )
    head_px = _LABEL_PX + _LANE_PX * (1 + int(periods["lane"].max())) + _LABEL_PX // 2 if len(periods) else 0
    label = isolated(longer_label(series.n_longer, words), words)
    top = max(1, int(series.possible.max(initial=0)))
    # From the foot of the plot, whose height the page decides, up to below the rows of longer periods.
    heights = alt.Scale(domain=[0, top], range=[{"expr": "height"}, head_px])

    def make(theme: Theme) -> alt.TopLevelMixin:
        axis = alt.Axis(**day_axis((edges[-1] - edges[0]).days))
        x = alt.X("from:T", title=None, axis=axis)
        y = alt.Y("low:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d"), scale=heights)
        ink = GROUND.text_muted.on(theme)
        spans = alt.Chart(bands).encode(x=x)
        is_band = alt.datum["form"] == "band"
        band = spans.transform_filter(is_band).mark_rect(color=ink, opacity=0.16).encode(x2="to:T")
        line = spans.transform_filter(alt.datum["form"] == "line").mark_rule(color=ink, strokeDash=[4, 3])
        names = [
            alt.Chart(labels)
            .encode(x=x)
            .transform_filter(alt.datum["row"] == row)
            .mark_text(color=ink, align="left", dx=2, dy=-2, baseline="bottom")
            .encode(y=alt.value(-ROW_PX * row), text="label:N")
            for row in range(ROWS)
        ]
        # No line runs through what the longer periods are called: its ground hides them, not the bands.
        box = [_label_box(label, theme)] if len(periods) else []
        layers = [line, *box, band, *_bars(blocks, parts, x, y, theme), *names]
        if len(periods):
            layers += _longer(periods, x, label, theme)
        return alt.layer(*layers).properties(height=_BARS_PX + head_px)

    return make


def _blocks(series: ReportsOverTime, parts: Sequence[ReportSeries]) -> pd.DataFrame:
    """Return the blocks of the bars, first what is certain of each part, then the rest."""
    edges = series.bins.edges
    each = parts or (ReportSeries("", PALETTE[0], series.certain, series.possible),)
    heights = [(part.label, True, part.certain) for part in each]
    heights += [(part.label, False, part.possible - part.certain) for part in each]
    base = np.zeros(len(series.bins), np.int64)
    found = []
    for label, is_certain, height in heights:
        block = {"part": label, "is_certain": is_certain, "low": base, "high": base + height}
        days = {"from": [instant(day) for day in edges[:-1]], "to": [instant(day) for day in edges[1:]]}
        found.append(pd.DataFrame({**days, **block}))
        base = base + height
    blocks = pd.concat(found, ignore_index=True)
    return blocks[blocks["high"] > blocks["low"]]


def _bars(
    blocks: pd.DataFrame, parts: Sequence[ReportSeries], x: alt.X, y: alt.Y, theme: Theme
) -> list[alt.Chart]:
    """Return the bars, in full colour what is certain and pale what is not."""
    base = alt.Chart(blocks).encode(x=x, x2="to:T", y=y, y2="high:Q")
    if parts:
        names, colours = [part.label for part in parts], [part.colour.on(theme) for part in parts]
        base = base.encode(
            color=alt.Color("part:N", title=None, sort=names, scale=alt.Scale(domain=names, range=colours))
        )
    else:
        base = base.encode(color=alt.value(PALETTE[0].on(theme)))
    return [
        base.transform_filter(alt.datum["is_certain"]).mark_rect(stroke=None),
        base.transform_filter(~alt.datum["is_certain"]).mark_rect(opacity=0.35, stroke=None),
    ]


def _period_rows(series: ReportsOverTime) -> pd.DataFrame:
    """Return the longer periods as far as the chart shows their days, each with its row."""
    first, after = (day_number(day) for day in (series.bins.edges[0], series.bins.edges[-1]))
    shown = drawn(series.longer)
    found = [
        {
            "from": instant(day_of(max(period.first, first))),
            "to": instant(day_of(min(period.last + 1, after))),
            "lane": lane,
        }
        for period, lane in zip(shown, lanes(shown, _MOST_LANES), strict=True)
    ]
    return pd.DataFrame(found, columns=["from", "to", "lane"])


def _longer(periods: pd.DataFrame, x: alt.X, label: str, theme: Theme) -> list[alt.Chart]:
    """Return the longer periods in their rows, and the line above them that says what they are."""
    page = PAPER.on(theme)
    rows_of = alt.Chart(periods).encode(x=x, x2="to:T")
    # Outlined in the colour of the page: two that follow each other would read as one.
    spans = [
        rows_of.transform_filter(alt.datum["lane"] == lane)
        .mark_rect(color=PALETTE[0].on(theme), stroke=page, strokeWidth=1)
        .encode(y=alt.value(top), y2=alt.value(top + _LANE_PX))
        for lane in range(1 + int(periods["lane"].max()))
        for top in [_LABEL_PX + _LANE_PX * lane]
    ]
    said = (
        alt.Chart(pd.DataFrame({"label": [label]}))
        .mark_text(align="left", baseline="top", fontSize=12, color=GROUND.text_muted.on(theme))
        .encode(x=alt.value(2), y=alt.value(1), text="label:N")
    )
    return [*spans, said]


def _label_box(label: str, theme: Theme) -> alt.Chart:
    """Return the ground of the line above the rows, in the colour of the page."""
    ground: alt.Chart = alt.Chart(pd.DataFrame({"box": [1]})).mark_rect(color=PAPER.on(theme), stroke=None)
    right, foot = alt.value(CHARACTER_PX * len(label)), alt.value(_LABEL_PX - 1)
    box: alt.Chart = ground.encode(x=alt.value(0), x2=right, y=alt.value(0), y2=foot)
    return box
