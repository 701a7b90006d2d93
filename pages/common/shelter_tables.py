"""Tables of the shelter zones page: exposure, people sheltering, areas, every statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.charts.zone_tables import areas_table, sheltering_table, statements_table
from geo.layers import cards
from geo.queries.in_area import sheltering_in
from geo.snapshot.statements import SHELTERING_MAX_AGE_DAYS
from geo.wording.exposure_sentences import WHAT_FIGURES_SHOW
from pages.common import exposure, state, table_file, zone_timeline
from pages.common.widgets import caveat

if TYPE_CHECKING:
    import pandas as pd


@st.fragment
def draw() -> None:
    """Draw the table that the reader chose; what is selected there stands beyond it."""
    state.run_whole_page_if_asked()
    words = state.language()
    sections = {
        "exposure": (words("Exposure"), _exposure),
        "sheltering": (words("People sheltering"), _sheltering),
        "areas": (words("Areas"), _areas),
        "statements": (words("All statements"), _statements),
    }
    chosen = st.segmented_control(
        words("Tables"),
        list(sections),
        format_func=lambda name: sections[name][0],
        default="exposure",
        required=True,
        key="tables_of",
        label_visibility="collapsed",
    )
    sections[chosen][1]()


def _exposure() -> None:
    words = state.language()
    exposure.draw()
    table_file.offer("exposure", words("Exposure"), words(WHAT_FIGURES_SHOW), exposure.table_maker())


def _sheltering() -> None:
    words, view, snapshot = state.language(), state.view(), state.snapshot()
    figures, here = snapshot.sheltering_in(view), sheltering_in(snapshot, view)
    units = words(
        "Newest figure of each area, setting and claimant on {day}, at most {n} days old. Figures of "
        "different claimants, settings or areas overlap and are never added. On the map each area has two "
        "rings: the smallest and the largest number said for its newest day.",
        day=words.day(view.date_to),
        n=words.number(SHELTERING_MAX_AGE_DAYS),
    )
    caveat(units)
    _elsewhere(len(figures) - len(here))
    if here.empty:
        caveat(words("No figure of these days is known. That is not zero."))
    else:
        _table("sheltering", words("People sheltering"), units, sheltering_table(here, words))


def _areas() -> None:
    words = state.language()
    units = words(
        "Outlines are coarse drawings of our own after published words, never the published maps; their "
        "areas are computed in a metric projection (UTM, in Gaza EPSG:32636). Only statements with a "
        "published area are listed here."
    )
    caveat(units)
    _table("areas", words("Areas"), units, areas_table(state.snapshot(), zone_timeline.shown().ids, words))


def _statements() -> None:
    words = state.language()
    units = words(
        "Every statement on the places of this area, whatever its date. Individual shelter buildings are "
        "never given finer than 1 km; where a place was coarsened, “About the place” says so."
    )
    caveat(units)
    _table(
        "statements",
        words("All statements"),
        units,
        statements_table(state.snapshot(), zone_timeline.shown().ids, words),
    )


def _elsewhere(n: int) -> None:
    words = state.language()
    if n:
        caveat(
            words.plural(
                "{n} figure of other areas is not listed.", "{n} figures of other areas are not listed.", n
            )
        )


def _table(key: str, title: str, units: str, table: pd.DataFrame) -> None:
    st.html(cards.table(title, table, state.language()))
    table_file.offer(key, title, units, lambda: table)
