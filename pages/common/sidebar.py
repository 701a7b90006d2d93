"""The sidebar: language, pages and every filter of the view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from geo import wording
from geo.filters import registry
from geo.filters.choice import ChoiceFilter
from geo.filters.claimant import CLAIMANT
from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.ends import LABELS, READ_AS, EndsFilter
from geo.filters.filter import Filter, Widget
from geo.filters.permalink import emit
from geo.filters.view import ALL_AREAS, MAX_TEXT
from geo.language import N_, OWN_NAMES, names
from geo.model import EndReading, Language, SourceKind
from geo.wording.source_labels import source_groups, source_labels
from pages.common import area_in_frame, chip_counts, day, drawn_area, pair_state, state, upload_form
from pages.common.presets import presets
from pages.common.widgets import caveat, controlled

_HELP = {
    CLAIMANT.parameter: N_(
        "Who says what a report states. OCHA and other UN bodies are listed for what they say themselves. "
        "What they only published is found under Sources."
    ),
}
_LEVEL_INDENT = {"country": "", "territory": "\u2003", "governorate": "\u2003\u2003"}


def draw(pages: Sequence[st.Page], *, has_map: bool) -> None:
    """Draw the whole sidebar."""
    words = state.language()
    with st.sidebar:
        _head()
        with st.container(key="pages", gap=None):
            for page in pages:
                st.page_link(page, query_params=emit(state.first_view()), width="stretch")
            state.note_links()
            with st.container(
                key="own_row", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
            ):
                upload_form.way_there(pages)
                # Above the filters, so that it is in sight however many there are.
                st.button(words("Reset filters"), key="reset", type="tertiary", on_click=state.reset)
        with st.container(key="filters", gap="small"):
            if pair_state.compares():
                _side()
            for each in registry.FIRST:
                _WIDGETS[each.widget](each)
                if each.widget is Widget.AREA and has_map:
                    area_in_frame.draw()
            drawn_area.draw(DRAWN_AREA)
            _more()


def _more() -> None:
    """Offer the filters that came later, below a line that opens; what is in it is sent once it is open.

    Their lists may be long, and their columns are read when somebody first asks for them.
    """
    words, view = state.language(), state.view()
    more_filters = [each for each in registry.ADDED if each is not DRAWN_AREA]
    is_chosen = any(each.is_chosen(view) for each in more_filters)
    with st.expander(
        words("More filters"), expanded=is_chosen, key="more_filters", on_change="rerun"
    ) as more:
        if more.open:
            for each in more_filters:
                _WIDGETS[each.widget](each)


def _side() -> None:
    """Let the reader choose which of two views the filters show and change."""
    words = state.language()
    labels = {
        pair_state.ChangedSide.A: words("A"),
        pair_state.ChangedSide.B: words("B"),
        pair_state.ChangedSide.BOTH: words("Both"),
    }
    st.segmented_control(
        words("Filters of"),
        list(labels),
        format_func=labels.__getitem__,
        required=True,
        width="stretch",
        **controlled("side", pair_state.side(), pair_state.choose_side, set(labels)),
    )


def _head() -> None:
    words = state.language()
    with st.container(key="brand", horizontal=True, vertical_alignment="center"):
        st.html('<span class="sl-brand">Shelterline</span>')
        st.selectbox(
            words("Language"),
            list(Language),
            format_func=OWN_NAMES.__getitem__,
            label_visibility="collapsed",
            width=100,
            **controlled("lang", state.view().lang, lambda lang: state.change(lang=lang), set(Language)),
        )


def _dates(_: Filter) -> None:
    words, view = state.language(), state.view()
    first, last = st.columns(2, gap="small")
    with first:
        day.draw("from", words("From"), view.date_from, state.start_on)
    with last:
        day.draw("to", words("To"), view.date_to, state.end_on)
    ready = presets(state.snapshot(), words)
    dates = [(preset.first, preset.last) for preset in ready]
    current = (view.date_from, view.date_to)
    st.selectbox(
        words("Preset periods"),
        range(len(ready)),
        format_func=lambda i: ready[i].label,
        placeholder=words("Custom dates"),
        **controlled(
            "preset",
            dates.index(current) if current in dates else None,
            lambda i: i is not None and state.change(date_from=dates[i][0], date_to=dates[i][1]),
            range(len(ready)),
        ),
    )


def _sources(each: ChoiceFilter) -> None:
    """Offer whole kinds as buttons, and one list to search: groups by country, and single sources."""
    words, view, snapshot = state.language(), state.view(), state.snapshot()
    counts, groups = snapshot.facet_in(view, each), source_groups(snapshot)
    labels, kinds, chosen = source_labels(snapshot, view.lang), groups.kinds, view.sources or ()
    whole, shown = groups.whole_kinds(chosen), groups.shown(chosen)
    included = groups.included(chosen)
    with st.container(key="sources", gap="small"):
        st.pills(
            words(each.label),
            list(kinds),
            selection_mode="multi",
            help=words(
                "Who published a report. The UN also publishes what others say, and names them. To find "
                "what the UN itself says, choose the claimant, under More filters."
            ),
            format_func=lambda kind: words(wording.SOURCE_KINDS[kind]),
            **controlled("source_kinds", whole, lambda pressed: _choose_kinds(pressed, whole, kinds), kinds),
        )
        every = snapshot.facet(each.column)
        chip_counts.draw(
            "source_kinds",
            [(sum(counts.get(i, 0) for i in ids), sum(every[i] for i in ids)) for ids in kinds.values()],
            words,
        )
        st.multiselect(
            words("Single sources and groups"),
            list(labels),
            format_func=lambda option: (
                words("Leave out: {source}", source=labels[option]) if option in included else labels[option]
            ),
            placeholder=words("Search all sources") if view.sources is None else words("Add or leave out"),
            label_visibility="collapsed",
            filter_mode="contains",
            **controlled(
                "single_sources",
                shown,
                lambda tokens: state.change(sources=groups.changed(chosen, tokens)),
                labels,
            ),
        )


def _choose_kinds(
    kinds: Sequence[SourceKind],
    before: Sequence[SourceKind],
    by_kind: dict[SourceKind, tuple[str, ...]],
) -> None:
    chosen = set(state.view().sources or ())
    for kind in set(kinds) - set(before):
        chosen.update(by_kind[kind])
    for kind in set(before) - set(kinds):
        chosen.difference_update(by_kind[kind])
    state.change(sources=tuple(chosen))


def _buttons(each: ChoiceFilter) -> None:
    words, every = state.language(), state.snapshot().facet(each.column)
    offered = [value for value in each.labels or every if value in every]
    st.pills(
        words(each.label),
        offered,
        selection_mode="multi",
        format_func=lambda value: each.value_label(value, words),
        **_chosen(each),
    )
    counts = state.snapshot().facet_in(state.view(), each)
    chip_counts.draw(_key(each), [(counts.get(value, 0), every[value]) for value in offered], words)


def _list(each: ChoiceFilter) -> None:
    words, every = state.language(), state.snapshot().facet(each.column)
    counts = state.snapshot().facet_in(state.view(), each)
    chosen = each.chosen(state.view()) or ()
    # What a link chooses is offered as well, where no report of the snapshot has it.
    held = [value for value in each.labels or sorted(every) if value in every or value in chosen]
    called = Counter(each.value_label(value, words) for value in held)

    def label(value: str) -> str:
        # Streamlit tells options apart by their label: two of one name say how they were recorded.
        name = each.value_label(value, words)
        recorded = f" · {names.isolated(value, words.lang)}" if called[name] > 1 and value else ""
        return f"{name}{recorded}"

    st.multiselect(
        words(each.label),
        # What the view would show most of comes first. The labels say no number: one that changed would lose
        # the click that overtook it.
        sorted(held, key=lambda value: (-counts.get(value, 0), -every.get(value, 0))),
        format_func=label,
        placeholder=words("All"),
        help=words(_HELP[each.parameter]) if each.parameter in _HELP else None,
        **_chosen(each),
    )


def _key(each: ChoiceFilter) -> str:
    return each.field or each.parameter


def _chosen(each: ChoiceFilter) -> dict[str, Any]:
    """Return the arguments that bind a widget to the values chosen of a filter."""
    return controlled(
        _key(each),
        [str(value) for value in each.chosen(state.view()) or ()],
        lambda values: state.turn_to(lambda view: each.choose(view, values)),
        each.labels or state.snapshot().facet(each.column),
    )


def _area(each: Filter) -> None:
    words, areas = state.language(), state.snapshot().areas
    levels = {area.pcode: _LEVEL_INDENT[area.level] if area.parent else "" for area in areas}
    st.selectbox(
        words(each.label),
        [ALL_AREAS, *levels],
        format_func=lambda pcode: (
            words("All areas")
            if pcode == ALL_AREAS
            else levels[pcode] + wording.area_name(areas[pcode], words)
        ),
        **controlled("area", state.view().area, lambda pcode: state.change(area=pcode), {ALL_AREAS, *levels}),
    )


def _text(each: Filter) -> None:
    words = state.language()
    st.text_input(
        words(each.label),
        max_chars=MAX_TEXT,
        placeholder=words("Place, claimant, words"),
        help=words(
            "Looks in the place, the claimant, the publisher, the summary, who is said to have carried it "
            "out and the id of each report. All words must be found, in any order; words in quotation marks "
            "side by side. The name of a place or an area finds it in English, Arabic and Hebrew alike."
        ),
        **controlled("text", state.view().text, lambda text: state.change(text=text)),
    )


def _one(each: EndsFilter) -> None:
    words, chosen = state.language(), each.chosen(state.view())
    st.segmented_control(
        words(each.label),
        list(EndReading),
        format_func=lambda reading: words(LABELS[reading]),
        required=True,
        width="stretch",
        **controlled(
            "ends", chosen, lambda reading: state.turn_to(lambda view: each.choose(view, reading)), EndReading
        ),
    )
    caveat(words("Zones, pauses and releases: {reading}.", reading=words(READ_AS[chosen])))


_WIDGETS: dict[Widget, Callable[[Any], None]] = {
    Widget.DAYS: _dates,
    Widget.SOURCES: _sources,
    Widget.BUTTONS: _buttons,
    Widget.LIST: _list,
    Widget.AREA: _area,
    Widget.TEXT: _text,
    Widget.ONE: _one,
}
