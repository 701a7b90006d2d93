"""Headers that every answer has, and what a page of the framework may load.

Our own pages say in a policy of theirs what they load. The framework's writes styles and runs scripts that
stand in the page, and the map's frame is handed its script as text: their policies must let them, and still
no script, no style and no connection of another server's is let in. The pictures of the online base map are
the one exception, for readers who turn it on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from geo.layers.all_layers import LAYERS
from geo.web.status import FailureError, NotFoundError, problem

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "Content-Security-Policy"
_HOSTS = " ".join(layer.host for layer in LAYERS.values() if layer.host)
_FRAMES = "/component/"


def _page_policy(scripts: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {_HOSTS}",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


PAGE_POLICY = _page_policy("blob: 'unsafe-inline'")
"""Of the framework's pages, which take parts of theirs for modules of their own."""
FRAME_POLICY = _page_policy("'unsafe-inline' 'unsafe-eval'")
"""Of the map's frame in them, which is handed a script as text."""
NOTHING_POLICY = "default-src 'none'"
"""Of answers that are no page: a browser that opens one runs and loads nothing."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{name}=()"
        for name in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "publickey-credentials-get",
            "screen-wake-lock",
            "usb",
            "xr-spatial-tracking",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Where a link was followed from is nobody else's business; nothing here asks for a reader's devices."""
_CLOSED = frozenset({"/_stcore/metrics"})
"""Addresses of the framework that tell strangers how the server fares."""


class PageHeaders:
    """ASGI middleware that gives every answer its headers, and closes what is for no reader."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app whose answers get headers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add what an answer does not say itself."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(MutableHeaders(scope=message), in_frame=scope["path"].startswith(_FRAMES))
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].rstrip("/") in _CLOSED:
            await problem(NotFoundError(f"there is nothing at {scope['path']!r}"))(scope, receive, dressed)
        else:
            await self._app(scope, receive, dressed)


def _dress(headers: MutableHeaders, *, in_frame: bool = False) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    media_type = headers.get("content-type", "")
    if media_type.startswith("text/html"):
        headers.setdefault(_POLICY, FRAME_POLICY if in_frame else PAGE_POLICY)
    elif "javascript" not in media_type:
        # A script has the policy of the page that runs it.
        headers.setdefault(_POLICY, NOTHING_POLICY)


def failed(_request: Request, _error: Exception) -> Response:
    """Answer what nobody foresaw with a problem document; what it was is in the log.

    This answer passes no middleware, so it brings its headers along.
    """
    answer = problem(FailureError("something went wrong here; the operator finds the reason in the log"))
    _dress(answer.headers)
    return answer
