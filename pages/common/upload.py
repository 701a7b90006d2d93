"""A reader's own file on the map: held by this session alone, counted apart, and never part of a link."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import wording
from geo.filters.ends import ENDS
from geo.layers import cards
from geo.layers.scene import bounds_of, selection_of
from geo.layers.upload_marks import upload_marks
from pages.common import sessions, state
from pages.common.picked import Box, Picked, choose, offer_parts, picked_at, turned

if TYPE_CHECKING:
    from geo.layers.map_state import MapState
    from geo.snapshot.upload import Upload

_OPENED, _PICKED, _SELECTED = "own_file", "own_picked", "own_selected"


def opened() -> Upload | None:
    """Return the file that is open in this session."""
    return st.session_state.get(_OPENED)


def keep(upload: Upload) -> None:
    """Keep a file for this session, in the place of one that was open; its rows are all that is needed."""
    _forget_rows()
    sessions.let_go_of_content()
    st.session_state[_OPENED] = upload


def forget() -> None:
    """Let go of the file; nothing else holds it."""
    sessions.let_go_of_files()
    _forget_rows()


def _forget_rows() -> None:
    for name in (_OPENED, _PICKED, _SELECTED):
        st.session_state.pop(name, None)
    st.session_state["own_round"] = st.session_state.get("own_round", 0) + 1


def on_map(drawn: MapState) -> MapState:
    """Return a state of the map with the file over it, when one is open."""
    upload = opened()
    if upload is None:
        return drawn
    view, words = state.view(), state.language()
    bounds = [box for box in (drawn.fit, bounds_of(upload.counts(view), upload.snapshot.areas)) if box]
    selected = selection_of(upload.snapshot, st.session_state.get(_SELECTED, ""))
    return replace(
        drawn,
        upload=upload_marks(upload, view, words),
        fit=_around(bounds),
        selection=selected or drawn.selection,
    )


def _around(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float] | None:
    if not boxes:
        return None
    souths, wests, norths, easts = zip(*boxes, strict=True)
    return min(souths), min(wests), max(norths), max(easts)


def pick(picked: dict[str, Any]) -> None:
    """Take over what of the file lies where the reader clicked, the first of it selected."""
    upload = opened()
    if upload is None:
        return
    _hold(picked_at(upload.snapshot, upload.view(state.view()), picked))


def _turn(first: int) -> None:
    upload, found = opened(), st.session_state.get(_PICKED)
    if upload and found:
        _hold(turned(upload.snapshot, found, first))


def _hold(found: Picked) -> None:
    st.session_state[_PICKED] = found
    _select(found.ids[0] if found.ids else "")


def _select(report_id: str) -> None:
    st.session_state[_SELECTED] = report_id


def counts_line() -> None:
    """Say, in a line of its own, how much of the file is shown; nothing when none is open."""
    upload, words = opened(), state.language()
    if upload is None:
        return
    counts = upload.counts(state.view())
    sentences = [
        words.plural(
            "Your file: {shown} of {n} row shown",
            "Your file: {shown} of {n} rows shown",
            upload.rows,
            shown=words.number(counts.shown),
        )
    ]
    if counts.reasons:
        sentences.append(wording.not_shown_sentence(counts.reasons, words))
    if upload.rejected:
        sentences.append(words.plural("{n} row rejected", "{n} rows rejected", upload.rejected))
    with st.container(key="own_counts", horizontal=True, vertical_alignment="center"):
        st.html(f"<p class='sl-own'>{escape(' · '.join(sentences))}</p>")
        st.button(
            words("Forget this file"), key="own_forget_map", type="tertiary", on_click=_forget_everywhere
        )


def _forget_everywhere() -> None:
    forget()
    # The legend and the sidebar stand beyond the map's fragment.
    state.ask_for_whole_page()


def detail() -> None:
    """Draw the card of what is selected of the file."""
    upload, words = opened(), state.language()
    selected = st.session_state.get(_SELECTED, "")
    if upload is None or selected not in upload.snapshot.store:
        return
    with st.container(key="own_detail", gap="small"):
        with st.container(key="own_head", horizontal=True, vertical_alignment="center", wrap=False):
            _here(upload, selected)
            st.button(words("Close"), key="own_close", on_click=_select, args=("",))
        offer_parts(st.session_state.get(_PICKED), _BOX, words)
        origin = words("From your file, in this browser session only; not part of the snapshot.")
        st.html(f"<p class='sl-notice'>{escape(origin)}</p>")
        st.html(cards.report_card(selected, upload.snapshot, words, ENDS.chosen(state.view())))


def _here(upload: Upload, selected: str) -> None:
    words, found = state.language(), st.session_state.get(_PICKED)
    if found is None or found.n <= 1 or selected not in found.ids:
        head = words("From your file")
        st.html(f"<h2 class='sl-h2'>{escape(head)}</h2>")
        return
    titles = {row.report_id: wording.title(row, words) for row in upload.snapshot.titles(found.ids)}
    label = words("{n} from your file at this place", n=words.number(found.n))
    choose(found, selected, titles, label, _BOX)


_BOX = Box("own_one", _select, _turn)


def not_shared() -> None:
    """Say that the file is no part of what is shared, when one is open."""
    if opened() is None:
        return
    words = state.language()
    notice = words(
        "A file of your own is open. It is not part of this link, nor of embeds, figures, files or "
        "citations: whoever opens them sees the snapshot alone."
    )
    with st.container(key="own_not_shared"):
        st.html(f"<p class='sl-notice'>{escape(notice)}</p>")
