"""The Markdown subset of stories: paragraphs, emphasis, lists, links to rows; all else is plain text.

markdown-it-py reads it, from its empty preset: no HTML, no pictures, no other address than a row's
(`geo.stories.row_names`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geo.model.errors import SourceError
from geo.stories.row_names import RowName, row_name

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_RULES = ("list", "emphasis", "link", "newline", "escape")
_MOST_NESTED = 8


class Passage(NamedTuple):
    """A part of a text that is all in one link, or in none."""

    text: str
    row: RowName | None


@cache
def _parser() -> MarkdownIt:
    # It is loaded when the first story is read: a page that shows none does without.
    from markdown_it import MarkdownIt  # noqa: PLC0415

    parser = MarkdownIt("zero", {"maxNesting": _MOST_NESTED, "html": False})
    parser.enable(list(_RULES))
    return parser


def _tokens(text: str) -> list[Token]:
    tokens = _parser().parse(text)
    if any("start" in token.attrs for token in tokens if token.type == "ordered_list_open"):
        raise SourceError("A numbered list begins with 1. Put the number elsewhere in its sentence.")
    return tokens


def story_html(text: str, address: Callable[[RowName], str]) -> str:
    """Return a text as HTML, escaped; `address` gives where a row's link leads, or nothing for plain text.

    Raises SourceError when a link leads to no row.
    """
    tokens = _tokens(text)
    for token in tokens:
        if token.children:
            token.children = list(_led(token.children, address))
    html: str = _parser().renderer.render(tokens, _parser().options, {})
    return html


def _led(children: list[Token], address: Callable[[RowName], str]) -> Iterator[Token]:
    is_left_out = False
    for child in children:
        if child.type == "link_open":
            row = _row(child)
            to = address(row)
            is_left_out = not to
            child.attrs = {"href": to, "class": "sl-row", "data-row": str(row)}
        if child.type in {"link_open", "link_close"} and is_left_out:
            is_left_out = child.type == "link_open"
            continue
        yield child


def passages(text: str) -> list[list[Passage]]:
    """Return the passages of each paragraph or item of a text.

    Raises SourceError when a link leads to no row.
    """
    return [_joined(_passages(token.children)) for token in _tokens(text) if token.children]


def _joined(parts: Iterator[Passage]) -> list[Passage]:
    """Return the passages with emphasis passed over: a date may be half in italics."""
    found = list[Passage]()
    for part in parts:
        is_same = bool(found) and found[-1].row == part.row
        found.append(Passage(found.pop().text + part.text, part.row) if is_same else part)
    return found


def _passages(children: list[Token]) -> Iterator[Passage]:
    row = None
    for child in children:
        if child.type == "link_open":
            row = _row(child)
        elif child.type == "link_close":
            row = None
        elif child.content or child.type == "softbreak":
            yield Passage(child.content or " ", row)


def rows_cited(text: str) -> list[RowName]:
    """Return the rows to which a text leads, each once, in order.

    Raises SourceError when a link leads to no row.
    """
    found = (passage.row for block in passages(text) for passage in block)
    return list(dict.fromkeys(row for row in found if row))


def _row(link: Token) -> RowName:
    href = str(link.attrs.get("href", ""))
    row = row_name(href)
    if row is None:
        raise SourceError(f"A link leads to {href[:60]!r}, which names no row. Write report:ID.")
    return row
