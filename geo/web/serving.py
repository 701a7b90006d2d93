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
from typing import TYPE_CHECKING, cast

from uvicorn import Server
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from geo.model.parallel import sparing_memory
from geo.web.limits import DEADLINE_S, HANDED_ON_S, LONGEST_QUESTION, STOP_S
from geo.web.socket_reads import SmallReads

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import FrameType

    from uvicorn import Config

PROXIES_VARIABLE = "SHELTERLINE_PROXIES"
"""Environment variable: addresses and networks of the proxies whose `X-Forwarded-For` is believed."""


def hold_server_to_limits() -> None:
    """Set what the web server of this process takes in and how it ends; without one, as in tests, nothing."""
    told = signal.getsignal(signal.SIGTERM)
    server = getattr(told, "__self__", None)
    if not isinstance(server, Server):
        return
    server.config.ws_max_size = LONGEST_QUESTION
    server.config.timeout_graceful_shutdown = STOP_S
    if server.config.ws_protocol_class is WebSocketsSansIOProtocol:
        server.config.ws_protocol_class = cast("type[asyncio.Protocol]", SmallReads)
    _believe_proxies(server.config)
    sys.setswitchinterval(HANDED_ON_S)
    sparing_memory()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ending(server))


def _believe_proxies(config: Config) -> None:
    """Let only proxies that are named say who asks; by itself the server believes all on its own machine."""
    app = config.loaded_app
    if isinstance(app, ProxyHeadersMiddleware):
        app = app.app
    proxies = os.environ.get(PROXIES_VARIABLE, "").strip()
    config.loaded_app = ProxyHeadersMiddleware(app, proxies) if proxies else app


def _ending(server: Server) -> Callable[[int, FrameType | None], None]:
    """Return what is done at the signal to stop: what the server does, and an end to its patience."""

    def end(number: int, frame: FrameType | None) -> None:
        last = threading.Timer(DEADLINE_S, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        server.handle_exit(number, frame)

    return end
