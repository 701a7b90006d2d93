"""A peer: `st.pydeck_chart` with a scatter layer and no base map."""

import pydeck
import streamlit as st
from points import CENTRE, ZOOM, chosen

frame = chosen()
layer = pydeck.Layer(
    "ScatterplotLayer",
    frame[["lon", "lat"]],
    get_position="[lon, lat]",
    get_fill_color=[0, 114, 178, 160],
    radius_min_pixels=4,
    radius_max_pixels=4,
)
view = pydeck.ViewState(latitude=CENTRE[0], longitude=CENTRE[1], zoom=ZOOM)
st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view, map_provider=None, map_style=None), height=600)
