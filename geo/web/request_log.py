"""What the server did, a line of JSON for each answer and each event, without who asked.

A line names the address that was asked for without its query, which says what a reader looked at, and without
the names that only one session knows. Addresses of readers are written only where the operator asks for them.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geo.web.client_address import client_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG_VARIABLE = "SHELTERLINE_LOG"
"""Environment variable: a file that lines are added to, or `-` for the standard error output."""
ADDRESSES_VARIABLE = "SHELTERLINE_LOG_ADDRESSES"
"""Environment variable: `1` where the addresses of readers may be written down."""
_LOG = logging.getLogger("geo.web")
_SECRET = re.compile(r"^(/live|/own|/media|/_stcore/upload_file)/.*", re.DOTALL)
_LONGEST = 200
"""Characters of a value in a line."""


class JsonLines(logging.Formatter):
    """Writes a record as one line: when, what, and what else is known of it."""

    def __init__(self, *, with_addresses: bool) -> None:
        """Take whether the addresses of readers are written."""
        super().__init__()
        self._left_out = set() if with_addresses else {"client"}

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        known = {name: vars(record)[name] for name in _KNOWN if name in vars(record)}
        line |= {name: _short(value) for name, value in known.items() if name not in self._left_out}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


_KNOWN = ("method", "path", "status", "bytes", "ms", "reason", "client")


def start_log() -> None:
    """Write lines where the operator says; where nothing is said, there is no log of answers."""
    target = os.environ.get(LOG_VARIABLE, "").strip()
    if not target or _LOG.handlers:
        return
    handler = (
        logging.StreamHandler(sys.stderr) if target == "-" else logging.FileHandler(target, encoding="utf-8")
    )
    handler.setFormatter(JsonLines(with_addresses=os.environ.get(ADDRESSES_VARIABLE, "").strip() == "1"))
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


class RequestLog:
    """ASGI middleware that notes each answer and each socket when it is over."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app whose answers are noted."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and add a line."""
        if scope["type"] not in {"http", "websocket"} or not _LOG.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        start, status, sent = time.monotonic(), 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, sent
            status = message.get("status", message.get("code", status))
            sent += len(message.get("body") or message.get("bytes") or b"")
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            about = {
                "method": scope.get("method", "SOCKET"),
                "path": _SECRET.sub(r"\1/…", scope["path"]),
                "status": status,
                "bytes": sent,
                "ms": round((time.monotonic() - start) * 1_000, 1),
                "client": client_of(scope),
            }
            _LOG.info("answered" if scope["type"] == "http" else "socket closed", extra=about)


def _short(value: object) -> object:
    return value[:_LONGEST] if isinstance(value, str) else value
