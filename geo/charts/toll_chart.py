"""Tolls as charts: one line a claimant, ranges as bars, what is extrapolated or derived apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from textwrap import wrap

import altair as alt
import pandas as pd

from geo import wording
from geo.analysis.toll_series import series
from geo.charts.chart_spec import DASHES, SHAPES, Make, day_axis, directed, instant, palette
from geo.language import Words, names
from geo.layers.card_templates import filled
from geo.layers.symbols import Theme
from geo.model.rows import Row, rows
from geo.wording.toll_sentences import qualifier, single_toll

_PLOT_PX, _LEGEND_LINE_PX, _LEGEND_CHARACTERS = 250, 17, 46
"""Heights of the plot with its axis and of a line of the legend; how long such a line is on a phone."""
_GAPS = tuple(dash for dash in DASHES if dash[1])
"""Patterns of links over days without a figure: none is a whole line."""
_LINK_COLUMNS = ["day", "next_day", "series", "low", "next_low", "is_next_day"]
_COLUMNS = ["day", "series", "low", "high", "anchor", "form"]


def tolls_chart(tolls: pd.DataFrame, words: Words, days: tuple[date, date] | None = None) -> Make:
    """Return a chart of figures as of their dates, over `days` where these are wider.

    A bar runs from the lowest to the highest number of a range; a triangle points where a range is open. A
    line joins the figures of one claimant from one day to the next, at the lower stated end. Over days
    without a figure the link is dashed: it is for the eye and states nothing.
    """
    data = pd.DataFrame(_points(tolls, words), columns=_COLUMNS)
    links = pd.DataFrame(_links(data), columns=_LINK_COLUMNS)
    stated = [day for day in map(wording.day_of, tolls["as_of_date"]) if day]
    shown = [*stated, *(days or ())]

    def make(theme: Theme) -> alt.TopLevelMixin:
        colour = _colour(data["series"], theme)
        base = alt.Chart(data).encode(x=_day_axis("day", shown), color=colour, detail="series:N")
        y = alt.Y("low:Q", title=None, scale=alt.Scale(zero=True))
        link = alt.Chart(links).encode(
            x=_day_axis("day", shown), x2="next_day:T", color=colour, y=y, y2="next_low:Q"
        )
        daily = link.transform_filter(alt.datum["is_next_day"]).mark_rule(strokeWidth=1.6)
        over_gap = (
            link.transform_filter(~alt.datum["is_next_day"])
            .mark_rule(strokeWidth=1.2, opacity=0.7)
            .encode(strokeDash=_dash(data["series"], _GAPS))
        )
        bar = base.mark_rule(strokeWidth=4, opacity=0.65).encode(y=y, y2="high:Q")
        point = base.mark_point(filled=True, size=42, opacity=1).encode(
            y=alt.Y("anchor:Q"),
            shape=alt.Shape("form:N", title=None, legend=None, scale=_forms()),
        )
        return alt.layer(over_gap, daily, bar, point).properties(height=_height(data["series"]))

    return make


def _links(points: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Return what joins each two figures of a claimant that follow each other."""
    for name, own in points.groupby("series", sort=False):
        for one, other in pairwise(rows(own.sort_values("day", kind="stable"))):
            n_days = (date.fromisoformat(other.day[:10]) - date.fromisoformat(one.day[:10])).days
            if n_days:
                yield {
                    "day": one.day,
                    "next_day": other.day,
                    "series": name,
                    "low": one.anchor,
                    "next_low": other.anchor,
                    "is_next_day": n_days == 1,
                }


def tolls_html(tolls: Iterable[Row], words: Words) -> str:
    """Return the figures that are no chart, each with its source, folded away; every field escaped."""
    figures = [(single_toll(row, words), row) for row in tolls]
    summary = words.plural(
        "{n} figure that counts something else", "{n} figures that count something else", len(figures)
    )
    return filled("tolls.html", words, figures=figures, summary=summary)


def daily_chart(daily: pd.DataFrame, words: Words) -> Make:
    """Return a chart of derived daily figures: a band from the least to the most over the days between dates.

    Changes with an open end are in the table only.
    """
    closed = daily.dropna(subset=["per_day_min", "per_day_max"])
    data = pd.DataFrame(
        {
            "from": [instant(day.date()) for day in closed["from_date"]],
            "to": [instant(day.date()) for day in closed["to_date"]],
            "series": [_in_legend(names.claimant(each, words), words) for each in closed["claimant"]],
            "low": closed["per_day_min"].to_numpy(float),
            "high": closed["per_day_max"].to_numpy(float),
        }
    )
    days = [day.date() for column in ("from_date", "to_date") for day in closed[column]]
    # Of both ends and of zero, so that neither a correction downwards nor a short gap is cut by the frame.
    ends = [0.0, *data["low"], *data["high"]]
    scale = alt.Scale(domain=[1.05 * min(ends), 1.05 * max(ends)], nice=True)

    def make(theme: Theme) -> alt.TopLevelMixin:
        base = alt.Chart(data).encode(
            x=_day_axis("from", days), x2="to:T", color=_colour(data["series"], theme)
        )
        band = base.mark_rect(opacity=0.3).encode(
            y=alt.Y("low:Q", title=words("Per day, derived"), scale=scale), y2="high:Q"
        )
        dash = _dash(data["series"], DASHES)
        low, high = (
            base.mark_rule(strokeWidth=2).encode(y=alt.Y(f"{end}:Q", scale=scale), strokeDash=dash)
            for end in ("low", "high")
        )
        return alt.layer(band, low, high).properties(height=_height(data["series"]))

    return make


def _height(names: pd.Series[str]) -> int:
    """Return the height that the page gives plot, axis and legend together."""
    return _PLOT_PX + _LEGEND_LINE_PX * sum(1 + str(name).count("\n") for name in set(names))


def _points(tolls: pd.DataFrame, words: Words) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for row in rows(series(tolls)):
        figure, day = wording.harm(row, "value"), wording.day_of(row.as_of_date)
        if day is None or figure.is_unknown:
            continue
        low = figure.min if figure.min is not None else figure.max
        high = figure.max if figure.max is not None else figure.min
        form = "at least" if figure.max is None else "up to" if figure.min is None else "stated"
        apart = f" — {qualifier(row.qualifier, words)}" if row.is_extrapolated else ""
        found.append(
            {
                "day": instant(day),
                "series": _in_legend(f"{names.claimant(row.claimant, words)}{apart}", words),
                "low": low,
                "high": high,
                "anchor": low,
                "form": form,
            }
        )
    return found


def _in_legend(name: str, words: Words) -> str:
    return "\n".join(directed(line, words) for line in wrap(names.plain(name), _LEGEND_CHARACTERS))


def _day_axis(field: str, days: list[date]) -> alt.X:
    if not days:
        return alt.X(f"{field}:T", title=None)
    first, last = min(days), max(days)
    # A day more at the end: a figure of the last day is not cut by the frame.
    ends = [instant(first), instant(last + timedelta(days=1))]
    axis = alt.Axis(**day_axis((last - first).days))
    return alt.X(f"{field}:T", title=None, axis=axis, scale=alt.Scale(domain=ends))


def _colour(series_names: pd.Series[str], theme: Theme) -> alt.Color:
    found = list(dict.fromkeys(series_names))
    colours = palette(theme)
    return alt.Color(
        "series:N",
        title=None,
        scale=alt.Scale(domain=found, range=[colours[i % len(colours)] for i in range(len(found))]),
        legend=alt.Legend(columns=1, symbolType="stroke", labelExpr="split(datum.label, '\\n')"),
    )


def _dash(series_names: pd.Series[str], patterns: Sequence[tuple[int, ...]]) -> alt.StrokeDash:
    found = list(dict.fromkeys(series_names))
    dashes = [list(patterns[i % len(patterns)]) for i in range(len(found))]
    return alt.StrokeDash("series:N", title=None, scale=alt.Scale(domain=found, range=dashes))


def _forms() -> alt.Scale:
    return alt.Scale(domain=["stated", "at least", "up to"], range=[SHAPES[0], SHAPES[2], SHAPES[5]])
