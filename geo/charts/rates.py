"""Pauses as HTML and as a chart: rates of reports in and beside each, and what was claimed of them."""

from __future__ import annotations

from math import isfinite

import altair as alt
import pandas as pd

from geo.charts.chart_spec import PALETTE, Make, directed, isolated
from geo.language import Words, names
from geo.layers.card_templates import filled
from geo.layers.cards import pauses_list
from geo.layers.symbols import GROUND, Theme
from geo.model.rows import rows
from geo.queries.pause_comparison import PauseComparison
from geo.queries.pauses import releases
from geo.snapshot.opened import Snapshot
from geo.wording.pause_sentences import (
    STRETCHES,
    caveats,
    counted_over,
    counts,
    days_behind,
    days_stated,
    finding,
    pause_name,
    rate,
    rates_of,
    reports_behind,
)
from geo.wording.toll_sentences import release

_ROW_PX, _NAME_PX = 20, 560
"""Height of a row of the chart, and the longest name of a pause."""


def rates_html(every: tuple[PauseComparison, ...], snapshot: Snapshot, words: Words) -> str:
    """Return the pauses, numbered, with their rates, claims and sources; every field escaped."""
    pauses = [_pause(n, comparison, snapshot, words) for n, comparison in enumerate(every, 1)]
    return filled("rates.html", words, pauses=pauses)


_CHARTED = ("before", "inside", "after")
"""Stretches with a row each, in this order; other days are in the table only."""
_APART = "\u241f"
"""Between the place of a row and its label, in the names of rows."""


def rates_chart(every: tuple[PauseComparison, ...], words: Words) -> Make:
    """Return a chart of the rates: of each pause its name, and below it a row before, during and after it.

    A bar runs from the least to the most. Rates without an upper limit are written out.
    """
    kinds = [words("Reports"), words("Incidents")]
    numbered = [
        f"{n}. {names.plain(pause_name(comparison.pause, words))}" for n, comparison in enumerate(every, 1)
    ]
    titles = pd.DataFrame(
        [{"row": _row(n, 0), "name": directed(name, words)} for n, name in enumerate(numbered, 1)],
        columns=["row", "name"],
    )
    data = pd.DataFrame(
        [
            {
                "pause": numbered[n - 1],
                "stretch": words(STRETCHES[stretch]),
                "what": what,
                "row": _row(n, place, words(STRETCHES[stretch])),
                "least": stated.least,
                "most": stated.most,
            }
            for n, comparison in enumerate(every, 1)
            for place, stretch in enumerate(_CHARTED, 1)
            for what, stated in zip(kinds, rates_of(comparison.shown, stretch), strict=True)
            if stated is not None and isfinite(stated.most)
        ],
        columns=["pause", "stretch", "what", "row", "least", "most"],
    )
    # An empty row would read as nothing at all.
    open_rates = pd.DataFrame(
        [
            {"row": _row(n, place, words(STRETCHES[stretch])), "said": isolated(rate(stated, words), words)}
            for n, comparison in enumerate(every, 1)
            for place, stretch in enumerate(_CHARTED, 1)
            for stated in [rates_of(comparison.shown, stretch)[0]]
            if stated is None or not isfinite(stated.most)
        ],
        columns=["row", "said"],
    )
    lines = [
        _row(n, place, words(STRETCHES[stretch]) if stretch else "")
        for n, _ in enumerate(every, 1)
        for place, stretch in enumerate(("", *_CHARTED))
    ]
    # From zero on, so that what is drawn beside nothing is not in the middle; of nothing, to one per day.
    top = float(data["most"].max()) if data["most"].any() else 1.0

    def make(theme: Theme) -> alt.TopLevelMixin:
        colours = alt.Scale(domain=kinds, range=[PALETTE[place].on(theme) for place in (0, 1)])
        is_report = alt.datum["what"] == kinds[0]
        y = alt.Y(
            "row:N",
            title=None,
            scale=alt.Scale(domain=lines),
            axis=alt.Axis(
                labelOverlap=False,
                ticks=False,
                labelPadding=9,
                labelExpr=f"split(datum.label, '{_APART}')[1]",
                labelLimit=190,
            ),
        )
        base = alt.Chart(data).encode(
            y=y,
            yOffset=alt.YOffset("what:N", scale=alt.Scale(domain=kinds)),
            color=alt.Color(
                "what:N",
                sort=kinds,
                title=None,
                scale=colours,
                legend=alt.Legend(orient="top", direction="horizontal", padding=6),
            ),
        )
        bar = base.mark_rule().encode(
            x=alt.X(
                "least:Q",
                title=words("Per day"),
                axis=alt.Axis(tickCount=6),
                scale=alt.Scale(domain=[0, top], nice=True),
            ),
            x2="most:Q",
            strokeWidth=alt.condition(is_report, alt.value(5), alt.value(1.5)),
        )
        ends = (
            base.mark_point(size=30, opacity=1)
            .transform_fold(["least", "most"], as_=["end", "at"])
            .encode(
                x="at:Q",
                shape=alt.Shape(
                    "what:N",
                    sort=kinds,
                    title=None,
                    scale=alt.Scale(domain=kinds, range=["square", "circle"]),
                    legend=alt.Legend(orient="top", direction="horizontal", padding=6),
                ),
                fillOpacity=alt.condition(is_report, alt.value(1), alt.value(0)),
                fill=alt.Fill("what:N", legend=None, scale=colours),
            )
        )
        name = (
            alt.Chart(titles)
            .mark_text(align="left", fontWeight=600, fontSize=12, limit=_NAME_PX)
            .encode(y=y, x=alt.value(6), text="name:N")
        )
        # A step and no height, which the page would take to be that of axis and legend as well.
        unknown = (
            alt.Chart(open_rates)
            .mark_text(align="left", fontSize=11.5, color=GROUND.text_muted.on(theme))
            .encode(y=y, x=alt.value(6), text="said:N")
        )
        return alt.layer(bar, ends, name, unknown).properties(height=alt.Step(_ROW_PX, **{"for": "position"}))

    return make


def _row(pause: int, place: int, label: str = "") -> str:
    return f"{pause:03}.{place}{_APART}{label}"


def _pause(n: int, comparison: PauseComparison, snapshot: Snapshot, words: Words) -> dict[str, object]:
    pause = comparison.pause
    statements = pd.DataFrame(pause.statements)
    released = releases(snapshot, pause, comparison.reading)
    return {
        "name": f"{n}. {pause_name(pause, words)}",
        "days": days_stated(pause, words),
        "counted_over": counted_over(comparison, snapshot.areas, words),
        "has_range": _has_range(comparison),
        "rates": [_line(comparison, stretch, name, words) for stretch, name in STRETCHES.items()],
        "counts": counts(comparison, words),
        "finding": finding(comparison, words),
        "caveats": caveats(comparison, words),
        "releases": [(release(row, snapshot.areas, words), row) for row in rows(released)],
        "statements_title": words.plural("{n} statement on it", "{n} statements on it", len(statements)),
        "statements": pauses_list(statements, words),
    }


def _has_range(comparison: PauseComparison) -> bool:
    """Whether the rates over every possible end are others than those shown first."""
    return comparison.pause.is_open and comparison.stated is not comparison.widest


def _line(comparison: PauseComparison, stretch: str, name: str, words: Words) -> list[str]:
    reports, incidents = rates_of(comparison.shown, stretch)
    wide, wide_incidents = rates_of(comparison.widest, stretch)
    cells = [words(name), days_behind(reports, words)]
    for stated, over_every_end in ((reports, wide), (incidents, wide_incidents)):
        cells += [reports_behind(stated, words), rate(stated, words)]
        if _has_range(comparison):
            cells.append(rate(over_every_end, words))
    return cells
