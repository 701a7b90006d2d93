"""Tolls as charts: one line a claimant, ranges as bars, what is extrapolated or derived apart."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from geo import wording
from geo.analysis.toll_series import series
from geo.charts.chart_spec import DASHES, SHAPES, Make, day_axis, directed, instant, palette
from geo.language import Words, names
from geo.layers.symbols import Theme
from geo.model.rows import rows
from geo.wording.toll_sentences import qualifier

_COLUMNS = ["day", "series", "low", "high", "anchor", "form"]


def tolls_chart(tolls: pd.DataFrame, words: Words) -> Make:
    """Return a chart of figures as of their dates.

    A bar runs from the lowest to the highest number of a range; a triangle points where a range is open. A
    line joins the figures of one claimant, at the lower stated end: it is for the eye and states nothing.
    """
    data = pd.DataFrame(_points(tolls, words), columns=_COLUMNS)
    days = [day for day in map(wording.day_of, tolls["as_of_date"]) if day]

    def make(theme: Theme) -> alt.TopLevelMixin:
        base = alt.Chart(data).encode(
            x=_day_axis("day", days), color=_colour(data["series"], theme), detail="series:N"
        )
        joined = base.mark_line(strokeWidth=1.4, opacity=0.75).encode(
            y=alt.Y("anchor:Q", title=None, scale=alt.Scale(zero=True)), strokeDash=_dash(data["series"])
        )
        bar = base.mark_rule(strokeWidth=4, opacity=0.65).encode(y="low:Q", y2="high:Q")
        point = base.mark_point(filled=True, size=42, opacity=1).encode(
            y="anchor:Q",
            shape=alt.Shape("form:N", title=None, legend=None, scale=_forms()),
        )
        return alt.layer(joined, bar, point).properties(height=300)

    return make


def daily_chart(daily: pd.DataFrame, words: Words) -> Make:
    """Return a chart of derived daily figures: a band from the least to the most over the days between dates.

    Changes with an open end are in the table only.
    """
    closed = daily.dropna(subset=["per_day_min", "per_day_max"])
    data = pd.DataFrame(
        {
            "from": [instant(day.date()) for day in closed["from_date"]],
            "to": [instant(day.date()) for day in closed["to_date"]],
            "series": [directed(names.claimant(each, words), words) for each in closed["claimant"]],
            "low": closed["per_day_min"].to_numpy(float),
            "high": closed["per_day_max"].to_numpy(float),
        }
    )
    days = [day.date() for column in ("from_date", "to_date") for day in daily[column]]

    def make(theme: Theme) -> alt.TopLevelMixin:
        base = alt.Chart(data).encode(
            x=_day_axis("from", days), x2="to:T", color=_colour(data["series"], theme)
        )
        band = base.mark_rect(opacity=0.3).encode(
            y=alt.Y("low:Q", title=words("A day, derived")), y2="high:Q"
        )
        dash = _dash(data["series"])
        low, high = (
            base.mark_rule(strokeWidth=2).encode(y=alt.Y(f"{end}:Q"), strokeDash=dash)
            for end in ("low", "high")
        )
        return alt.layer(band, low, high).properties(height=220)

    return make


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
                "series": directed(f"{names.claimant(row.claimant, words)}{apart}", words),
                "low": low,
                "high": high,
                "anchor": low,
                "form": form,
            }
        )
    return found


def _day_axis(field: str, days: list[date]) -> alt.X:
    n_days = (max(days) - min(days)).days if days else 0
    return alt.X(f"{field}:T", title=None, axis=alt.Axis(**day_axis(n_days)))


def _colour(series_names: pd.Series[str], theme: Theme) -> alt.Color:
    found = list(dict.fromkeys(series_names))
    colours = palette(theme)
    return alt.Color(
        "series:N",
        title=None,
        scale=alt.Scale(domain=found, range=[colours[i % len(colours)] for i in range(len(found))]),
        legend=alt.Legend(columns=1, symbolType="stroke"),
    )


def _dash(series_names: pd.Series[str]) -> alt.StrokeDash:
    found = list(dict.fromkeys(series_names))
    return alt.StrokeDash(
        "series:N",
        title=None,
        scale=alt.Scale(domain=found, range=[list(DASHES[i % len(DASHES)]) for i in range(len(found))]),
    )


def _forms() -> alt.Scale:
    return alt.Scale(domain=["stated", "at least", "up to"], range=[SHAPES[0], SHAPES[2], SHAPES[5]])
