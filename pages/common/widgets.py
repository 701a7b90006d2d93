"""Widgets and texts that several pages share; a widget shows a part of a value that is kept elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from geo.language import Words, names


def notice(text: str) -> None:
    """Draw a sentence that says what became of something; it is heard when it comes."""
    st.html(f"<p class='sl-notice' role='status' dir='auto'>{escape(text)}</p>")


def heading(text: str) -> None:
    st.html(f"<h2 class='sl-h2'>{names.html(text)}</h2>")


def caveat(text: str) -> None:
    st.html(f"<p class='sl-caveat'>{names.html(text)}</p>")


def answer(text: str) -> None:
    """Draw the sentence that answers what a page is asked."""
    st.html(f"<p class='sl-answer'>{names.html(text)}</p>")


def folded(summary: str, lines: Iterable[str]) -> str:
    """Return lines as HTML, folded away behind a summary; every one escaped."""
    said = "".join(f"<p class='sl-caveat' dir='auto'>{names.html(line)}</p>" for line in lines)
    return f"<details class='sl-fold'><summary>{names.html(summary)}</summary>{said}</details>"


def controlled(
    key: str, value: object, change: Callable[[Any], object], options: Container[Any] | None = None
) -> dict[str, Any]:
    """Return the arguments that bind a widget to a value that is kept elsewhere.

    The value is only put when it differs, so that a quick second click is not overwritten by the
    answer to the first. A choice that is none of the options is dropped: Streamlit hands over the
    label itself when a click overtakes a change of the labels.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value

    def take() -> None:
        chosen = st.session_state[key]
        every = chosen if isinstance(chosen, list) else [chosen]
        if options is None or all(choice is None or choice in options for choice in every):
            change(chosen)

    return {"key": key, "on_change": take}


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of many."""

    first: int
    """How many come before them."""
    size: int
    """How many there are at the most."""
    total: int

    @property
    def end(self) -> int:
        """How many come before the next part."""
        return min(self.first + self.size, self.total)


def paging(
    part: Part, words: Words, key: str, turn: Callable[[int], object], labels: tuple[str, str] | None = None
) -> None:
    """Offer the parts before and after one; `turn` takes how many rows come before the part turned to."""
    before, after = labels or (words("Earlier rows"), words("Later rows"))
    numbers = [words.number(n) for n in (part.first + 1, part.end, part.total)]
    with st.container(key=f"paging_{key}", horizontal=True, vertical_alignment="center"):
        st.button(
            before,
            key=f"{key}_before",
            disabled=part.first == 0,
            on_click=turn,
            args=(max(part.first - part.size, 0),),
        )
        st.html("{}–{} / {}".format(*numbers))
        st.button(
            after,
            key=f"{key}_after",
            disabled=part.end == part.total,
            on_click=turn,
            args=(part.end,),
        )


_CHANGED = re.compile(r"(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)|:streamlit:")
"""What Streamlit turns into other characters, or a picture, after it has read the Markdown."""
_MARKDOWN = {ord(c): f"\\{c}" for c in r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""}


def plain(text: str) -> str:
    """Escape a text for a label, where Streamlit would read Markdown, directives, emoji codes and arrows."""
    # A word joiner cannot be seen and keeps an address in the data from turning into a link.
    unlinked = text.replace("://", ":\u2060//").replace("www.", "www\u2060.").replace("@", "\u2060@")
    kept = _CHANGED.sub(lambda found: f"{found[0][0]}\u2060{found[0][1:]}", unlinked)
    return kept.translate(_MARKDOWN)
