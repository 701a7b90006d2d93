"""The strip under the map: the view's dates on a histogram, which the reader drags, steps and plays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from geo.charts.histogram import histogram, packed, strip_script
from geo.filters.view import EARLIEST, LATEST
from geo.layers.assets import address
from geo.layers.brush_answer import brush_address, is_by_tiles
from pages.common import state, upload

_KEY = "strip"
_TAKEN, _CLOSER = "strip_taken", "strip_closer"
_MARGIN = 0.5
"""Enlarged, the chart shows this part of the dates' length on either side."""

_strip = st.components.v2.component("shelterline_strip", js=strip_script())


def draw() -> None:
    """Draw the strip; a change of its dates runs the page as a filter does, the map first."""
    view, snapshot = state.view(), state.snapshot()
    closer = _closer(*snapshot.span)
    data = histogram(snapshot, view, state.language(), closer=closer)
    with st.container(key="timeline"):
        _strip(
            key=_KEY,
            data=packed({**data, "n": st.session_state.get(_TAKEN, 0), "brush": _brush()}),
            height="stretch",
            on_range_change=_take,
            on_ask_change=_change_display,
        )


def _brush() -> dict[str, Any]:
    """Return from where the map follows the brush; the rows of a reader's own file do not."""
    index = "" if upload.opened() else brush_address(state.snapshot(), state.view())
    script = address("brush_index.js") if index else ""
    return {"script": script, "index": index, "by_tiles": is_by_tiles(state.snapshot())}


def _closer(first: date, last: date) -> tuple[date, date] | None:
    """Return the days that are enlarged, as long as the view's dates lie within."""
    part: tuple[date, date] | None = st.session_state.get(_CLOSER)
    view = state.view()
    if part and part[0] <= max(view.date_from, first) and min(view.date_to, last) <= part[1]:
        return part
    st.session_state.pop(_CLOSER, None)
    return None


def _event(key: str, name: str) -> dict[str, Any]:
    event = st.session_state[key].get(name)
    return event if isinstance(event, dict) else {}


def _take() -> None:
    take_dates(_KEY, _TAKEN)


def take_dates(key: str, taken: str) -> None:
    """Take over the dates that the reader chose on a strip; ignore what is not two dates."""
    event = _event(key, "range")
    try:
        first, last = (date.fromisoformat(str(event.get(end))) for end in ("from", "to"))
    except ValueError:
        return
    st.session_state[taken] = event.get("n")
    if EARLIEST <= first <= last <= LATEST:
        state.change(date_from=first, date_to=last)


def _change_display() -> None:
    event = _event(_KEY, "ask")
    if event.get("zoom") is False:
        st.session_state.pop(_CLOSER, None)
    elif event.get("zoom"):
        view, (first, last) = state.view(), state.snapshot().span
        if view.date_from > last or view.date_to < first:
            return
        beside = (view.date_to - view.date_from) * _MARGIN + timedelta(days=3)
        st.session_state[_CLOSER] = (max(first, view.date_from - beside), min(last, view.date_to + beside))
