"""What the framework's page says and asks for before its scripts have come.

On a slow line these are half a minute away. Until then the page has the view's sentence, where its title
will be, and links to the same view without the framework. Nothing holds up this text, and what the map will
load is named.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import geo
from geo import wording
from geo.filters.permalink import query_string
from geo.language import words
from geo.layers.card_templates import filled
from geo.layers.geography import geography_of
from geo.snapshot.current import current
from geo.web.view_request import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request

    from geo.filters.view import View
    from geo.language import Words
    from geo.queries.view_answer import ViewAnswer

_STYLE = Path(geo.__file__).parent / "static" / "css" / "first_line.css"
_FONT = re.compile(rb'<link\s[^>]*\bas="font"[^>]*>')
"""A type that a page of ours asks for when the first picture stands, if at all."""
_STYLES = re.compile(rb'<link rel="stylesheet"')
"""Of formulas and fonts alone. No browser need wait for them: page.js turns them on after the first map."""
_NO_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
_ASKED_FIRST = ("./_stcore/health", "./_stcore/host-config")
"""What the framework asks before it opens its socket: a round trip less once its scripts have come."""
_HEAD_END, _ROOT = b"</head>", b'<div id="root">'


def with_first_line(page: bytes, line: str, hints: str) -> bytes:
    """Return the framework's page with a first line, and with `hints` and our first style in its head."""
    bare = _NO_SCRIPT.sub(b"", _FONT.sub(b"", page), count=1)
    head, end, body = _STYLES.sub(rb'<link rel="stylesheet" media="print"', bare).partition(_HEAD_END)
    before, root, after = body.partition(_ROOT)
    if not root:
        return page
    started = head + f"<style>{_style()}</style>{hints}".encode() + end
    return started + before + line.encode() + root + after


def first_line(answer: ViewAnswer, view: View, *, has_map: bool) -> str:
    """Return the first line of a page that will show a view, as an element."""
    w = words(view.lang)
    sentence = wording.view_sentence(view, answer.snapshot.areas, w)
    return filled("first_line.html", w, sentence=sentence, query=query_string(view), has_map=has_map)


def line_of_sentence(sentence: str, w: Words) -> str:
    """Return the first line of a page that has no view to show."""
    return filled("first_line.html", w, sentence=sentence, query="", has_map=False)


def shown_view(request: Request, answer: ViewAnswer) -> View:
    """Return the view that the page will show: with all rows, and the opening one where nothing is asked."""
    is_bare = not request.url.query and not request.url.path.strip("/")
    view = answer.requested
    return open_snapshot(view.snap).opening_view() if is_bare else view


def map_hints(files: Mapping[str, str], view: View) -> str:
    """Return elements that name what the map will load: `files` are `script` or `style` by address.

    They yield to the framework's own scripts. Of a snapshot that is not the current one the shapes may have
    to be made first, which the line would wait for.
    """
    return "".join(_hints(files, view))


def _hints(files: Mapping[str, str], view: View) -> Iterator[str]:
    low = 'fetchpriority="low"'
    for address in _ASKED_FIRST:
        yield f'<link rel="preload" as="fetch" href="{address}" crossorigin>'
    for address, kind in files.items():
        yield f'<link rel="preload" as="{kind}" href="{escape(address)}" {low}>'
    now = current()
    if view.snap == now.id:
        yield f'<link rel="preload" as="fetch" href="{escape(geography_of(now).address)}" crossorigin {low}>'


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")
