"""What came into the snapshot, what was rejected and what changed: looked through a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from geo import wording
from geo.filters.view import MAX_TEXT
from geo.language import Words
from geo.layers import cards
from geo.model import Change
from geo.queries.intake import intake_table
from geo.snapshot.current import inputs_of
from geo.snapshot.ledger_search import Ledger, LedgerQuery
from pages.common import state
from pages.common.upload_form import rejects_frame
from pages.common.widgets import heading

PAGE = 100
"""Rows at a time, however many there are."""


def came_in() -> None:
    """Draw what each file brought: when it was read, its hash, and what became of its rows."""
    words, snapshot = state.language(), state.snapshot()
    with st.container(key="came_in", gap="small"):
        heading(words("What came in"))
        ledger = snapshot.ledger_of("ingests")
        inputs = inputs_of(snapshot.id)
        if not ledger.count(LedgerQuery()) and len(inputs) <= 1:
            _empty(words)
            return
        table = intake_table(ledger.page(LedgerQuery(), PAGE * 10), inputs, snapshot.tables["sources"], words)
        st.html(cards.table(words("What came in"), table, words))
        st.caption(
            words(
                "Rows in = accepted + rejected + given twice. A file stands here as it was last read; its "
                "hash says which file it was."
            )
        )


def rejects() -> None:
    """Draw the rows that were not taken in, with the reason of each."""
    words = state.language()
    with st.container(key="rejected", gap="small"):
        title = words("Rejected rows")
        heading(title)
        _rows("rejects", title, rejects_frame, words)


def changes() -> None:
    """Draw what later versions of a source added, revised or withdrew."""
    words = state.language()
    with st.container(key="changes", gap="small"):
        title = words("Changes")
        heading(title)
        _rows("revisions", title, _revisions_frame, words, has_change=True)


def _rows(
    name: str,
    title: str,
    frame: Callable[[pd.DataFrame, Words], pd.DataFrame],
    words: Words,
    *,
    has_change: bool = False,
) -> None:
    ledger = state.snapshot().ledger_of(name)
    if not ledger.count(LedgerQuery()):
        _empty(words)
        return
    query = _filters(name, ledger, words, has_change=has_change)
    st.html(cards.table(title, frame(_part(name, ledger, query, words), words), words))
    _download(name, query, words)


def _revisions_frame(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    labels = {str(change): words(text) for change, text in wording.CHANGES.items()}
    return pd.DataFrame(
        {
            words("Change"): [labels.get(change, change) for change in table["change"]],
            words("Report"): table["report_id"],
            words("Field"): table["column"],
            words("Before"): table["before"],
            words("Now"): table["after"],
            words("Source"): table["source_id"],
            words("File"): table["file"],
            words("Snapshot before"): table["parent"],
        }
    )


def _filters(name: str, ledger: Ledger, words: Words, *, has_change: bool = False) -> LedgerQuery:
    chosen = {}
    with st.container(key=f"{name}_filters"):
        boxes = iter(st.columns(5 if has_change else 4))
        if has_change:
            chosen["change"] = _choice(
                next(boxes), f"{name}_change", words("Kind of change"), list(map(str, Change)), words
            )
        for column, label in (
            ("source_id", words("Source")),
            ("file", words("File")),
            ("column", words("Field")),
        ):
            chosen[column] = _choice(next(boxes), f"{name}_{column}", label, ledger.choices(column), words)
        chosen["text"] = next(boxes).text_input(
            words("Text"), max_chars=MAX_TEXT, key=f"{name}_text", on_change=_first_page, args=(name,)
        )
        selected = state.view().selected
        if selected and selected in state.snapshot().store:
            only = st.checkbox(
                words("Only the report that is selected"),
                key=f"{name}_selected",
                on_change=_first_page,
                args=(name,),
            )
            chosen["report_id"] = selected if only else ""
    return LedgerQuery(**chosen)


def _choice(
    box: st.delta_generator.DeltaGenerator, key: str, label: str, options: list[str], words: Words
) -> str:
    names = {str(change): words(text) for change, text in wording.CHANGES.items()}
    return box.selectbox(
        label,
        ["", *options],
        format_func=lambda option: names.get(option, option) or words("All"),
        key=key,
        on_change=_first_page,
        args=(key.partition("_")[0],),
    )


def _part(name: str, ledger: Ledger, query: LedgerQuery, words: Words) -> pd.DataFrame:
    total = ledger.count(query)
    first = min(st.session_state.get(f"{name}_first", 0), max(total - 1, 0) // PAGE * PAGE)
    last = min(first + PAGE, total)
    with st.container(key=f"{name}_paging", horizontal=True, vertical_alignment="center"):
        st.button(
            words("Earlier rows"),
            key=f"{name}_before",
            disabled=first == 0,
            on_click=_turn,
            args=(name, first - PAGE),
        )
        shown = f"{words.number(first + 1)}–{words.number(last)}" if total else words.number(0)
        st.html(f"<span class='sl-plain'>{shown} / {words.number(total)}</span>")
        st.button(
            words("Later rows"),
            key=f"{name}_after",
            disabled=last >= total,
            on_click=_turn,
            args=(name, last),
        )
    return ledger.page(query, PAGE, first)


def _turn(name: str, first: int) -> None:
    st.session_state[f"{name}_first"] = max(first, 0)


def _first_page(name: str) -> None:
    _turn(name, 0)


def _download(name: str, query: LedgerQuery, words: Words) -> None:
    parameters = {
        "snap": state.view().snap,
        **{
            key: getattr(query, key)
            for key in ("source_id", "file", "column", "change", "report_id", "text")
            if getattr(query, key)
        },
    }
    address = f"/export/{name}.csv?{urlencode(parameters)}"
    label = words(
        "These rows as CSV; a text that a spreadsheet would run as a formula has an apostrophe before it."
    )
    st.html(
        f"<p class='sl-files'><a href='{escape(address)}' target='_blank' rel='noopener noreferrer'>"
        f"{escape(label)}</a></p>"
    )


def _empty(words: Words) -> None:
    text = words(
        "Nothing has been ingested on top of the bundled chronicle. `shelterline ingest FILE` adds a file; "
        "what it brings, what is rejected and what later versions change then stands here."
    )
    st.html(f"<p class='sl-plain'>{escape(text)}</p>")
