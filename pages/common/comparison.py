"""The parts of the page that compares two views."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

import streamlit as st

from geo import wording
from geo.export.pair_page import tables_html
from geo.filters.view import View
from geo.filters.view_pair import MapsForm, ViewPair, pair_query
from geo.language import names
from geo.queries.ready_pairs import ready_pairs
from geo.queries.view_comparison import compare_views
from geo.wording import comparison_sentences as said
from pages.common import frame, legend, pair_maps, pair_share, pair_strip, state
from pages.common.paths import COMPARE
from pages.common.widgets import controlled

_HERE = Path(__file__).parent
_LINK = f"/{COMPARE}"


def draw_head() -> None:
    """Draw what is compared, what the comparison says, and how the maps stand."""
    words, pair, snapshot = state.language(), state.pair(), state.snapshot()
    st.html(_HERE / "compare.css")
    with st.container(key="title", horizontal=True, vertical_alignment="center", wrap=False):
        st.html(f"<h1 class='sl-sentence'>{escape(words('Two views compared'))}</h1>")
        legend.layer_switch()
        pair_share.button()
    st.html(f"<ul class='sl-pair-views'>{_view('a', pair.a)}{_view('b', pair.b)}</ul>")
    frame.notices()
    compared = compare_views(snapshot, pair.a, pair.b)
    found = said.findings(compared, words, is_equal=pair.is_equal)
    st.html(f"<p class='sl-answer' role='status'>{names.html(' '.join(found))}</p>")
    with st.container(key="pair_tools", horizontal=True, vertical_alignment="center"):
        _form(pair)
        st.button(words("Swap A and B"), key="swap", on_click=_swap)
        _ready()


def _view(key: str, view: View) -> str:
    words, snapshot = state.language(), state.snapshot()
    letter = said.sides(words)["ab".index(key)]
    counts = snapshot.counts(view)
    shown = wording.shown_sentence(counts.shown, snapshot.total, words)
    left_out = wording.not_shown_sentence(counts.reasons, words)
    sentence = wording.view_sentence(view, snapshot.areas, words)
    return (
        f"<li><span class='sl-letter sl-letter-{key}'>{escape(letter)}</span>"
        f"<span><strong dir='auto'>{names.html(sentence)}</strong><br>"
        f"<span class='sl-pair-counts' dir='auto'>{escape(shown)} · {escape(left_out)}</span></span></li>"
    )


def _form(pair: ViewPair) -> None:
    words = state.language()
    labels = {MapsForm.BESIDE: words("Side by side"), MapsForm.CURTAIN: words("With a curtain")}
    st.segmented_control(
        words("How the maps stand"),
        list(labels),
        format_func=labels.__getitem__,
        required=True,
        label_visibility="collapsed",
        **controlled(
            "maps_form",
            pair.form,
            lambda form: state.show_pair(replace(state.pair(), form=form)),
            set(labels),
        ),
    )


def _swap() -> None:
    state.show_pair(state.pair().swapped())


def _way_to(pair: ViewPair) -> str:
    return f"{_LINK}?{pair_query(pair)}"


def _ready() -> None:
    """Offer the pairs that readers often ask for, worked out when the panel is opened."""
    words = state.language()
    with st.popover(words("Ready pairs"), key="ready_pairs", on_change="rerun") as panel:
        if not panel.open:
            return
        snapshot, pair = state.snapshot(), state.pair()
        items = [
            f"<li><a href='{escape(_way_to(replace(ready.pair, form=pair.form)))}' target='_self' dir='auto'>"
            f"{names.html(said.ready_said(ready, snapshot, words))}</a></li>"
            for ready in ready_pairs(snapshot, pair.a)
        ]
        st.caption(
            words("Made from view A and its snapshot. The day on which something begins is in neither view.")
        )
        st.html(f"<ul class='sl-ready'>{''.join(items)}</ul>")


def draw_maps() -> None:
    """Draw both maps."""
    maps()


@st.fragment
def maps() -> None:
    """Draw what a move of the maps may change, which is the address alone."""
    pair_maps.draw()
    state.write_address()


def draw_strip() -> None:
    """Draw the dates of both views on one strip."""
    pair_strip.draw()


def draw_tables() -> None:
    """Draw everything that is counted."""
    snapshot, pair = state.snapshot(), state.pair()
    with st.container(key="pair_tables"):
        st.html(tables_html(compare_views(snapshot, pair.a, pair.b), snapshot.areas, state.language()))
