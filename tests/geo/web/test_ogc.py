"""OGC API - Features: what it says of itself, and the traps that its tests of conformance set."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from geo.export.feature_collections import COLLECTIONS
from geo.export.feature_text import Crs
from geo.geometry.footprints import RADIUS_M
from geo.model import LocationPrecision
from geo.web.feature_request import MOST_FEATURES

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from geo.snapshot.opened import Snapshot

ITEMS = "/ogc/collections/reports/items"
DOCUMENTS = (
    *("/ogc", "/ogc/", "/ogc/conformance", "/ogc/collections"),
    *(f"/ogc/collections/{name}{more}" for name in COLLECTIONS for more in ("", "/items")),
    *("/ogc/collections/reports/items/r0054", "/ogc/collections/zones/items/z001"),
)
REFUSED = (
    *(
        "limit=0",
        "limit=-1",
        "limit=1.5",
        "limit=",
        "limit=x",
        "limit=1e3",
        "limit=٣",
        "offset=-1",
        "offset=x",
    ),
    *("bbox=", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=a,b,c,d", "bbox=34,32,35,31", "bbox=nan,31,35,32"),
    *(
        "bbox=34,31,inf,32",
        "bbox=34,31,35,1e999",
        "bbox=34,-91,35,32",
        "bbox=34 31 35 32",
        "bbox=34;31;35;32",
    ),
    *("bbox=34,31,9,35,32,1", "bbox=1_0,31,35,32", "bbox=34,31,35,32,"),
    *(
        "datetime=",
        "datetime=2024",
        "datetime=2024-02-30",
        "datetime=../..",
        "datetime=2024-02-01/2024-01-01",
    ),
    *("crs=EPSG:4326", "crs=", "bbox-crs=EPSG:4326", "bbox-crs=x&bbox=34,31,35,32", "f=xml", "f="),
    *("unknown=1", "BBOX=34,31,35,32", "limit=1&limit=2", "lang=xx", "from=2024-02-30", "kind=nothing"),
    *("from=2024-02-01&to=2024-01-01", "src=nobody", "area=XX", f"bbox-crs={Crs.UTM_36N}&bbox=9e9,1,9e9,2"),
    f"bbox-crs={Crs.UTM_36N}&bbox=700000,3400000,600000,3500000",
)


def linked(document: dict[str, Any], rel: str) -> list[str]:
    return [link["href"] for link in document["links"] if link["rel"] == rel]


@pytest.mark.parametrize("address", DOCUMENTS)
def test_a_document_is_json_for_programs_and_a_page_for_people(client: TestClient, address: str):
    for_program, for_person = (
        client.get(address),
        client.get(address, headers={"accept": "text/html,*/*;q=0.8"}),
    )
    assert "json" in for_program.headers["content-type"]
    assert for_person.headers["content-type"].startswith("text/html")
    assert "<h1" in for_person.text
    assert "<script" not in for_person.text
    assert for_program.headers["vary"] == for_person.headers["vary"] == "Accept"
    # What the address says is above what the client would rather have.
    asked = client.get(f"{address}?f=json", headers={"accept": "text/html"})
    assert asked.headers["content-type"] == for_program.headers["content-type"]
    assert client.get(f"{address}?f=html").headers["content-type"].startswith("text/html")


def test_every_link_leads_somewhere_and_keeps_the_snapshot(client: TestClient, bundled: Snapshot):
    seen, left = set(), ["http://testserver/ogc?lang=ar"]
    while left:
        address = left.pop()
        if (
            address in seen
            or "{" in address
            or "license" in address
            or not address.startswith("http://testserver")
        ):
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if (
            "json" in answer.headers["content-type"]
            and "/tiles/reports" not in address
            and "/api" not in address
        ):
            document = answer.json()
            parts = [document, *document.get("collections", ()), *document.get("tilesets", ())]
            left += [
                link["href"] for part in parts for link in part.get("links", ()) if link["rel"] != "next"
            ]
    ours = [parse_qs(urlsplit(address).query) for address in seen if "/ogc" in address][1:]
    assert len(ours) > 40
    assert {asked["snap"][0] for asked in ours if asked.get("lang") != ["ar"] or "snap" in asked} == {
        bundled.id
    }


def test_it_says_what_it_conforms_to(client: TestClient):
    said = client.get("/ogc/conformance").json()["conformsTo"]
    assert {name.rpartition("/")[2] for name in said} == {"core", "oas30", "html", "geojson", "crs"}


def test_a_collection_says_where_and_when_its_items_are(client: TestClient):
    for name, collection in COLLECTIONS.items():
        said = client.get(f"/ogc/collections/{name}").json()
        assert (said["id"], said["itemType"], said["crs"]) == (name, "feature", list(Crs))
        assert ("spatial" in said["extent"]) == (collection.has_geometry and name != "assessments")
    tolls = client.get("/ogc/collections/tolls").json()["extent"]["temporal"]["interval"]
    assert tolls[0][0] < tolls[0][1]


@pytest.mark.parametrize("query", REFUSED)
def test_what_cannot_be_read_or_is_not_known_is_refused(client: TestClient, query: str):
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["detail"]) < 1_000


@pytest.mark.parametrize("address", [*DOCUMENTS, "/ogc/collections/reports/queryables"])
def test_nothing_takes_a_parameter_that_it_does_not_know(client: TestClient, address: str):
    assert client.get(f"{address}?unknown=1").status_code == 400
    assert client.get(f"{address}?f=xml").status_code == 400


def test_a_person_is_told_in_their_language_what_is_wrong(client: TestClient):
    answer = client.get(f"{ITEMS}?f=html&limit=0&lang=ar")
    assert answer.status_code == 400
    assert '<html lang="ar" dir="rtl">' in answer.text


@pytest.mark.parametrize(
    "address",
    [
        *("/ogc/collections/none", "/ogc/collections/none/items", "/ogc/collections/reports/items/none"),
        *("/ogc/collections/reports/items/", "/ogc/collections/tolls/tiles", "/ogc/nothing"),
        *("/ogc/collections/reports/tiles/OtherQuad", f"{ITEMS}?snap=000000000000", "/openapi.xml"),
    ],
)
def test_what_is_not_there_is_answered_with_404(client: TestClient, address: str):
    assert client.get(address).status_code == 404


def test_a_filter_that_chooses_nothing_there_is_refused_and_an_idle_one_is_not(
    client: TestClient, query: str
):
    assert client.get("/ogc/collections/tolls/items?kind=rocket").status_code == 400
    assert client.get(f"/ogc/collections/tolls/items?{query}").status_code == 200


def test_more_than_the_most_is_as_many_as_the_most(client: TestClient):
    for limit in (str(MOST_FEATURES + 1), "9" * 400):
        answer = client.get(f"/ogc/collections/zones/items?limit={limit}")
        assert answer.json()["numberReturned"] == 410


def test_past_the_end_there_is_nothing_and_no_next_page(client: TestClient):
    page = client.get(f"{ITEMS}?offset={'9' * 30}").json()
    assert (page["features"], page["numberReturned"], linked(page, "next")) == ([], 0, [])
    assert page["numberMatched"] > 0
    assert linked(page, "prev")


def test_an_answer_is_known_again_and_has_a_head(client: TestClient):
    for address in (ITEMS, "/ogc", "/ogc/collections/zones/items/z001", "/openapi.json", "/openapi.html"):
        answer = client.get(address)
        known = client.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")
        head = client.head(address)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])
    assert client.get(f"{ITEMS}?limit=2").headers["etag"] != client.get(f"{ITEMS}?limit=3").headers["etag"]
    assert client.get(ITEMS).headers["etag"] != client.get(f"{ITEMS}?f=html").headers["etag"]


def test_a_pinned_page_is_kept_for_ever_and_another_is_asked_for_again(client: TestClient, bundled: Snapshot):
    assert "immutable" in client.head(f"{ITEMS}?snap={bundled.id}").headers["cache-control"]
    assert client.head(ITEMS).headers["cache-control"] == "no-cache"


def test_a_row_without_ground_has_no_geometry_and_no_box_leaves_it_out(client: TestClient):
    for name in ("tolls", "pauses"):
        items = f"/ogc/collections/{name}/items"
        whole, boxed = client.get(items).json(), client.get(f"{items}?bbox=0,0,1,1").json()
        assert {feature["geometry"] for feature in whole["features"]} == {None}
        assert whole["numberMatched"] == boxed["numberMatched"] > 0


def test_a_disc_and_an_area_are_polygons_anticlockwise(client: TestClient):
    features = client.get(f"{ITEMS}?limit=300").json()["features"]
    of_kind = {feature["properties"]["location_precision"]: feature for feature in features}
    disc = of_kind["neighbourhood"]["geometry"]["coordinates"][0]
    assert len(disc) == 65
    assert sum((x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in pairwise(disc)) < 0
    assert of_kind["governorate"]["geometry"]["type"] in {"Polygon", "MultiPolygon"}
    assert of_kind["neighbourhood"]["properties"]["lat"] is not None


def test_geometries_are_given_in_metres_where_that_is_asked_for(client: TestClient):
    address = f"{ITEMS}?prec=neighbourhood&limit=1"
    degrees, metres = client.get(address), client.get(f"{address}&crs={Crs.UTM_36N}")
    assert degrees.headers["content-crs"] == f"<{Crs.CRS84}>"
    assert metres.headers["content-crs"] == f"<{Crs.UTM_36N}>"
    (feature,) = metres.json()["features"]
    xs = [x for x, _ in feature["geometry"]["coordinates"][0]]
    # Twice the radius, but for the scale of the projection.
    radius_m = feature["properties"]["radius_m"] or RADIUS_M[LocationPrecision.NEIGHBOURHOOD]
    assert max(xs) - min(xs) == pytest.approx(2 * radius_m, rel=0.002)


def test_a_report_and_a_statement_lead_to_their_pages(client: TestClient):
    for name, key, page in (("reports", "r0054", "/report/r0054"), ("zones", "z001", "/zone/z001")):
        feature = client.get(f"/ogc/collections/{name}/items/{key}").json()
        assert [href for href in linked(feature, "alternate") if urlsplit(href).path == page]


def test_the_links_of_an_item_in_metres_lead_to_metres(client: TestClient):
    answer = client.get(f"/ogc/collections/reports/items/r0054?crs={quote(Crs.UTM_36N, safe='')}")
    (itself,) = linked(answer.json(), "self")
    assert client.get(itself).headers["content-crs"] == answer.headers["content-crs"]
    assert "Content-Crs" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("path", ["queryables", "tiles", "tiles/WebMercatorQuad"])
def test_a_document_that_is_no_page_says_so(client: TestClient, path: str):
    assert client.get(f"/ogc/collections/reports/{path}?f=json").status_code == 200
    assert client.get(f"/ogc/collections/reports/{path}?f=html").status_code == 400


def test_tiles_are_ours(client: TestClient, bundled: Snapshot):
    (tileset,) = client.get("/ogc/collections/reports/tiles").json()["tilesets"]
    (address,) = linked(tileset, "item")
    tile = address.replace("{tileMatrix}", "5").replace("{tileCol}", "19").replace("{tileRow}", "13")
    answer = client.get(tile)
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert bundled.id in address


@pytest.mark.parametrize("address", ["/ogc/collections/zones/items/a%0Ab", "/report/a%0Ab", "/story/a%0A"])
def test_an_id_with_a_line_break_is_an_id_that_is_not_there(address: str, client: TestClient):
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].partition(";")[0] != "text/plain"
