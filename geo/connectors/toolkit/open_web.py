"""Connections to addresses that anybody may have written into a row: to the open web alone, within limits.

A name is looked up once, and the connection goes to what came of it: a name that answers with an address of
this machine or of its network, at whatever moment, is refused and nothing is sent.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from string import printable
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import httpcore2
import httpx2

from geo.connectors.toolkit.pace import asked_wait_s
from geo.model.errors import SourceError

PORTS = frozenset({80, 443})
_LONGEST = 2_000
"""Characters of an address that is asked for."""
_CONNECTIONS = 20
Resolve = Callable[[str, int], list[tuple[str, int]]]
"""The addresses and ports at which a host and a port are to be found."""


class NotOpenWebError(SourceError):
    """An address is not of the open web: it is not asked for."""


@dataclass(frozen=True, slots=True)
class WebLimits:
    """What one request may cost."""

    connect_s: float = 10
    read_s: float = 20
    """Seconds to wait for the next bytes."""
    whole_s: float = 60
    """Seconds that a connection may last, which serves one request."""
    answer_bytes: int = 5_000_000


_WITH_IPV4 = (ipaddress.ip_network("::/96"), ipaddress.ip_network("64:ff9b::/96"))
"""Networks whose last 32 bits are an IPv4 address: the old form, and that of NAT64 (RFC 6052)."""


def looked_up(host: str, port: int) -> list[tuple[str, int]]:
    """Return where a host is to be found.

    Raises NotOpenWebError when any of it is no address of the open web; OSError when there is none.
    """
    found = [
        (str(place[0]), int(place[1]))
        for _, _, _, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]
    # One name with an open and a private address is a trap more often than a mistake.
    if not all(_is_open(address) for address, _ in found):
        # Which one is for nobody to read: the sentence stands in a file that everybody may have.
        raise NotOpenWebError(f"{host} is no address of the open web")
    return found


def _is_open(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    if any(address in network for network in _WITH_IPV4):
        inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    is_of_a_site = getattr(address, "is_site_local", False)
    return address.is_global and inner.is_global and not inner.is_multicast and not is_of_a_site


def checked_address(address: str) -> httpx2.URL:
    """Return an address that may be asked for, in the form of a request.

    Raises NotOpenWebError when it is none, with the reason.
    """
    try:
        parts, url = urlsplit(address), httpx2.URL(address)
        host, port = url.host, parts.port
    except (ValueError, TypeError, httpx2.InvalidURL) as error:
        raise NotOpenWebError("it is no address") from error
    if parts.scheme not in {"http", "https"} or not host or len(address) > _LONGEST:
        raise NotOpenWebError("it is no address of the web")
    if parts.username or parts.password:
        raise NotOpenWebError("it names an account")
    if port not in {None, *PORTS}:
        raise NotOpenWebError(f"it asks for port {port}")
    is_named = "." in host.strip(".") and not host.endswith((".local", ".internal", ".localhost"))
    if not (is_named or ":" in host) or (_is_number(host) and not _is_open(host)):
        raise NotOpenWebError("it is no address of the open web")
    return url


def is_of_open_web(address: str) -> bool:
    """Whether an address has the form of one that may be asked for; its name is not looked up."""
    try:
        checked_address(address)
    except NotOpenWebError:
        return False
    return True


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # Other ways to write a number as a host, of which the system's look-up knows some.
        return host.rpartition(".")[2].isdigit()
    return True


class _TimedStream(httpcore2.NetworkStream):
    """A connection that ends after some time, however slowly it trickles."""

    def __init__(self, stream: httpcore2.NetworkStream, ends_at: float, clock: Callable[[], float]) -> None:
        self._stream, self._ends_at, self._clock = stream, ends_at, clock

    def _left_s(self, timeout: float | None) -> float:
        left = self._ends_at - self._clock()
        if left <= 0:
            raise httpcore2.ReadTimeout("it trickles")
        return left if timeout is None else min(timeout, left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left_s(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left_s(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._left_s(timeout))
        return _TimedStream(inner, self._ends_at, self._clock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 the interface says so
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.SyncBackend):
    """Connects to what a look-up came to, and to nothing else."""

    def __init__(self, resolve: Resolve, whole_s: float, clock: Callable[[], float]) -> None:
        self._resolve, self._whole_s, self._clock = resolve, whole_s, clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            places = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"the name {host} is not known") from error
        ends_at = self._clock() + self._whole_s
        failed: Exception = httpcore2.ConnectError(f"the name {host} is not known")
        for address, its_port in places[:2]:
            try:
                stream = super().connect_tcp(address, its_port, timeout, local_address, socket_options)
                return _TimedStream(stream, ends_at, self._clock)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """The head of an answer, and its body, to be read while the connection is open."""

    status: int
    location: str
    """Where it sends on to, whole; empty when it does not."""
    media_type: str
    wait_s: float
    """Seconds that it asks to be left in peace for; 0 when it says nothing of it."""
    body: Iterator[bytes]
    """As it came over the line: nothing is unpacked."""


class OpenWeb:
    """A client of the open web."""

    def __init__(
        self,
        user_agent: str,
        limits: WebLimits | None = None,
        resolve: Resolve = looked_up,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Say who asks; `resolve` says where a host is to be found, `clock` counts seconds."""
        self.limits = limits or WebLimits()
        self._headers: list[tuple[bytes | str, bytes | str]] = [
            ("User-Agent", user_agent),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
        ]
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_certificates(),
            max_connections=_CONNECTIONS,
            # One request a connection: the time that it may last is that of the request.
            max_keepalive_connections=0,
            network_backend=_Backend(resolve, self.limits.whole_s, clock),
        )

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    @contextmanager
    def ask(self, address: str) -> Iterator[WebAnswer]:
        """Ask for an address, following nothing.

        Raises NotOpenWebError when it may not be asked for; httpcore2's errors when there is no answer.
        """
        url = checked_address(address)
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/"
        )
        headers = [*self._headers, ("Host", url.netloc)]
        limits = self.limits
        times = {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s, "pool": 60.0}
        with self._pool.stream("GET", target, headers=headers, extensions={"timeout": times}) as answer:
            head = _head(answer.headers)
            location = head.get("location", "")
            yield WebAnswer(
                answer.status,
                _target(str(url), location),
                head.get("content-type", "").partition(";")[0].strip().lower()[:100],
                asked_wait_s(head.get("retry-after", "")) or 0.0,
                answer.iter_stream(),
            )


@cache
def _certificates() -> ssl.SSLContext:
    """Return the authorities that the system trusts: reading them takes longer than a request."""
    return ssl.create_default_context()


def _target(url: str, location: str) -> str:
    """Return where an answer sends on to; what is no address stays one that is refused."""
    try:
        return urldefrag(urljoin(url, location)).url if location else ""
    except ValueError:
        return "no-address:"


def _head(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    return {name.decode("latin-1").lower(): _text(value) for name, value in headers}


def _text(value: bytes) -> str:
    """Return a value of a head as text: many servers write the addresses of their pages as plain UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return quote(value, safe=printable)
