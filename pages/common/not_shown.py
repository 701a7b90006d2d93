"""What the view leaves out, by reason: how many, which, and each reason's table to take away."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd
import streamlit as st

from geo import wording
from geo.filters.permalink import query_string
from geo.filters.registry import reason_labels
from geo.model import ExclusionReason
from geo.model.rows import rows
from pages.common import state

LISTED = 1_000
"""Rows of the table on the page; the counts and the files are always whole."""
_ALL = "all"


def draw(reasons: Mapping[ExclusionReason, int]) -> None:
    """Draw the panel: a line and a file for each reason, and a table of one of them or of all."""
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
        st.caption(words("The first {n} of {total}.", n=words.number(LISTED), total=words.number(total)))
    st.dataframe(
        pd.DataFrame(
            {
                words("Reason"): [words(labels[reasons[i]]) for i in left_out.index],
                words("Report"): left_out["report_id"],
                words("When"): [wording.when(r, words) for r in rows(left_out)],
                words("Place"): left_out["place_name"],
                words("Claimant"): left_out["claimant"],
                words("Published by"): left_out["publisher"],
                words("Summary"): left_out["summary"],
                words("Address"): left_out["url"],
            }
        ),
        hide_index=True,
        width=720,
        height=320,
    )
