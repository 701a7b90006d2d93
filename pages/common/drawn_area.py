"""The area drawn, in the sidebar: its corners as text, the distance around it, a file in and a file out."""

from __future__ import annotations

import streamlit as st

from geo.filters.drawn_area import DRAWN_AREA, DrawnAreaFilter
from geo.geometry.area_code import MOST_AROUND_M, MOST_CORNERS, AreaDrawn, DrawnAreaError
from geo.geometry.area_texts import read_area, to_geojson, written
from geo.wording.drawn_area_sentences import area_refusal
from pages.common import state
from pages.common.widgets import notice

_CORNERS, _AROUND, _FILE = "area_corners", "area_around", "area_file"
_REFUSED, _OF = "area_refused", "area_typed_for"
_MOST_FILE_MB = 1


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
    if refused := st.session_state.get(_REFUSED):
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
        st.session_state[_REFUSED] = error


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
