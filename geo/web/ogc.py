"""OGC API - Features over HTTP: the collections of a snapshot, as JSON or as pages, some rows at a time.

What is given away is drawn from `answer_view`, as everything that goes to others.
"""

from __future__ import annotations

import hashlib
import json
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING

from geo import __version__
from geo.export.feature_collections import COLLECTIONS
from geo.export.feature_text import Crs, FeatureWriter
from geo.language import words
from geo.model.errors import ShelterlineError
from geo.queries.view_answer import answer_view, shared_snapshot
from geo.web import ogc_documents as documents
from geo.web import ogc_pages as pages
from geo.web.export_limits import FEATURES
from geo.web.feature_request import (
    OF_ITEM,
    PINNED,
    asked_parameters,
    asked_words,
    read_crs,
    read_feature_request,
)
from geo.web.negotiation import NO_SNIFFING, Content, caching, prefers_page, send, version_of
from geo.web.ogc_documents import GEOJSON, HTML, JSON, ItemsPage, OgcSite
from geo.web.problem_pages import asked_language, problem_page
from geo.web.status import BadRequestError, NotFoundError, public_reason, status_of
from geo.web.view_request import open_snapshot, site
from geo.wording.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.export.feature_collections import FeatureCollection
    from geo.web.feature_request import FeatureRequest

_FORMS = ("json", "html")


def answered(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Let an error be a page for who asks for pages, and a problem document for everybody else."""

    @wraps(endpoint)
    def answer(request: Request) -> Response:
        try:
            return endpoint(request)
        except ShelterlineError as error:
            if request.query_params.get("f", "") in _FORMS[:1] or not is_page(request):
                raise
            w = words(asked_language(request))
            said = (w("This page cannot be shown"), refusal(public_reason(error), w))
            return problem_page(HTTPStatus(status_of(error)), w, pages.POLICY, said)

    return answer


def is_page(request: Request) -> bool:
    """Whether the answer is to be a page; raises BadRequestError when no such form is known."""
    form = request.query_params.get("f")
    if form is None:
        return prefers_page(request)
    if form not in _FORMS:
        raise BadRequestError(f"f={form[:20]!r} is not known; expected {' or '.join(_FORMS)}")
    return form == "html"


def _expect_json(request: Request) -> None:
    form = request.query_params.get("f", "json")
    if form != "json":
        raise BadRequestError(f"f={form[:20]!r} is not known; expected json, for this document is no page")


def _site(request: Request, asked: Mapping[str, str]) -> OgcSite:
    snapshot = shared_snapshot(open_snapshot(asked.get("snap")))
    lang = {"lang": asked["lang"]} if "lang" in asked else {}
    return OgcSite(site(request).rstrip("/"), snapshot, asked_words(asked), {"snap": snapshot.id, **lang})


def _document(request: Request, body: bytes, media_type: str, **headers: str) -> Response:
    """Send what is made already."""
    content = Content(
        media_type,
        body,
        hashlib.sha256(body).hexdigest()[:16],
        # The server may still zip it.
        is_same_bytes=False,
        cache_control=caching(request, names_site=True),
        headers={**_headers(media_type), **headers},
    )
    return send(request, content)


def _headers(media_type: str) -> dict[str, str]:
    policy = {"Content-Security-Policy": pages.POLICY} if media_type == HTML else {}
    return {**NO_SNIFFING, "Vary": "Accept", **policy}


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _collection(request: Request) -> FeatureCollection:
    name = str(request.path_params["collection"])
    if name not in COLLECTIONS:
        raise NotFoundError(f"there is no collection {name[:40]!r}; expected one of {', '.join(COLLECTIONS)}")
    return COLLECTIONS[name]


@answered
def landing(request: Request) -> Response:
    """Answer where everything else is."""
    here, is_html = _site(request, asked_parameters(request, PINNED)), is_page(request)
    document = documents.landing(here, is_html=is_html)
    return _either(request, document, pages.listed(document, here) if is_html else None)


@answered
def conformance(request: Request) -> Response:
    """Answer to which parts of the standard this conforms."""
    here = _site(request, asked_parameters(request, PINNED))
    document = {"conformsTo": list(documents.CONFORMS_TO)}
    return _either(request, document, pages.conformance(here) if is_page(request) else None)


@answered
def collections(request: Request) -> Response:
    """Answer the list of collections."""
    here, is_html = _site(request, asked_parameters(request, PINNED)), is_page(request)
    document = documents.collections(here, is_html=is_html)
    return _either(request, document, pages.collections(here) if is_html else None)


@answered
def collection(request: Request) -> Response:
    """Answer what is said of one collection."""
    found = _collection(request)
    here, is_html = _site(request, asked_parameters(request, PINNED)), is_page(request)
    document = documents.described(found, here, is_html=is_html)
    return _either(request, document, pages.collection(found, document, here) if is_html else None)


def _either(request: Request, document: object, page: str | None) -> Response:
    if page is None:
        return _document(request, _json(document), JSON)
    return _document(request, page.encode(), HTML)


@answered
def queryables(request: Request) -> Response:
    """Answer by what a collection can be filtered, as a JSON Schema."""
    found = _collection(request)
    here = _site(request, asked_parameters(request, PINNED))
    _expect_json(request)
    return _document(request, _json(documents.queryables(found, here)), documents.SCHEMA_TYPE)


@answered
def tilesets(request: Request) -> Response:
    """Answer the tilesets of a collection, or with a scheme the one of it: reports have vector tiles."""
    found, scheme = _collection(request), request.path_params.get("scheme")
    if found.id != "reports" or scheme not in {None, documents.WEB_MERCATOR}:
        raise NotFoundError(f"there are no such tiles of {found.id}; reports have {documents.WEB_MERCATOR}")
    here = _site(request, asked_parameters(request, PINNED))
    _expect_json(request)
    document = documents.tileset(here) if scheme else documents.tilesets(here)
    return _document(request, _json(document), JSON)


@answered
def item(request: Request) -> Response:
    """Answer one feature."""
    found, key = _collection(request), str(request.path_params["fid"])
    asked, is_html = asked_parameters(request, OF_ITEM), is_page(request)
    here, crs = _site(request, asked), read_crs(asked, "crs")
    snapshot = open_snapshot(asked.get("snap"))
    feature = found.one(answer_view(snapshot, snapshot.default_view(), here.site), key)
    if feature is None:
        raise NotFoundError(f"there is no item {key[:60]!r} in {found.id} of snapshot {here.snapshot.id}")
    links = documents.item_links(found, feature.id, here, crs, is_html=is_html)
    if is_html:
        return _document(request, pages.item(found, feature, links, here).encode(), HTML, **_of_crs(crs))
    return _document(request, FeatureWriter(crs).feature(feature, links).encode(), GEOJSON, **_of_crs(crs))


def _of_crs(crs: Crs) -> dict[str, str]:
    return {"Content-Crs": f"<{crs}>"}


@answered
def items(request: Request) -> Response:
    """Answer a page of the features of a collection; its rows are read while it is sent."""
    found, is_html = _collection(request), is_page(request)
    asked = read_feature_request(request, found)
    asked.snapshot.check_files()
    here = _site(request, asked.asked)
    media_type = HTML if is_html else GEOJSON
    content = Content(
        media_type,
        lambda: _page_of(found, asked, here, is_html=is_html),
        version_of(__version__, found.id, here.site, media_type, asked.query_string()),
        is_same_bytes=False,
        cache_control=caching(request, names_site=True),
        headers={**_headers(media_type), **_of_crs(asked.crs)},
        workers=FEATURES,
    )
    return send(request, content)


def _page_of(
    collection: FeatureCollection, asked: FeatureRequest, here: OgcSite, *, is_html: bool
) -> Iterator[bytes]:
    found = collection.find(asked.query)
    features = found.page(asked.offset, min(asked.limit, pages.MOST_ROWS) if is_html else asked.limit)
    page = ItemsPage(collection, asked, here, found.n, is_html=is_html)
    if is_html:
        yield pages.light_items(page, list(features)).encode()
        return
    n_here = max(0, min(asked.limit, found.n - asked.offset))
    members = {"links": page.links, "numberMatched": found.n, "numberReturned": n_here}
    yield from FeatureWriter(asked.crs).collection(features, members)


OGC_ROUTES: Mapping[str, Callable[[Request], Response]] = {
    "/ogc": landing,
    "/ogc/": landing,
    "/ogc/conformance": conformance,
    "/ogc/collections": collections,
    "/ogc/collections/{collection}": collection,
    "/ogc/collections/{collection}/items": items,
    "/ogc/collections/{collection}/items/{fid:path}": item,
    "/ogc/collections/{collection}/queryables": queryables,
    "/ogc/collections/{collection}/tiles": tilesets,
    "/ogc/collections/{collection}/tiles/{scheme}": tilesets,
}
"""What answers each address; the description of the interface is beside it, in `geo.web.openapi`."""
