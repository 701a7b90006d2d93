"""The page framework's own browser files: handed out compressed from memory, and named before a page asks.

A first visit fetches more than a hundred small files, one chain of imports after another. Each answered
from a thread and from disk, they cost most of a second before the first line of the page is drawn; not
compressed, they cost seconds of a slow line.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from http import HTTPStatus
from itertools import accumulate
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from geo.web.negotiation import FOREVER
from geo.web.static_files import StaticFile, is_at_hand, send_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_IMPORTED = re.compile(r'(?:from|import)\s*"\./([^"]+\.js)"')
_PAGE_TYPE = "text/html"
_HEADERS = {"Cache-Control": FOREVER}
_LARGE = 16_000
"""Bytes, before compression."""
_FRAMES = "/component/"
"""Below it stand the pages of components, each in a frame: they have none of the modules."""


class FrontEnd:
    """ASGI middleware that answers `prefix` from memory, and tells a browser early what pages import.

    Only files that were in `folder` at the start are answered; all else goes on to the app. Their names
    carry a hash of their content, as bundlers write them, so that they may be kept for ever.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        folder: Path,
        prefix: str,
        modules: Sequence[str],
        frame_files: Mapping[str, str] | None = None,
    ) -> None:
        """Take the folder of a bundle, the address it is served below, and modules by unhashed name.

        `frame_files` are what the map's frame loads one after the other: `script` or `style` by address.
        """
        self._app = app
        self._paths = {
            f"{prefix}/{path.relative_to(folder).as_posix()}": path
            for path in sorted(folder.rglob("*"))
            if path.suffix in {".js", ".css", ".woff2"}
        }
        self._files: dict[str, StaticFile] = {}
        self._early = ", ".join(
            f"<{prefix}/{path.relative_to(folder).as_posix()}>; rel=modulepreload; crossorigin"
            for path in _large_among_small(list(with_imports(folder / "js", modules)))
        )

        self._early_in_frames = ", ".join(
            f"<{address}>; rel=preload; as={kind}" for address, kind in (frame_files or {}).items()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a file of the bundle, or add the early names to the app's own page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] in {"GET", "HEAD"} and scope["path"] in self._paths:
            await (await self._answer(Request(scope)))(scope, receive, send)
        else:
            early = self._early_in_frames if scope["path"].startswith(_FRAMES) else self._early
            await self._app(scope, receive, _telling(send, early) if early else send)

    async def _answer(self, request: Request) -> Response:
        file = self._files.get(request.scope["path"])
        if file and is_at_hand(request, file):
            return send_file(request, file, _HEADERS)
        return await run_in_threadpool(self._read, request)

    def _read(self, request: Request) -> Response:
        name = request.scope["path"]
        file = self._files.setdefault(name, _static_file(self._paths[name]))
        return send_file(request, file, _HEADERS)


def _large_among_small(paths: Sequence[Path]) -> list[Path]:
    """Order files so that a line is busy to the end: small ones take a browser little but waiting.

    It has six connections. One has a large file at any time, and the others fetch small ones meanwhile.
    """
    sizes = {path: path.stat().st_size for path in paths}
    large = sorted((path for path in paths if sizes[path] > _LARGE), key=lambda path: -sizes[path])
    small = [path for path in paths if sizes[path] <= _LARGE]
    before = accumulate((sizes[path] for path in large), initial=0)
    total = sum(sizes[path] for path in large) or 1
    at = {path: n / total for path, n in zip(large, before, strict=False)}
    at |= {path: n / len(small) for n, path in enumerate(small)}
    return sorted(at, key=lambda path: at[path])


def _static_file(path: Path) -> StaticFile:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(media_type, hashlib.sha256(path.read_bytes()).hexdigest(), path.read_bytes)


def _telling(send: Send, early: str) -> Send:
    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            MutableHeaders(scope=message).append("Link", early)
        await send(message)

    return tell


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_html = headers.get("content-type", "").startswith(_PAGE_TYPE)
    # A page of ours, such as the embed, says in a policy what it may load: it has none of these modules.
    return start["status"] == HTTPStatus.OK and is_html and "content-security-policy" not in headers


def with_imports(folder: Path, modules: Iterable[str]) -> Iterator[Path]:
    """Yield the files of modules, and all that they import, each once; a module that is not there is none.

    A module is named without its hash: `Radio` stands for `Radio.BWQwdNIB.js`.
    """
    waiting = [path for name in modules for path in sorted(folder.glob(f"{name}.*.js"))]
    seen = set(waiting)
    while waiting:
        path = waiting.pop(0)
        yield path
        for name in _IMPORTED.findall(path.read_text(encoding="utf-8")):
            imported = folder / name
            if imported not in seen and imported.is_file():
                seen.add(imported)
                waiting.append(imported)
