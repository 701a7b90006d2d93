"""The reader's view: kept for the session, mirrored in the address, changed in one place.

The address is adopted when the reader opened it or went back to it, which shows as parameters other
than those this module saw or wrote last. The browser rewrites `lat`, `lon` and `z` by itself while
the map moves, so these alone are no reason to write the address again. A run that follows from a change
of the view is no visit: the address that comes along with a quick second change may be that of before the
first. Nor is a click on a link of the menu: the link may have been drawn before the last change.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from geo.filters import permalink
from geo.filters.permalink import VIEWPORT_PARAMETERS
from geo.filters.view import View
from geo.filters.view_pair import ViewPair, emit_pair
from geo.language import Words, words
from geo.layers.all_layers import layers_on
from geo.model.errors import (
    PermalinkError,
    UnknownSnapshotError,
)
from geo.snapshot.current import current, opened
from geo.snapshot.opened import Snapshot
from pages.common import pair_state, sessions, table_tab
from pages.common.held_snapshot import held
from pages.common.picked import Picked, picked_at, turned

_VIEW, _SEEN, _SERIAL = "view", "address_seen", "viewport_serial"
_IGNORED, _PICKED, _BEYOND, _ADDED = "ignored", "picked", "beyond_the_map", "picked_of_added_layers"
_UNKNOWN, _CAME_FROM = "unknown_snapshot", "came_from"
_CHANGED, _MENU = "changed_by_the_reader", "menu_links"
_NO_VISIT = {*VIEWPORT_PARAMETERS, *table_tab.NAMES}
"""Parameters that the browser rewrites by itself."""
_BLINK_S = 2.0
"""As long a link may be clicked that was drawn before the last ones: these have a way to go."""


@dataclass(frozen=True, slots=True)
class _MenuLinks:
    """What the links of the menu say, as parameters without the place."""

    now: dict[str, str]
    before: dict[str, str]
    """What they said before they were drawn last."""
    drawn_at_s: float
    """By the monotonic clock."""


def snapshot() -> Snapshot:
    """Return the snapshot that this session looks at: that of its view, or the current one."""
    return held(first_view().snap) if _VIEW in st.session_state else current()


def view() -> View:
    """Return the view of this session; of two that are compared, the one that the sidebar changes."""
    return pair_state.seen(first_view())


def first_view() -> View:
    """Return the view that every page shows; of two that are compared, the first."""
    return st.session_state[_VIEW]


def pair() -> ViewPair:
    """Return both views of the page that compares two."""
    return pair_state.pair_with(first_view())


def show_pair(shown: ViewPair) -> None:
    """Show two other views, as the reader asked."""
    st.session_state[_VIEW] = pair_state.keep(shown)
    st.session_state[_IGNORED] = ()
    st.session_state[_CHANGED] = True


def address_parameters() -> dict[str, str]:
    """Return what the address of the page says."""
    return emit_pair(pair()) if pair_state.compares() else permalink.emit(first_view())


def language() -> Words:
    """Return the words of the view's language."""
    return words(view().lang)


def viewport_serial() -> int:
    """Return a number that grows each time the map must look somewhere else."""
    return st.session_state[_SERIAL]


def ignored() -> tuple[PermalinkError, ...]:
    """Return what in the opened link could not be used."""
    return st.session_state.get(_IGNORED, ())


def change(**fields: object) -> None:
    """Change the view as the reader asked; what was wrong with the link is then old news."""
    turn_to(lambda before: before.but(**fields))


def turn_to(changed: Callable[[View], View]) -> None:
    """Show the view that a function makes of the one shown now, as the reader asked."""
    st.session_state[_VIEW] = pair_state.turned(first_view(), changed)
    st.session_state[_IGNORED] = ()
    st.session_state[_CHANGED] = True


def start_on(day: date) -> None:
    """Let the view begin on a day; a last day before that comes along."""
    turn_to(lambda was: was.but(date_from=day, date_to=max(day, was.date_to)))


def end_on(day: date) -> None:
    """Let the view end on a day; a first day after that comes along."""
    turn_to(lambda was: was.but(date_to=day, date_from=min(day, was.date_from)))


def look(lat: float, lon: float, z: int) -> None:
    """Take over where the reader moved the map to."""
    st.session_state[_VIEW] = first_view().but(lat=lat, lon=lon, z=z)


def go(lat: float, lon: float, z: int) -> None:
    """Let the map look somewhere else, as the reader asked."""
    change(lat=lat, lon=lon, z=z)
    st.session_state[_SERIAL] += 1


def reset() -> None:
    """Go to the view of everything, in the same language and place."""
    everything = snapshot().default_view()
    turn_to(lambda was: everything.but(lang=was.lang, lat=was.lat, lon=was.lon, z=was.z))


def adopt_address() -> None:
    """Read the address when the reader opened it, went back or forward."""
    st.session_state.pop(_BEYOND, None)
    st.session_state.pop(_UNKNOWN, None)
    parameters = st.query_params.to_dict()
    if st.session_state.pop(_CHANGED, False):
        return
    if _is_front_page():
        table_tab.adopt(parameters)
    seen = st.session_state.get(_SEEN, {})
    # A page link may be older than the last move of the map: the session knows the place better.
    if _VIEW in st.session_state and (not parameters or _without_place(parameters) == _without_place(seen)):
        return
    if _is_of_menu(parameters):
        return
    try:
        named = opened(parameters["snap"]) if "snap" in parameters else snapshot()
    except UnknownSnapshotError:
        # Nothing is shown under a name that it does not have.
        st.session_state[_UNKNOWN] = parameters
        return
    if not parameters and _is_front_page():
        _adopt(permalink.ParsedView(named.opening_view(), ()))
        return
    before: View | None = st.session_state.get(_VIEW)
    default = before if before and before.snap == named.id else named.default_view()
    _adopt(pair_state.read(parameters, default, named))
    st.session_state[_SEEN] = parameters


def note_links() -> None:
    """Remember what the links of the menu say, which have just been drawn."""
    said = _without_place(permalink.emit(first_view()))
    links: _MenuLinks | None = st.session_state.get(_MENU)
    if links is None or links.now != said:
        st.session_state[_MENU] = _MenuLinks(said, links.now if links else {}, time.monotonic())


def _is_of_menu(parameters: dict[str, str]) -> bool:
    """Whether an address was brought by a click on the menu, which asks for a page and for no other view."""
    links: _MenuLinks | None = st.session_state.get(_MENU)
    if links is None or sessions.is_way_back():
        return False
    said = _without_place(parameters)
    is_just_drawn = time.monotonic() - links.drawn_at_s < _BLINK_S
    return said == links.now or (is_just_drawn and said == links.before)


def _is_front_page() -> bool:
    """Whether the address names no page: with no parameter either, it is nobody's link to anything."""
    path = urlsplit(_address()).path
    return path.strip("/") == st.get_option("server.baseUrlPath").strip("/")


def _address() -> str:
    return st.context.url or ""


def _adopt(parsed: permalink.ParsedView) -> None:
    st.session_state[_VIEW] = parsed.view
    st.session_state[_IGNORED] = parsed.ignored
    st.session_state[_SERIAL] = st.session_state.get(_SERIAL, 0) + 1


def unknown_snapshot() -> dict[str, str] | None:
    """Return the parameters of a link whose snapshot is not here; None when there is no such link."""
    return st.session_state.get(_UNKNOWN)


def go_to_snapshot(snapshot_id: str, parameters: dict[str, str]) -> None:
    """Show the view of a link in another snapshot; what that one does not know is named as ignored."""
    named = opened(snapshot_id)
    came_from = parameters.get("snap", "")
    _adopt(pair_state.read(parameters | {"snap": named.id}, named.default_view(), named))
    st.session_state[_CAME_FROM] = came_from
    st.session_state[_SEEN] = st.query_params.to_dict()
    st.session_state.pop(_UNKNOWN, None)


def came_from() -> Snapshot | None:
    """Return the snapshot that the reader has gone on from, while it is here and another one is shown."""
    snapshot_id = st.session_state.get(_CAME_FROM, "")
    try:
        return opened(snapshot_id) if snapshot_id and snapshot_id != view().snap else None
    except UnknownSnapshotError:
        return None


def write_address() -> None:
    """Write every parameter of the view into the address, unless only the place differs."""
    emitted, written = address_parameters(), st.query_params.to_dict()
    if _is_front_page():
        emitted |= table_tab.parameters(written)
    differ = _without_place(emitted) != _without_place(written) or _of_table(emitted) != _of_table(written)
    if differ or not written.keys() >= emitted.keys():
        st.query_params.from_dict(emitted)
        written = emitted
    st.session_state[_SEEN] = written
    st.session_state.pop(_CHANGED, None)


def _without_place(parameters: dict[str, str]) -> dict[str, str]:
    """Return what the view says but for its place, which the map writes, as the table its own."""
    return {name: v for name, v in parameters.items() if name not in _NO_VISIT}


def _of_table(parameters: dict[str, str]) -> dict[str, str]:
    return {name: parameters[name] for name in table_tab.NAMES if name in parameters}


def select(item_id: str) -> None:
    """Select a report or zone, or nothing when the id is empty; what is neither stays unselected."""
    if item_id and not snapshot().known.is_selectable(item_id):
        return
    st.session_state[_VIEW] = first_view().but(selected=item_id)
    ask_for_whole_page()


def ask_for_whole_page() -> None:
    """Let the whole page run after its part, for something beyond it changed, as dates and links do."""
    st.session_state[_BEYOND] = True


def run_whole_page_if_asked() -> None:
    """Run the whole page when a part of it changed what stands beyond that part."""
    if st.session_state.pop(_BEYOND, False):
        st.rerun()


def pick(event: dict[str, Any]) -> None:
    """Take over what the reader clicked on, as the map says it, and select the first of it."""
    added = event.get("added", {}).items()
    st.session_state[_ADDED] = {layer: tuple(map(str, ids)) for layer, ids in added if ids}
    _hold(picked_at(snapshot(), view(), event))


def picked_of_added_layers() -> dict[str, tuple[str, ...]]:
    """Return, by layer, the ids of what lies where the reader clicked last and has no card of its own."""
    found: dict[str, tuple[str, ...]] = st.session_state.get(_ADDED, {})
    return {layer.name: found[layer.name] for layer in layers_on(view().layers) if layer.name in found}


def turn_picked(first: int) -> None:
    """Turn to another part of what lies where the reader clicked last."""
    if found := picked():
        _hold(turned(opened(found.view.snap), found, first))


def _hold(found: Picked) -> None:
    st.session_state[_PICKED] = found
    select(found.ids[0] if found.ids else "")


def picked() -> Picked | None:
    """Return what lies where the reader clicked last, as long as one of its part is selected."""
    found: Picked | None = st.session_state.get(_PICKED)
    return found if found and view().selected in found.ids else None
