"""Under which names this server answers, and which pages may talk to it through a reader's browser.

A name of somebody else's that points to this machine would make its pages ours in the eyes of a browser (DNS
rebinding): what only this machine's user may see would be theirs to read.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geo.export.address import SITE_VARIABLE, public_site
from geo.snapshot.restricted import is_private
from geo.web.client_address import client_of
from geo.web.denial import deny

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOG = logging.getLogger(__name__)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class ServedHosts:
    """ASGI middleware that refuses requests and sockets under names that are not this server's.

    A private server, and one whose address the operator gives, answers under the names that it knows; any
    other under every name, for a proxy may put any there. Pages of other sites may neither open sockets nor
    change anything; at a private server they may not ask at all.
    """

    def __init__(self, app: ASGIApp, *, listens_on: str = "") -> None:
        """Take the app, and the name or the address that the server was told to listen on."""
        self._app, self._listens_on = app, listens_on.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say in a sentence why not."""
        if scope["type"] in {"http", "websocket"}:
            hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
            if (is_private() or public_site()) and not self._is_served(scope, hosts):
                await self._refuse(scope, send, HTTPStatus.MISDIRECTED_REQUEST, _NOT_SERVED)
                return
            if _must_be_ours(scope) and any(origin not in _own(hosts) for origin in map(_netloc, origins)):
                await self._refuse(scope, send, HTTPStatus.FORBIDDEN, "pages of other sites may not ask this")
                return
        await self._app(scope, receive, send)

    def _is_served(self, scope: Scope, hosts: list[str]) -> bool:
        """Whether a request names its host once, and as one that is known."""
        if len(hosts) != 1:
            return False
        name = _host_name(f"//{hosts[0]}")
        if name in {"localhost", self._listens_on, _host_name(public_site())} - {""}:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        # No name is asked for, so none can point elsewhere; the operator's proxies ask a public server so.
        return address.is_loopback or not is_private() or name == (scope.get("server") or ("", 0))[0]

    async def _refuse(self, scope: Scope, send: Send, status: HTTPStatus, reason: str) -> None:
        _LOG.warning("host or origin refused", extra={"reason": reason, "client": client_of(scope)})
        await deny(scope, send, status, reason)


_NOT_SERVED = f"this server is not known under this name; its operator can name one as {SITE_VARIABLE}"


def _must_be_ours(scope: Scope) -> bool:
    return is_private() or scope["type"] == "websocket" or scope["method"] not in _READING


def _own(hosts: list[str]) -> set[str]:
    """Return what pages of ours have as their origin, without its scheme, which a proxy may change."""
    return {*map(str.lower, hosts), _netloc(public_site())} - {""}


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _netloc(address: str) -> str:
    """Return host and port of an address; empty when it cannot be read, as that of a page without one."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _host_name(address: str) -> str:
    """Return the host of an address without its port; empty when it cannot be read."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return ""
    is_plain = not (parts.username or parts.password or parts.path or parts.query or parts.fragment)
    return (parts.hostname or "").rstrip(".") if is_plain or parts.scheme else ""
