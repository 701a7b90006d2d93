"""The sentences of a page as a reader meets them: filled in, in the page's language, block by block."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

MOST_WORDS = 25
_INLINE = {"a", "abbr", "b", "bdi", "em", "i", "span", "strong", "time"}
_SILENT = {"script", "style"}
# A dot in the middle parts facts that stand in one line.
_ENDS = re.compile(r"(?<=[.!?:;؛؟])[»”\")\u2069]*\s+|\n| · ")
_LABELLED = ("checkbox", "multiselect", "radio", "selectbox", "text_input", "toggle")


class _Blocks(HTMLParser):
    """Gathers text block by block; what stands in an item of a list itself has a line of its own there."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]
        self.named: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE or self._open[-1:] == ["li"]:
            self.blocks.append("")
        self._open.append(tag)
        self.named += [text or "" for name, text in attrs if name in {"aria-label", "title", "alt"}]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag not in _INLINE:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not _SILENT.intersection(self._open):
            self.blocks[-1] += data


def long_sentences(app: AppTest) -> list[str]:
    """Return those of more than 25 words, of all that the page says and asks."""
    return sorted(
        {
            sentence
            for text in _texts(app)
            for sentence in _ENDS.split(text)
            if len(sentence.split()) > MOST_WORDS
        }
    )


def _texts(app: AppTest) -> Iterator[str]:
    blocks = _Blocks()
    for element in app.get("html"):
        blocks.feed(element.proto.body)
        blocks.blocks.append("")
    yield from blocks.blocks
    yield from blocks.named
    for kind in ("caption", "markdown"):
        yield from (element.value for element in app.get(kind))
    for kind in _LABELLED:
        yield from (text for element in app.get(kind) for text in (element.label, element.help or ""))
    yield from (button.label for button in app.get("button"))
    yield from (group.proto.help for group in app.get("button_group"))
