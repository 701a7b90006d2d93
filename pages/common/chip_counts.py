"""Numbers beside the buttons of a group."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from geo.language import Words


def draw(key: str, counts: Iterable[tuple[int, int]], words: Words) -> None:
    """Write beside each button of a group how many reports it stands for, in the order of the buttons.

    `counts` has for each button its number and the largest that it may come to, for which room is kept: no
    button moves away from under a second click. The numbers are no part of the labels, by which Streamlit
    tells buttons apart: a click that overtook a change of its label would be lost. Screen readers read
    generated text as a part of the button's name.
    """
    rules = "".join(
        _rule(f'.stApp .st-key-{key} [role="toolbar"] > button:nth-of-type({place})', *count, words)
        for place, count in enumerate(counts, start=1)
    )
    st.html(f"<style>{rules}</style>")


def _rule(button: str, n: int, most: int, words: Words) -> str:
    number, room = _escaped(words.number(n)), len(words.number(most))
    rule = f'{button} p::after {{ content: " {number}"; min-width: {room}ch }}'
    # Quieter, and still a button: the reader may want what nothing shows now.
    quieter = (
        f'{button} {{ border-style: dashed }} {button}[aria-pressed="false"] p {{ color: var(--sl-soft) }}'
    )
    return rule if n else rule + quieter


def _escaped(text: str) -> str:
    """Return a text for between the quotation marks of a style sheet, whatever stands in it."""
    return "".join(c if c.isalnum() else f"\\{ord(c):06x}" for c in text)
