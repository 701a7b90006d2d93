"""What the three peers share: the points of a data set, one filter, and the number of points shown.

They are as small as such an app can be, and get what a careful author would give them: data read once
for all sessions, a canvas instead of SVG, no tooltips, and scripts from the machine itself.
"""

from __future__ import annotations

import os

import pandas as pd
import streamlit as st

COLOUR = "#0072B2"
ALL = "all kinds"
CENTRE, ZOOM = (31.41, 34.34), 9
STATIC = os.environ.get("BENCH_STATIC", "")
"""Origin that serves Leaflet, as foreign hosts cannot be reached."""


@st.cache_resource  # noqa: TID251 no page of ours
def points() -> pd.DataFrame:
    """Every report that has a point."""
    columns = ["report_id", "lat", "lon", "kind", "killed_min", "killed_max"]
    return pd.read_parquet(os.environ["BENCH_PARQUET"], columns=columns).dropna(subset=["lat", "lon"])


def chosen() -> pd.DataFrame:
    """Draw the filter and the count, and return the points that pass."""
    if "warm" in st.query_params:  # noqa: TID251 no page of ours
        st.write(len(points()))
        st.stop()
    frame = points()
    kind = st.selectbox("Kind", [ALL, *sorted(frame["kind"].unique())], key="kind")
    if kind != ALL:
        frame = frame[frame["kind"] == kind]
    with st.container(key="shown"):
        st.text(len(frame))
    return frame
