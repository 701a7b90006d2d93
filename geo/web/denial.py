"""A sentence instead of an answer, for a request or for a socket that is not yet open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http import HTTPStatus

    from starlette.types import Message, Scope, Send

_DENIAL = "websocket.http.response"
"""The extension of ASGI by which a socket that is asked for is answered as a request is."""
_VIOLATION = 1008


async def deny(
    scope: Scope, send: Send, status: HTTPStatus, reason: str, headers: Mapping[str, str] | None = None
) -> None:
    """Answer with a status and a plain sentence; a server that cannot say so to a socket closes it."""
    if scope["type"] == "websocket" and _DENIAL not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": _VIOLATION, "reason": reason})
        return
    answer = PlainTextResponse(f"{reason}\n", status, {"Cache-Control": "no-store", **(headers or {})})
    await answer(scope, _nothing, send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
