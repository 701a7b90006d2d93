"""Pauses as HTML and as a chart: rates of reports in and beside each, and what was claimed of them."""

from __future__ import annotations

from math import isfinite
from textwrap import wrap

import altair as alt
import pandas as pd

from geo.charts.chart_spec import PALETTE, Make, directed
from geo.language import Words, names
from geo.layers.cards import filled, pauses_list
from geo.layers.symbols import Theme
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

_ROW_PX = 80
"""Height of a pause in the chart."""


def rates_html(every: tuple[PauseComparison, ...], snapshot: Snapshot, words: Words) -> str:
    """Return the pauses, numbered, with their rates, claims and sources; every field escaped."""
    pauses = [_pause(n, comparison, snapshot, words) for n, comparison in enumerate(every, 1)]
    return filled("rates.html", words, pauses=pauses)


_LINE_CHARACTERS, _MOST_LINES = 28, 2
"""Room for the name of a pause beside its marks."""


def rates_chart(every: tuple[PauseComparison, ...], words: Words) -> Make:
    """Return a chart of the rates, a bar from the least to the most for each stretch of each pause.

    Rates without an upper limit are in the table only.
    """
    stretches = [words(name) for name in STRETCHES.values()]
    kinds = [words("Reports"), words("Incidents")]
    data = pd.DataFrame(
        [
            {
                "pause": _in_lines(f"{n}. {names.plain(pause_name(comparison.pause, words))}", words),
                "stretch": words(name),
                "what": what,
                "line": f"{place} {kinds.index(what)}",
                "least": stated.least,
                "most": stated.most,
            }
            for n, comparison in enumerate(every, 1)
            for place, (stretch, name) in enumerate(STRETCHES.items())
            for what, stated in zip(kinds, rates_of(comparison.shown, stretch), strict=True)
            if stated is not None and isfinite(stated.most)
        ],
        columns=["pause", "stretch", "what", "line", "least", "most"],
    )

    # From zero on, so that what is drawn beside nothing is not in the middle; of nothing, to one a day.
    top = float(data["most"].max()) if data["most"].any() else 1.0

    def make(theme: Theme) -> alt.TopLevelMixin:
        colours = [PALETTE[place].on(theme) for place in (1, 0, 2, 7)]
        is_report = alt.datum["what"] == kinds[0]
        base = alt.Chart(data).encode(
            y=alt.Y(
                "pause:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelLimit=190, labelOverlap=False, labelExpr="split(datum.label, '\\n')"),
            ),
            yOffset=alt.YOffset("line:N", sort="ascending"),
            color=alt.Color(
                "stretch:N",
                sort=stretches,
                title=None,
                scale=alt.Scale(domain=stretches, range=colours),
                legend=alt.Legend(direction="horizontal", columns=1),
            ),
        )
        bar = base.mark_rule().encode(
            x=alt.X(
                "least:Q",
                title=words("A day: reports thick and filled, incidents thin and hollow"),
                axis=alt.Axis(tickCount=8),
                scale=alt.Scale(domain=[0, top], nice=True),
            ),
            x2="most:Q",
            strokeWidth=alt.condition(is_report, alt.value(4), alt.value(1.5)),
        )
        ends = (
            base.mark_point(size=40, opacity=1)
            .transform_fold(["least", "most"], as_=["end", "at"])
            .encode(
                x="at:Q",
                shape=alt.Shape(
                    "stretch:N",
                    sort=stretches,
                    title=None,
                    scale=alt.Scale(domain=stretches, range=["square", "circle", "diamond", "triangle-up"]),
                ),
                fillOpacity=alt.condition(is_report, alt.value(1), alt.value(0)),
                fill=alt.Fill("stretch:N", legend=None, scale=alt.Scale(domain=stretches, range=colours)),
            )
        )
        # A step and no height, which the page would take to be that of axis and legend as well.
        return alt.layer(bar, ends).properties(height=alt.Step(_ROW_PX, **{"for": "position"}))

    return make


def _in_lines(name: str, words: Words) -> str:
    lines = wrap(name, _LINE_CHARACTERS, max_lines=_MOST_LINES, placeholder="…")
    return "\n".join(directed(line, words) for line in lines)


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
