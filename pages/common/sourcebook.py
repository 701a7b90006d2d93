"""The parts of the page of sources, one at a time."""

from __future__ import annotations

import streamlit as st

from pages.common import ledgers, method, state
from pages.common import upload_form as openfile
from pages.common.widgets import controlled

_PART = "sources_part"


def draw() -> None:
    """Draw the choice of parts and the part that is chosen."""
    words = state.language()
    parts = {
        "method": (words("Sources and method"), method.draw),
        "came": (words("What came in"), ledgers.came_in),
        "changes": (words("Changes"), ledgers.changes),
        "rejects": (words("Rejected rows"), ledgers.rejects),
        "own": (words("Your file"), openfile.draw),
    }
    asked = st.session_state.get(_PART, "method")
    st.segmented_control(
        words("Part of this page"),
        list(parts),
        format_func=lambda part: parts[part][0],
        required=True,
        label_visibility="collapsed",
        **controlled("sources_part_choice", asked, _choose, parts),
    )
    parts[asked][1]()


def _choose(part: str | None) -> None:
    if part is not None:
        st.session_state[_PART] = part
