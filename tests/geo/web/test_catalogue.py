"""The catalogue of snapshots, held against shapes of DCAT-AP by SHACL, read as JSON-LD without a network."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyshacl
import pytest
from rdflib import Graph, Namespace
from rdflib.namespace import DCAT, DCTERMS, RDF

from geo.export import dcat_catalogue as written
from geo.export.formats import FORMATS
from geo.snapshot.lineage import known_manifests
from geo.web import catalogue as web
from tests.running import REPOSITORY

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from geo.snapshot.opened import Snapshot

# rdflib and pyshacl use parts of rdflib that it calls deprecated.
pytestmark = pytest.mark.filterwarnings(r"ignore:(ConjunctiveGraph|Dataset\.):DeprecationWarning")
SHAPES = REPOSITORY / "tests" / "data" / "shapes" / "dcat_ap.ttl"
SCHEMA = Namespace("https://schema.org/")
ADDRESS = "/catalog.jsonld"


@pytest.fixture(scope="module")
def said(client: TestClient) -> dict[str, Any]:
    return client.get(ADDRESS).json()


def graph(said: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(said), format="json-ld")


def errors(said: dict[str, Any]) -> str:
    conforms, _, text = pyshacl.validate(graph(said), shacl_graph=str(SHAPES), shacl_graph_format="turtle")
    return "" if conforms else str(text)


def test_it_is_what_dcat_ap_asks_for(said: dict[str, Any]):
    assert errors(said) == ""


@pytest.mark.parametrize("name", ["dct:title", "dct:description", "dct:publisher"])
def test_the_shapes_miss_what_is_not_there(said: dict[str, Any], name: str):
    assert name.partition(":")[2] in errors({key: value for key, value in said.items() if key != name})


def test_each_snapshot_is_a_data_set_in_both_vocabularies(said: dict[str, Any], bundled: Snapshot):
    found = graph(said)
    ids = {str(identifier) for identifier in found.objects(None, DCTERMS.identifier)}
    assert ids == {manifest.id for manifest in known_manifests()}
    assert bundled.id in ids
    assert set(found.subjects(RDF.type, DCAT.Dataset)) == set(found.subjects(RDF.type, SCHEMA.Dataset))


def test_each_format_of_a_snapshot_answers(client: TestClient, said: dict[str, Any], bundled: Snapshot):
    newest = next(each for each in said["dcat:dataset"] if each["dct:identifier"] == bundled.id)
    found = {each["dcat:downloadURL"]["@id"] for each in newest["dcat:distribution"]}
    assert len(found) == len(FORMATS)
    for address in found:
        answer = client.head(address)
        assert (answer.status_code, bundled.id in answer.headers["content-disposition"]) == (200, True)


def test_texts_are_given_in_every_language(said: dict[str, Any]):
    titles = {each["@language"]: each["@value"] for each in said["dcat:dataset"][0]["dct:title"]}
    assert list(titles) == ["en", "ar", "he"]
    assert len(set(titles.values())) == 3


def test_many_snapshots_come_in_parts_that_lead_to_each_other(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    one = known_manifests()[0]
    many = tuple(replace(one, id=f"{n:012x}", parents=(f"{n + 1:012x}",)) for n in range(5))
    monkeypatch.setattr(web, "known_manifests", lambda: many)
    for module in (web, written):
        monkeypatch.setattr(module, "MOST_SNAPSHOTS", 2)
    first, last = client.get(ADDRESS), client.get(f"{ADDRESS}?part=2")
    assert errors(first.json()) == ""
    assert first.headers["link"] == '<http://testserver/catalog.jsonld?part=1>; rel="next"'
    assert [each["@id"][-6:] for each in first.json()["dcat:catalog"]] == ["part=1", "part=2"]
    assert [each["dct:identifier"] for each in last.json()["dcat:dataset"]] == ["000000000004"]
    assert "link" not in last.headers
    assert client.get(f"{ADDRESS}?part=3").status_code == 404


@pytest.mark.parametrize("part", ["x", "-1", "1.5", "9" * 30, "٣"])
def test_a_bad_part_is_named(client: TestClient, part: str):
    answer = client.get(f"{ADDRESS}?part={part}")
    assert (answer.status_code, "part=" in answer.json()["detail"]) == (400, True)


def test_what_a_client_has_is_not_sent_again(client: TestClient):
    etag = client.get(ADDRESS).headers["etag"]
    assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 304


def test_nothing_in_it_is_fetched_to_read_it(said: dict[str, Any]):
    assert all(isinstance(prefix, str) for prefix in said["@context"].values())


def test_pages_lead_to_it(client: TestClient):
    assert (
        f'rel="describedby" type="application/ld+json" href="{ADDRESS}"' in client.get("/report/r0001").text
    )
