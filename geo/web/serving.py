"""What the page framework leaves unsaid when it starts the web server, and how that server ends.

Streamlit has no setting for the largest message that is taken in, for the proxies that are believed, nor for
how long the end may take. The server's object is found as the one that listens for the signal to stop; this
is done before it opens its port.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

from uvicorn import Server
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from geo.model.parallel import sparing_memory
from geo.web.limits import DEADLINE_S, HANDED_ON_S, LONGEST_QUESTION, STOP_S, connection_limits
from geo.web.open_connections import CountedRequests, OpenConnections
from geo.web.socket_reads import SmallReads

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import FrameType

    from uvicorn import Config

PROXIES_VARIABLE = "SHELTERLINE_PROXIES"
"""Environment variable: addresses and networks of the proxies whose `X-Forwarded-For` is believed."""
_MOST_FILES = 8_192
"""Files, sockets included, that this process asks the system for."""


def hold_server_to_limits() -> None:
    """Set what the web server of this process takes in and how it ends; without one, as in tests, nothing."""
    told = signal.getsignal(signal.SIGTERM)
    server = getattr(told, "__self__", None)
    if not isinstance(server, Server):
        return
    server.config.ws_max_size = LONGEST_QUESTION
    server.config.timeout_graceful_shutdown = STOP_S
    _count_connections(server.config)
    _believe_proxies(server.config)
    sys.setswitchinterval(HANDED_ON_S)
    sparing_memory()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ending(server))


def _count_connections(config: Config) -> None:
    """Hold connections to limits from their first byte on, and read sockets a little at a time."""
    is_behind_proxy = bool(_proxies())
    open_ones = OpenConnections(
        connection_limits(most_files=_files_at_once(), is_behind_proxy=is_behind_proxy)
    )
    of_requests = partial(CountedRequests, config.http_protocol_class, open_ones)
    config.http_protocol_class = cast("type[asyncio.Protocol]", of_requests)
    if config.ws_protocol_class is WebSocketsSansIOProtocol:
        of_sockets = type("CountedReads", (SmallReads,), {"connections": open_ones})
        config.ws_protocol_class = cast("type[asyncio.Protocol]", of_sockets)


def _files_at_once() -> int:
    """Let this process have as many files open as the system allows it, up to some, and return how many."""
    try:
        import resource  # noqa: PLC0415 there is none on Windows
    except ImportError:
        return _MOST_FILES
    now, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if allowed == resource.RLIM_INFINITY else min(_MOST_FILES, allowed)
    if now != resource.RLIM_INFINITY and now < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, allowed))
            return wanted
        return now
    return _MOST_FILES if now == resource.RLIM_INFINITY else now


def _proxies() -> str:
    return os.environ.get(PROXIES_VARIABLE, "").strip()


def _believe_proxies(config: Config) -> None:
    """Let only proxies that are named say who asks; by itself the server believes all on its own machine."""
    app = config.loaded_app
    if isinstance(app, ProxyHeadersMiddleware):
        app = app.app
    proxies = _proxies()
    config.loaded_app = ProxyHeadersMiddleware(app, proxies) if proxies else app


def _ending(server: Server) -> Callable[[int, FrameType | None], None]:
    """Return what is done at the signal to stop: what the server does, and an end to its patience."""

    def end(number: int, frame: FrameType | None) -> None:
        last = threading.Timer(DEADLINE_S, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        server.handle_exit(number, frame)

    return end
