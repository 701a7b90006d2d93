"""Which sites may frame our pages: only our own, unless a page names others itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "Content-Security-Policy"
_DIRECTIVE = "frame-ancestors"


class Framing:
    """ASGI middleware that lets only pages of our own origin frame an answer.

    An answer that names its framers in a policy of its own, as the embed does, is left as it is. The map's
    own frame inside the app is of the same origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take the app whose answers are guarded."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the two headers, one for browsers that know policies and one for those that do not."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if not any(_DIRECTIVE in policy for policy in headers.getlist(_POLICY)):
                    headers.append(_POLICY, f"{_DIRECTIVE} 'self'")
                    headers["X-Frame-Options"] = "SAMEORIGIN"
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)
