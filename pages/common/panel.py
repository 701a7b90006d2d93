"""Beside the map: the detail of what is selected, and the list twin of what the map shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from geo import wording
from geo.geometry.zone_outlines import has_outline
from geo.layers import cards
from geo.layers.all_layers import LAYERS
from geo.layers.layer import Click
from geo.model.rows import row_of, rows
from geo.queries import in_area
from geo.snapshot.grid import Spot
from geo.snapshot.ledger_search import LedgerQuery
from pages.common import claims, picked, state, upload
from pages.common.widgets import Part, controlled, heading, paging, plain

PAGE = 25
"""Rows of the list at a time: each costs the browser a widget, at every change of a filter."""
MOST_CHANGES = 20
"""Changes listed in the detail; the page of sources lists all."""
_BOX = picked.Box("picked_one", state.select, state.turn_picked)


def draw() -> None:
    """Draw detail and list; both stay where they are, whatever is selected."""
    with st.container(key="panel", gap="small"):
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
        st.html(cards.zone_card(selected, snapshot, words))
        return
    claims.link_from(selected)
    st.html(cards.report_card(selected, snapshot, words))
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
        listed = cards.history(ledger.page(query, MOST_CHANGES), words, more=more)
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
    picked.choose(found, state.view().selected, _titles(found.ids), label, _BOX)


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
        _radio_list(_part(n_reports))
    elif chosen == "zones":
        _radio_list(list(zones.index))
    elif chosen == "sheltering":
        st.html(cards.sheltering_list(figures, words))
    else:
        st.html(cards.pauses_list(pauses, words))


def _radio_list(rows: list[str]) -> None:
    """Draw rows as one group of radio buttons: arrow keys walk it, and the map follows."""
    words, selected = state.language(), state.view().selected
    if not rows:
        return
    titles = _titles(rows)
    n_titled = Counter(titles.values())
    st.radio(
        words("What the map shows"),
        rows,
        # Streamlit tells rows apart by their label: those that read the same say which they are.
        format_func=lambda i: plain(titles[i] if n_titled[titles[i]] == 1 else f"{titles[i]} · {i}"),
        label_visibility="collapsed",
        width="stretch",
        **controlled("row", selected if selected in titles else None, _select_row, rows),
    )


def _part(total: int) -> list[str]:
    """Return one page of the reports shown: that of the selection, or the one that was turned to."""
    words, snapshot, view = state.language(), state.snapshot(), state.view()
    if total <= PAGE:
        return snapshot.shown_ids(view, PAGE)
    first = _first_row(total)
    paging(Part(first, PAGE, total), words, "rows", _turn)
    return snapshot.shown_ids(view, PAGE, first)


def _first_row(total: int) -> int:
    selected = state.view().selected
    first = st.session_state.get("first_row", 0)
    if selected and selected != st.session_state.get("row_followed"):
        # The map or a link chose a row of another part: turn to it, once.
        place = state.snapshot().place_in_list(state.view(), selected)
        first = first if place is None else place // PAGE * PAGE
    st.session_state["row_followed"] = selected
    st.session_state["first_row"] = first = first if first < total else 0
    return first


def _turn(first: int) -> None:
    st.session_state["first_row"] = first


def _select_row(item_id: str | None) -> None:
    if item_id is not None:
        state.select(item_id)


def _titles(ids: Sequence[str]) -> dict[str, str]:
    """Return one line for each report or zone, in the order of the ids."""
    snapshot, words = state.snapshot(), state.language()
    reports = {row.report_id: wording.title(row, words) for row in rows(snapshot.titles(ids))}
    return {i: reports[i] if i in reports else _zone_title(i) for i in ids}


def _zone_title(zone_id: str) -> str:
    snapshot, words = state.snapshot(), state.language()
    zone = row_of(snapshot.zones, zone_id)
    stated = words(
        "{zone}: {status}",
        zone=wording.zone_name(zone, words.lang),
        status=wording.zone_status(zone, words),
    )
    if has_outline(zone, snapshot.areas):
        return stated
    return words("{statement} (not on the map: no outline could be drawn)", statement=stated)
