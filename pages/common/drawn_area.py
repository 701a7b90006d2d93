"""The area drawn, in the sidebar: its corners as text, the distance around it, a file in and a file out."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import wording
from geo.filters.drawn_area import DRAWN_AREA, DrawnAreaFilter
from geo.geometry.area_code import MOST_AROUND_M, MOST_CORNERS, AreaDrawn, DrawnAreaError, checked
from geo.geometry.area_texts import read_area, to_geojson, written
from geo.language import N_, names
from geo.layers import cards
from geo.model.rows import rows
from geo.queries.drawn_facts import drawn_facts
from geo.wording.drawn_area_sentences import (
    SHELTERING,
    STATEMENTS,
    area_refusal,
    inside_sentence,
    nearest_sentence,
)
from pages.common import state
from pages.common.widgets import caveat, notice

if TYPE_CHECKING:
    from geo.layers.map_state import MapState
    from geo.model.rows import Row

_CORNERS, _AROUND, _FILE = "area_corners", "area_around", "area_file"
TAKEN = "area_taken"
"""Key of the number of what was drawn last."""
_REFUSED, _OF = "area_refused", "area_typed_for"
_MOST_FILE_MB = 1
_ON_MAP = {
    "draw": N_("Draw an area"),
    "draw_polygon": N_("Polygon"),
    "draw_circle": N_("Circle"),
    "draw_here": N_("Put it at the cross"),
    "draw_undo": N_("Undo"),
    "draw_done": N_("Show this area"),
    "draw_remove": N_("Remove the area drawn"),
    "draw_cancel": N_("Cancel"),
    "draw_corners": N_(
        "Click to set at least three corners. By keyboard: arrows move the map, Enter sets a corner."
    ),
    "draw_more": N_("Drag corners to move them, or set more. Delete takes a corner out."),
    "draw_middle": N_(
        "Click to set the middle of the circle. By keyboard: arrows move the map, Enter sets it."
    ),
    "draw_reach": N_("Now set how far the circle reaches."),
    "draw_is_circle": N_("Drag the middle or the edge to change the circle."),
    "draw_corner": N_("Corner {n}"),
    "draw_edge": N_("Edge of the circle"),
    "draw_new": N_("New corner here"),
    "draw_all": N_("Move the whole area"),
}
"""Words of the map's own tools, by name in `MapState.text`."""


def draw(each: DrawnAreaFilter) -> None:
    """Draw the filter: what is typed and what is drawn on the map are the same area."""
    words, area = state.language(), each.chosen(state.view())
    is_chosen = area is not None
    with st.expander(words(each.label), expanded=is_chosen, key="area_panel", on_change="rerun") as panel:
        if panel.open:
            _panel(area)


def _panel(area: AreaDrawn | None) -> None:
    words = state.language()
    _follow(area)
    st.text_area(
        words("Corners: latitude, longitude"),
        key=_CORNERS,
        height=110,
        placeholder="31.34500, 34.30300",
        help=words(
            "One corner on each line, in turn, at most {n}. One corner with a distance around it is a "
            "circle. GeoJSON of one polygon can be pasted as well.",
            n=words.number(MOST_CORNERS),
        ),
    )
    st.number_input(
        words("Distance around, in metres"), min_value=0, max_value=MOST_AROUND_M, step=100, key=_AROUND
    )
    with st.container(horizontal=True, gap="small"):
        st.button(words("Show this area"), key="area_show", on_click=_take_typed)
        if area is not None:
            st.button(words("Remove the area drawn"), key="area_remove", on_click=choose, args=(None,))
            st.download_button(
                words("Save as GeoJSON"),
                to_geojson(area),
                file_name="area.geojson",
                mime="application/geo+json",
                key="area_save",
                on_click="ignore",
            )
    if refused := _refused():
        notice(area_refusal(refused, words))
    st.file_uploader(
        words("Open GeoJSON"),
        type=["geojson", "json"],
        max_upload_size=_MOST_FILE_MB,
        key=_FILE,
        on_change=_take_file,
    )


def choose(area: AreaDrawn | None) -> None:
    """Show the view with another area drawn, or none."""
    st.session_state.pop(_REFUSED, None)
    state.turn_to(lambda view: DRAWN_AREA.choose(view, area))


def take(text: str, around_m: float) -> None:
    """Show the area of a text; where it is none, say why and leave the view as it is."""
    try:
        choose(read_area(text, around_m))
    except DrawnAreaError as error:
        _refuse(error)


def _refuse(error: DrawnAreaError) -> None:
    st.session_state[_REFUSED] = error, state.view().filters()


def _refused() -> DrawnAreaError | None:
    """Return why what was drawn or typed last is no area, until the reader goes on to another view."""
    error, view = st.session_state.get(_REFUSED, (None, None))
    return error if view == state.view().filters() else None


def offer_around(area: AreaDrawn | None) -> None:
    """Offer to draw an area along the ground of what is selected."""
    words = state.language()
    if area is not None and area != DRAWN_AREA.chosen(state.view()):
        st.button(
            words("Draw an area around this"),
            key="area_around_this",
            type="tertiary",
            help=words(
                "Shows the reports inside the ground of what is selected. Move its corners as you like."
            ),
            on_click=_choose_around,
            args=(area,),
        )


def _choose_around(area: AreaDrawn) -> None:
    choose(area)
    state.ask_for_whole_page()


def facts() -> None:
    """Say how many reports lie inside, and what is stated of the ground of the area."""
    words, snapshot, view = state.language(), state.snapshot(), state.view()
    said = inside_sentence(snapshot.counts(view).inside, words)
    if refused := _refused():
        notice(area_refusal(refused, words))
    if not said:
        return
    with st.container(key="inside", horizontal=True, vertical_alignment="center"):
        st.html(f"<p class='sl-inside' dir='auto'>{escape(said)}</p>", width="content")
        with st.popover(
            words("What is stated of it"), type="tertiary", on_change="rerun", key="inside_more"
        ) as more:
            if more.open:
                _stated()


def _stated() -> None:
    words, snapshot = state.language(), state.snapshot()
    found = drawn_facts(snapshot, state.view().filters())
    if found is None:
        return
    with st.container(key="inside_panel", gap="small"):
        caveat(nearest_sentence(found.nearest_m, words))
        _head(f"{words(STATEMENTS)}: {words.number(len(found.zone_ids))}")
        zones = snapshot.zones.loc[list(found.zone_ids)]
        lines = "".join(f"<li dir='auto'>{names.html(_statement(zone))}</li>" for zone in rows(zones))
        st.html(f"<ul class='sl-stated'>{lines}</ul>")
        _head(words("Sheltering"))
        caveat(words(SHELTERING))
        st.html(cards.sheltering_list(found.figures, words))


def _head(text: str) -> None:
    st.html(f"<p class='sl-inside' dir='auto'><strong>{escape(text)}</strong></p>")


def _statement(zone: Row) -> str:
    words = state.language()
    return words(
        "{name}: {status}, {days}",
        name=wording.zone_name(zone, words),
        status=wording.zone_status(zone, words),
        days=wording.zone_days(zone, words),
    )


def take_drawn(drawn: dict[str, Any]) -> bool:
    """Show what was drawn on the map, no corner to show none; return whether anything has changed."""
    before = state.view()
    try:
        corners = [(float(lat), float(lon)) for lat, lon in drawn["corners"]]
        choose(checked(corners, float(drawn["around_m"])) if corners else None)
    except DrawnAreaError as error:
        _refuse(error)
        return True
    except (KeyError, TypeError, ValueError, OverflowError):
        # No map of ours says this.
        return False
    return state.view() != before


def on_map(now: MapState) -> MapState:
    """Return what the map draws, with the words to draw with, and why what was drawn last is no area."""
    words, refused = state.language(), _refused()
    said = {name: words(text) for name, text in _ON_MAP.items()}
    # Told again to whoever draws the same again.
    said["draw_answer"] = str(st.session_state.get(TAKEN, ""))
    said["draw_refused"] = area_refusal(refused, words) if refused else ""
    return replace(now, text={**now.text, **said})


def _follow(area: AreaDrawn | None) -> None:
    """Let the fields say the view's area once that is another; until then what is typed stays."""
    of = None if area is None else (area.code, area.around_m)
    if _CORNERS not in st.session_state or st.session_state.get(_OF, ()) != of:
        st.session_state[_CORNERS] = "" if area is None else written(area)
        st.session_state[_AROUND] = 0 if area is None else area.around_m
        st.session_state[_OF] = of


def _take_typed() -> None:
    take(st.session_state[_CORNERS], st.session_state[_AROUND])


def _take_file() -> None:
    file = st.session_state[_FILE]
    if file is not None:
        take(file.getvalue().decode("utf-8", errors="replace"), 0)
