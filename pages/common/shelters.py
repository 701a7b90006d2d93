"""The shelter zones page: head, map beside strips, the card of what is selected, tables below."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from geo.analysis.status_history import change_days, step
from geo.filters.ends import ENDS
from geo.filters.view import View
from geo.layers import cards
from geo.model.thing_kinds import ThingKind
from geo.queries.blocks import block_in
from geo.queries.in_area import zones_then_in
from geo.queries.nearest_day import nearest_day, status_days
from pages.common import (
    counts,
    exposure,
    frame,
    legend,
    mapview,
    shelter_tables,
    state,
    ways_out,
    zone_timeline,
)
from pages.common.widgets import heading, plain

_HERE = Path(__file__).parent


def draw_stage() -> None:
    """Draw the map and the strips, which move together, and what is selected in either."""
    st.html(_HERE / "shelters.css")
    head = st.container(key="head")
    with st.container(key="zonestage", horizontal=True, gap="small"):
        with st.container(key="mapside", gap=None):
            key = st.container(key="legend")
            drawn = mapview.draw()
            with head:
                frame.title_line(legend.layer_switch)
                exposure.sentence()
                counts.offer_if_empty()
                frame.notices()
            with key:
                legend.draw(drawn)
        with st.container(key="zoneside", gap="small"):
            _days()
            # One place for what comes and goes: strips that moved would lose the reader's focus.
            with st.container(key="above_strips", gap="small"):
                _detail()
                _block()
                _ways_out()
            with st.container(key="strips_box", gap=None):
                zone_timeline.draw()


def draw_tables() -> None:
    """Draw what the page says in tables."""
    with st.container(key="zonetables", gap="small"):
        shelter_tables.draw()


def _days() -> None:
    """Let the reader step from change to change, and say how much is in force."""
    words, view = state.language(), state.view()
    changes = change_days(state.snapshot().zones)
    with st.container(key="zonedays", horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        _step(step(changes, view.date_to, -1), "change_before", words("Previous change"))
        days = escape(words.days(view.date_from, view.date_to))
        st.html(
            f"<p class='sl-day' role='status'><strong>{days}</strong><span>{escape(_in_force())}</span></p>"
        )
        _step(step(changes, view.date_to, 1), "change_after", words("Next change"))


def _step(day: date | None, key: str, label: str) -> None:
    words = state.language()
    st.button(
        label,
        key=key,
        help=plain(words.day(day)) if day else None,
        disabled=day is None,
        on_click=zone_timeline.go_to,
        args=(day,),
    )


def _in_force() -> str:
    words, view, snapshot = state.language(), state.view(), state.snapshot()
    of_area = zone_timeline.shown()
    earlier = snapshot.zones_then(view.date_from, view.date_to, ENDS.chosen(view))
    in_it = [zone for zone in earlier if zone in of_area.ids]
    beyond = of_area.elsewhere
    outlines = sum(earlier[zone] for zone in in_it)
    told = words.plural(
        "{n} status may have been in force", "{n} statuses may have been in force", len(in_it)
    )
    if outlines:
        told = (
            words("{told}; {n} left out of the map", told=told, n=words.number(outlines))
            if view.shows_only_latest_zones
            else words("{told}; {n} drawn as outlines only", told=told, n=words.number(outlines))
        )
    if beyond:
        outside = words.plural("{n} place lies outside the area", "{n} places lie outside the area", beyond)
        told = words("; ").join((told, outside))
    return told


def _ways_out() -> None:
    """Where nothing stated of the area may have been in force, offer what shows a status."""
    words, view, snapshot = state.language(), state.view(), state.snapshot()

    def count(changed: View) -> int:
        return len(zones_then_in(snapshot, changed))

    if count(view):
        return
    nearest = nearest_day(view, status_days(snapshot, view), count)
    label = (
        words("Go to {day}, the nearest day with a zone status", day=words.day(nearest)) if nearest else ""
    )
    ways_out.draw(nearest, label, count, "status_")


def _block() -> None:
    """Draw the statements on the evacuation block that the text of the view asks for."""
    number = block_in(state.view().text)
    if number:
        with st.container(key="block"):
            st.html(cards.block_strip(number, state.snapshot(), state.view(), state.language()))


def _detail() -> None:
    snapshot, words, selected = state.snapshot(), state.language(), state.view().selected
    if not selected:
        return
    with st.container(key="detail", gap="small"):
        with st.container(key="detail_head", horizontal=True, vertical_alignment="center", wrap=False):
            heading(words("Selected"))
            st.button(words("Close"), key="close_detail", on_click=state.select, args=("",))
        if selected in snapshot.zones.index:
            place = cards.CardPlace(cards.page_address(ThingKind.ZONE, selected, snapshot, words))
            st.html(cards.zone_card(selected, snapshot, words, place))
        else:
            place = cards.CardPlace(cards.page_address(ThingKind.REPORT, selected, snapshot, words))
            st.html(cards.report_card(selected, snapshot, words, ENDS.chosen(state.view()), place))
