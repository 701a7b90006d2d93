"""Reports over time as a chart, certain and possible apart, with the pauses as bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import altair as alt
import numpy as np
import pandas as pd

from geo.analysis.bins import Bins, Unit, bins_of, unit_for
from geo.charts.chart_spec import PALETTE, PAPER, Make, day_axis, instant, isolated
from geo.charts.longer_periods import LongerPeriod, drawn, lanes, longer_label, longer_periods
from geo.charts.report_series import ReportSeries
from geo.filters.view import View
from geo.language import N_, Words
from geo.layers.symbols import GROUND, Theme
from geo.model import Range
from geo.model.days import day_number, day_of
from geo.model.rows import rows
from geo.queries.pauses import Pause
from geo.snapshot.opened import Snapshot
from geo.wording.pause_sentences import per_day

TITLES = {
    Unit.DAY: N_("Reports per day"),
    Unit.WEEK: N_("Reports per week"),
    Unit.MONTH: N_("Reports per month"),
}
"""Message ids."""
_ROWS, _ROW_PX = 3, 13
"""Above the chart, for the numbers of the pauses: side by side, 1 and 2 would read as twelve."""
_CHARACTER_PX, _GAP_PX, _PLOT_PX = 7, 4, 324
"""Of these numbers: the width of a digit and of the room between two of them, and that of the days of the
chart on a phone, where they are closest."""
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
            .encode(y=alt.value(-_ROW_PX * row), text="label:N")
            for row in range(_ROWS)
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
    right, foot = alt.value(_CHARACTER_PX * len(label)), alt.value(_LABEL_PX - 1)
    box: alt.Chart = ground.encode(x=alt.value(0), x2=right, y=alt.value(0), y2=foot)
    return box


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
