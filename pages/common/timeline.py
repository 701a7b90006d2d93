"""Reports over time, pauses with the rates of reports in and beside them, and tolls by claimant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from geo.analysis.toll_scope import by_scope, is_charted
from geo.analysis.toll_series import daily
from geo.charts.chart_spec import ChartCaption
from geo.charts.over_time_words import over_time_sentence, over_time_table, over_time_units
from geo.charts.rates import rates_chart, rates_html
from geo.charts.report_series import SPLITS, Split, report_series
from geo.charts.reports_over_time import (
    TITLES,
    ReportsOverTime,
    over_time,
    over_time_chart,
)
from geo.charts.toll_chart import daily_chart, tolls_chart, tolls_html
from geo.filters.dates import DATES
from geo.filters.ends import ENDS, READ_AS
from geo.filters.registry import filters
from geo.filters.view import View
from geo.language import names
from geo.model.rows import rows
from geo.queries.nearest_day import nearest_day, pause_days, toll_days
from geo.queries.pause_comparison import (
    PauseComparison,
    compared,
    left_out,
    of_other_dates,
    pauses_met,
)
from geo.queries.tolls import tolls_in
from geo.wording.pause_sentences import left_out_pause, rates_table
from geo.wording.toll_sentences import (
    counted,
    daily_table,
    left_out_tolls,
    scope_title,
    tolls_table,
)
from pages.common import chart, state, ways_out
from pages.common.widgets import answer, caveat, folded, heading

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 6
"""Publishers named in a source line; the table names all."""
_SPLIT = "over_time_split"


def draw() -> None:
    """Draw the sections of the page, its answer first."""
    snapshot, view = state.snapshot(), state.view()
    series, every = over_time(snapshot, view), compared(snapshot, view)
    answer(over_time_sentence(series, state.language()))
    _over_time(series, every)
    _pauses(every)
    _tolls()


@st.fragment
def _over_time(series: ReportsOverTime, every: tuple[PauseComparison, ...]) -> None:
    words, snapshot = state.language(), state.snapshot()
    split = st.session_state.get(_SPLIT) or Split.NONE
    parts = report_series(snapshot, state.view(), series.bins, split, words)
    with st.container(key="over_time", gap=None):
        chart.draw(
            over_time_chart(series, tuple(each.pause for each in every), words, parts),
            over_time_table(series, words),
            ChartCaption(
                words(TITLES[series.bins.unit]),
                over_time_units(series, words),
                words(
                    "Each report is its source’s claim. Shelterline, snapshot {snapshot}.",
                    snapshot=snapshot.id,
                ),
            ),
            "over_time",
        )
        st.segmented_control(
            words("Colour of the bars"),
            list(Split),
            default=Split.NONE,
            format_func=lambda each: words(SPLITS[each]),
            key=_SPLIT,
        )


def _pauses(every: tuple[PauseComparison, ...]) -> None:
    words, snapshot, view = state.language(), state.snapshot(), state.view()
    with st.container(key="pauses", gap=None):
        heading(words("Before, during and after each pause"))
        st.html(folded(words("What this comparison shows, and what it does not"), _caveats()))
        others = left_out(snapshot, view)
        if others:
            without = words.plural(
                "{n} pause of another area is left out",
                "{n} pauses of other areas are left out",
                len(others),
            )
            st.html(folded(without, [left_out_pause(pause, snapshot.areas, words) for pause in others]))
        if not every:
            caveat(
                words("No pause in the area chosen meets the dates shown.")
                if others
                else words("No pause meets the dates shown.")
            )
            _ways_to_pauses()
            return
        chart.draw(
            rates_chart(every, words),
            rates_table(every, snapshot.areas, words),
            ChartCaption(
                words("Reports and incidents per day"),
                words(
                    "A bar runs from what is certainly in the days to what may be. Counted are the parties "
                    "of each pause in its area. Nothing is certain on the days on which a pause begins or "
                    "ends. Before and after are as many days as the pause has. Here {reading}. A rate "
                    "without an upper limit is written out.",
                    reading=words(READ_AS[ENDS.chosen(view)]),
                ),
                _source(statement.publisher for each in every for statement in each.pause.statements),
            ),
            "rates",
        )
        st.html(rates_html(every, snapshot, words))


def _caveats() -> list[str]:
    """Return what a reader must know of the pauses before comparing."""
    words, snapshot, view = state.language(), state.snapshot(), state.view()
    found = [
        words(
            "Counted are reports that this chronicle holds, by every filter but the dates, and the incidents "
            "that they speak of."
        ),
        words(
            "They are a selection, no census: neither counts strikes, and why days differ is not said here."
        ),
    ]
    if any(each.chooses_reports and each.is_chosen(view) for each in filters() if each is not DATES):
        found.append(
            words(
                "Dates and area choose the pauses; the other filters choose reports. Pauses are given whole."
            )
        )
    if n := of_other_dates(snapshot, view):
        found.append(
            words.plural(
                "{n} pause of other dates is left out.", "{n} pauses of other dates are left out.", n
            )
        )
    return found


def _ways_to_pauses() -> None:
    words, view, snapshot = state.language(), state.view(), state.snapshot()

    def count(changed: View) -> int:
        return len(pauses_met(snapshot, changed))

    nearest = nearest_day(view, pause_days(snapshot, view), count)
    label = words("Go to {day}, the nearest day with a pause", day=words.day(nearest)) if nearest else ""
    ways_out.draw(nearest, label, count, "pause_")


def _ways_to_tolls() -> None:
    words, view, snapshot = state.language(), state.view(), state.snapshot()

    def count(changed: View) -> int:
        return len(tolls_in(snapshot, changed).found)

    nearest = nearest_day(view, toll_days(snapshot, view), count)
    label = words("Go to {day}, the nearest day with a toll", day=words.day(nearest)) if nearest else ""
    ways_out.draw(nearest, label, count, "toll_")


@st.fragment
def _tolls() -> None:
    state.run_whole_page_if_asked()
    words, view = state.language(), state.view()
    tolls = tolls_in(state.snapshot(), view)
    shown = tolls.found
    with st.container(key="tolls", gap=None):
        heading(words("Tolls by claimant"))
        if without := left_out_tolls(tolls, view, words):
            st.html(folded(words("Tolls left out"), without))
        if shown.empty:
            is_left_out = tolls.other_sources or tolls.other_areas
            caveat(
                words("The filters leave no toll of the dates shown.")
                if is_left_out
                else words("No toll is as of a day of the dates shown.")
            )
            _ways_to_tolls()
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


def _toll_charts(tolls: pd.DataFrame, what: str) -> None:
    """Draw a chart of each scope, all over the same days: a total and a part of it share no axis."""
    days = tolls["as_of_date"].min().date(), tolls["as_of_date"].max().date()
    parts = by_scope(tolls)
    charted = [(scope, own) for scope, own in parts if is_charted(scope, own)]
    for n, (scope, own) in enumerate(charted, 1):
        title = scope_title(what, scope, list(own["claimant"]), state.language())
        _toll_chart(own, title, days, n, is_whole=scope.is_whole)
    if others := [row for scope, own in parts if not is_charted(scope, own) for row in rows(own)]:
        st.html(tolls_html(others, state.language()))
    _daily(tolls, what)


def _toll_chart(tolls: pd.DataFrame, title: str, days: tuple[date, date], n: int, *, is_whole: bool) -> None:
    words = state.language()
    units = words(
        "People, as each claimant stated for a date. A bar is a range, a triangle an open end. A dashed link "
        "spans days without a figure and states nothing. Figures of different claimants are never added or "
        "averaged."
    )
    if is_whole:
        begin = words("No claimant here states a start after October 2023.")
        units = f"{units} {begin}"
    chart.draw(
        tolls_chart(tolls, words, days),
        tolls_table(tolls, words),
        ChartCaption(title, units, _source(tolls["publisher"])),
        f"tolls_{n}",
    )


def _daily(tolls: pd.DataFrame, what: str) -> None:
    words = state.language()
    changes = daily(tolls)
    if changes.empty:
        caveat(words("No claimant gives two running totals of this: no daily figure can be derived."))
        return
    chart.draw(
        daily_chart(changes, words),
        daily_table(changes, tolls, words),
        ChartCaption(
            words("{counted}, per day, derived", counted=what),
            words(
                "People per day: the difference of two totals of one claimant, spread over the days between "
                "them. Derived here and stated by nobody. Below zero where a claimant corrected a total "
                "downwards. Changes with an open end are in the table only."
            ),
            _source(tolls["publisher"]),
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
