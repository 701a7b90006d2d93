"""How an answer is sent to a client: its encoding, what a cache may keep, and what the client has already.

See RFC 9110, sections 8.8.3 (ETag), 9.3.2 (HEAD), 12.5.3 (Accept-Encoding) and 13.1.2 (If-None-Match).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.responses import Response

from geo.export.address import public_site
from geo.export.terms import LICENCE_URL
from geo.snapshot.restricted import is_private
from geo.web.compression import Coding
from geo.web.export_limits import EXPORTS, Workers
from geo.web.export_response import ExportResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from starlette.requests import Request

FOREVER, ASK_FIRST = "public, max-age=31536000, immutable", "no-cache"
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}
_WEIGHT = re.compile(r"\s*q\s*=\s*(\d(?:\.\d*)?)\s*", re.ASCII)
_TAG = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Content:
    """What an address holds, before it is known how much of it the client wants."""

    media_type: str
    body: bytes | Callable[[], bytes | Iterator[bytes]]
    """A function is called only when the body is sent, by `workers`; its length is then left out."""
    version: str = ""
    """What changes when the body does, for the ETag; empty when the answer has none."""
    is_same_bytes: bool = True
    """Whether the same version has the same bytes; a weak ETag says that it may not."""
    zipped: Callable[[], bytes] | None = None
    """The body, gzipped; None when it is never sent so."""
    cache_control: str = ASK_FIRST
    headers: Mapping[str, str] = field(default_factory=dict)
    workers: Workers = EXPORTS
    """Who makes a body that is made when it is sent."""
    n_places: int = 1
    """Which it takes among them: of two views it is two."""


def page_content(body: bytes, policy: str, media_type: str = "text/html") -> Content:
    """Return content that a browser checks each time, for it names scripts and tiles of this release.

    `policy` is its Content-Security-Policy.
    """
    return Content(
        media_type,
        body,
        hashlib.sha256(body).hexdigest()[:16],
        # The server may still zip it.
        is_same_bytes=False,
        headers={**NO_SNIFFING, "Content-Security-Policy": policy},
    )


def send(request: Request, content: Content) -> Response:
    """Answer 304 without a body when the client has the content already, else 200 with it."""
    is_zipped = content.zipped is not None and chosen_coding(request, (Coding.GZIP,)) is not None
    headers = {"Cache-Control": content.cache_control, **content.headers}
    if content.zipped is not None:
        headers["Vary"] = "Accept-Encoding"
    if content.version:
        etag = etag_of(content.version, is_zipped=is_zipped)
        headers["ETag"] = etag if content.is_same_bytes else f"W/{etag}"
        if is_known(request, etag):
            return Response(status_code=304, headers=headers)
    if content.zipped is not None and is_zipped:
        headers["Content-Encoding"] = "gzip"
        return Response(content.zipped(), headers=headers, media_type=content.media_type)
    return _sent(request, content, headers)


def _sent(request: Request, content: Content, headers: dict[str, str]) -> Response:
    if isinstance(content.body, bytes):
        return Response(content.body, headers=headers, media_type=content.media_type)
    if request.method == "HEAD":
        answer = Response(headers=headers, media_type=content.media_type)
        # How long the body is shows only when it is made, and it is not zero.
        del answer.headers["Content-Length"]
        return answer
    return ExportResponse(content.body, content.workers, headers, content.media_type, content.n_places)


def chosen_coding(request: Request, offered: Sequence[Coding]) -> Coding | None:
    """Return the coding that the client likes best, the first of those it likes alike; None for plain bytes.

    `*` means gzip: who takes everything may not know of Brotli.
    """
    takes = {}
    for part in _header(request, "accept-encoding").lower().split(","):
        name, _, weight = part.partition(";")
        said = _WEIGHT.fullmatch(weight)
        takes[name.strip()] = float(said[1]) if said else 1.0
    takes.setdefault(Coding.GZIP, takes.get("*", 0.0))
    best = max(offered, key=lambda coding: takes.get(coding, 0.0))
    return best if takes.get(best) else None


def prefers_page(request: Request) -> bool:
    """Whether the client would rather have a page than anything else, as browsers say in `Accept`."""
    wants = dict[str, float]()
    for part in _header(request, "accept").lower().split(","):
        name, *others = part.split(";")
        weights = [float(said[1]) for said in map(_WEIGHT.fullmatch, others) if said]
        wants[name.strip()] = min(weights, default=1.0)
    page = max(wants.get(name, 0.0) for name in ("text/html", "application/xhtml+xml"))
    data = max((weight for name, weight in wants.items() if "json" in name or name == "*/*"), default=0.0)
    return page > data


def caching(request: Request, *, names_site: bool) -> str:
    """Return how long an answer about a view holds: for ever when the address names the snapshot.

    `names_site` says whether the answer has the address of this site in it. Where the operator has not given
    one, that is what the client calls the host, and no cache may hand it on to others.
    """
    how_long = FOREVER if "snap" in request.query_params else ASK_FIRST
    # What only the user may see is kept by no cache on the way to them.
    is_for_one = is_private() or (names_site and not public_site())
    return how_long.replace("public", "private") if is_for_one else how_long


def as_file(name: str, disposition: str = "attachment") -> dict[str, str]:
    """Return the headers of a file of ours to take away: its name and its licence."""
    return {
        **NO_SNIFFING,
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "Link": f'<{LICENCE_URL}>; rel="license"',
    }


def version_of(*parts: str) -> str:
    """Return 16 hex digits that change with any of the parts of which an answer is made."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def etag_of(version: str, *, is_zipped: bool = False) -> str:
    """Return the ETag of content in one encoding: a strong one promises the same bytes."""
    return f'"{version}-gzip"' if is_zipped else f'"{version}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the client says that it has an answer with this ETag, weak or strong, or any at all."""
    known = _header(request, "if-none-match")
    return known.strip() == "*" or etag in _TAG.findall(known)


def _header(request: Request, name: str) -> str:
    return ",".join(request.headers.getlist(name))
