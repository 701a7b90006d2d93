"""What stands round every page: its style, its direction, its title line and its notices."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from geo import wording
from geo.export.page import notice
from geo.filters.permalink import VIEWPORT_PARAMETERS, emit
from geo.language import names
from pages.common import share, since, state
from pages.common.inline_scripts import script
from pages.common.paths import ENTRIES

_HERE = Path(__file__).parent


def pages() -> list[st.Page]:
    """Return the pages in the order of the menu, titled in the reader's language."""
    words = state.language()
    return [
        st.Page(entry.script, title=words(entry.title), url_path=entry.path or None, default=not entry.path)
        for entry in ENTRIES
    ]


def dress(page: st.Page, *, has_map: bool) -> None:
    """Set a page up for the reader: title, style sheet, direction, language, and the address' place.

    The map writes its place into the address by itself; a page without a map does it here.
    """
    lang, words = state.view().lang, state.language()
    sentence = wording.view_sentence(state.view(), state.snapshot().areas, words)
    st.set_page_config(
        page_title=f"{page.title} · {sentence}" if page.url_path else sentence,
        page_icon=str(_HERE / "icon.svg"),
        layout="wide",
    )
    st.html(_HERE / "style.css")
    # Streamlit has no setting for the language of the document; both values come from our own table.
    address = emit(state.view())
    place = None if has_map else {name: address[name] for name in VIEWPORT_PARAMETERS}
    scripts = (
        script("page.js", lang=lang.value, dir=lang.direction, place=place),
        script(
            "reach.js",
            map=words("Map of reports and zones"),
            copy=words("Copy"),
            copied=words("Copied"),
        ),
    )
    st.html("".join(scripts), unsafe_allow_javascript=True)
    # Never seen: the script presses it when the line to the server is there again.
    st.button("↻", key="run_again")


def title_line(*tools: Callable[[], None]) -> None:
    """Draw the sentence made from the view, with the page's tools and the share panel beside it."""
    words, view = state.language(), state.view()
    sentence = wording.view_sentence(view, state.snapshot().areas, words)
    with st.container(key="title", horizontal=True, vertical_alignment="center", wrap=False):
        st.html(f"<h1 class='sl-sentence'>{names.html(sentence)}</h1>")
        for tool in tools:
            tool()
        share.button()


def paper_line() -> None:
    """Say where all of it comes from, on paper alone."""
    words, snapshot = state.language(), state.snapshot().id
    said = words("Shelterline, snapshot {snapshot}: {address}", snapshot=snapshot, address=share.address())
    st.html(f"<p class='sl-paper'>{escape(said)}</p>")


def notices() -> None:
    """Name what in the link was ignored, and greet a first visit once."""
    words = state.language()
    with st.container(key="notices", gap="small"):
        if state.ignored():
            named = "<br>".join(escape(notice(error, words)) for error in state.ignored())
            st.html(f"<p class='sl-notice' role='status'>{named}</p>")
        if restricted := wording.restricted_sentence(state.snapshot().restricted, words):
            st.html(f"<p class='sl-notice' role='status'>{escape(restricted)}</p>")
        since.banner()
        if not st.session_state.get("welcomed"):
            with st.container(key="welcome", horizontal=True, vertical_alignment="center", wrap=False):
                st.html(
                    "<p class='sl-notice'>"
                    + escape(
                        words(
                            "Published strike reports with their sources. Not a count or a verdict; "
                            "no place is called safe. See Sources and method."
                        )
                    )
                    + "</p>"
                )
                st.button(words("Close"), key="welcomed_close", on_click=_welcomed)


def _welcomed() -> None:
    st.session_state["welcomed"] = True
