"""The list twin of what the map shows: in what order, which part of it, and what each row says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from geo import wording
from geo.filters.differs import aspects_said
from geo.filters.drawn_area import DRAWN_AREA
from geo.geometry.area_code import CERTAIN, POSSIBLE
from geo.geometry.zone_outlines import has_outline
from geo.language import N_
from geo.model.rows import Row, row_of
from geo.queries.incident_counts import claims_on_incidents
from geo.snapshot.list_order import ListOrder, SortBy
from geo.wording.report_lines import ReportLine, report_line
from pages.common import state
from pages.common.widgets import Part, controlled, paging, plain

PAGE = 25
"""Rows of the list at a time: each costs the browser a widget, at every change of a filter."""
_ORDER, _FIRST, _FOLLOWED = "list_order", "first_row", "row_followed"
_SORTS = {
    SortBy.NEWEST: N_("Newest first"),
    SortBy.OLDEST: N_("Oldest first"),
    SortBy.FIGURE: N_("Largest figure first"),
    SortBy.CLAIMS: N_("Most claims first"),
}
_INSIDE = {CERTAIN: N_("certainly inside"), POSSIBLE: N_("possibly inside")}


def draw(total: int) -> None:
    """Draw a part of the reports shown, with the choice of their order."""
    if total:
        _choose_order()
    ids = _part(total)
    _radio_list(ids, _labels(ids))


def draw_zones(ids: Sequence[str]) -> None:
    """Draw zone statements."""
    _radio_list(ids, {i: plain(_zone_title(i)) for i in ids})


def titles(ids: Sequence[str]) -> dict[str, str]:
    """Return one line of plain text for each report or zone, in the order of the ids."""
    lines = _lines(_reports(ids))
    return {i: str(lines[i]) if i in lines else _zone_title(i) for i in ids}


def _choose_order() -> None:
    """Offer the orders. They are the session's and in no link: they change no report, count or figure."""
    words, order = state.language(), _order()
    with st.container(key="list_tools", horizontal=True, vertical_alignment="center", wrap=False):
        st.selectbox(
            words("Order of the list"),
            list(_SORTS),
            format_func=lambda sort_by: words(_SORTS[sort_by]),
            label_visibility="collapsed",
            **controlled(
                "list_sort", order.sort_by, lambda sort: _lay_out(ListOrder(sort, order.by_incident)), _SORTS
            ),
        )
        st.toggle(
            words("By incident"),
            **controlled(
                "list_by_incident", order.by_incident, lambda is_on: _lay_out(ListOrder(order.sort_by, is_on))
            ),
        )


def _order() -> ListOrder:
    return st.session_state.get(_ORDER, ListOrder())


def _lay_out(order: ListOrder) -> None:
    st.session_state[_ORDER] = order
    _turn(0)


def _part(total: int) -> list[str]:
    """Return one page of the reports shown: that of the selection, or the one that was turned to."""
    words, snapshot, view = state.language(), state.snapshot(), state.view()
    if total <= PAGE:
        return snapshot.listed(view, _order(), PAGE)
    first = _first_row(total)
    paging(Part(first, PAGE, total), words, "rows", _turn, (words("Previous"), words("Next")))
    return snapshot.listed(view, _order(), PAGE, first)


def _first_row(total: int) -> int:
    selected = state.view().selected
    first = st.session_state.get(_FIRST, 0)
    if selected and selected != st.session_state.get(_FOLLOWED):
        # The map or a link chose a row of another part: turn to it, once.
        place = state.snapshot().place_in_list(state.view(), _order(), selected)
        first = first if place is None else place // PAGE * PAGE
    st.session_state[_FOLLOWED] = selected
    st.session_state[_FIRST] = first = first if first < total else 0
    return first


def _turn(first: int) -> None:
    st.session_state[_FIRST] = first


def _radio_list(ids: Sequence[str], labels: Mapping[str, str]) -> None:
    """Draw rows as one group of radio buttons: arrow keys walk it, and the map follows."""
    if not ids:
        return
    selected, n_labelled = state.view().selected, Counter(labels.values())
    st.radio(
        state.language()("What the map shows"),
        ids,
        # Streamlit tells rows apart by their label: those that read the same say which they are.
        format_func=lambda i: labels[i] if n_labelled[labels[i]] == 1 else f"{labels[i]} {plain(f'· {i}')}",
        label_visibility="collapsed",
        width="stretch",
        **controlled("row", selected if selected in labels else None, _select_row, ids),
    )


def _select_row(item_id: str | None) -> None:
    if item_id is not None:
        state.select(item_id)


def _labels(ids: Sequence[str]) -> dict[str, str]:
    """Return the rows of reports as Streamlit's Markdown: the style sheet gives each part a line."""
    reports = _reports(ids)
    lines, labels = _lines(reports), {}
    before = ""
    for i in ids:
        incident = reports[i].incident_key
        is_same = _order().by_incident and incident == before
        labels[i], before = _label(lines[i], is_same=is_same), incident
    return labels


def _label(line: ReportLine, *, is_same: bool) -> str:
    words = state.language()
    figure, place, who = (plain(part) for part in (line.figure, line.place, line.who))
    same = words("same incident")
    row = f"**{figure}** {place} *{who}*"
    return f"*{plain(same)}* {row}" if is_same else row


def _reports(ids: Sequence[str]) -> dict[str, Row]:
    return {row.report_id: row for row in state.snapshot().titles(ids)}


def _lines(reports: Mapping[str, Row]) -> dict[str, ReportLine]:
    """Return the line of each report, with how it stands to other claims."""
    snapshot, words = state.snapshot(), state.language()
    n_claims = claims_on_incidents(snapshot, list(reports))
    wholes = _reports([row.contained_in for row in reports.values() if row.contained_in])
    notes = (_differ(reports), _inside(reports))
    return {
        i: report_line(
            row, words, n_claims[i], wholes.get(row.contained_in), [said[i] for said in notes if i in said]
        )
        for i, row in reports.items()
    }


def _differ(ids: Collection[str]) -> dict[str, str]:
    """Return on what the claims about the incidents of reports differ, for those that do."""
    words, found = state.language(), state.snapshot().store.claims_differ_of(ids)
    return {
        i: words("claims differ on {what}", what=aspects_said(aspects, words)) for i, aspects in found.items()
    }


def _inside(ids: Collection[str]) -> dict[str, str]:
    """Return how reports lie to the view's area drawn; nothing of those outside, or without an area."""
    words, area = state.language(), DRAWN_AREA.chosen(state.view())
    if area is None:
        return {}
    levels = state.snapshot().store.levels_inside(area, ids)
    return {i: words(_INSIDE[level]) for i, level in levels.items() if level in _INSIDE}


def _zone_title(zone_id: str) -> str:
    snapshot, words = state.snapshot(), state.language()
    zone = row_of(snapshot.zones, zone_id)
    stated = words(
        "{zone}: {status}",
        zone=wording.zone_name(zone, words),
        status=wording.zone_status(zone, words),
    )
    if has_outline(zone, snapshot.areas):
        return stated
    return words("{statement} (not on the map: no outline could be drawn)", statement=stated)
