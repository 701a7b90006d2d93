"""A table of a page as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo import wording
from geo.charts.chart_spec import ChartCaption
from geo.export.chart_files import write_table
from pages.common import state

if TYPE_CHECKING:
    import pandas as pd


def offer(
    key: str, title: str, units: str, make: Callable[[], pd.DataFrame], *, is_of_view: bool = True
) -> None:
    """Offer a table as CSV, with what it is in its last column; it is made when it is asked for.

    One that is not of the view is of the whole snapshot.
    """
    words, view = state.language(), state.view()
    of_what = f"{words('Snapshot')} {view.snap}"
    if is_of_view:
        sentence = wording.view_sentence(view, state.snapshot().areas, words)
        of_what = words("{view}; snapshot {id}", view=sentence, id=view.snap)
    caption = ChartCaption(title, units, of_what)
    with st.container(key=f"files_{key}", horizontal=True):
        st.download_button(
            "CSV",
            partial(_bytes, make, caption),
            file_name=f"shelterline-{key}-{view.snap}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            type="tertiary",
            help=words("Save {title} as {format}", title=title, format="CSV"),
        )


def _bytes(make: Callable[[], pd.DataFrame], caption: ChartCaption) -> bytes:
    return write_table(make(), caption)
