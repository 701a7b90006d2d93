"""The table beside the map: a tab of the map page, kept in its link, and the light page of the table in it.

The map stays where it is below the table, so that it is as it was when the reader comes back to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from geo.export.table_choice import PARAMETERS, read_choice
from geo.export.table_ways import PATH
from geo.filters.permalink import query_string

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.language import Words

NAMES = ("tab", *PARAMETERS)
"""Parameters of the map page's link beside those of the view."""
_TAB, _WRITTEN, _FRAME = "tab", "tab_written", "table_frame"
_MAP, _TABLE = "map", "table"


def adopt(parameters: Mapping[str, str]) -> None:
    """Take over the tab of a link that the reader opened, or went back to."""
    said = parameters.get("tab", "")
    # A page that does not draw the choice loses it.
    if said != st.session_state.get(_WRITTEN, "") or _TAB not in st.session_state:
        st.session_state[_TAB] = _TABLE if said == _TABLE else _MAP
        st.session_state.pop(_FRAME, None)


def is_open() -> bool:
    """Whether the table stands where the map was."""
    return bool(st.session_state.get(_TAB) == _TABLE)


def parameters(written: Mapping[str, str]) -> dict[str, str]:
    """Return what the link says of an open table: the frame itself writes there how it lists its rows."""
    found = {"tab": _TABLE, **{name: written[name] for name in PARAMETERS if name in written}}
    found = found if is_open() else {}
    st.session_state[_WRITTEN] = found.get("tab", "")
    return found


def switch(words: Words) -> None:
    """Draw the choice of map or table."""
    st.segmented_control(
        words("Map or table"),
        [_MAP, _TABLE],
        format_func={_MAP: words("Map"), _TABLE: words("Table")}.__getitem__,
        default=_MAP if _TAB not in st.session_state else None,
        required=True,
        key=_TAB,
        label_visibility="collapsed",
    )


def draw(view: View, words: Words) -> None:
    """Draw the table over the map, where it is open."""
    if not is_open():
        st.session_state.pop(_FRAME, None)
        return
    # What the map alone concerns changes no row: the frame is not loaded anew for it.
    query = query_string(view.filters().but(lang=view.lang))
    shown: tuple[str, str] | None = st.session_state.get(_FRAME)
    scheme = f"scheme={st.context.theme.type or 'auto'}"
    if shown is None or shown[0] != f"{query}&{scheme}":
        choice, _ = read_choice(st.query_params.to_dict())
        address = "&".join(filter(None, [query, choice.query(), "bare=1", scheme]))
        st.session_state[_FRAME] = shown = (f"{query}&{scheme}", f"{PATH}?{address}")
    with st.container(key="tableside", gap=None):
        st.iframe(shown[1], height=600, alt=words("Table of reports"))
