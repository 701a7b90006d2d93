"""The description of the interface over HTTP: for programs, and as a page that asks no other machine."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from geo.language import OWN_NAMES
from geo.layers.card_templates import filled
from geo.model import Language
from geo.queries.view_answer import shared_snapshot
from geo.web.feature_request import PINNED, asked_parameters, asked_words
from geo.web.negotiation import NO_SNIFFING, Content, caching, send
from geo.web.ogc import answered, is_page
from geo.web.ogc_documents import HTML, OPENAPI
from geo.web.ogc_pages import POLICY
from geo.web.openapi import OGC, described
from geo.web.status import NotFoundError
from geo.web.view_request import open_snapshot, site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.language import Words

_MOST_VALUES = 10
"""Values of a parameter that the page lists; the document has all."""


def api_description(paths: Callable[[], Iterable[str]]) -> Callable[[Request], Response]:
    """Return what answers the description of all addresses, in the form that the address ends with."""

    @answered
    def answer(request: Request) -> Response:
        form = str(request.path_params["form"])
        if form not in {"json", "html"}:
            raise NotFoundError(f"there is no description .{form[:20]}; expected json or html")
        return _described(request, paths(), "", as_page=form == "html", known=("snap", "lang"))

    return answer


def ogc_description(paths: Callable[[], Iterable[str]]) -> Callable[[Request], Response]:
    """Return what answers the description of the addresses below `/ogc`, in the form that is asked for."""

    @answered
    def answer(request: Request) -> Response:
        return _described(request, paths(), OGC, as_page=is_page(request), known=PINNED)

    return answer


def _described(
    request: Request, paths: Iterable[str], below: str, *, as_page: bool, known: Iterable[str]
) -> Response:
    asked = asked_parameters(request, known)
    words, snapshot = asked_words(asked), shared_snapshot(open_snapshot(asked.get("snap")))
    body = described(paths, site=site(request), snapshot=snapshot, below=below)
    if as_page:
        body = _page(json.loads(body), f"{below}/api" if below else "/openapi", words, snapshot.id).encode()
    content = Content(
        HTML if as_page else OPENAPI,
        body,
        hashlib.sha256(body).hexdigest()[:16],
        # The server may still zip it.
        is_same_bytes=False,
        cache_control=caching(request, names_site=True),
        headers={**NO_SNIFFING, "Vary": "Accept", **({"Content-Security-Policy": POLICY} if as_page else {})},
    )
    return send(request, content)


def _page(document: Mapping[str, Any], path: str, words: Words, snap: str) -> str:
    """Return the page of a description; the texts of the document are English."""
    known = document["components"]["parameters"]

    def address(form: str, lang: str = "") -> str:
        own = f"{path}.{form}?snap={snap}" if path == "/openapi" else f"{path}?snap={snap}&f={form}"
        return f"{own}&lang={lang}" if lang else own

    told = {each: list(_told(said["get"]["parameters"], known)) for each, said in document["paths"].items()}
    shared = _said_more_than_once(told.values())
    below = path.removesuffix("/api") if path != "/openapi" else ""
    operations = [
        (
            f"{below}{each}",
            (
                said["get"]["summary"],
                [(name, text) for name, text in told[each] if shared.get(name) != text],
                [name for name, text in told[each] if shared.get(name) == text],
                list(said["get"]["responses"]["200"]["content"]),
            ),
        )
        for each, said in document["paths"].items()
    ]
    # Neighbours of which the same is said share it, as the collections do.
    alike = groupby(operations, key=itemgetter(1))
    return filled(
        "openapi.html",
        words,
        title=words("Description of the interface"),
        about=document["info"]["description"],
        as_json=address("json"),
        languages=[(lang, OWN_NAMES[lang], address("html", lang)) for lang in Language],
        operations=[([address for address, _ in group], *said) for said, group in alike],
        shared=list(shared.items()),
    )


def _said_more_than_once(told: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    """Return what is said of a parameter by its name, where more addresses than one say the same of it."""
    times = Counter(each for of_address in told for each in of_address)
    # Of two meanings of one name, the page says the commoner once, and the other where it holds.
    return {name: text for (name, text), n in reversed(times.most_common()) if n > 1}


def _told(said: Iterable[Mapping[str, Any]], known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name of each parameter, and what it is."""
    for each in said:
        parameter = known[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        values = _values(parameter["schema"])
        listed = ", ".join(values[:_MOST_VALUES]) + (", …" if len(values) > _MOST_VALUES else "")
        yield parameter["name"], f"{parameter['description']} {listed}".strip()


def _values(schema: Mapping[str, Any]) -> list[str]:
    """Return the values that a schema allows, where they are few enough to be listed there."""
    found = list(map(str, schema.get("enum", ())))
    parts = [*schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else [])]
    for part in parts:
        found += _values(part)
    return found
