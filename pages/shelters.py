"""The shelter zones page: statements on places through time, on the map and as strips, and exposure."""

import streamlit as st

from pages.common import shelters, state


@st.fragment
def stage() -> None:
    """Draw what a click on the map or the strips may change, without the sidebar and the tables."""
    state.run_whole_page_if_asked()
    shelters.draw_stage()
    state.write_address()


stage()
shelters.draw_tables()
