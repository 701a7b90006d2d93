"""The strips in the page: a component of ours that selects a statement and moves the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from geo.analysis.status_history import change_days
from geo.charts.zone_timeline import ZoneTimeline, zone_timeline
from geo.charts.zone_timeline_svg import Drawn, chart
from geo.filters.ends import ENDS
from geo.layers.symbols import Theme
from geo.snapshot.caches import per_snapshot
from pages.common import state

_HERE = Path(__file__).parent
_KEY = "strips"
_drawn = per_snapshot(
    lambda snapshot, area, words, theme, reading: chart(
        zone_timeline(snapshot, area, words, reading), words, theme
    )
)


def shown() -> ZoneTimeline:
    """Return the strips of the view's area."""
    view = state.view()
    return zone_timeline(state.snapshot(), view.area, state.language(), ENDS.chosen(view))


def draw() -> None:
    """Draw the strips, with the statements in force on the view's dates in full strength."""
    snapshot, view, words = state.snapshot(), state.view(), state.language()
    theme = Theme.DARK if st.context.theme.type == "dark" else Theme.LIGHT
    reading = ENDS.chosen(view)
    drawn: Drawn = _drawn(snapshot, view.area, words, theme, reading)
    of_area = shown()
    made = st.components.v2.component(
        "shelterline_strips",
        **{
            part: (_HERE / f"zone_timeline.{part}").read_text(encoding="utf-8")
            for part in ("html", "css", "js")
        },
    )
    made(
        key=_KEY,
        data={
            "axis": drawn.axis,
            "names": drawn.names,
            "bars": drawn.bars,
            "first": of_area.first.isoformat(),
            "last": of_area.last.isoformat(),
            "from": view.date_from.isoformat(),
            "to": view.date_to.isoformat(),
            "on": list(snapshot.zones_then(view.date_from, view.date_to, reading)),
            "selected": view.selected,
            "changes": [day.isoformat() for day in change_days(snapshot.zones)],
            "lang": view.lang.value,
            "dir": view.lang.direction,
            "span": words.days(of_area.first, of_area.last),
            "handle": words("Day shown"),
            "idle": words(
                "Point at a bar to read the statement, click it to open it. Drag the handle, or move it with "
                "the arrow keys; Page Up and Page Down go to the next and previous change."
            ),
        },
        height="stretch",
        on_picked_change=_take_picked,
        on_day_change=_take_day,
    )


def go_to(day: date) -> None:
    """Show one day: the map, the strips and the link alike."""
    state.change(date_from=day, date_to=day)
    state.ask_for_whole_page()


def _take_picked() -> None:
    picked = st.session_state[_KEY].get("picked")
    if isinstance(picked, str):
        # A second click on the same bar closes it.
        state.select("" if picked == state.view().selected else picked)


def _take_day() -> None:
    chosen = st.session_state[_KEY].get("day")
    of_area = shown()
    try:
        day = date.fromisoformat(chosen)
    except (TypeError, ValueError):
        return
    go_to(min(max(day, of_area.first), of_area.last))
