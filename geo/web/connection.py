"""Breaking a connection, so that its client cannot take what it has got for the whole.

ASGI has no message for that. An application that returns too early has its connection closed, but only after
what waits to be sent is sent, which for a stalled reader is never; and for HTTP/1.0 that is a clean end.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Send

_MOST_LAYERS = 40
"""Middlewares between an application and its server; we have fewer than ten."""
_RESET = struct.pack("ii", 1, 0)
"""Linger for no second: what is unsent is thrown away, and the client is told of an error."""


def break_off(send: Send) -> bool:
    """Reset the connection to which `send` writes, and return whether it could be found."""
    transport = _transport(send)
    if transport is None:
        return False
    found = transport.get_extra_info("socket")
    if found is not None:
        with suppress(OSError, AttributeError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()
    return True


def _transport(send: object) -> asyncio.WriteTransport | None:
    """Return what uvicorn writes to: its `send` is a method of what holds it, below those of middlewares."""
    for _ in range(_MOST_LAYERS):
        owner = getattr(send, "__self__", None)
        transport = getattr(owner, "transport", None)
        if hasattr(transport, "abort"):
            return transport
        inner = getattr(owner, "send", None) or _enclosed(send)
        if inner is None:
            return None
        send = inner
    return None


def _enclosed(function: object) -> object:
    """Return the `send` that a middleware's own function passes on to."""
    names = getattr(getattr(function, "__code__", None), "co_freevars", ())
    cells = getattr(function, "__closure__", None) or ()
    return next((cell.cell_contents for name, cell in zip(names, cells, strict=True) if name == "send"), None)
