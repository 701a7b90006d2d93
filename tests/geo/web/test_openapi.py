"""The description of the interface: every address is in it, its form is right, and what it says is so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import openapi_spec_validator
import pytest
from starlette.routing import WebSocketRoute

from geo.export.feature_collections import COLLECTIONS
from geo.filters.permalink import parameters
from geo.web import openapi
from geo.web.edges import ReadRoute
from geo.web.openapi_routes import DESCRIPTIONS
from geo.web.routes import ROUTES

if TYPE_CHECKING:
    from starlette.testclient import TestClient

_CONVERTOR = re.compile(r":\w+}")


@pytest.fixture(scope="module")
def documents(client: TestClient) -> dict[str, dict[str, Any]]:
    return {address: client.get(address).json() for address in ("/openapi.json", "/ogc/api?f=json")}


def test_every_route_is_described(documents: dict[str, dict[str, Any]]):
    routes = {route.path for route in ROUTES if isinstance(route, ReadRoute)}
    assert routes == set(DESCRIPTIONS)
    told = set(documents["/openapi.json"]["paths"])
    for route in routes:
        path = _CONVERTOR.sub("}", route)
        of_each = {path.replace("{collection}", name) for name in COLLECTIONS}
        assert of_each & told, route
    (socket,) = (route.path for route in ROUTES if isinstance(route, WebSocketRoute))
    assert socket in documents["/openapi.json"]["info"]["description"]


def test_the_form_of_the_description_is_right(documents: dict[str, dict[str, Any]]):
    assert {document["openapi"] for document in documents.values()} == {openapi.VERSION}
    openapi_spec_validator.validate(documents["/openapi.json"])


def test_every_parameter_of_a_view_is_described_with_its_values(documents: dict[str, dict[str, Any]]):
    said = documents["/openapi.json"]["components"]["parameters"]
    assert list(said) == parameters()
    kinds = said["kind"]["schema"]["oneOf"][1]["items"]["enum"]
    assert "airstrike" in kinds


def test_below_ogc_the_addresses_are_those_of_the_standard(documents: dict[str, dict[str, Any]]):
    document = documents["/ogc/api?f=json"]
    assert document["servers"] == [{"url": "http://testserver/ogc"}]
    assert {"/", "/conformance", "/collections", "/collections/reports/items"} <= set(document["paths"])
    named = {each.get("name") for each in document["paths"]["/collections/tolls/items"]["get"]["parameters"]}
    assert {"bbox", "datetime", "limit"} <= named


def test_it_is_a_page_as_well(client: TestClient, documents: dict[str, dict[str, Any]]):
    for address in ("/openapi.html", "/openapi.html?lang=he", "/ogc/api?f=html"):
        page = client.get(address)
        assert page.headers["content-type"].startswith("text/html")
        assert "<script" not in page.text
    shown = client.get("/openapi.html").text
    assert all(f"GET {path}<" in shown for path in documents["/openapi.json"]["paths"])
