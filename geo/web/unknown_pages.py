"""Addresses at which there is no page: the framework shows its app there, with a status of 200."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class UnknownPages:
    """ASGI middleware that answers 404 where the framework shows its app under a name that is no page's.

    The answer stays a page that a reader can go on from; a program is told that nothing is there.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        """Take the app and the paths of its pages, without slashes."""
        self._app, self._pages = app, frozenset(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with another status where there is no page."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and self._is_instead_of_a_page(scope, message):
                message = {**message, "status": HTTPStatus.NOT_FOUND}
            await send(message)

        await self._app(scope, receive, told)

    def _is_instead_of_a_page(self, scope: Scope, start: Message) -> bool:
        # The router has written down who answers: for all that is no route, the folder of files.
        is_file = isinstance(scope.get("endpoint"), StaticFiles) and start["status"] == HTTPStatus.OK
        path = scope["path"].removeprefix(scope.get("root_path", "")).strip("/")
        is_html = Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
        return is_file and is_html and path not in self._pages
