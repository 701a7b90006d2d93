"""The reader's own file on the page of sources: dropped, its mapping agreed to, its rejects listed."""

from __future__ import annotations

import time
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.connectors.toolkit.foreign import FIRST
from geo.export.to_csv import write_ledger
from geo.filters.permalink import emit
from geo.ingest import uploads as reading
from geo.layers import cards
from geo.model.errors import ShelterlineError
from geo.wording.refusals import refusal
from pages.common import sessions, state, upload, upload_plan
from pages.common.widgets import heading, notice, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.connectors.toolkit.foreign import Part
    from geo.ingest.uploads import UploadPreview
    from geo.language import Words
    from geo.snapshot.upload import Upload

MOST_REJECTS = 200
"""Rejects that are listed; the file has all of them."""


def draw() -> None:
    """Draw what is open, or the way to open a file."""
    words, opened = state.language(), upload.opened()
    with st.container(key="own_part", gap="small"):
        heading(words("Your file"))
        said = words(
            "A file of yours beside the snapshot, on your map only. It stays in the memory of this server "
            "for this browser session: it is never written to disk, never part of a link, and forgotten "
            "within five seconds when you close the page or your connection breaks. Nothing in it is run or "
            "added to the counts."
        )
        st.html(f"<p class='sl-plain'>{escape(said)}</p>")
        if opened is not None:
            _opened(opened, words)
        else:
            _dropped(words)


def _dropped(words: Words) -> None:
    if sessions.is_full():
        full = words(
            "This server holds as many files of readers as it takes on at once. Try again in a few minutes."
        )
        notice(full)
        return
    dropped = st.file_uploader(
        words(
            "CSV, XLSX, GeoJSON or GeoPackage, up to {n} MB and {rows} rows",
            n=words.number(reading.MOST_MEGABYTES),
            rows=words.number(reading.MOST_ROWS),
        ),
        type=list(reading.SUFFIXES),
        max_upload_size=reading.MOST_MEGABYTES,
        # Another key makes another widget: what was uploaded before is let go.
        key=f"own_upload_{st.session_state.get('own_round', 0)}",
    )
    if dropped is None:
        st.session_state.pop("own_looked", None)
        return
    try:
        content = dropped.getvalue()
        looked = _look(dropped.file_id, dropped.name, content, words)
        if looked is not None:
            _form(looked, dropped.name, content, words)
    except ShelterlineError as error:
        notice(words("The file cannot be shown. {reason}", reason=refusal(str(error), words)))


def _look(file_id: str, name: str, content: bytes, words: Words) -> UploadPreview | None:
    """Return what a file looks like, in the part of it that the reader chose; None before that."""
    try:
        return _look_at(file_id, name, content, FIRST, words)
    except reading.SeveralTablesError as error:
        part = st.selectbox(
            words("This file holds several tables. Which one is to be read?"),
            error.parts,
            index=None,
            format_func=lambda one: plain(one.name),
            placeholder=words("Choose a table"),
            key=f"own_part_of_{file_id}",
        )
        return None if part is None else _look_at(file_id, name, content, part, words)


def _look_at(file_id: str, name: str, content: bytes, part: Part, words: Words) -> UploadPreview:
    known = st.session_state.setdefault("own_looked", {})
    if (file_id, part) not in known:
        found: UploadPreview | ShelterlineError
        try:
            with _waiting(words) as tick:
                found = reading.look(name, content, tick, state.snapshot().areas, part)
        except ShelterlineError as error:
            found = error  # what is refused once is not read again whenever the page runs
        for other in [one for one in known if one[0] != file_id]:
            del known[other]
        known[file_id, part] = found
    looked = known[file_id, part]
    if isinstance(looked, ShelterlineError):
        raise looked
    return looked


@contextmanager
def _waiting(words: Words) -> Iterator[Callable[[], None]]:
    """Yield what says for how long a file is being read, and ends the reading when its reader has gone.

    With each message to the browser the framework looks whether this run is still wanted.
    """
    place, since = st.empty(), time.monotonic()
    said = 0

    def tick() -> None:
        nonlocal said
        seconds = int(time.monotonic() - since)
        if seconds > said:
            said = seconds
            place.caption(words("Reading the file… {n} s", n=words.number(seconds)))

    yield tick
    place.empty()


def _form(looked: UploadPreview, name: str, content: bytes, words: Words) -> None:
    mapping = upload_plan.draw(looked, words)
    if mapping is None:
        return
    with st.spinner(words("Checking every row…")), _waiting(words) as tick:
        taken = reading.take_in(name, content, mapping, state.snapshot(), tick, sessions.own_id())
        upload.keep(taken)
    st.session_state.pop("own_looked", None)
    st.rerun()


def _opened(opened: Upload, words: Words) -> None:
    said = words.plural(
        "{name}: {accepted} of {n} row in order, {rejected} rejected, {twice} given twice.",
        "{name}: {accepted} of {n} rows in order, {rejected} rejected, {twice} given twice.",
        opened.rows,
        name=opened.name,
        accepted=words.number(opened.snapshot.total),
        rejected=words.number(opened.rejected),
        twice=words.number(opened.duplicates),
    )
    st.html(f"<p class='sl-notice' role='status'>{escape(said)}</p>")
    for note in opened.notes:
        notice(refusal(note, words))
    with st.container(key="own_ways", horizontal=True):
        if st.button(words("See it on the map"), key="own_to_map", type="primary"):
            st.switch_page("map.py", query_params=emit(state.view()))
        st.button(words("Forget this file"), key="own_forget", on_click=upload.forget)
    _rejects(opened, words)


def _rejects(opened: Upload, words: Words) -> None:
    n = opened.rejects.num_rows
    if not n:
        return
    heading(words("Rejected"))
    listed = opened.rejects.slice(0, MOST_REJECTS)
    if n > MOST_REJECTS:
        st.caption(words("The first {n} of {total}.", n=words.number(MOST_REJECTS), total=words.number(n)))
    with st.container(key="own_rejects"):
        st.html(cards.table(words("Rejected"), rejects_frame(listed.to_pandas(), words), words))
    st.download_button(
        words("All of them as CSV"),
        lambda: b"".join(write_ledger(opened.rejects.to_batches(), "rejects")),
        file_name="rejects.csv",
        mime="text/csv",
        key="own_rejects_csv",
        on_click="ignore",
    )


def rejects_frame(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return rejects with columns titled for reading."""
    return pd.DataFrame(
        {
            words("File"): table["file"],
            words("Row"): table["line"],
            words("Field"): table["column"],
            words("Value"): table["value"],
            words("What is wrong"): [refusal(text, words) for text in table["reason"]],
            words("What to do"): [refusal(text, words) for text in table["advice"]],
            words("Report"): table["report_id"],
        }
    )


def way_there(pages: list[st.Page]) -> None:
    """Draw the button of the sidebar that leads here."""
    words = state.language()
    opened = upload.opened()
    label = words("Your file…") if opened is None else words("Your file: {name}", name=opened.name)
    if st.button(plain(label), key="own_way", type="tertiary"):
        st.session_state["sources_part"] = "own"
        page = next(page for page in pages if page.url_path == "sources")
        st.switch_page(page, query_params=emit(state.view()))
