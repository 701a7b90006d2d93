"""oEmbed 1.0 (https://oembed.com): what an editor's program needs to show a link of ours as a frame.

A link that names a snapshot becomes a frozen embed, one that names none a live one; two views compared are
always frozen, in the colours of the system. The page of a thing becomes the map on which it stands.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree as ET

from geo import wording
from geo.export.atom import NOT_XML
from geo.export.embed_code import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MOST_PX,
    EmbedOptions,
    FrameSize,
    Scheme,
    embed_code,
    embed_query,
)
from geo.export.pair_page import title_of
from geo.export.preview import HEIGHT_PX, WIDTH_PX
from geo.export.thing_inputs import ThingInputs
from geo.export.thing_texts import THINGS
from geo.filters.view_pair import names_pair, parse_pair
from geo.language import Words, names, words
from geo.model import Language
from geo.model.thing_kinds import ThingKind
from geo.queries.pair_answer import PATH as COMPARE_PATH
from geo.queries.pair_answer import answer_pair
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.home import home
from geo.snapshot.short_links import read_link
from geo.web.negotiation import Content, send, version_of
from geo.web.status import BadRequestError, NotFoundError
from geo.web.view_request import answer_lenient_query, open_snapshot, site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot

_LONGEST = 16_000
"""Characters of a link that is looked at."""
_CACHED_S = 3_600
_PIXELS = re.compile(r"\d{1,6}", re.ASCII)
_PAGE = re.compile(r"[a-z]{0,20}", re.ASCII)
_KINDS = {str(kind): kind for kind in ThingKind}


class _Shown(NamedTuple):
    """What a link shows."""

    snapshot: Snapshot
    view: View
    title: str


@dataclass(frozen=True, slots=True)
class _Link:
    """A link of this server, in parts."""

    path: str
    """Below the address of the map page, without slashes at its ends, percent codes read."""
    query: str

    @property
    def parameters(self) -> Mapping[str, str]:
        """Its parameters; the first of several of one name holds."""
        found: dict[str, str] = {}
        for name, value in parse_qsl(self.query, keep_blank_values=True, errors="replace"):
            found.setdefault(name, value)
        return found


def oembed(request: Request) -> Response:
    """Answer a link of this server as rich oEmbed; `maxwidth` and `maxheight` bound the frame."""
    said = request.query_params
    form = said.get("format", "json")
    if form not in FORMS:
        raise BadRequestError(f"format={form[:20]!r} is not valid; expected {' or '.join(FORMS)}")
    if "url" not in said:
        raise BadRequestError("url is missing; expected the address of a view or of a page of this server")
    link, root = _link(said["url"], site(request)), site(request).rstrip("/")
    is_live = "snap" not in link.parameters or link.parameters.get("live") == "1"
    shown = _shown(link, f"{root}/", is_live=is_live)
    size = FrameSize(
        _bounded(request, "maxwidth", LEAST_WIDTH, 720), _bounded(request, "maxheight", LEAST_HEIGHT, 520)
    )
    scheme = link.parameters.get("scheme", "")
    options = EmbedOptions(is_live, Scheme(scheme) if scheme in set(Scheme) else Scheme.AUTO)
    title, frame = names.plain(shown.title), f"embed?{embed_query(shown.view, shown.snapshot.span, options)}"
    picture = f"export/view.png?{embed_query(shown.view, shown.snapshot.span, EmbedOptions())}"
    if link.path == COMPARE_PATH and names_pair(link.parameters):
        parsed = parse_pair(link.parameters, shown.snapshot.default_view(), shown.snapshot.known)
        pair = answer_pair(shown.snapshot, parsed.pair, f"{root}/")
        title = names.plain(title_of(pair))
        frame, picture = f"embed/compare?{pair.query}", f"export/compare.png?{pair.query}"
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Shelterline",
        "provider_url": f"{root}/",
        "cache_age": _CACHED_S,
        "html": embed_code(f"{root}/{frame}", title, size),
        "width": size.width,
        "height": size.height,
        **_thumbnail(request, f"{root}/{picture}"),
    }
    media_type, write = FORMS[form]
    body = write(answer)
    return send(request, Content(media_type, body, version_of(body.decode("utf-8"))))


def _as_json(answer: Mapping[str, object]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _as_xml(answer: Mapping[str, object]) -> bytes:
    root = ET.Element("oembed")
    for name, value in answer.items():
        ET.SubElement(root, name).text = NOT_XML.sub("\ufffd", str(value))
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


FORMS = {"json": ("application/json", _as_json), "xml": ("text/xml; charset=utf-8", _as_xml)}
"""Media type and writer by what `format` says."""


def _thumbnail(request: Request, address: str) -> dict[str, object]:
    """Return the picture of a view, which oEmbed wants no larger than what was asked for."""
    asked = {"maxwidth": WIDTH_PX, "maxheight": HEIGHT_PX}
    # What is no number was refused before.
    if any(int(request.query_params.get(name) or px) < px for name, px in asked.items()):
        return {}
    picture = f"{address}&size=social"
    return {"thumbnail_url": picture, "thumbnail_width": WIDTH_PX, "thumbnail_height": HEIGHT_PX}


def _bounded(request: Request, name: str, least: int, usual: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return usual
    if not _PIXELS.fullmatch(text) or int(text) < least:
        raise BadRequestError(f"{name}={text[:20]!r} is not valid; expected pixels from {least}")
    return min(int(text), usual if name == "maxheight" else MOST_PX)


def _link(text: str, root: str) -> _Link:
    """Return a link in parts; a short one as what it stands for.

    Raises NotFoundError when it is none of this server's.
    """
    try:
        parts, ours = urlsplit(text), urlsplit(root)
    except ValueError as error:
        raise _not_ours(text) from error
    below = ours.path.rstrip("/")
    is_ours = (
        len(text) <= _LONGEST
        and parts.scheme in {"http", "https"}
        and parts.netloc.lower() == ours.netloc.lower()
        and (parts.path == below or parts.path.startswith(f"{below}/"))
    )
    if not is_ours:
        raise _not_ours(text)
    path = parts.path.removeprefix(below).strip("/")
    if path.startswith("v/"):
        found = read_link(home(), path.removeprefix("v/"))
        if found is None:
            raise _not_ours(text)
        return _Link(found.page, found.query)
    return _Link(unquote(path, errors="replace"), parts.query)


def _shown(link: _Link, root: str, *, is_live: bool) -> _Shown:
    kind, _, key = link.path.partition("/")
    if kind in _KINDS and key:
        return _thing(_KINDS[kind], key, link, root)
    if not _PAGE.fullmatch(link.path):
        raise NotFoundError(
            f"there is nothing to embed at {link.path[:60]!r}; expected a view, or a page of a thing"
        )
    answer, _ = answer_lenient_query(link.query, root, is_live=is_live)
    title = wording.view_sentence(answer.view, answer.snapshot.areas, answer.words)
    return _Shown(answer.snapshot, answer.view, title)


def _thing(kind: ThingKind, key: str, link: _Link, root: str) -> _Shown:
    snapshot = shared_snapshot(open_snapshot(link.parameters.get("snap")))
    made = THINGS[kind](key, ThingInputs(snapshot, _words(link), root, 1))
    if made is None:
        raise NotFoundError(f"there is no {kind} {key[:60]!r} in snapshot {snapshot.id}")
    return _Shown(snapshot, made.view, made.title)


def _words(link: _Link) -> Words:
    lang = link.parameters.get("lang", "")
    return words(Language(lang) if lang in set(Language) else Language.EN)


def _not_ours(text: str) -> NotFoundError:
    return NotFoundError(f"url={text[:60]!r} is no address of a view of this server")
