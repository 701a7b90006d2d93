"""Beside the map: the detail of what is selected, and the list twin of what the map shows."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.filters.ends import ENDS
from geo.geometry.area_around import around_report, around_zone
from geo.layers import cards
from geo.layers.all_layers import LAYERS
from geo.layers.layer import Click
from geo.model import Layer
from geo.model.rows import row_of, rows
from geo.model.thing_kinds import ThingKind
from geo.queries import in_area
from geo.queries.pause_comparison import compared
from geo.snapshot.grid import Spot
from geo.snapshot.ledger_search import LedgerQuery
from geo.wording.pause_sentences import rates_by_statement
from pages.common import claims, drawn_area, picked, report_list, state, upload
from pages.common.widgets import heading

MOST_CHANGES = 20
"""Changes listed in the detail; the page of sources lists all."""
_BOX = picked.Box("picked_one", state.select, state.turn_picked)


def draw() -> None:
    """Draw detail and list; both stay where they are, whatever is selected."""
    with st.container(key="panel", gap="small"):
        # One place for what comes and goes: a list that moved would lose the reader's focus.
        with st.container(key="above_list", gap="small"):
            upload.detail()
            with st.container(key="detail", gap="small"):
                _detail()
                _added()
        with st.container(key="list", gap="small"):
            _lists()


def _detail() -> None:
    snapshot, words, selected = state.snapshot(), state.language(), state.view().selected
    if not selected:
        return
    with st.container(key="detail_head", horizontal=True, vertical_alignment="center", wrap=False):
        _here(state.picked())
        st.button(words("Close"), key="close_detail", on_click=state.select, args=("",))
    picked.offer_parts(state.picked(), _BOX, words)
    if selected in snapshot.zones.index:
        place = cards.CardPlace(cards.page_address(ThingKind.ZONE, selected, snapshot, words))
        st.html(cards.zone_card(selected, snapshot, words, place))
        drawn_area.offer_around(around_zone(row_of(snapshot.zones, selected), snapshot.areas))
        return
    claims.link_from(selected)
    place = cards.CardPlace(cards.page_address(ThingKind.REPORT, selected, snapshot, words))
    st.html(cards.report_card(selected, snapshot, words, ENDS.chosen(state.view()), place))
    if (report := snapshot.report(selected)) is not None:
        drawn_area.offer_around(around_report(report, snapshot.areas))
    _candidates(selected)
    _history(selected)


def _candidates(report_id: str) -> None:
    words, snapshot = state.language(), state.snapshot()
    # A report that this server may not show is no candidate here.
    found = [one for one in rows(snapshot.candidates_of(report_id)) if one.other_id in snapshot.store]
    if not found:
        return
    with st.container(key="candidates", gap="small"):
        head = words("Possibly the same as")
        hint = words(
            "Found by comparing place, days, kind and harm. A hint, not a finding: nothing is merged and no "
            "count changes."
        )
        st.html(f"<h2 class='sl-h2'>{escape(head)}</h2><p class='sl-caveat'>{escape(hint)}</p>")
        for place, candidate in enumerate(found):
            st.html(cards.candidate_card(candidate, snapshot, words))
            st.button(
                words("Show this report"),
                key=f"candidate_{place}",
                on_click=state.select,
                args=(candidate.other_id,),
            )


def _history(report_id: str) -> None:
    words, ledger = state.language(), state.snapshot().ledger_of("revisions")
    query = LedgerQuery(report_id=report_id)
    n = ledger.count(query)
    if not n:
        return
    more = (
        words("The first {n} of {total}.", n=words.number(MOST_CHANGES), total=words.number(n))
        if n > MOST_CHANGES
        else ""
    )
    with st.container(key="history"):
        title = words.plural("History of this report: {n} change", "History of this report: {n} changes", n)
        listed = cards.history(rows(ledger.page(query, MOST_CHANGES)), words, more=more)
        st.html(f"<details class='sl-more'><summary>{escape(title)}</summary>{listed}</details>")


def _added() -> None:
    """Draw what layers without a field in the state say of where the reader clicked."""
    for name, ids in state.picked_of_added_layers().items():
        click = Click(state.snapshot(), state.view(), state.language(), Spot(ids), len(ids))
        st.html(LAYERS[name].cards(click).html)


def _here(found: picked.Picked | None) -> None:
    """Let the reader reach everything that lies under one click."""
    words = state.language()
    if found is None or found.n <= 1:
        heading(words("Selected"))
        return
    label = words("{n} at this place", n=words.number(found.n))
    if found.places > 1:
        places = words.number(found.places)
        label = words("{n} near here, at {places} places", n=words.number(found.n), places=places)
    picked.choose(found, state.view().selected, report_list.titles(found.ids), label, _BOX)


def _lists() -> None:
    snapshot, words, view = state.snapshot(), state.language(), state.view()
    n_reports = snapshot.counts(view).shown
    zones = in_area.zones_in(snapshot, view)
    figures = in_area.sheltering_in(snapshot, view)
    pauses = in_area.pauses_in(snapshot, view)
    names = {
        "reports": (words("Reports"), n_reports),
        "zones": (words("Zones"), len(zones)),
        "sheltering": (words("Sheltering"), len(figures)),
        "pauses": (words("Pauses"), len(pauses)),
    }
    chosen = st.segmented_control(
        words("List"),
        list(names),
        format_func=lambda name: f"{names[name][0]} {words.number(names[name][1])}",
        default="reports",
        required=True,
        key="list_of",
        label_visibility="collapsed",
    )
    if chosen == "reports":
        report_list.draw(n_reports)
    elif chosen == "zones":
        if view.shows_only_latest_zones:
            _offer_earlier_zones()
        report_list.draw_zones(list(zones.index))
    elif chosen == "sheltering":
        st.html(cards.sheltering_list(figures, words))
    else:
        st.html(cards.pauses_list(pauses, words, rates_by_statement(compared(snapshot, view), words)))


def _offer_earlier_zones() -> None:
    words, layers = state.language(), state.view().layers
    st.button(
        words("Show older zone statements too"),
        key="earlier_zones",
        on_click=state.change,
        kwargs={"layers": (*(layer for layer in layers if layer != Layer.LATEST_ZONES), Layer.ZONES)},
    )
