"""The map page: the view's sentence, its counts, the map and what lies beside it."""

import streamlit as st

from pages.common import (
    counts,
    frame,
    histogram,
    key_figures,
    legend,
    mapview,
    panel,
    state,
    table_tab,
    upload,
)


@st.fragment
def body() -> None:
    """Draw what a move or a click on the map may change, without the sidebar."""
    state.run_whole_page_if_asked()
    head = st.container(key="head")
    with st.container(key="stage", horizontal=True, gap="small"):
        first = st.container(key="first", gap=None)
        with st.container(key="mapside", gap=None):
            key = st.container(key="legend")
            drawn = mapview.draw()
            with head:
                frame.title_line(lambda: table_tab.switch(state.language()), legend.layer_switch)
                counts.draw()
                upload.counts_line()
                frame.notices()
            with key:
                legend.draw(drawn)
        with first:
            key_figures.draw()
        panel.draw()
        table_tab.draw(state.view(), state.language())
    state.write_address()


body()
# Last, for map and counts are looked at first; outside of the fragment, its dates concern the sidebar too.
histogram.draw()
