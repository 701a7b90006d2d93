"""Pauses with the rates of reports in and beside them, and tolls with one line a claimant."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geo.analysis.toll_series import daily
from geo.charts.chart_spec import ChartCaption
from geo.charts.rates import rates_chart, rates_html
from geo.charts.reports_over_time import TITLES, over_time, over_time_chart, over_time_table, over_time_units
from geo.charts.toll_chart import daily_chart, tolls_chart
from geo.filters.dates import DATES
from geo.filters.ends import ENDS, READ_AS
from geo.filters.registry import filters
from geo.language import names
from geo.queries.pause_comparison import PauseComparison, compared, left_out, of_other_dates
from geo.queries.tolls import tolls_in
from geo.wording.pause_sentences import left_out_pause, rates_table
from geo.wording.toll_sentences import counted, daily_table, left_out_tolls, tolls_table
from pages.common import chart, state
from pages.common.widgets import caveat, heading

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 6
"""Publishers named in a source line; the table names all."""


def draw() -> None:
    """Draw the sections of the page."""
    every = compared(state.snapshot(), state.view())
    _over_time(every)
    _pauses(every)
    _tolls()


def _over_time(every: tuple[PauseComparison, ...]) -> None:
    words, snapshot = state.language(), state.snapshot()
    counts = over_time(snapshot, state.view())
    with st.container(key="over_time", gap=None):
        chart.draw(
            over_time_chart(counts, tuple(each.pause for each in every), words),
            over_time_table(counts, words),
            ChartCaption(
                words(TITLES[counts.bins.unit]),
                over_time_units(counts, words),
                words(
                    "Each report is its source’s claim. Shelterline, snapshot {snapshot}.",
                    snapshot=snapshot.id,
                ),
            ),
            "over_time",
        )


def _pauses(every: tuple[PauseComparison, ...]) -> None:
    words, snapshot, view = state.language(), state.snapshot(), state.view()
    with st.container(key="pauses", gap=None):
        heading(words("Pauses, and the reports in and beside them"))
        caveat(
            words(
                "What is counted are reports that this chronicle holds, found by every filter but the dates, "
                "and the incidents that they speak of: a selection, no census. Neither counts strikes, and "
                "why days differ is not said here."
            )
        )
        if any(each.chooses_reports and each.is_chosen(view) for each in filters() if each is not DATES):
            caveat(
                words(
                    "The pauses listed are those of the dates and the area; the other filters choose "
                    "reports. What was said of a pause is given whole."
                )
            )
        if n := of_other_dates(snapshot, view):
            caveat(
                words.plural(
                    "{n} pause of other dates is left out.", "{n} pauses of other dates are left out.", n
                )
            )
        others = left_out(snapshot, view)
        if others:
            _left_out(
                words.plural(
                    "{n} pause of another area is left out",
                    "{n} pauses of other areas are left out",
                    len(others),
                ),
                [left_out_pause(pause, snapshot.areas, words) for pause in others],
            )
        if not every:
            caveat(
                words("No pause in the area chosen meets the dates shown.")
                if others
                else words("No pause meets the dates shown.")
            )
            return
        chart.draw(
            rates_chart(every, words),
            rates_table(every, snapshot.areas, words),
            ChartCaption(
                words("Reports and incidents a day in each pause and outside it"),
                words(
                    "Reports and incidents a day, from those that lie in the days for certain to those that "
                    "may, of the parties of each pause in its area. On a day on which a pause begins or ends "
                    "nothing is certain. Here {reading}. A rate without an upper limit is in the table only.",
                    reading=words(READ_AS[ENDS.chosen(view)]),
                ),
                _source(statement.publisher for each in every for statement in each.pause.statements),
            ),
            "rates",
        )
        st.html(rates_html(every, snapshot, words))


@st.fragment
def _tolls() -> None:
    words, view = state.language(), state.view()
    tolls = tolls_in(state.snapshot(), view)
    shown = tolls.found
    with st.container(key="tolls", gap=None):
        heading(words("Tolls, one line a claimant"))
        without = left_out_tolls(tolls, view, words)
        if without:
            caveat(" ".join(without))
        if shown.empty:
            is_left_out = tolls.other_sources or tolls.other_areas
            caveat(
                words("The filters leave no toll of the dates shown.")
                if is_left_out
                else words("No toll is as of a day of the dates shown.")
            )
            return
        groups = shown.groupby(["measure", "population", "area"]).size().sort_values(ascending=False)
        chosen = st.selectbox(
            words("What is counted"),
            list(groups.index),
            format_func=lambda key: f"{_counted(*key)} ({words.number(int(groups[key]))})",
            key="toll",
        )
        measure, population, area = chosen
        series = shown[
            (shown["measure"] == measure) & (shown["population"] == population) & (shown["area"] == area)
        ]
        _toll_charts(series.sort_values(["as_of_date", "toll_id"]), _counted(*chosen))


def _counted(measure: str, population: str, area: str) -> str:
    return counted(population, measure, area, state.snapshot().areas, state.language())


def _toll_charts(tolls: pd.DataFrame, title: str) -> None:
    words, source = state.language(), _source(tolls["publisher"])
    chart.draw(
        tolls_chart(tolls, words),
        tolls_table(tolls, words),
        ChartCaption(
            title,
            words(
                "People, as each claimant stated for a date; a bar is a range, a triangle an open end. "
                "Figures of different claimants are never added or averaged. A line only joins one "
                "claimant’s figures, at the lower end."
            ),
            source,
        ),
        "tolls",
    )
    changes = daily(tolls)
    if changes.empty:
        caveat(words("No claimant gives two running totals of this: no daily figure can be derived."))
        return
    chart.draw(
        daily_chart(changes, words),
        daily_table(changes, tolls, words),
        ChartCaption(
            words("{counted}, a day, derived", counted=title),
            words(
                "People a day: the difference of two totals of one claimant, spread over the days between "
                "them. Derived here and stated by nobody. Below zero where a claimant corrected a total "
                "downwards; changes with an open end are in the table only."
            ),
            source,
        ),
        "daily",
    )


def _source(publishers: Iterable[str]) -> str:
    """Return the line that says whose figures a chart shows, and from which snapshot."""
    words = state.language()
    found = [names.claimant(publisher, words) for publisher in dict.fromkeys(publishers)]
    listed = words.listed(found[:MOST_NAMED])
    if len(found) > MOST_NAMED:
        more = words.plural("{n} more, in the table", "{n} more, in the table", len(found) - MOST_NAMED)
        listed = words.listed([*found[:MOST_NAMED], more])
    return words(
        "Published by: {publishers}. Shelterline, snapshot {snapshot}.",
        publishers=listed,
        snapshot=state.view().snap,
    )


def _left_out(summary: str, lines: Iterable[str]) -> None:
    items = "".join(f"<li dir='auto'>{names.html(line)}</li>" for line in lines)
    head = f"<summary>{escape(summary)}</summary>"
    st.html(f"<details class='sl-twin'>{head}<ul class='sl-caveat'>{items}</ul></details>")
