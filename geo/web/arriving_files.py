"""How readers' files come in: bounded while they arrive, never on disk, and gone with the session.

The framework takes a file at an address of its own, and holds it for the session. This middleware stands
before that address. It lets a body in only as far as there is room, and looks, once a second, whether the
sessions that hold a file still have a reader: one whose socket has been gone for some seconds is closed for
good, with its files, and the addresses of their tiles are dead.
"""

from __future__ import annotations

import asyncio
import gc
import re
import time
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser

from geo.snapshot.upload import close_owned
from geo.web.kept_sessions import KeptSessions
from geo.web.limits import whole_number
from geo.web.status import BadRequestError, BusyError, RequestError, TooLargeError, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 20 * 1024 * 1024
"""Of one file: `server.maxUploadSize`."""
_ENVELOPE_BYTES = 64 * 1024
"""What a form writes around the file."""
MOST_FILES = 2
"""That a session holds: one that is in use, and one that takes its place."""
MOST_AT_ONCE = 2
"""That may arrive at a time for one session."""
MOST_IN_ALL_FILES = 100
MOST_IN_ALL_MEGABYTES = 200
"""Of all sessions; `SHELTERLINE_UPLOADS_MB` is another number."""
IDLE_S = 30.0
_LEAST_BYTES = 64 * 1024
"""That have to come in that time: a body that drips keeps its place from others."""
GRACE_S = 3.0
"""For which a socket may be gone before its session is closed; a page that is loaded anew takes less."""
_LOOK_S = 1.0
_RETRY_S = 60
_ADDRESS = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")
"""Behind whatever base path the framework is given."""


class Sessions(Protocol):
    """What is asked of the framework about its sessions; all of it on the thread of the event loop."""

    def is_active(self, session: str) -> bool:
        """Whether a browser is connected."""

    def remove(self, session: str, file: str) -> None:
        """Let go of one file."""

    def close(self, session: str) -> None:
        """Let go of all that a session has."""


@dataclass
class HeldUploads:
    """The files that sessions hold, and those that are on their way, in bytes."""

    _held: dict[str, dict[str, int]] = field(default_factory=dict)
    """By session, in the order in which they came."""
    _arriving: dict[str, list[int]] = field(default_factory=dict)
    _most_megabytes: int = field(
        default_factory=lambda: whole_number("SHELTERLINE_UPLOADS_MB", MOST_IN_ALL_MEGABYTES)
    )

    @property
    def n_bytes(self) -> int:
        """Bytes of all, those that are announced included."""
        return sum(sum(files.values()) for files in self._held.values()) + sum(
            map(sum, self._arriving.values())
        )

    @property
    def is_full(self) -> bool:
        """Whether a further file of the largest size would be refused."""
        return not self._has_room(MOST_BYTES)

    def sessions(self) -> list[str]:
        """Return who holds a file or is sending one."""
        return list({**self._held, **self._arriving})

    def announce(self, session: str, n_bytes: int) -> list[str]:
        """Keep room for a file that arrives, and return those of the session that make way for it.

        Raises RequestError when there is no room.
        """
        files = self._held.get(session, {})
        older = list(files)[: max(0, len(files) + 1 - MOST_FILES)]
        if len(self._arriving.get(session, [])) >= MOST_AT_ONCE:
            raise BusyError(
                f"{MOST_AT_ONCE} files of this page are arriving; wait for them",
                {"Retry-After": str(_RETRY_S)},
            )
        if not self._has_room(n_bytes - sum(files[file] for file in older)):
            raise BusyError(
                "this server holds as many files of readers as it takes on; try again in a few minutes",
                {"Retry-After": str(_RETRY_S)},
            )
        for file in older:
            del files[file]
        self._arriving.setdefault(session, []).append(n_bytes)
        return older

    def arrived(self, session: str, announced: int, file: str = "", n_bytes: int = 0) -> None:
        """Note that a file has come, or, when none is named, that none will."""
        waiting = self._arriving[session]
        waiting.remove(announced)
        if not waiting:
            del self._arriving[session]
        if file:
            self._held.setdefault(session, {})[file] = n_bytes

    def release(self, session: str, file: str = "") -> None:
        """Note that a file is held no more, or, when none is named, no file of the session."""
        files = self._held.get(session, {})
        files.pop(file, None)
        if not file or not files:
            self._held.pop(session, None)

    def _has_room(self, n_bytes: int) -> bool:
        n_files = sum(map(len, self._held.values())) + sum(map(len, self._arriving.values()))
        return n_files < MOST_IN_ALL_FILES and self.n_bytes + n_bytes <= self._most_megabytes * 1_000_000


HELD = HeldUploads()
"""Of this server."""


class Intake:
    """ASGI middleware before the address to which files are uploaded."""

    def __init__(self, app: ASGIApp, sessions: Sessions, held: HeldUploads = HELD) -> None:
        """Take the app that holds the files, and what knows its sessions."""
        self._app, self._sessions, self._held = app, sessions, held
        self._keeper: asyncio.Task[None] | None = None
        # A form keeps a part in memory up to this size, and a larger one in a file on disk.
        MultiPartParser.spool_max_size = MOST_BYTES + _ENVELOPE_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a file in, as far as there is room; pass on everything else."""
        found = _ADDRESS.search(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] not in {"PUT", "DELETE"}:
            await self._app(scope, receive, send)
        elif scope["method"] == "DELETE":
            if await self._is_done(scope, receive, send):
                self._held.release(found[1], found[2])
        elif not self._sessions.is_active(found[1]):
            # The framework refuses it before it reads anything.
            await self._app(scope, receive, send)
        else:
            try:
                await self._let_in(found[1], found[2], (scope, receive, send))
            except RequestError as error:
                answer = problem(error)
                # What is still on its way is not waited for.
                answer.headers["Connection"] = "close"
                await answer(scope, receive, send)

    async def _let_in(self, session: str, file: str, call: tuple[Scope, Receive, Send]) -> None:
        scope, receive, send = call
        announced = _announced(Headers(scope=scope))
        for older in self._held.announce(session, announced):
            self._sessions.remove(session, older)
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())
        is_held, n_bytes = False, 0
        try:
            parts = await self._body(session, receive)
            n_bytes = sum(map(len, parts))
            is_held = await self._is_done(scope, _replayed(parts, receive), send)
        finally:
            self._held.arrived(session, announced, file if is_held else "", n_bytes)

    async def _is_done(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Let the framework answer, and return whether it did what it was asked for."""
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, receive, noted)
        return status in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}

    async def _body(self, session: str, receive: Receive) -> deque[bytes]:
        parts: deque[bytes] = deque()
        n_bytes, has_more = 0, True
        since, n_before = time.monotonic(), 0
        while has_more:
            try:
                message = await asyncio.wait_for(receive(), IDLE_S + since - time.monotonic())
            except TimeoutError:
                raise BadRequestError(
                    f"less than {_LEAST_BYTES // 1024} KB of the file came in {IDLE_S:,.0f} seconds"
                ) from None
            if message["type"] == "http.disconnect" or not self._sessions.is_active(session):
                raise BadRequestError("the page that the file was for is closed")
            parts.append(message.get("body", b""))
            n_bytes += len(parts[-1])
            if n_bytes > MOST_BYTES + _ENVELOPE_BYTES:
                raise _too_large()
            if n_bytes - n_before >= _LEAST_BYTES:
                since, n_before = time.monotonic(), n_bytes
            has_more = message.get("more_body", False)
        return parts

    async def _keep(self) -> None:
        """Close each session that holds a file and whose reader has gone."""
        kept = KeptSessions(self._left, self._close, GRACE_S)
        while self._held.sessions():
            await asyncio.sleep(_LOOK_S)
            if kept.end_old(time.monotonic()):
                # What a session held is often held in a circle.
                await run_in_threadpool(gc.collect)

    def _left(self) -> list[str]:
        return [session for session in self._held.sessions() if not self._sessions.is_active(session)]

    def _close(self, session: str) -> None:
        self._sessions.close(session)
        close_owned(session)
        self._held.release(session)


def _announced(headers: Headers) -> int:
    """Return how many bytes are on their way: the most there may be, when that is not said."""
    said = headers.get("content-length", "")
    n_bytes = int(said) if said.isascii() and said.isdigit() else MOST_BYTES
    if n_bytes > MOST_BYTES + _ENVELOPE_BYTES:
        raise _too_large()
    return n_bytes


def _too_large() -> TooLargeError:
    return TooLargeError(f"the file is larger than {MOST_BYTES // (1024 * 1024)} MB")


def _replayed(parts: deque[bytes], receive: Receive) -> Receive:
    """Return what hands a body out once, letting go of each part, and then listens on."""

    async def replay() -> Message:
        if not parts:
            return await receive()
        body = parts.popleft()
        return {"type": "http.request", "body": body, "more_body": bool(parts)}

    return replay
