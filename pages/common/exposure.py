"""Exposure in the page: the sentence, the matrix, and the reports behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo import wording
from geo.charts.exposure_matrix import exposure_table, matrix, matrix_html
from geo.filters.permalink import emit
from geo.language import names
from geo.model.rows import row_of
from geo.queries.exposures import DISTANCES_M, PERIODS, ExposureCell, Options, behind, exposure_of
from geo.queries.status_summary import summary_of
from geo.wording.exposure_sentences import (
    DISTANCES,
    WHAT_FIGURES_SHOW,
    Answer,
    CellFigures,
    cell_sentence,
    summary_answers,
)
from pages.common import state, zone_timeline
from pages.common.widgets import caveat, controlled, plain

if TYPE_CHECKING:
    import pandas as pd

_HERE = Path(__file__).parent
_KEY, _CELL, _AREAS = "exposure", "exposure_cell", "exposure_areas"
MOST_LISTED = 100
"""Reports listed behind a figure; the count above the list is always whole."""


def options() -> Options:
    """Return what the reader chose to count."""
    return Options(with_areas=not st.session_state.get(_AREAS, False))


def sentence() -> None:
    """Draw the first sentence of the summary at the top of the page; its caveat is a click away."""
    words, answer = state.language(), _answers()[0]
    head = words("What was compared, and what this does not show")
    drawn = f"<p class='sl-summary'>{names.html(answer.said)}</p>"
    if answer.caveat:
        caveat = f"<p class='sl-summary'>{escape(answer.caveat)}</p>"
        drawn += f"<details class='sl-twin'><summary>{escape(head)}</summary>{caveat}</details>"
    st.html(drawn)


def _other_sentences() -> str:
    words, others = state.language(), _answers()[1:]
    if not others:
        return ""
    head = words.plural("{n} more sentence: other issuers", "{n} more sentences: other issuers", len(others))
    items = "".join(f"<li>{names.html(str(answer))}</li>" for answer in others)
    listed = f"<ul class='sl-sentences'>{items}</ul>"
    return f"<details class='sl-twin'><summary>{escape(head)}</summary>{listed}</details>"


def _answers() -> list[Answer]:
    snapshot, words = state.snapshot(), state.language()
    return summary_answers(summary_of(snapshot, state.view(), options()), snapshot, words)


def table_maker() -> Callable[[], pd.DataFrame]:
    """Return what makes the table of every figure at every distance, for a file.

    A file is made on a thread of its own, which knows no session: what the reader chose is read here.
    """
    snapshot, view, chosen, words = state.snapshot(), state.view(), options(), state.language()
    ids = zone_timeline.shown().ids
    return lambda: exposure_table(snapshot, exposure_of(snapshot, view, chosen), ids, words)


def draw() -> None:
    """Draw the sentences, the matrix and, on demand, the reports behind one of its figures."""
    words = state.language()
    st.html(f"<p class='sl-caveat'>{escape(words(WHAT_FIGURES_SHOW))}</p>{_other_sentences()}")
    with st.container(key="exposure_choice", horizontal=True, vertical_alignment="center", gap="medium"):
        distance_m = st.segmented_control(
            words("How near"),
            DISTANCES_M,
            format_func=lambda metres: words(DISTANCES[metres]),
            default=DISTANCES_M[0],
            required=True,
            key="exposure_distance",
            label_visibility="collapsed",
        )
        # Counts elsewhere on the page change with it.
        st.toggle(words("Without area-level reports"), key=_AREAS, on_change=state.ask_for_whole_page)
    _matrix(distance_m)


def _matrix(distance_m: int) -> None:
    snapshot, view, words = state.snapshot(), state.view(), state.language()
    exposure = exposure_of(snapshot, view, options())
    found = matrix(snapshot, exposure, zone_timeline.shown().ids, distance_m, words)
    without = len(zone_timeline.shown().ids) - len(found)
    chosen = st.session_state.get(_CELL, "")
    if chosen not in {cell.key for row in found for cell in row.cells if cell.text}:
        chosen = ""
    if found:
        component = st.components.v2.component(
            "shelterline_matrix",
            **{
                part: (_HERE / f"matrix.{part}").read_text(encoding="utf-8") for part in ("html", "css", "js")
            },
        )
        component(
            key=_KEY,
            data={"table": matrix_html(found, distance_m, chosen, words)},
            on_cell_change=_take_cell,
            on_zone_change=_take_zone,
        )
    if without:
        nowhere = words.plural(
            "{n} zone status has no report of this view {distance} within 30 days of it.",
            "{n} zone statuses have no report of this view {distance} within 30 days of them.",
            without,
            distance=words(DISTANCES[distance_m]),
        )
        caveat(nowhere)
    if chosen:
        _reports(chosen, distance_m)


def _reports(chosen: str, distance_m: int) -> None:
    snapshot, view, words = state.snapshot(), state.view(), state.language()
    zone_id, period = chosen.split("/")
    cell = ExposureCell(zone_id, distance_m, next(p for p in PERIODS if p == period), is_certain=False)
    possible = behind(snapshot, view, cell, options())
    certain = set(behind(snapshot, view, cell._replace(is_certain=True), options()))
    ids = sorted(possible, key=lambda report_id: report_id not in certain)[:MOST_LISTED]
    zone = row_of(snapshot.zones, zone_id)
    exposure = exposure_of(snapshot, view, options())
    cells = (cell._replace(is_certain=True), cell)
    incidents = (exposure.incidents_in(each) for each in cells)
    figures = CellFigures(len(certain), len(possible), *incidents)
    head = cell_sentence(wording.zone_name(zone, words), cell.period, distance_m, figures, words)
    with st.container(key="behind", gap="small"):
        st.html(f"<h3 class='sl-h2'>{names.html(head)}</h3>")
        if len(possible) > MOST_LISTED:
            n, total = words.number(MOST_LISTED), words.number(len(possible))
            caveat(words("The first {n} of {total}.", n=n, total=total))
        titles = {row.report_id: wording.title(row, words) for row in snapshot.titles(ids)}
        sure = {True: words("certainly"), False: words("possibly")}
        selected = view.selected if view.selected in titles else None
        st.radio(
            head,
            ids,
            format_func=lambda i: plain(f"{sure[i in certain]}: {titles[i]} · {i}"),
            label_visibility="collapsed",
            width="stretch",
            **controlled("behind_row", selected, _select, ids),
        )
        shown = view.but(selected=selected or ids[0])
        st.page_link("map.py", label=words("Show on the map page"), query_params=emit(shown), icon=None)


def _select(report_id: str | None) -> None:
    if report_id is not None:
        state.select(report_id)


def _take_cell() -> None:
    cell = st.session_state[_KEY].get("cell")
    if isinstance(cell, str):
        # A second click on the same figure folds its list away.
        st.session_state[_CELL] = "" if cell == st.session_state.get(_CELL) else cell


def _take_zone() -> None:
    zone = st.session_state[_KEY].get("zone")
    if isinstance(zone, str):
        state.select(zone)
