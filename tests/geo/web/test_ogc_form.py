"""The form of each document below `/ogc`, as pygeoapi 0.24 gave it of the same rows; see docs/decisions/0069.

Members and relations are those that pygeoapi and the standard have, and those that are ours alone.
"""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from geo.export.feature_collections import COLLECTIONS
from geo.export.feature_text import Crs
from geo.export.thing_page import MOST_BYTES
from geo.model import Language
from geo.web.feature_request import DEFAULT_LIMIT, MOST_FEATURES

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ITEMS = "/ogc/collections/reports/items"
JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
OGC = "http://www.opengis.net/def/rel/ogc/1.0/"
OURSELVES = {("self", JSON), ("alternate", HTML)}
FEATURES = {("self", GEOJSON), ("alternate", HTML), ("collection", JSON)}
TILES, LICENCE = (f"{OGC}tilesets-vector", JSON), ("license", HTML)
OF_COLLECTION = OURSELVES | {
    *(("items", GEOJSON), ("items", HTML), (f"{OGC}queryables", "application/schema+json")),
    *(TILES, LICENCE),
}
KEYS_OF_COLLECTION = {"id", "title", "description", "extent", "itemType", "crs", "storageCrs", "links"}
COUNTED = {"type", "features", "links", "numberMatched", "numberReturned"}
FORMS = {
    "/ogc": (
        {"title", "description", "links"},
        OURSELVES
        | {
            *(("service-desc", "application/vnd.oai.openapi+json;version=3.0"), ("service-doc", HTML)),
            *(("conformance", JSON), ("data", JSON), TILES, LICENCE),
        },
    ),
    "/ogc/conformance": ({"conformsTo"}, set()),
    "/ogc/collections": ({"links", "collections", "crs"}, OURSELVES | {LICENCE}),
    "/ogc/collections/reports": (KEYS_OF_COLLECTION, OF_COLLECTION),
    f"{ITEMS}?limit=3": (COUNTED, FEATURES | {("next", GEOJSON), LICENCE}),
    f"{ITEMS}?limit=3&offset=3": (COUNTED, FEATURES | {("next", GEOJSON), ("prev", GEOJSON), LICENCE}),
    f"{ITEMS}/r0054": ({"type", "id", "geometry", "properties", "links"}, FEATURES),
    "/ogc/collections/reports/queryables": (
        {"$schema", "$id", "type", "title", "properties", "additionalProperties"},
        set(),
    ),
}
"""Members of each document, and relation and type of each of its links."""
ACCEPTED = {
    "text/html": HTML,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": HTML,
    "application/json": JSON,
    "application/geo+json": JSON,
    "*/*": JSON,
    "application/xml": JSON,
    "application/json;q=0.9,text/html;q=0.8": JSON,
}


def described_parameters(client: TestClient, path: str) -> dict[str, dict[str, Any]]:
    document = client.get("/ogc/api?f=json").json()
    said = document["paths"][path]["get"]["parameters"]
    return {each["name"]: each for each in said if "$ref" not in each}


@pytest.mark.parametrize(("address", "form"), FORMS.items(), ids=FORMS)
def test_a_document_has_the_form_of_another_implementation(
    client: TestClient, address: str, form: tuple[set[str], set[tuple[str, str]]]
):
    document = client.get(address).json()
    links = document.get("links", [])
    assert (set(document), {(link["rel"], link["type"]) for link in links}) == form
    assert all(link["href"].startswith("http") and link["title"] for link in links)


@pytest.mark.parametrize(("accept", "expected"), ACCEPTED.items())
def test_a_client_gets_what_it_would_rather_have(client: TestClient, accept: str, expected: str):
    for address, as_data in (("/ogc/collections", JSON), (f"{ITEMS}?limit=1", GEOJSON)):
        given = client.get(address, headers={"accept": accept}).headers["content-type"]
        assert given.partition(";")[0] == (as_data if expected == JSON else HTML)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_what_the_tests_of_conformance_read_of_each_parameter(client: TestClient, name: str):
    said = described_parameters(client, f"/collections/{name}/items")
    assert all(said[each]["in"] == "query" and not said[each].get("required") for each in said)
    for each in ("bbox", "datetime", "limit", "crs", "bbox-crs"):
        assert (said[each]["style"], said[each]["explode"]) == ("form", False)
    limit, bbox = said["limit"]["schema"], said["bbox"]["schema"]
    expected = {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": DEFAULT_LIMIT}
    assert expected.items() <= limit.items()
    assert (bbox["type"], bbox["items"]["type"]) == ("array", "number")
    assert [(each["minItems"], each["maxItems"]) for each in bbox["oneOf"]] == [(4, 4), (6, 6)]
    assert said["datetime"]["schema"]["type"] == "string"
    for each in ("crs", "bbox-crs"):
        schema = said[each]["schema"]
        assert (schema["format"], schema["enum"], schema["default"]) == ("uri", list(Crs), Crs.CRS84)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_extent_of_a_collection_finds_all_of_it(client: TestClient, name: str):
    items = f"/ogc/collections/{name}/items"
    n = client.get(f"{items}?limit=1").json()["numberMatched"]
    extent = client.get(f"/ogc/collections/{name}").json()["extent"]
    queries = ["bbox=-180,-90,180,90", "bbox=-180,-90,-10,180,90,10"]
    if "spatial" in extent:
        (bounds,) = extent["spatial"]["bbox"]
        queries.append(f"bbox={','.join(map(str, bounds))}")
    if "temporal" in extent:
        ((begins, ends),) = extent["temporal"]["interval"]
        queries += [f"datetime={begins}/{ends or '..'}", f"datetime={begins}/"]
        queries += [f"datetime=../{ends}"] if ends else []
    found = {query: client.get(f"{items}?limit=1&{query}").json()["numberMatched"] for query in queries}
    assert found == dict.fromkeys(queries, n)


def test_a_box_across_the_date_line_is_two_boxes(client: TestClient):
    def ids(box: str) -> set[str]:
        return {each["id"] for each in client.get(f"{ITEMS}?limit=2000&bbox={box}").json()["features"]}

    # West of Gaza's middle by way of the Pacific, and both halves of that way.
    assert ids("34.4,31,34.3,32") == ids("34.4,31,180,32") | ids("-180,31,34.3,32")
    assert ids("34.4,31,34.3,32") != ids("34.3,31,34.4,32")
    nowhere = ids("177,65,-177,70")
    assert nowhere == ids("0,0,1,1") != set()


def test_a_path_with_more_parts_leads_nowhere(client: TestClient):
    for address in (
        *(
            f"{ITEMS}/r0054/more",
            f"{ITEMS}/r0054%2Fmore",
            f"{ITEMS}//r0054",
            "/ogc/collections/reports/items/",
        ),
        *("/ogc/collections//items", "/ogc/collections/reports/nothing", "/ogc/conformance/more"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_page_of_coordinates_says_in_which_system_they_are(client: TestClient):
    for crs in Crs:
        for address in (f"{ITEMS}?limit=1&crs={crs}", f"{ITEMS}/r0054?crs={crs}"):
            assert client.get(address).headers["content-crs"] == f"<{crs}>"
            assert client.head(address).headers["content-crs"] == f"<{crs}>"
    listed = client.get("/ogc/collections").json()
    assert all(each["storageCrs"] in each["crs"] for each in listed["collections"])


def test_the_features_are_of_the_types_that_geojson_knows(client: TestClient):
    known = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
    for name in COLLECTIONS:
        page = client.get(f"/ogc/collections/{name}/items?limit=40").json()
        assert page["type"] == "FeatureCollection"
        for each in page["features"]:
            assert each["type"] == "Feature"
            assert each["geometry"] is None or each["geometry"]["type"] in known
            assert isinstance(each["id"], str)
            assert json.loads(json.dumps(each["properties"], allow_nan=False)) == each["properties"]


@pytest.mark.parametrize("lang", [Language.EN, Language.AR])
def test_every_page_for_people_is_light(client: TestClient, lang: Language):
    of_each = (f"/ogc/collections/{name}{more}" for name in COLLECTIONS for more in ("", "/items"))
    pages = (*FORMS, *of_each, f"{ITEMS}?limit=2000&offset=300", "/ogc/api")
    for address in pages:
        if "queryables" not in address:
            asked = f"{address}{'&' if '?' in address else '?'}lang={lang}"
            answer = client.get(asked, headers={"accept": "text/html"})
            assert answer.headers["content-type"].startswith(HTML)
            assert len(answer.content) <= MOST_BYTES, address


def test_the_page_of_the_whole_interface_is_light_on_its_way(client: TestClient):
    # It grows with every address that the server has.
    assert len(gzip.compress(client.get("/openapi.html?lang=ar").content)) <= MOST_BYTES / 3


def test_light_pages_lead_through_all_items_and_back(client: TestClient):
    seen = list[str]()
    address = "/ogc/collections/zones/items?f=html&limit=2000"
    while address:
        page = client.get(address).text
        seen += re.findall(r'/items/([^?"]+)\?', page)
        followed = re.search(r'href="([^"]+)"[^>]*>Next page', page)
        address = followed[1].replace("&amp;", "&") if followed else ""
    assert len(seen) == len(set(seen)) == client.get("/ogc/collections/zones/items").json()["numberMatched"]
    assert "Previous page" in page
