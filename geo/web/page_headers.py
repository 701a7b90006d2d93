"""Headers that every answer has, and what a page of the framework may load.

Our own pages say in a policy of theirs what they load. The framework's write styles into the page, and the
map's frame is handed its script as text: their policies must let them, and still no script, no style and no
connection of another server's is let in. Of the scripts that stand in a page of the framework those run whose
text is known at the start, and no other. The pictures of the online base map are the one exception, for
readers who turn it on.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from geo.export.address import public_site
from geo.layers.all_layers import LAYERS
from geo.web.status import FailureError, NotFoundError, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "Content-Security-Policy"
_HOSTS = " ".join(layer.host for layer in LAYERS.values() if layer.host)
_FRAMES = "/component/"


def _policy_of_pages(scripts: str) -> str:
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


def page_policy(scripts: Iterable[str]) -> str:
    """Return the policy of the framework's pages, which take parts of theirs for modules of their own.

    `scripts` are the texts of those that stand in a page.
    """
    digests = (b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return _policy_of_pages(" ".join(("blob:", *(f"'sha256-{digest}'" for digest in digests))))


FRAME_POLICY = _policy_of_pages("'unsafe-inline' 'unsafe-eval'")
"""Of the map's frame in them, which is handed a script as text."""
WORKER_POLICY = _policy_of_pages("blob:")
"""Of scripts: a browser applies it to one that is run as a worker, beside the page and not in it."""
NOTHING_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'"
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
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Where a link was followed from is nobody else's business; nothing here asks for a reader's devices; pages
of others load what a route gives them, and no more."""
_SECURE_ONLY = "max-age=31536000"
"""A year, for the host alone: what else its owner serves there is not ours to say."""
_CLOSED = frozenset({"/_stcore/metrics"})
"""Addresses of the framework that tell strangers how the server fares."""


class PageHeaders:
    """ASGI middleware that gives every answer its headers, and closes what is for no reader."""

    def __init__(self, app: ASGIApp, *, scripts: Iterable[str] = ()) -> None:
        """Take the app whose answers get headers, and the texts of scripts that stand in its pages."""
        self._app = app
        self._policies = {False: page_policy(scripts), True: FRAME_POLICY}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add what an answer does not say itself."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(MutableHeaders(scope=message), self._policies[scope["path"].startswith(_FRAMES)])
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].rstrip("/") in _CLOSED:
            await problem(NotFoundError(f"there is nothing at {scope['path']!r}"))(scope, receive, dressed)
        else:
            await self._app(scope, receive, dressed)


def _dress(headers: MutableHeaders, of_pages: str = NOTHING_POLICY) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if public_site().startswith("https:"):
        headers.setdefault("Strict-Transport-Security", _SECURE_ONLY)
        _keep_cookies_secure(headers)
    media_type = headers.get("content-type", "")
    if media_type.startswith("text/html"):
        headers.setdefault(_POLICY, of_pages)
    else:
        headers.setdefault(_POLICY, WORKER_POLICY if "javascript" in media_type else NOTHING_POLICY)


def _keep_cookies_secure(headers: MutableHeaders) -> None:
    """Let a browser send cookies by HTTPS alone; behind a proxy the framework does not know of it."""
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")


def failed(_request: Request, _error: Exception) -> Response:
    """Answer what nobody foresaw with a problem document; what it was is in the log.

    This answer passes no middleware, so it brings its headers along.
    """
    answer = problem(FailureError("something went wrong here; the operator finds the reason in the log"))
    _dress(answer.headers)
    return answer
