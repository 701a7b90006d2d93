"""A story of the reader's own: views gathered in the session, given texts, taken away as a file or a page.

Nothing of it is kept on the server: it lives in the session, and ends with it.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.filters.permalink import query_string
from geo.language import Words
from geo.model.errors import ShelterlineError, SourceError
from geo.stories.draft import Draft
from geo.stories.pinned import opened_for_story
from geo.stories.story import MOST_STEPS, MOST_TEXT, MOST_TITLE, Story
from geo.stories.story_file import MOST_BYTES, read_story, write_story
from geo.stories.story_page import StoryRequest, story_file
from geo.stories.trace import untraced
from geo.web.export_limits import FIGURES
from geo.wording.refusals import refusal
from pages.common import state
from pages.common.widgets import notice

_DRAFT, _ROUND = "story_draft", "story_round"
_MOST_SAID = 8
"""Figures without a row that are named one by one."""
_UPLOAD_MB = 1


def draw(words: Words, site: str) -> None:
    """Draw the way to add the view that is shown, the steps gathered so far, and ways to take them away."""
    draft = _draft()
    st.write(words("Gather views, write a text to each, and take the story with you."))
    is_full = len(draft.steps) >= MOST_STEPS
    if st.button(words("Add this view to a story"), key="story_add", disabled=is_full, type="primary"):
        draft.add(query_string(state.view()))
    if is_full:
        st.caption(words("A story has at most {n} steps.", n=words.number(MOST_STEPS)))
    if draft.steps:
        _edit(draft, words)
        _take_away(draft, words, site)
    _open(words)
    st.caption(words("It stays in this session, and ends with it. The server keeps nothing of it."))
    shipped = words("Stories to read")
    st.html(
        f"<p class='sl-files'><a href='/stories?lang={words.lang}' target='_blank' rel='noopener'>"
        f"{escape(shipped)}</a></p>"
    )


def _draft() -> Draft:
    draft: Draft = st.session_state.setdefault(_DRAFT, Draft())
    return draft


def _edit(draft: Draft, words: Words) -> None:
    lang, turn = words.lang, st.session_state.get(_ROUND, 0)
    draft.title[lang] = st.text_input(
        words("Title of the story"),
        draft.title.get(lang, ""),
        max_chars=MOST_TITLE,
        key=f"story_title_{turn}_{lang}",
    )
    for place, step in enumerate(draft.steps):
        key = f"{turn}_{step.number}_{lang}"
        with st.container(border=True, key=f"story_step_{turn}_{step.number}", gap="small"):
            step.title[lang] = st.text_input(
                words("Title of step {n}", n=words.number(place + 1)),
                step.title.get(lang, ""),
                max_chars=MOST_TITLE,
                key=f"story_step_title_{key}",
            )
            step.text[lang] = st.text_area(
                words("Text of step {n}", n=words.number(place + 1)),
                step.text.get(lang, ""),
                max_chars=MOST_TEXT,
                key=f"story_step_text_{key}",
                help=words("Lead from each figure to its row: `[400 targets](report:r0054)`."),
            )
            _arrange(draft, place, words)


def _arrange(draft: Draft, place: int, words: Words) -> None:
    number = draft.steps[place].number
    look = words("Look at it")
    with st.container(horizontal=True, key=f"story_moves_{number}"):
        st.html(
            f"<a href='/?{escape(draft.steps[place].view)}' target='_blank' rel='noopener'>{escape(look)}</a>"
        )
        moves = (("up", words("Earlier"), -1), ("down", words("Later"), 1))
        for name, label, by in moves:
            is_off = not 0 <= place + by < len(draft.steps)
            if st.button(label, key=f"story_{name}_{number}", disabled=is_off):
                steps = draft.steps
                steps[place], steps[place + by] = steps[place + by], steps[place]
                st.rerun(scope="fragment")
        if st.button(words("Remove"), key=f"story_remove_{number}"):
            del draft.steps[place]
            st.rerun(scope="fragment")


def _take_away(draft: Draft, words: Words, site: str) -> None:
    try:
        story = draft.story()
    except SourceError as error:
        notice(refusal(str(error), words))
        return
    is_here = _are_here(story, words)
    with st.container(horizontal=True, key="story_files"):
        st.download_button(
            words("Download as a file"),
            write_story(story),
            "shelterline-story.toml",
            "application/toml",
            key="story_file",
            on_click="ignore",
        )
        asked = StoryRequest(story, "", words.lang, site)
        # Made when it is asked for, in a thread that knows no session.
        st.download_button(
            words("Offline page (HTML)"),
            lambda: _page(asked),
            "shelterline-story.html",
            "text/html",
            key="story_page",
            on_click="ignore",
            disabled=not is_here,
        )
    if st.button(words("Check its figures"), key="story_check"):
        _check(story, words)


def _are_here(story: Story, words: Words) -> bool:
    """Say when a snapshot of the story is not on this server, and return whether all of them are."""
    try:
        for snapshot in {step.snapshot for step in story.steps}:
            opened_for_story(snapshot)
    except ShelterlineError as error:
        notice(refusal(str(error), words))
        return False
    return True


def _page(asked: StoryRequest) -> bytes:
    # All sessions share the places of one client.
    with FIGURES.place(""):
        return story_file(asked)


def _check(story: Story, words: Words) -> None:
    """Say which figures lead to no row; a story may be taken away all the same."""
    try:
        found = list(untraced(story, opened_for_story))
    except ShelterlineError as error:
        notice(refusal(str(error), words))
        return
    if not found:
        st.caption(words("Each figure leads to a row of its view that carries it."))
        return
    st.write(
        words.plural(
            "{n} figure leads to no row that carries it:",
            "{n} figures lead to no row that carries them:",
            len(found),
        )
    )
    lines = "".join(
        f"<li><bdi>{escape(each.figure)}</bdi>: <bdi>{escape(each.sentence)}</bdi></li>"
        for each in found[:_MOST_SAID]
    )
    st.html(f"<ul class='sl-plain'>{lines}</ul>")


def _open(words: Words) -> None:
    turn = st.session_state.get(_ROUND, 0)
    dropped = st.file_uploader(
        words("Open a story, a file of up to {n} KB", n=words.number(MOST_BYTES // 1_000)),
        type=["toml"],
        max_upload_size=_UPLOAD_MB,
        # Another key makes another widget: the file is let go.
        key=f"story_upload_{turn}",
    )
    if dropped is None:
        return
    try:
        story = read_story(dropped.getvalue())
    except SourceError as error:
        notice(words("The story cannot be opened. {reason}", reason=refusal(str(error), words)))
        return
    st.session_state[_DRAFT], st.session_state[_ROUND] = Draft.of(story), turn + 1
    st.rerun(scope="fragment")
