"""The description of the interface (OpenAPI 3.0), of all addresses or of those below `/ogc`, and its page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from geo import __version__
from geo.export.feature_collections import COLLECTIONS, FeatureCollection
from geo.export.terms import LICENCE, LICENCE_URL
from geo.filters.permalink import followed_parameters, parameters
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot
from geo.web.openapi_ogc import PROBLEM, TEXT, RouteDescription, ViewUse
from geo.web.openapi_parameters import Parameter, filter_parameter, query_parameter, view_parameters
from geo.web.openapi_routes import DESCRIPTIONS
from geo.web.openapi_schemas import schemas

VERSION = "3.0.3"
OGC = "/ogc"
_OF_COLLECTION = "{collection}"
_KIND_OF_PART = re.compile(r":\w+}")
_LIVE = "/live/{token}"
_ABOUT = (
    "Every figure is its claimant’s; none is added up. No zone here is called safe: a status repeats its "
    "issuer’s words. Everything is read only. An answer that names a snapshot never changes. Rows of sources "
    "whose terms forbid passing them on are in no answer of a public server. Addresses that are not here are "
    f"pages for people; a page follows its map over a WebSocket at `{_LIVE}`, no interface for others."
)
Document = dict[str, Any]


def described(paths: Iterable[str], *, site: str, snapshot: Snapshot, below: str = "") -> bytes:
    """Return the description of some routes, by their patterns, as JSON.

    `below` is what the addresses wanted begin with, and it is left out of them.
    """
    document = _described(snapshot, tuple(paths), below)
    servers = {"servers": [{"url": f"{site.rstrip('/')}{below}"}]}
    return json.dumps({**document, **servers}, ensure_ascii=False, indent=1).encode()


@per_snapshot
def _described(snapshot: Snapshot, paths: tuple[str, ...], below: str) -> Document:
    listed = {
        path.removeprefix(below): operation
        for path, operation in _operations(paths, snapshot)
        if path.startswith(f"{below}/")
    }
    return {
        "openapi": VERSION,
        "info": {
            "title": "Shelterline",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": LICENCE, "url": LICENCE_URL},
        },
        "paths": {path: {"get": operation} for path, operation in listed.items()},
        "components": {"schemas": schemas(), "parameters": view_parameters(snapshot)},
    }


def _operations(paths: Iterable[str], snapshot: Snapshot) -> Iterator[tuple[str, Document]]:
    """Yield the address and the operation of each route; one of collections is one of each of them."""
    for pattern in paths:
        described_route, path = DESCRIPTIONS.get(pattern), _KIND_OF_PART.sub("}", pattern)
        if described_route is None:
            continue
        if _OF_COLLECTION not in path:
            yield path, _operation(path, described_route, snapshot)
            continue
        for each in COLLECTIONS.values():
            if each.id == "reports" or not path.endswith(("/tiles", "/{scheme}")):
                own = path.replace(_OF_COLLECTION, each.id)
                yield own, _operation(own, described_route, snapshot, each)


def _operation(
    path: str, route: RouteDescription, snapshot: Snapshot, collection: FeatureCollection | None = None
) -> Document:
    answers: Mapping[str, Any] = {name: {"schema": schema} for name, schema in route.answers.items()}
    if collection is not None:
        answers = json.loads(json.dumps(answers).replace(_OF_COLLECTION, collection.id))
    refused = {name: {"schema": schema} for name, schema in route.problem.items()}
    # What a busy server says, and what no route answers, is said before the route is asked.
    failed = refused | {name: {"schema": schema} for name, schema in {**PROBLEM, "text/plain": TEXT}.items()}
    return {
        "operationId": _name_of(path),
        "summary": route.summary,
        "tags": ["Features" if path.startswith(OGC) else "Data and pages"],
        "parameters": [*route.parameters, *_of_view(route.view, collection, snapshot)],
        "responses": {
            "200": {"description": route.summary, "content": answers},
            "304": {"description": "The caller has this already (If-None-Match)."},
            "400": {"description": "A value that cannot be read.", "content": refused},
            "404": {"description": "There is nothing there.", "content": refused},
            "503": {"description": "Busy, or the data cannot be opened.", "content": failed},
        },
    }


def _of_view(use: ViewUse, collection: FeatureCollection | None, snapshot: Snapshot) -> list[Parameter]:
    """Return the parameters of a view that a route takes."""
    if use is ViewUse.OF_COLLECTION and collection is not None:
        named = [name for each in collection.filters for name in each.parameters]
        return [_reference_to(name) for name in ("snap", "lang", *named)]
    if use is ViewUse.FOLLOWED:
        return [_reference_to(name) for name in ("snap", *followed_parameters())]
    if use is ViewUse.STRICT:
        return [_reference_to(name) for name in parameters()]
    if use is ViewUse.LENIENT:
        said = (filter_parameter(name, snapshot) for name in parameters())
        return [query_parameter(str(each["name"]), str(each["description"]), TEXT) for each in said]
    return []


def _reference_to(name: str) -> Parameter:
    return {"$ref": f"#/components/parameters/{name}"}


def _name_of(path: str) -> str:
    """Return a name for the operation of an address."""
    return "_".join(re.findall(r"[a-zA-Z0-9]+", path)) + ("_root" if path.endswith("/") else "")
