"""Who asks, as far as limits go: an address, or the network that one reader has of the newer protocol."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope

_NETWORK = 64
"""Bits that name one subscriber's network of IPv6 (RFC 6177): the other 64 the subscriber chooses."""


def client_of(scope: Scope) -> str:
    """Return whom a request counts for; all that come without an address count as one.

    The address is that of the peer. Where proxies are trusted, the server has put in its place the one that
    they name: see `geo.web.serving`.
    """
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return str(host)
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, _NETWORK), strict=False))
