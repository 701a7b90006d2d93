"""A field for one day.

Streamlit's own builds and takes down a calendar round each typed day, for 70 to 110 ms before a change so
much as leaves the browser; see decision 20 in docs/decisions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import streamlit as st

from geo.filters.view import EARLIEST, LATEST
from pages.common import state

_HERE = Path(__file__).parent
_field = st.components.v2.component(
    "shelterline_day",
    html=(_HERE / "day.html").read_text(encoding="utf-8"),
    css=(_HERE / "day.css").read_text(encoding="utf-8"),
    js=(_HERE / "day.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def draw(name: str, label: str, value: date, change: Callable[[date], object]) -> None:
    """Draw a field that shows a day and hands over the one that the reader asks for instead."""
    words, key = state.language(), f"{name}_day"

    def take() -> None:
        day = read(st.session_state[key].get("day"))
        if day is not None:
            change(day)

    with st.container(key=name):
        _field(
            key=key,
            data={
                "name": name,
                "label": label,
                "value": value.isoformat(),
                "min": EARLIEST.isoformat(),
                "max": LATEST.isoformat(),
                "form": words("YYYY-MM-DD"),
                "calendar": words("{field}: open the calendar", field=label),
                "wrong": words(
                    "“{text}” is no day from {first} to {last}. Write it as YYYY-MM-DD.",
                    text="{text}",
                    first=EARLIEST.isoformat(),
                    last=LATEST.isoformat(),
                ),
            },
            on_day_change=take,
        )


def read(text: object) -> date | None:
    """Return the day that the browser sent; None when it is no day that a view may begin or end with."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return day if day and EARLIEST <= day <= LATEST else None
