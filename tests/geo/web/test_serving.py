"""What the web server of this process is held to before it opens its port."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

from streamlit.web.server.starlette.starlette_server import _get_websocket_protocol
from uvicorn import Config, Server

from geo.web.limits import HANDED_ON_S, LONGEST_QUESTION, STOP_S
from geo.web.serving import hold_server_to_limits
from geo.web.socket_reads import SmallReads

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


async def unasked(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Answer nothing; the server is never started."""


def test_a_server_as_the_framework_makes_it_is_held_to_our_limits():
    config = Config(unasked, ws=_get_websocket_protocol())
    server, interval = Server(config), sys.getswitchinterval()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    config.load()
    try:
        signal.signal(signal.SIGTERM, server.handle_exit)
        hold_server_to_limits()
        # One that reads sockets by another class would be left as it is.
        assert issubclass(config.ws_protocol_class, SmallReads)
        assert (config.ws_max_size, config.timeout_graceful_shutdown) == (LONGEST_QUESTION, STOP_S)
        assert sys.getswitchinterval() == HANDED_ON_S
    finally:
        sys.setswitchinterval(interval)
        for number, handler in before.items():
            signal.signal(number, handler)
