"""Previews of links: the one HTML file of the framework, with a head and a first line for each view."""

from __future__ import annotations

import gzip
import re
from html import escape
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from geo.export.pair_page import pair_preview
from geo.export.preview import preview_html, preview_of, preview_without_view
from geo.filters.view_pair import names_pair
from geo.language import words
from geo.model import Language
from geo.model.errors import ShelterlineError
from geo.queries.pair_answer import PATH as COMPARE_PATH
from geo.web.compare import answer_lenient_pair
from geo.web.compression import Coding
from geo.web.first_line import first_line, line_of_sentence, map_hints, shown_view, with_first_line
from geo.web.negotiation import chosen_coding
from geo.web.view_request import answer_lenient_request, site

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TITLE = re.compile(rb"<title>[^<]*</title>")
_LANG = b'<html lang="en">'
_CONDITIONAL = frozenset({b"if-none-match", b"if-modified-since", b"accept-encoding", b"range"})
"""Headers that speak of the file on disk; the page differs from view to view."""


class Previews:
    """ASGI middleware that writes title and Open Graph elements into the head of the pages of the app.

    It buffers the answer to a GET of a page, some eight kilobytes; everything else passes through.
    """

    def __init__(
        self, app: ASGIApp, *, map_pages: Collection[str] = (), map_files: Mapping[str, str] | None = None
    ) -> None:
        """Take the app whose pages get a head, the paths of those with a map, and what the map loads."""
        self._app = app
        self._map_pages, self._map_files = map_pages, map_files or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a page with its head filled in."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not _asks_for_page(scope):
            await self._app(scope, receive, send)
            return
        stripped = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k not in _CONDITIONAL]}
        await self._app(stripped, receive, _Filler(scope, send, self._filled))

    def _filled(self, request: Request, body: bytes) -> bytes:
        path = request.url.path.strip("/")
        try:
            answer, _ = answer_lenient_request(request)
            view = shown_view(request, answer)
            has_map = path in self._map_pages
            line = first_line(answer, view, has_map=has_map)
            hints = map_hints(self._map_files, view) if has_map else ""
            # It counts, so a damaged table or a cluster that does not answer shows here first.
            if path == COMPARE_PATH and names_pair(request.query_params):
                preview = pair_preview(answer_lenient_pair(request), f"/{path}")
            else:
                preview = preview_of(answer, f"/{path}")
            head = preview_html(preview, answer.words)
        except ShelterlineError:
            w = words(Language.EN)
            sentence = w("Strike reports and shelter zones on a map, each with its claimant and its source.")
            head = preview_html(preview_without_view(sentence, site(request), w), w)
            return _with_head(with_first_line(body, line_of_sentence(sentence, w), ""), head, w.lang)
        return _with_head(with_first_line(body, line, hints), head, view.lang)


def _asks_for_page(scope: Scope) -> bool:
    # A page's address has no ending, and no folder of its own.
    name = scope["path"].removeprefix(scope.get("root_path", ""))
    return "." not in name and name.count("/") <= 1 and name not in {"/embed", "/healthz"}


class _Filler:
    """Buffers an answer that is HTML until it is complete, and fills in its head."""

    def __init__(self, scope: Scope, send: Send, fill: Callable[[Request, bytes], bytes]) -> None:
        self._scope, self._send, self._fill = scope, send, fill
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = bytes(self._body)
        headers = MutableHeaders(raw=list(start["headers"]))
        if self._scope["method"] == "HEAD":
            # How long the page is shows only when it is made.
            del headers["content-length"]
        elif _TITLE.search(body):
            request = Request(self._scope)
            body = await run_in_threadpool(self._fill, request, body)
            if coding := chosen_coding(request, (Coding.GZIP,)):
                body = gzip.compress(body, compresslevel=6, mtime=0)
                headers["content-encoding"] = coding
            headers.add_vary_header("Accept-Encoding")
            headers["content-length"] = str(len(body))
        del headers["etag"]
        del headers["last-modified"]
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def _is_html(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _with_head(body: bytes, head: str, lang: str) -> bytes:
    filled = _TITLE.sub(lambda _: head.encode(), body, count=1)
    return filled.replace(_LANG, f'<html lang="{escape(lang)}">'.encode(), 1)
