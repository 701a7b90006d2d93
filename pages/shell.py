"""The frame that every page runs in: the view, the menu, the filters."""

import streamlit as st

from pages.common import cannot_show, frame, mapview, pair_state, sidebar, since, state
from pages.common.paths import COMPARE, WITH_MAP

cannot_show.open_or_stop()
state.adopt_address()
since.offer_current_or_go_on()
pages = frame.pages()
page = st.navigation(pages, position="hidden")
has_map = page.url_path in WITH_MAP
pair_state.enter(compares=page.url_path == COMPARE)
if has_map:
    with cannot_show.damage_named():
        mapview.tell()
frame.dress(page, has_map=has_map)
state.write_address()
# The page comes first: what the reader came for is on its way while the sidebar is worked out.
with cannot_show.damage_named():
    page.run()
    frame.paper_line()
with cannot_show.damage_named():
    sidebar.draw(pages, has_map=has_map)
