"""Which encoding a client reads, and what it has already: RFC 9110, sections 12.5.3 and 13.1.2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.snapshot.restricted import is_private

if TYPE_CHECKING:
    from starlette.requests import Request

FOREVER, ASK_FIRST = "public, max-age=31536000, immutable", "no-cache"
_REFUSED = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")
_TAG = re.compile(r'"[^"]*"')


def reads_gzip(request: Request) -> bool:
    """Whether the client takes gzip: by name or as `*`, and not with a weight of zero."""
    takes = {}
    for part in _header(request, "accept-encoding").lower().split(","):
        name, _, weight = part.partition(";")
        takes[name.strip()] = not _REFUSED.fullmatch(weight)
    return takes.get("gzip", takes.get("*", False))


def caching(request: Request) -> str:
    """Return how long an answer about a view holds: for ever when the address names the snapshot."""
    held = FOREVER if "snap" in request.query_params else ASK_FIRST
    # What only the user may see is kept by no cache on the way to them.
    return held.replace("public", "private") if is_private() else held


def etag_of(version: str, *, is_zipped: bool = False) -> str:
    """Return the ETag of content in one encoding: a strong one promises the same bytes."""
    return f'"{version}-gzip"' if is_zipped else f'"{version}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the client says that it has an answer with this ETag, weak or strong, or any at all."""
    said = _header(request, "if-none-match")
    return said.strip() == "*" or etag in _TAG.findall(said)


def _header(request: Request, name: str) -> str:
    return ",".join(request.headers.getlist(name))
