"""The second view of the page that compares two, and which of them the sidebar changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import streamlit as st

from geo.filters.permalink import ParsedView, parse
from geo.filters.view_pair import MapsForm, ViewPair, names_pair, parse_pair, shared

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot

_SECOND, _FORM, _SIDE, _COMPARES = "second_view", "form_of_maps", "side_changed", "compares"


class ChangedSide(StrEnum):
    """Which of two views the sidebar shows and changes."""

    A = "a"
    B = "b"
    BOTH = "both"


def enter(*, compares: bool) -> None:
    """Say whether the page that is run compares two views."""
    st.session_state[_COMPARES] = compares


def compares() -> bool:
    """Return whether the page compares two views."""
    return bool(st.session_state.get(_COMPARES))


def side() -> ChangedSide:
    """Return which view the sidebar changes."""
    return st.session_state.get(_SIDE, ChangedSide.A)


def choose_side(chosen: ChangedSide) -> None:
    """Let the sidebar show and change another view."""
    st.session_state[_SIDE] = chosen


def pair_with(first: View) -> ViewPair:
    """Return both views; the second is the first until it is another."""
    second: View | None = st.session_state.get(_SECOND)
    if second is None or second.snap != first.snap:
        second = first
    return ViewPair(first, second, st.session_state.get(_FORM, MapsForm.BESIDE))


def keep(pair: ViewPair) -> View:
    """Keep the second view and the form of the maps, and return the first view, which is kept elsewhere."""
    st.session_state[_SECOND], st.session_state[_FORM] = pair.b, pair.form
    return pair.a


def seen(first: View) -> View:
    """Return the view that widgets show: the second one while that is what the sidebar changes."""
    return pair_with(first).b if compares() and side() is ChangedSide.B else first


def turned(first: View, changed: Callable[[View], View]) -> View:
    """Change the view that the sidebar changes, or both, and return the first view."""
    if not compares():
        return changed(first)
    pair = pair_with(first)
    if side() is ChangedSide.B:
        other = changed(pair.b)
        # Place, layers and language are of both.
        return keep(ViewPair(first.but(**shared(other)), other, pair.form))
    other = changed(pair.b) if side() is ChangedSide.BOTH else pair.b
    return keep(ViewPair(changed(first), other, pair.form))


def read(parameters: Mapping[str, str], default: View, snapshot: Snapshot) -> ParsedView:
    """Read a view from an address, and keep the second one where it names two."""
    if not names_pair(parameters):
        return parse(parameters, default, snapshot.known)
    found = parse_pair(parameters, default, snapshot.known)
    return ParsedView(keep(found.pair), found.ignored)
