"""A link to an older snapshot: what has changed since, and the way to the current data and back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import islice

import streamlit as st

from geo import wording
from geo.language import Words, names, words
from geo.model import Language
from geo.snapshot.current import created, current
from geo.snapshot.differences import Changed, changed, fields_of
from geo.snapshot.opened import Snapshot
from geo.wording.changes import changes_sentence, since_sentence
from pages.common import state
from pages.common.widgets import plain

MOST_LISTED = 100
"""Differences listed in the page; `shelterline snapshot diff` lists all."""


def offer_current_or_go_on() -> None:
    """When the link's snapshot is not here, say so, offer the current one and show nothing else."""
    parameters = state.unknown_snapshot()
    if parameters is None:
        return
    lang = parameters.get("lang", "")
    w = words(Language(lang) if lang in set(Language) else Language.EN)
    named = plain(parameters["snap"][:40])
    st.warning(
        w(
            "This link shows snapshot {snapshot}, which is not on this server. Nothing is shown in its "
            "place, because the data may have changed. Whoever runs the server may restore it.",
            snapshot=named,
        )
    )
    st.button(
        w("Show this view with the current data (snapshot {snapshot})", snapshot=current().id),
        on_click=state.go_to_snapshot,
        args=(current().id, parameters),
    )
    st.stop()


def banner() -> None:
    """Say that the view is of an older snapshot and what has changed in it since; or offer the way back."""
    shown, now = state.snapshot(), current()
    if shown.id != now.id:
        _older(shown, now)
    elif (before := state.came_from()) is not None:
        _newer(before, now)


def _older(shown: Snapshot, now: Snapshot) -> None:
    w, view = state.language(), state.view()
    changes = changed(shown, now, view)
    _line(
        since_sentence(shown, now, view, w),
        w("Show the current data"),
        now,
    )
    _list(shown, now, changes, w)


def _newer(before: Snapshot, now: Snapshot) -> None:
    w = state.language()
    changes = changed(before, now, state.view())
    _line(
        w(
            "This is the current data, snapshot {snapshot}. The link showed {before} of {day}. {changes}",
            snapshot=now.id,
            before=before.id,
            day=w.day(created(before.id)),
            changes=changes_sentence(changes, w),
        ),
        w("Back to the snapshot of the link"),
        before,
    )
    _list(before, now, changes, w)


def _line(sentence: str, way: str, other: Snapshot) -> None:
    with st.container(key="since", horizontal=True, vertical_alignment="center", wrap=False):
        st.html(f"<p class='sl-notice' role='status'>{escape(sentence)}</p>")
        said = state.address_parameters()
        st.button(way, key="since_go", on_click=state.go_to_snapshot, args=(other.id, said))


def _list(before: Snapshot, now: Snapshot, changes: Changed, w: Words) -> None:
    if not changes:
        return
    with st.expander(w("What has changed, field by field"), key="differences"):
        st.html(_listed(before, now, changes, w))


@lru_cache(maxsize=16)
def _listed(before: Snapshot, now: Snapshot, changes: Changed, w: Words) -> str:
    n = len(changes.added) + len(changes.revised) + len(changes.withdrawn)
    items = "".join(islice(_items(before, now, changes, w), MOST_LISTED))
    more = w("The first {n} of {total} are listed.", n=MOST_LISTED, total=n) if n > MOST_LISTED else ""
    return f"<ul class='sl-differences'>{items}</ul><p>{escape(more)}</p>"


def _items(before: Snapshot, now: Snapshot, changes: Changed, w: Words) -> Iterator[str]:
    before_word, now_word = w("Before"), w("Now")
    for report_id in changes.revised:
        cells = "".join(
            f"<tr><th><code>{escape(cell.name)}</code></th>"
            f"<td>{_cell(cell.before, w)}</td><td><strong>{_cell(cell.now, w)}</strong></td></tr>"
            for cell in fields_of(before, now, report_id)
        )
        heads = f"<tr><td></td><th>{escape(before_word)}</th><th>{escape(now_word)}</th></tr>"
        yield _item(w("revised"), now, report_id, w) + f"<table>{heads}{cells}</table></li>"
    for report_id in changes.added:
        yield _item(w("added"), now, report_id, w) + "</li>"
    for report_id in changes.withdrawn:
        yield _item(w("withdrawn"), before, report_id, w) + "</li>"


def _item(what: str, snapshot: Snapshot, report_id: str, w: Words) -> str:
    title = wording.title(snapshot.report(report_id), w)
    return f"<li><strong>{escape(what)}</strong> {names.html(title)} <code>{escape(report_id)}</code>"


def _cell(value: object, w: Words) -> str:
    unknown = w("not stated")
    return f"<i>{escape(unknown)}</i>" if value is None else f"<bdi>{escape(str(value))}</bdi>"
