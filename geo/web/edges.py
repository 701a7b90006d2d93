"""Requests that no route answers: methods that would write, and addresses at which there is nothing."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import Match, Route

from geo.snapshot.restricted import is_private
from geo.web.status import HANDLED, MethodError, NotFoundError, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.types import Message, Receive, Scope, Send

_LONGEST = 200
"""Characters of an address that a problem repeats."""
_ANY_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Crs, Content-Disposition, ETag, Link, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {"Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "86400"}
"""See the Fetch standard, section 3.2 (CORS protocol)."""


class ReadRoute(Route):
    """A route that can only be read; its errors are answered with problem documents."""

    def __init__(self, path: str, endpoint: Callable[[Request], Response]) -> None:
        """Take the pattern of the address and what answers it."""
        super().__init__(path, endpoint, middleware=[HANDLED])
        # An id with a line break is answered as any other.
        self.path_regex = re.compile(self.path_regex.pattern, re.DOTALL)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match every method, so that no later route is asked for those that this one refuses."""
        match, found = super().matches(scope)
        return (Match.NONE if match is Match.NONE else Match.FULL), found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET and HEAD, say so to OPTIONS, and refuse every other method with 405."""
        methods = sorted(self.methods or ())
        allow = {"Allow": ", ".join([*methods, "OPTIONS"])}
        if scope["method"] in methods:
            await super().handle(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(None, HTTPStatus.NO_CONTENT, allow)(scope, receive, send)
        else:
            detail = f"{scope['method']} is not answered here; expected {' or '.join(methods)}"
            await problem(MethodError(detail, allow))(scope, receive, send)


class OpenRoute(ReadRoute):
    """A route whose answers the scripts of any site may read, while the server is public.

    They are data that everybody may have; nothing in a request says who asks, and no cookie is looked at.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as a route that can be read, errors too, and let every origin see it."""

        async def shown(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ANY_ORIGIN)
                if scope["method"] == "OPTIONS":
                    headers.update({**_PREFLIGHT, "Access-Control-Allow-Methods": headers["Allow"]})
            await send(message)

        await super().handle(scope, receive, send if is_private() else shown)


class NothingElse(Route):
    """An address of ours, or all below it, that no earlier route has answered: 404, whatever the method.

    Without it Streamlit would answer with its page and a status of 200. An address that ends in a slash is
    still left to Streamlit, which redirects to the address without the slash.
    """

    def __init__(self, path: str, known: Sequence[str]) -> None:
        """Take the pattern of the address, and those of what there is instead."""
        super().__init__(path, _Nothing(known))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match an address that does not end in a slash."""
        return (Match.NONE, {}) if scope["path"].endswith("/") else super().matches(scope)


class _Nothing:
    def __init__(self, known: Sequence[str]) -> None:
        self._instead = f"; expected {' or '.join(known)}" if known else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = NotFoundError(f"there is nothing at {scope['path'][:_LONGEST]!r}{self._instead}")
        await problem(error)(scope, receive, send)
