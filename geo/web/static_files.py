"""Files that never change, as they are sent: compressed for who can read that, and in parts.

A part is asked for by who has lost a connection: on a poor line browsers go on where they were cut off. See
RFC 9110, sections 13.1.5 (If-Range) and 14 (Range Requests).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

from geo.web.compression import Coding, Encoded, compressor
from geo.web.negotiation import chosen_coding, is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

_COMPRESSED = frozenset({"image/png", "font/woff2"})
"""Types of files that a compression makes no smaller."""
_PART = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
"""One range alone; of several the whole file is sent, as a server may."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that is known by its content."""

    media_type: str
    sha256: str
    """64 hex digits."""
    read: Callable[[], bytes]


def is_at_hand(request: Request, file: StaticFile) -> bool:
    """Whether answering takes neither reading nor compressing."""
    coding = _coding(request, file)
    return coding is not None and compressor().known(file.sha256, coding) is not None


def send_file(request: Request, file: StaticFile, headers: Mapping[str, str]) -> Response:
    """Answer with the file, a part of it, or 304 when the client has it."""
    coding = _coding(request, file)
    encoded = _encoded(file, coding)
    etag = _etag(file, coding, encoded)
    headers = {**headers, "ETag": etag, "Accept-Ranges": "bytes"}
    if file.media_type not in _COMPRESSED:
        headers["Vary"] = "Accept-Encoding"
    if is_known(request, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    status, body, more = _asked(request, encoded.body, etag)
    return Response(body, status, {**headers, **more}, file.media_type)


def _coding(request: Request, file: StaticFile) -> Coding | None:
    return None if file.media_type in _COMPRESSED else chosen_coding(request, tuple(Coding))


def _encoded(file: StaticFile, coding: Coding | None) -> Encoded:
    if coding is None:
        return Encoded(file.read(), is_best=True)
    return compressor().encoded(file.sha256, coding, file.read)


def _etag(file: StaticFile, coding: Coding | None, encoded: Encoded) -> str:
    # A strong one promises the same bytes, and parts are put together by it.
    level = "" if encoded.is_best else "-quick"
    return f'"{file.sha256[:16]}{f"-{coding}" if coding else ""}{level}"'


def _asked(request: Request, body: bytes, etag: str) -> tuple[int, bytes, dict[str, str]]:
    """Return status, body and headers of what a request asks for of a body."""
    part = _PART.fullmatch(request.headers.get("range", "").strip())
    is_same = request.headers.get("if-range", etag).strip() == etag
    if request.method != "GET" or part is None or not is_same or not any(part.groups()):
        return HTTPStatus.OK, body, {}
    first, end = _bounds(part[1], part[2], len(body))
    if first >= end:
        return HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", {"Content-Range": f"bytes */{len(body)}"}
    shown = f"bytes {first}-{end - 1}/{len(body)}"
    return HTTPStatus.PARTIAL_CONTENT, body[first:end], {"Content-Range": shown}


def _bounds(first: str, last: str, length: int) -> tuple[int, int]:
    """Return where a range begins and where it has ended; without a first byte it is the last ones."""
    if not first:
        return max(0, length - int(last)), length
    return int(first), min(length, int(last) + 1 if last else length)
