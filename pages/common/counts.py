"""How many reports are shown, how many are not, which and why; and a way out of an empty view."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd
import streamlit as st

from geo import wording
from geo.export.table_choice import RowChoice, TableChoice
from geo.filters.dates import OTHER_DATES
from geo.filters.permalink import query_string
from geo.filters.registry import reason_labels
from geo.language import names
from geo.layers import cards
from geo.model import ExclusionReason
from geo.model.rows import rows
from geo.snapshot.view_counts import Counts
from geo.wording.empty_view import empty_sentence
from pages.common import drawn_area, state, ways_out

LISTED = 200
"""Rows of the table on the page; the counts, the files and the table of its own are always whole."""
_ALL = "all"


def draw() -> None:
    """Draw the line that keeps the reader honest."""
    words, snapshot = state.language(), state.snapshot()
    counts = snapshot.counts(state.view())
    with st.container(key="counts", horizontal=True, vertical_alignment="center"):
        with st.container(key="shown", width="content"):
            st.html(escape(wording.shown_sentence(counts.shown, snapshot.total, words)))
        with st.container(key="not_shown", width="content"):
            left_out = wording.not_shown_sentence(counts.reasons, words)
            with st.popover(left_out, type="tertiary", on_change="rerun", key="why") as why:
                if why.open:
                    _left_out(counts.reasons)
        _opening()
    drawn_area.facts()
    if counts.shown == 0:
        _empty(counts)


def _opening() -> None:
    """Where a view is the one that opens without a link, say what it is and lead to everything."""
    words, view, snapshot = state.language(), state.view(), state.snapshot()
    opening = snapshot.opening_view().filters()
    if view.filters() != opening or opening == snapshot.default_view().but(layers=opening.layers).filters():
        return
    n_days = (opening.date_to - opening.date_from).days + 1
    said = words.plural("The last {n} day of the chronicle.", "The last {n} days of the chronicle.", n_days)
    with st.container(key="opening", horizontal=True, vertical_alignment="center", width="content"):
        st.html(escape(said))
        st.button(words("Show everything"), key="everything", type="tertiary", on_click=state.reset)


def offer_if_empty() -> None:
    """Where no report is shown, say why, and offer what shows some."""
    counts = state.snapshot().counts(state.view())
    if counts.shown == 0:
        _empty(counts)


def _empty(counts: Counts) -> None:
    words, view, snapshot = state.language(), state.view(), state.snapshot()
    sentence = empty_sentence(counts.reasons, view, snapshot.span, words)
    nearest = snapshot.nearest_day(view) if OTHER_DATES in counts.reasons else None
    to_nearest = ""
    if nearest is not None:
        to_nearest = words("Go to {day}, the nearest day with a report", day=words.day(nearest))
    with st.container(key="empty"):
        st.html(f"<p class='sl-notice'>{escape(sentence)}</p>")
        row = ways_out.draw(nearest, to_nearest, lambda changed: snapshot.counts(changed).shown)
        row.button(words("Reset filters"), key="empty_reset", on_click=state.reset)


def _left_out(reasons: Mapping[ExclusionReason, int]) -> None:
    """Draw a line and a file for each reason, and a table of one of them or of all."""
    words, labels = state.language(), reason_labels()
    counts = {_ALL: sum(reasons.values()), **{str(reason): n for reason, n in reasons.items()}}
    names = {_ALL: words("all reasons"), **{str(r): words(labels[r]) for r in reasons}}
    with st.container(key="not_shown_panel", gap="small"):
        st.caption(
            words(
                "With the reports shown these are all reports of the snapshot. Each has one reason, the "
                "first that holds."
            )
        )
        st.html(_files(counts, names))
        if counts[_ALL]:
            chosen = st.pills(
                words("Reason"),
                list(counts),
                default=_ALL,
                format_func=lambda name: f"{names.get(name, name)} {words.number(counts.get(name, 0))}",
                label_visibility="collapsed",
                # Other reasons are another choice: a key of their own keeps one from naming what is gone.
                key="not_shown_reason_" + "_".join(counts),
            )
            _table(chosen or _ALL, counts)


def _files(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    words, query = state.language(), query_string(state.view())
    head = words("Download as CSV")
    links = " · ".join(
        f"<a href='{escape(f'/export/not_shown.csv?{query}&reason={name}')}' download>"
        f"{escape(names[name])} ({words.number(n)})</a>"
        for name, n in counts.items()
    )
    return f"<p class='sl-files'><strong>{escape(head)}</strong><br>{links}</p>"


def _table(chosen: str, counts: Mapping[str, int]) -> None:
    words, snapshot, labels = state.language(), state.snapshot(), reason_labels()
    reason = None if chosen == _ALL else ExclusionReason(chosen)
    reasons = dict(snapshot.left_out(state.view(), LISTED, reason))
    left_out = snapshot.store.by_ids(reasons)
    total = counts[chosen]
    if total > LISTED:
        said = words("The first {n} of {total}.", n=words.number(LISTED), total=words.number(total))
        whole = TableChoice(rows=RowChoice.NOT_SHOWN, reason=reason or "")
        address = f"/table?{query_string(state.view())}&{whole.query()}"
        st.html(f"<p>{escape(said)} <a href='{escape(address)}'>{escape(words('Table'))}</a></p>")
    table = pd.DataFrame(
        {
            words("Reason"): [words(labels[reasons[i]]) for i in left_out.index],
            words("Report"): left_out["report_id"],
            words("When"): [wording.when(r, words) for r in rows(left_out)],
            words("Place"): [names.place(text, words) for text in left_out["place_name"]],
            words("Claimant"): [names.claimant(text, words) for text in left_out["claimant"]],
            words("Published by"): [names.claimant(text, words) for text in left_out["publisher"]],
            words("Summary"): left_out["summary"],
            words("Address"): left_out["url"],
        }
    )
    # A table of ours: the columns of the framework's run from left to right in every language.
    st.html(cards.table(words("Reports"), table, words))
