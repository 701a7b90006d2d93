"""Leaflet, our own script and style, and the geography: the only files a map asks for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.layers import geography
from geo.layers.all_layers import LAYERS
from geo.layers.assets import assets
from geo.layers.layer import shape_file_of
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.restricted import is_private
from geo.web.negotiation import ASK_FIRST, FOREVER, NO_SNIFFING
from geo.web.static_files import StaticFile, send_file
from geo.web.status import NotFoundError
from geo.web.view_request import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.layers.geography import ShapeFile
    from geo.snapshot.opened import Snapshot


def asset(request: Request) -> Response:
    """Answer one file; for ever when the address names its content, else with a check."""
    name = request.path_params["name"]
    if name == geography.NAME:
        return _shapes(request, geography.geography_of)
    if layer := LAYERS.get(name.removeprefix("shapes/").removesuffix(".json")):
        return _shapes(request, lambda snapshot: shape_file_of(snapshot, layer))
    found = assets().get(name)
    if found is None:
        raise NotFoundError(f"there is no asset {name!r}")
    file = StaticFile(found.media_type, found.sha256, lambda: found.content)
    return _send(request, file, found.version, _readable())


def _shapes(request: Request, make: Callable[[Snapshot], ShapeFile | None]) -> Response:
    snapshot = snapshot_of(request)
    shared = make(shared_snapshot(snapshot))
    # An embed names the one that others may have, the map of this server's own page has the whole.
    is_shared = shared and request.query_params.get("v") == shared.digest
    found = shared if is_shared else make(snapshot)
    if found is None:
        raise NotFoundError("this layer has no shapes in this snapshot")
    file = StaticFile("application/json", found.sha256, lambda: found.body)
    return _send(request, file, found.digest, _readable())


def _readable() -> Mapping[str, str]:
    # The script of a frame without an origin imports modules and reads outlines; everybody may have them.
    return {} if is_private() else {"Access-Control-Allow-Origin": "*"}


def _send(
    request: Request, file: StaticFile, version: str, more: Mapping[str, str] = MappingProxyType({})
) -> Response:
    is_named = request.query_params.get("v") == version
    cache_control = FOREVER if is_named else ASK_FIRST
    # An embed in a frame without an origin of its own loads them as a page of another site would.
    loaded = {} if is_private() else {"Cross-Origin-Resource-Policy": "cross-origin"}
    return send_file(request, file, {"Cache-Control": cache_control, **NO_SNIFFING, **loaded, **more})
