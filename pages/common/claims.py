"""Contested incidents, a few at a time, and the way from a claim to the map and back."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.charts.drawn_claims import drawn_comparison
from geo.filters.permalink import emit
from geo.filters.view import View
from geo.geometry.footprints import DISC, NONE
from geo.layers.symbols import Theme
from geo.model.rows import Row
from geo.queries.claims import (
    ClaimComparison,
    claim_summary,
    comparison_of,
    contested_in,
    incident_of,
)
from geo.queries.nearest_day import contested_days, nearest_day
from geo.wording.claim_differences import claims_caveats, claims_sentence
from pages.common import state, ways_out
from pages.common.inline_scripts import script
from pages.common.widgets import Part, answer, folded, paging

PAGE = 8
"""Incidents at a time: each is some 15 kB."""
_FIRST, _FOLLOWED = "first_incident", "incident_followed"
_CLOSE_ZOOM = 12


def draw() -> None:
    """Draw the incidents that the filters find, most contested first, or the one that a link names."""
    view, snapshot = state.view(), state.snapshot()
    keys = contested_in(snapshot, view)
    named = incident_of(snapshot, view.selected)
    if named and named not in keys:
        _outside(named)
    summary, words = claim_summary(snapshot, view), state.language()
    answer(claims_sentence(summary, words))
    if not keys:
        if snapshot.counts(view).shown:
            # Where no report is shown, the line of the counts leads out of that.
            _ways_out()
        return
    st.html(folded(words("What is listed, and in which order"), claims_caveats(summary, words)))
    first, is_new = _first(keys, named)
    _paging(first, len(keys))
    for place, key in enumerate(keys[first : first + PAGE], first):
        _incident(key, f"incident_{place}")
    _paging(first, len(keys), below=True)
    if is_new:
        # A link names an incident: the reader is taken there once, and moves on at will.
        st.html(script("scroll.js", place=keys.index(named)), unsafe_allow_javascript=True)


def _ways_out() -> None:
    words, view, snapshot = state.language(), state.view(), state.snapshot()

    def count(changed: View) -> int:
        return len(contested_in(snapshot, changed))

    nearest = nearest_day(view, contested_days(snapshot, view), count)
    label = ""
    if nearest:
        label = words(
            "Go to {day}, the nearest day with several claims about an incident", day=words.day(nearest)
        )
    ways_out.draw(nearest, label, count, "claims_")


def link_from(report_id: str) -> None:
    """Lead from a report to the claims about its incident, when there are others."""
    words = state.language()
    if len(state.snapshot().claims_of(report_id)) > 1:
        st.page_link(
            "claims.py",
            label=words("See the claims side by side"),
            query_params=emit(state.view().but(selected=report_id)),
        )


def _outside(key: str) -> None:
    """Show the incident that a link names although the filters exclude it or it has one claim only."""
    words = state.language()
    comparison = comparison_of(state.snapshot(), state.view(), key)
    why = (
        words("The filters leave out the incident that this link names; it is shown here all the same.")
        if len(comparison.claims) > 1
        else words("The report that this link names is the only one about its incident.")
    )
    st.html(f"<p class='sl-notice' role='status'>{escape(why)}</p>")
    _incident(key, "incident_outside")


def _incident(incident: str, key: str) -> None:
    words, view, snapshot = state.language(), state.view(), state.snapshot()
    theme = Theme.DARK if st.context.theme.type == "dark" else Theme.LIGHT
    comparison, page = drawn_comparison(snapshot, view.filters(), incident, words, theme)
    claim = _chosen(comparison)
    with st.container(key=key, gap=None):
        st.html(page)
        with st.container(key=f"{key}_links", horizontal=True, vertical_alignment="center", gap="small"):
            if claim.footprint != NONE:
                st.page_link(
                    "map.py", label=words("See it on the map"), query_params=emit(view.but(**_place(claim)))
                )
            _link_to(comparison, claim, f"link_{key}")


def _link_to(comparison: ClaimComparison, claim: Row, key: str) -> None:
    """Let the address lead to an incident, and say so while it does.

    A page link to the page that is open would change the view and leave the address as it was.
    """
    words, selected = state.language(), state.view().selected
    st.button(
        words("Link to this incident"), key=key, type="tertiary", on_click=_name, args=(claim.report_id,)
    )
    if any(each.report_id == selected for each in comparison.claims):
        leads = words("The address of this page leads here.")
        st.html(f"<p class='sl-caveat' role='status'>{escape(leads)}</p>")


def _name(report_id: str) -> None:
    state.change(selected=report_id)
    # The reader is there already.
    st.session_state[_FOLLOWED] = report_id


def _chosen(comparison: ClaimComparison) -> Row:
    """Return the claim for the links: the selected one, else the first that can be drawn."""
    selected = [claim for claim in comparison.claims if claim.report_id == state.view().selected]
    drawn = [claim for claim in comparison.claims if claim.footprint != NONE]
    return (selected or drawn or comparison.claims)[0]


def _place(claim: Row) -> dict[str, object]:
    if claim.footprint == DISC:
        z = max(state.view().z, _CLOSE_ZOOM)
        return {"selected": claim.report_id, "lat": claim.lat, "lon": claim.lon, "z": z}
    lat, lon = state.snapshot().areas[claim.footprint_pcode].label
    return {"selected": claim.report_id, "lat": lat, "lon": lon}


def _first(keys: list[str], named: str) -> tuple[int, bool]:
    """Return the position of the first incident to show, and whether a link has just named one there."""
    selected = state.view().selected
    first = st.session_state.get(_FIRST, 0)
    is_new = bool(named) and named in keys and selected != st.session_state.get(_FOLLOWED)
    if is_new:
        first = keys.index(named) // PAGE * PAGE
    st.session_state[_FOLLOWED] = selected
    st.session_state[_FIRST] = first = first if first < len(keys) else 0
    return first, is_new


def _paging(first: int, total: int, *, below: bool = False) -> None:
    words, key = state.language(), "incidents_below" if below else "incidents"
    if total > PAGE:
        labels = (words("More contested"), words("Less contested"))
        paging(Part(first, PAGE, total), words, key, _turn, labels)


def _turn(first: int) -> None:
    st.session_state[_FIRST] = first
