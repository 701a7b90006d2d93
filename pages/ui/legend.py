"""The legend over the map: only what the map shows."""

import streamlit as st


def draw() -> None:
    with st.container(key="legend"):
        st.html("<details open class='sl-legend'><summary>Legend</summary></details>")
